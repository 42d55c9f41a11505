"""From when on applicants may take their reports."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from awards.catalog import Cycle
from awards.models import FeedbackRelease
from awards.selectors.feedback import reportable
from awards.selectors.judging import told_from
from awards.services.notices import report_tell
from qmplatform.audit import audit_record

LEAST_REASON: Final = 5


class UnableToRelease(ValueError):
    """The date cannot hold; `code` says why: early, past, released, reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def feedback_release(
    *, cycle: Cycle, releases_at: datetime, by: User, now: datetime, reason: str = ""
) -> FeedbackRelease:
    """Set from when on the reports of a cycle are handed out. Moving a date that was set needs a reason.

    Raises
    ------
    UnableToRelease
        ``early``: before a stage that must be over; ``past``: before now; ``released``: they are out already;
        ``reason``: the date is moved without one.
    """
    before = FeedbackRelease.objects.select_for_update().filter(cycle_key=cycle.key).order_by("-pk").first()
    if before is not None and before.releases_at <= now:
        raise UnableToRelease("released")
    if releases_at < told_from(cycle):
        raise UnableToRelease("early")
    if releases_at < now:
        raise UnableToRelease("past")
    if before is not None and len(reason.strip()) < LEAST_REASON:
        raise UnableToRelease("reason")
    row = FeedbackRelease.objects.create(
        cycle_key=cycle.key, releases_at=releases_at, reason=reason.strip(), created_at=now, created_by=by
    )
    audit_record(
        action="award_feedback_release",
        by=by,
        subject=f"award_cycle:{cycle.key}",
        details={"releases_at": releases_at.isoformat(), "reason": row.reason},
        now=now,
    )
    if releases_at <= now:
        for application in reportable(cycle.key):
            report_tell(application, by=by, now=now)
    return row
