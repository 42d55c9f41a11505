"""Counts the figures of the day, once a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from dashboards.daily import midnight
from dashboards.models import DailyFigures
from dashboards.services.daily_counts import (
    count_awards,
    count_cases,
    count_participation,
    count_programmes,
    count_tasks,
)

COUNTS: Final[Mapping[str, Callable[[datetime], Any]]] = {
    "tasks": count_tasks,
    "participation": count_participation,
    "cases": count_cases,
    "programmes": count_programmes,
    "awards": count_awards,
}


def daily_refresh(*, now: datetime, again: bool = False) -> int:
    """Count what is not counted yet up to the last midnight in Korea, and tell how many kinds were counted.

    Twice, or by two workers at once, it leaves the same: the first count of a day stays.

    Parameters
    ----------
    again
        Count anew what is counted: for invented data that came after the count.
    """
    until = midnight(now)
    if again:
        DailyFigures.objects.filter(day=until.date()).delete()
    known = set(DailyFigures.objects.filter(day=until.date()).values_list("kind", flat=True))
    rows = [
        DailyFigures(day=until.date(), kind=kind, content=count(until), counted_at=now)
        for kind, count in COUNTS.items()
        if kind not in known
    ]
    DailyFigures.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
