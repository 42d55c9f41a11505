"""Tells what came due by the clock alone: decisions that may be read now, reports whose day has come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from awards.catalog import Cycle
from awards.models import AwardApplication
from awards.selectors.feedback import release_of
from awards.selectors.files import cycle_of, published_cycles
from awards.selectors.judging import told_from
from awards.services.notices import decision_tell, report_tell

# Looked for again and again, so that a night without a worker loses nothing; who was told is not told twice.
LOOKED_BACK: Final = timedelta(days=7)


@transaction.atomic
def due_notices_tell(*, now: datetime) -> None:
    """Tell the owners of every application whose decision or report came due within the last days."""
    for cycle in map(cycle_of, published_cycles()):
        release = release_of(cycle.key)
        if _is_fresh(told_from(cycle), now):
            for application in _left(cycle):
                decision_tell(application, by=None, now=now)
        if release is not None and _is_fresh(release.releases_at, now):
            for application in _left(cycle):
                report_tell(application, by=None, now=now)


def _is_fresh(moment: datetime, now: datetime) -> bool:
    return now - LOOKED_BACK <= moment <= now


def _left(cycle: Cycle) -> list[AwardApplication]:
    rows = AwardApplication.objects.filter(cycle_key=cycle.key).exclude(left_stage="")
    return list(rows.select_related("company", "cycle", "criteria"))
