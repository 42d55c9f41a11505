"""The team's lead assesses a bonus once the base points stand; what was assessed before stays on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from awards.models import AwardApplication, BonusAssessment, PanelMeeting, PanelQuestion, Seat
from awards.scoring import Phase
from awards.selectors.bonuses import bonus_evidence, cycle_bonus
from awards.selectors.calendar import window
from awards.selectors.review_log import cycle_for, examiner_key, review_state
from awards.selectors.standings import bonus_with, score_of
from awards.services.review_log import application_lock
from awards.services.trail import application_audit

# The base points stand: no bonus can lean on them, nor they on a bonus.
_PHASES = (Phase.VISIT, Phase.FINAL)
_STATES = (AwardApplication.State.SHORTLIST, AwardApplication.State.VISIT, AwardApplication.State.JUDGING)


class UnableToAssessBonus(Exception):
    """Why a bonus cannot be assessed now, as a code that the page words.

    `no_bonus`: the category has none; `not_now`: the base points do not stand, or the file is decided; `too_late`: the
    judges' stage is over; `before_judges`: a meeting with this file is open; `rationale_short`, `evidence_missing`,
    `evidence_unknown`: what is written does not carry it.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


def assessment_fault(application: AwardApplication, now: datetime) -> str:
    """Return why the bonus of an application cannot be assessed at a moment; empty when it can."""
    if cycle_bonus(application) is None:
        return "no_bonus"
    if application.state not in _STATES or review_state(application).phase not in _PHASES:
        return "not_now"
    if now >= window(cycle_for(application), "JUDGE").ends_at:
        return "too_late"
    if PanelQuestion.objects.filter(application=application, meeting__state=PanelMeeting.State.OPEN).exists():
        return "before_judges"
    return ""


@transaction.atomic
def bonus_assess(
    *,
    application: AwardApplication,
    parts: Mapping[str, int],
    rationale: str,
    evidence: Sequence[str],
    by: User,
    now: datetime,
) -> BonusAssessment:
    """Add an assessment; the one added last holds.

    Parameters
    ----------
    parts
        Points of the bonus by part.
    evidence
        Ids of what carries the points: paragraphs, figures and attachments of the dossier, findings of the visit.

    Raises
    ------
    PermissionDenied
        The person does not lead the team of the application.
    UnableToAssessBonus
        It cannot be assessed now, or what is written does not carry it.
    awards.scoring.Refused
        A part or its points are not the rule's.
    """
    row = application_lock(application)
    seat = Seat.objects.filter(application=row, examiner__user=by, state=Seat.State.NAMED).first()
    if seat is None or review_state(row).lead != examiner_key(seat.examiner_id):
        raise PermissionDenied
    if fault := assessment_fault(row, now):
        raise UnableToAssessBonus(fault)
    rule = cycle_bonus(row)
    if rule is None:
        raise AssertionError("assessment_fault says so")
    rationale, cited = rationale.strip(), list(dict.fromkeys(evidence))
    if len(rationale) < cycle_for(row).consensus.rationale_min_chars.ko:
        raise UnableToAssessBonus("rationale_short")
    known = bonus_evidence(row)
    if unknown := [one for one in cited if one not in known]:
        raise UnableToAssessBonus("evidence_unknown", ", ".join(unknown))
    if any(parts.values()) and not cited:
        raise UnableToAssessBonus("evidence_missing")
    bonus = bonus_with(row, score_of(row), dict(parts))
    found = BonusAssessment.objects.create(
        application=row,
        rule=rule.code,
        parts=dict(parts),
        rationale=rationale,
        evidence=cited,
        assessed_at=now,
        assessed_by=by,
    )
    application_audit(
        "award_bonus_assess",
        row,
        by=by,
        now=now,
        details={"rule": rule.code, "parts": dict(parts), "claimed": bonus.claimed, "status": bonus.status.value},
    )
    return found
