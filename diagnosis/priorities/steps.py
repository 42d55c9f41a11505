"""The measures of a plan as they are kept, and what each of them is to bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnosis.priorities.items import ROBUST_SHARE


@dataclass(frozen=True, slots=True)
class Reason:
    """An item that a measure lifts; levels 0-5.

    ``planned`` is the level the item has after this measure and those that help it more; None for candidates, and in
    plans of earlier engines.
    """

    code: str
    level: float
    target: float
    known: bool
    priority: float
    planned: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A measure at its place in the plan.

    Attributes
    ----------
    needs, met
        Measures it needs first; those of them that are in place already.
    starts_quarter, quarters
        When it starts (0 is the coming quarter) and how many quarters it takes.
    candidate
        One of those that come after: after the next five, or after what people, money and quarters allow.
    robust_share
        Share of draws in which the measure is among the five worth most; None where none were made.
    effort, money
        Person-months of own staff; spending outside the firm in KRW million, the middle of its cost band.
    """

    measure: str
    priority: float
    reasons: tuple[Reason, ...]
    needs: tuple[str, ...]
    met: tuple[str, ...]
    starts_quarter: int
    quarters: int
    quick_win: bool
    candidate: bool
    robust_share: float | None = None
    effort: float = 0.0
    money: float = 0.0

    @property
    def is_robust(self) -> bool:
        """Tell whether the measure is a priority whatever the noise: among the first five in 80 % of draws."""
        return self.robust_share is not None and self.robust_share >= ROBUST_SHARE

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Step:
        reasons = tuple(Reason(**reason) for reason in row["reasons"])
        return cls(**{**row, "reasons": reasons, "needs": tuple(row["needs"]), "met": tuple(row["met"])})


@dataclass(frozen=True, slots=True)
class PlannedLevel:
    """What a plan promises of an item: where it stands, where it is to stand, and its target; levels 0-5."""

    code: str
    level: float
    planned: float
    target: float
