"""What officials decided of submissions: which ones benchmarks leave out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from diagnosis.models import EntryDecision, ModelVersion


def left_out(*, up_to: int) -> QuerySet[EntryDecision, UUID]:
    """Return the submissions that are left out by the decisions up to one, as a subquery of their ids.

    Parameters
    ----------
    up_to
        Id of the last decision that is heeded; 0 heeds none. Of several decisions on a submission the newest holds.
    """
    heeded = EntryDecision.objects.filter(pk__lte=up_to)
    newest = heeded.order_by().values("submission_id").annotate(newest=Max("pk")).values("newest")
    return heeded.filter(pk__in=newest, is_left_out=True).order_by().values_list("submission_id", flat=True)


def last_decision(model_version: ModelVersion, *, now: datetime) -> int:
    """Return the id of the newest decision on a submission of a model version; 0 where there is none."""
    rows = EntryDecision.objects.filter(submission__diagnosis__model_version=model_version, decided_at__lte=now)
    return rows.aggregate(newest=Max("pk"))["newest"] or 0


def decided_between(after: int, up_to: int) -> QuerySet[EntryDecision, UUID]:
    """Return the submissions decided on after one decision, up to another: whose standing may have changed."""
    rows = EntryDecision.objects.filter(pk__gt=after, pk__lte=up_to)
    return rows.order_by().values_list("submission_id", flat=True).distinct()
