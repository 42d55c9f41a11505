"""Winners, and the cases made of them: who agreed, what waits for the winner's word, what a draft is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awards.catalog.circle_parts import Medal
from awards.catalog.cycle import Honour
from awards.dossier import Dossier, Figure, from_data
from awards.models import AgreedComment, AwardApplication, Decision, WinnerTextCheck
from awards.selectors.applications import field_title
from awards.selectors.consensus import agreed_comments
from awards.selectors.dossier import has_consent, latest_submission
from awards.selectors.judging import honour_named
from awards.selectors.review_log import cycle_for
from cases.editions import Edition, edition_of
from cases.models import Case, CaseRevision
from cases.services.proposals import content_of_company

# Consent of the cycle: a winner's story may be published once the winner has read it.
CONSENT: Final = "N04"
# Which award of the library a category of the cycle is; the nearest one above it counts.
_AWARD_OF: Final = {"GRAND": "nqgrand", "MGMT": "nqca", "INNOV": "nqinno", "QCAS": "qcomp", "CIRCLE": "qcc"}
_ANY_AWARD: Final = "nqa"
_RESULTS_SHOWN: Final = 6
# The id of an application ends the id of its case.
_CASE_ID: Final = re.compile(r"award-.+-([0-9a-f]{32})")
# What the register tells; title and award the library writes itself.
_OF_COMPANY: Final = ("sector_code", "size_code", "region_code", "region_text", "is_synthetic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """An application the judges granted an honour.

    Attributes
    ----------
    edition
        Its case as editors have it; None before a draft is made.
    check
        What the winner last said to a text; `is_checked` where that was the text as it stands now, and it may go out.
    """

    decision: Decision
    application: AwardApplication
    honour: Honour | Medal | None
    has_consent: bool
    edition: Edition | None
    check: WinnerTextCheck | None

    @property
    def is_checked(self) -> bool:
        """Tell whether the winner let the text go out as it stands now."""
        if self.check is None or self.edition is None or not self.check.agreed:
            return False
        return is_same_text(self.edition, self.check.revision)


def case_key(application: AwardApplication) -> str:
    """Return what names an application for good in the library."""
    return f"{application.cycle_key}-{application.pk.hex}"


def case_of(application: AwardApplication) -> Case | None:
    """Return the case made of an application."""
    return Case.objects.filter(pk=f"award-{case_key(application)}").first()


def is_same_text(edition: Edition, number: int) -> bool:
    """Tell whether a text still stands as a revision had it: a step to review or back changes no word."""
    content = CaseRevision.objects.filter(case=edition.case, number=number).values_list("content", flat=True).first()
    return content is not None and all(edition.content[key] == content.get(key) for key in edition.content)


def winner_hold(edition: Edition) -> str | Promise:
    """Return why the case of a winner may not be published yet: it did not agree, or not to this text."""
    words = _CASE_ID.fullmatch(edition.case.pk)
    application = AwardApplication.objects.filter(pk=words[1]).first() if words else None
    if application is None:
        return ""
    if not has_consent(application, CONSENT):
        return _("The winner does not agree that its story is published.")
    check = WinnerTextCheck.objects.filter(application=application).order_by("-pk").first()
    if check is None or not check.agreed or not is_same_text(edition, check.revision):
        return _("The winner has not agreed to this text yet.")
    return ""


def winner_of(decision: Decision) -> Winner:
    """Return a winner with its consent, its case and what it said to the text."""
    application = decision.application
    case = case_of(application)
    return Winner(
        decision=decision,
        application=application,
        honour=honour_named(application, decision.honour),
        has_consent=has_consent(application, CONSENT),
        edition=edition_of(case) if case is not None else None,
        check=WinnerTextCheck.objects.filter(application=application).order_by("-pk").first(),
    )


def award_of(application: AwardApplication) -> str:
    """Return the library's code of the award an application was for."""
    cycle = cycle_for(application)
    code: str | None = application.category
    while code is not None:
        if code in _AWARD_OF:
            return _AWARD_OF[code]
        code = cycle.category(code).parent
    return _ANY_AWARD


def category_name(application: AwardApplication) -> str:
    """Return the category, of circles with their field, as the library writes it: in Korean."""
    field = field_title(application)
    title = cycle_for(application).category(application.category).title.ko
    return f"{title} {field.ko}" if field else title


def case_content(application: AwardApplication) -> dict[str, Any]:
    """Return what a draft begins with: the company, its strengths as the team agreed them, the figures these cite.

    Nothing of the dossier's own text is taken: what it says was told to the examiners.
    """
    comments = [one for one in agreed_comments(application) if one.kind == "strength"]
    strong = [one for one in comments if one.importance == "++"] or comments
    submission = latest_submission(application)
    figures = _cited(from_data(submission.content), strong) if submission is not None else []
    known = content_of_company(application.company)
    return {key: known[key] for key in _OF_COMPANY} | {
        "approach_ko": _told(strong, "ko"),
        "approach_en": _told(strong, "en"),
        "results": [_result(one) for one in figures[:_RESULTS_SHOWN]],
    }


def _told(comments: list[AgreedComment], language: str) -> str:
    texts = [one.ko if language == "ko" else one.en for one in comments]
    return "\n\n".join(text.strip() for text in texts if text.strip())


def _cited(dossier: Dossier, comments: list[AgreedComment]) -> list[Figure]:
    cited = {key for comment in comments for key in comment.evidence}
    found = [figure for section in dossier.sections for figure in section.figures]
    return [figure for figure in found if figure.id in cited and figure.values]


def _result(figure: Figure) -> dict[str, str]:
    first, last = min(figure.values), max(figure.values)
    row = {"kpi": figure.title, "after": f"{figure.values[last]:g}", "unit": figure.unit}
    return row | ({"before": f"{figure.values[first]:g}"} if first != last else {})
