"""The priority of each item (docs/method.md): importance, gap to the target, and how near the peers are.

Every level here is on the item's own scale of 0-5; a number's level is its value divided by 20.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Quadrant = Literal["improve", "keep", "low", "excess"]

SPAN: Final = 5.0
HIGHEST: Final = 5.0
MOST_STEPS: Final = 2.0
# Weights of cost, KPI and nearness to the peers for a horizon of one to three years.
IMPACT_WEIGHTS: Final = (0.35, 0.35, 0.30)
# Until a company names its cost shares and KPIs, every item bears on them alike.
NEUTRAL_FACTOR: Final = 0.5


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """An item as the plan sees it; levels 0-5.

    Attributes
    ----------
    level
        What was answered; 0 for what the company does not know.
    known
        False where the answer is "not known".
    weight
        Share of the overall, after the company's profile.
    peer_level, upper_quartile
        Of the peers; None where nobody may be compared with.
    """

    code: str
    dimension: str
    level: float
    known: bool
    weight: float
    peer_level: float | None = None
    upper_quartile: float | None = None

    @property
    def target(self) -> float:
        """Return the level to aim at: the upper quartile of the peers, at most two steps up; one step without peers."""
        if self.upper_quartile is None:
            return min(HIGHEST, math.floor(self.level) + 1.0)
        return min(HIGHEST, max(self.level, min(math.ceil(self.upper_quartile), self.level + MOST_STEPS)))


@dataclass(frozen=True, slots=True)
class Point:
    """An item in the importance-performance matrix; both axes 0-100."""

    code: str
    importance: float
    performance: float
    quadrant: Quadrant
    priority: float


def gap_of(level: float, target: float, *, span: float = SPAN) -> float:
    """Return the way to the target as a share of the scale, 0-1."""
    return max(0.0, target - level) / span


def proximity_of(level: float, peer_level: float | None, *, span: float = SPAN) -> float:
    """Return how far the peers are ahead, 0-1; level with them, and without peers, 0.5."""
    return 0.5 if peer_level is None else min(1.0, max(0.0, (peer_level - level) / span + 0.5))


def impact_of(
    level: float,
    peer_level: float | None,
    *,
    cost_factor: float = NEUTRAL_FACTOR,
    kpi_factor: float = NEUTRAL_FACTOR,
    weights: tuple[float, float, float] = IMPACT_WEIGHTS,
    span: float = SPAN,
) -> float:
    """Return the impact of an item, 0-1."""
    cost, kpi, nearness = weights
    return cost * cost_factor + kpi * kpi_factor + nearness * proximity_of(level, peer_level, span=span)


def priority_of(*, weight: float, heaviest: float, impact: float, gap: float) -> float:
    """Return the priority of an item, 0-100."""
    return 100.0 * (weight / heaviest) * impact * gap


def importance_of(item: ItemStanding, heaviest: float) -> float:
    """Return the importance of an item, 0-100: its weight and its impact."""
    return 100.0 * (item.weight / heaviest) * impact_of(item.level, item.peer_level)


def points_of(items: Sequence[ItemStanding]) -> tuple[Point, ...]:
    """Return every item with its priority and its quadrant; the cross stands at the grand means."""
    if not items:
        return ()
    heaviest = max(item.weight for item in items)
    importances = {item.code: importance_of(item, heaviest) for item in items}
    across = _mean(100.0 * item.level / SPAN for item in items)
    up = _mean(importances.values())
    return tuple(_point(item, importances[item.code], heaviest, across=across, up=up) for item in items)


def _point(item: ItemStanding, importance: float, heaviest: float, *, across: float, up: float) -> Point:
    performance = 100.0 * item.level / SPAN
    priority = priority_of(
        weight=item.weight,
        heaviest=heaviest,
        impact=impact_of(item.level, item.peer_level),
        gap=gap_of(item.level, item.target),
    )
    quadrant = quadrant_of(importance, performance, across=across, up=up)
    return Point(item.code, importance, performance, quadrant, priority)


def quadrant_of(importance: float, performance: float, *, across: float, up: float) -> Quadrant:
    """Return the quadrant of the importance-performance matrix whose cross stands at `across` and `up`."""
    if importance >= up:
        return "improve" if performance < across else "keep"
    return "low" if performance < across else "excess"


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return math.fsum(listed) / len(listed)
