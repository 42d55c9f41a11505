"""An official decides whether answers that look careless stay in benchmarks; nobody else does."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission, has_permission
from dashboards.models import CarelessFlag
from diagnosis.models import EntryDecision, Submission
from qmplatform.audit import audit_record

LEAST_REASON: Final = 10
MOST_REASON: Final = 500


class UnableToDecideWithoutReason(ValueError):
    """The reason is too short to be understood by whoever reads it later, or too long."""


class UnableToDecideUnseen(Exception):
    """Somebody else decided since the page was opened; ``decision`` is theirs."""

    def __init__(self, decision: EntryDecision) -> None:
        super().__init__(str(decision.pk))
        self.decision = decision


@transaction.atomic
def entry_decide(
    *, case: CarelessFlag, is_left_out: bool, reason: str, after: int = 0, by: User, now: datetime
) -> EntryDecision:
    """Decide whether the results of a submission enter benchmarks; the next snapshot heeds it.

    Parameters
    ----------
    case
        What a run found: without a sign there is nothing to decide.
    reason
        10 to 500 characters.
    after
        Id of the decision that the person saw, 0 for none.

    Raises
    ------
    PermissionDenied
        The person has no say in the survey's quality.
    UnableToDecideWithoutReason
        No reason that says something.
    UnableToDecideUnseen
        There is a newer decision than the one the person saw.
    """
    if not has_permission(by, Permission.SURVEY_QUALITY):
        raise PermissionDenied
    told = " ".join(reason.split())
    if not LEAST_REASON <= len(told) <= MOST_REASON:
        raise UnableToDecideWithoutReason(told)
    # Two who decide at once wait for each other here.
    submission = Submission.objects.select_for_update(of=("self",)).only("pk").get(pk=case.submission_id)
    newest = EntryDecision.objects.filter(submission=submission).order_by("-pk").first()
    if newest is not None and newest.pk != after:
        raise UnableToDecideUnseen(newest)
    decision = EntryDecision.objects.create(
        submission=submission, is_left_out=is_left_out, reason=told, decided_at=now, decided_by=by
    )
    details = {"left_out": is_left_out, "reason": told, "signs": case.signs, "run": case.run_id}
    audit_record(action="entry_decide", by=by, subject=f"submission:{submission.pk}", details=details, now=now)
    return decision
