"""Finds jobs that are owed and not on their way."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from qmplatform.models import Job

AT_ONCE = 500


def jobs_to_send(*, now: datetime) -> list[Job]:
    """Return queued jobs never sent or sent long ago, and running jobs whose worker let the lease run out."""
    # Told to the broker long ago and still not begun: told again, since doing it twice is harmless.
    resend_before = now - timedelta(seconds=settings.QM_RESEND_SECONDS)
    unsent = Q(state=Job.State.QUEUED) & (Q(sent_at__isnull=True) | Q(sent_at__lt=resend_before))
    abandoned = Q(state=Job.State.RUNNING, leased_until__lt=now)
    return list(Job.objects.filter(unsent | abandoned).order_by("created_at")[:AT_ONCE])
