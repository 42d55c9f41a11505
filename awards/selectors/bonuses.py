"""What a bonus is assessed with: the cycle's rule, what may be cited, and what was assessed before."""

from __future__ import annotations

from awards.catalog.cycle import BonusRule
from awards.dossier import from_data, sources
from awards.models import AwardApplication, BonusAssessment, VisitEvidence
from awards.selectors.dossier import latest_submission
from awards.selectors.review_log import cycle_for


def cycle_bonus(application: AwardApplication) -> BonusRule | None:
    """Return the bonus an application may have; None where its category has none."""
    cycle = cycle_for(application)
    if cycle.category(application.category).kind != "organisation" or not cycle.bonus.rules:
        return None
    return cycle.bonus.rules[0]


def bonus_evidence(application: AwardApplication) -> dict[str, str]:
    """Return what may be cited for points, with what it says: all of the dossier, and what the visit saw."""
    submission = latest_submission(application)
    found: dict[str, str] = {}
    if submission is not None:
        dossier = from_data(submission.content)
        found = {key: source.ko or source.en for key, source in sources(dossier).items()}
    for row in VisitEvidence.objects.filter(application=application).order_by("number"):
        found[f"V{row.number}"] = row.text
    return found


def assessments_of(application: AwardApplication) -> list[BonusAssessment]:
    """Return every assessment, the one that holds first."""
    rows = BonusAssessment.objects.filter(application=application).select_related("assessed_by")
    return list(rows.order_by("-pk"))
