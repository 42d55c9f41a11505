"""When a stage of a cycle is open: the published calendar with what was changed about it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from awards.catalog import Cycle
from awards.models import StageChange


@dataclass(frozen=True, slots=True)
class Window:
    """A stage's time, half-open: `ends_at` is the first moment that no longer counts."""

    stage: str
    starts_at: datetime
    ends_at: datetime
    change: StageChange | None = None

    def is_open(self, moment: datetime) -> bool:
        """Tell whether an aware moment lies within.

        Raises
        ------
        ValueError
            If the moment has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("the moment must know its time zone")
        return self.starts_at <= moment < self.ends_at


def window(cycle: Cycle, stage: str) -> Window:
    """Return when a stage is open: as it was changed last, else as it was published.

    Raises
    ------
    KeyError
        If the cycle has no such stage.
    """
    starts_at, ends_at = cycle.stage_window(stage)
    change = StageChange.objects.filter(cycle_key=cycle.key, stage=stage).order_by("-pk").first()
    if change is None:
        return Window(stage, starts_at, ends_at)
    return Window(stage, change.starts_at, change.ends_at, change)


def windows(cycle: Cycle) -> dict[str, Window]:
    """Return the time of every stage, in one query."""
    changes = {
        change.stage: change for change in StageChange.objects.filter(cycle_key=cycle.key).order_by("pk")
    }  # the last of each stage stays
    found = {}
    for code in cycle.stages:
        change = changes.get(code)
        starts_at, ends_at = (change.starts_at, change.ends_at) if change else cycle.stage_window(code)
        found[code] = Window(code, starts_at, ends_at, change)
    return found
