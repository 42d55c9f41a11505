"""Finds jobs that are owed and not on their way."""

from datetime import datetime, timedelta

from django.db.models import Q

from qmplatform.models import Job

# A job told to the broker this long ago and still not begun is told again; doing it twice is harmless.
RESEND_AFTER = timedelta(seconds=60)
AT_ONCE = 500


def jobs_to_send(*, now: datetime) -> list[Job]:
    """Return queued jobs never sent or sent long ago, and running jobs whose worker let the lease run out."""
    unsent = Q(state=Job.State.QUEUED) & (Q(sent_at__isnull=True) | Q(sent_at__lt=now - RESEND_AFTER))
    abandoned = Q(state=Job.State.RUNNING, leased_until__lt=now)
    return list(Job.objects.filter(unsent | abandoned).order_by("created_at")[:AT_ONCE])
