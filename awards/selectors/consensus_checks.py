"""What the guide finds in the team's comments, sets and key themes, and what of it the lead has passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from awards.comments.checker import check_comment
from awards.comments.context import Context, Source
from awards.comments.messages import message
from awards.comments.model import Comment, Finding
from awards.comments.overrides import Override, Verdict, apply_overrides
from awards.comments.sets import check_set
from awards.comments.themes import check_themes
from awards.models import AwardApplication, CommentOverride, VisitEvidence
from awards.selectors.comment_rows import comment_of
from awards.selectors.consensus import agreed_comments, theme_of, themes
from awards.selectors.consensus_log import Table
from awards.selectors.evidence import context_for, submission_for
from diagnosis.catalog.model import Text

# The guide lets one role pass a finding; who may give one is for the service to say.
LEAD = "lead"


@dataclass(frozen=True)
class Report:
    """Everything the guide says about what the applicant will read."""

    verdict: Verdict

    def about(self, subject: object) -> tuple[Finding, ...]:
        """Return the findings that stand for a comment, an item or a kind of theme."""
        return tuple(finding for finding in self.verdict.open if finding.subject == str(subject))

    @property
    def blocks(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.verdict.open if finding.severity == "block")

    def blocks_about(self, subjects: Iterable[object]) -> int:
        wanted = {str(subject) for subject in subjects}
        return sum(finding.subject in wanted for finding in self.blocks)


def team_context(application: AwardApplication) -> Context:
    """Return what the team's comments are checked against: the submission, and what the site visit has seen."""
    context = context_for(application, submission_for(application))
    seen = {row.cited: row for row in visit_evidence(application)}
    if not seen:
        return context
    ko = application.language == "ko"
    extra = {
        key: Source(key, row.item, ko=row.text if ko else "", en="" if ko else row.text) for key, row in seen.items()
    }
    return replace(context, sources={**context.sources, **extra})


@dataclass(frozen=True, slots=True)
class Seen:
    """Evidence of a site visit with the name it is cited by."""

    cited: str
    item: str
    text: str
    row: VisitEvidence


def visit_evidence(application: AwardApplication) -> list[Seen]:
    """Return what was seen on site, in the order it was recorded."""
    rows = VisitEvidence.objects.filter(application=application).select_related("recorded_by").order_by("number")
    return [Seen(f"V{row.number}", row.item, row.text, row) for row in rows]


def report_of(table: Table, *, item: str = "") -> Report:
    """Return what is found in comments and sets; of one item alone where it is named, else with the key themes.

    Sets are looked at beside the percent that stands; the rules on it rest while an item is open.
    """
    application = table.application
    rows = agreed_comments(application)
    comments = [comment_of(row) for row in rows]
    context = team_context(application)
    percents = table.state.percents
    own = [comment for comment in comments if not item or comment.item == item]
    findings = [finding for comment in own for finding in check_comment(comment, context)]
    for code in (item,) if item else tuple(table.setup.factors):
        findings += check_set(code, _of_item(comments, code), percent=percents.get(code))
    if not item:
        findings += check_themes([theme_of(row) for row in themes(application)], comments, context)
    return Report(apply_overrides(findings, overrides_of(application)))


def open_blocks(table: Table) -> tuple[Finding, ...]:
    """Return every finding that keeps the team from handing on its comments."""
    return report_of(table).blocks


def overrides_of(application: AwardApplication) -> list[Override]:
    """Return what the lead passed and did not take back."""
    rows = CommentOverride.objects.filter(application=application, withdrawn_at__isnull=True)
    return [Override(row.subject, row.rule, row.place, row.found, LEAD, row.reason) for row in rows]


def finding_words(finding: Finding, names: dict[str, str]) -> Text:
    """Return a finding in words; comments are called by a short name instead of their ids."""
    text = message(finding)
    ko, en = text.ko, text.en
    for key, name in names.items():
        ko, en = ko.replace(key, name), en.replace(key, name)
    return Text(ko, en)


def _of_item(comments: Iterable[Comment], code: str) -> list[Comment]:
    return [comment for comment in comments if comment.item == code]
