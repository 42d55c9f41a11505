"""Figures that are counted day by day, as pages read them: protected already, the same all day long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from dashboards.daily import DIMENSIONS
from dashboards.figures import Filters, Withheld
from dashboards.models import DailyFigures
from qmplatform.korean.formats import KST

NATION: Final = ("nation", "")


@dataclass(frozen=True, slots=True)
class Daily:
    """The newest figures of one kind and the midnight up to which they count."""

    as_of: datetime
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A measure of the library and the companies that took it on, to the nearest five."""

    measure: str
    companies: int


@dataclass(frozen=True, slots=True)
class DailyTasks:
    """The commonest improvement tasks, the commonest first.

    Attributes
    ----------
    as_of
        Midnight up to which they are counted; None before the first count.
    withheld
        Why there are no rows, where that is by rule.
    """

    as_of: datetime | None
    rows: tuple[TaskRow, ...] = ()
    withheld: Withheld | None = None


def daily_figures(kind: str, now: datetime) -> Daily | None:
    """Return the newest figures of a kind as of a moment, or None before the first count. One query."""
    today = now.astimezone(KST).date()
    row = DailyFigures.objects.filter(kind=kind, day__lte=today).order_by("-day").first()
    return Daily(datetime.combine(row.day, time(), KST), row.content) if row else None


def chosen_part(filters: Filters) -> tuple[str, str] | None:
    """Return the dimension and the code filters ask for; None where they cross two.

    Daily figures are told of one dimension at a time.
    """
    chosen = [(name, getattr(filters, name)) for name in DIMENSIONS if getattr(filters, name)]
    if len(chosen) > 1:
        return None
    return chosen[0] if chosen else NATION


def common_tasks(filters: Filters, *, now: datetime, limit: int = 10) -> DailyTasks:
    """Return the improvement tasks that most companies took on.

    Parameters
    ----------
    filters
        Within the reader's scope; narrowed by one of sector, group, size, area and region. Two of them are not
        told: ``Withheld.NOT_CROSSED``.
    now
        The moment of asking.
    """
    found = daily_figures("tasks", now)
    if found is None:
        return DailyTasks(None, withheld=Withheld.NONE)
    part = chosen_part(filters)
    if part is None:
        return DailyTasks(found.as_of, withheld=Withheld.NOT_CROSSED)
    dimension, code = part
    told = {measure: one[dimension].get(code, {}).get("taken") for measure, one in found.content["measures"].items()}
    rows = sorted(
        (TaskRow(measure, n) for measure, n in told.items() if n), key=lambda row: (-row.companies, row.measure)
    )
    return DailyTasks(found.as_of, tuple(rows[:limit]), None if rows else Withheld.FEW)
