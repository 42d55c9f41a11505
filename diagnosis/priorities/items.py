"""The priority of each item (docs/method.md): importance, gap to the target, and how near the peers are.

Every level here is on the item's own scale of 0-5; a number's level is its value divided by 20.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from diagnosis.priorities.factors import NEUTRAL_FACTOR, Factors
from diagnosis.priorities.inputs import HORIZON_WEIGHTS

Quadrant = Literal["improve", "keep", "low", "excess"]
Confidence = Literal["sure", "usual", "estimate"]
TargetReason = Literal["next_level", "upper_quartile", "two_steps", "ahead", "highest", "prerequisite", "own", ""]

SPAN: Final = 5.0
HIGHEST: Final = 5.0
MOST_STEPS: Final = 2.0
# Among the first five in this share of draws: a priority for certain.
ROBUST_SHARE: Final = 0.80
IMPACT_WEIGHTS: Final = HORIZON_WEIGHTS["tactical"]
NEUTRAL: Final = Factors()


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
    confidence
        How sure the company is of its answer; only the draws look at it.
    """

    code: str
    dimension: str
    level: float
    known: bool
    weight: float
    peer_level: float | None = None
    upper_quartile: float | None = None
    confidence: Confidence = "usual"

    @property
    def target(self) -> float:
        """Return the level to aim at: the upper quartile of the peers, at most two steps up; one step without peers."""
        if self.upper_quartile is None:
            return min(HIGHEST, math.floor(self.level) + 1.0)
        return min(HIGHEST, max(self.level, min(math.ceil(self.upper_quartile), self.level + MOST_STEPS)))

    @property
    def target_reason(self) -> TargetReason:
        """Return what decided the target."""
        if self.level >= HIGHEST:
            return "highest"
        if self.upper_quartile is None:
            return "next_level"
        if math.ceil(self.upper_quartile) <= self.level:
            return "ahead"
        return "upper_quartile" if math.ceil(self.upper_quartile) <= self.level + MOST_STEPS else "two_steps"


@dataclass(frozen=True, slots=True)
class Target:
    """The level an item shall reach, and why that one."""

    level: float
    reason: TargetReason


@dataclass(frozen=True, slots=True)
class Point:
    """An item in the importance-performance matrix; both axes 0-100.

    The priority is ``100 * weight * impact * gap``, the impact the three factors times the horizon's weights.

    Attributes
    ----------
    gap
        The way to the target as a share of the scale, 0-1.
    cost_factor, kpi_factor, proximity
        How strongly the item bears on the company's cost and key figures, and how far the peers are ahead; 0-1.
    impact
        The three factors, weighed by the horizon; 0-1.
    weight
        The item's weight over that of the heaviest item, above 0 to 1; 0 in plans of earlier engines, which kept
        none of these figures (see `has_factors`).
    level, target, target_reason
        Where it stands, the level to reach, both 0-5, and why that one.
    robust_share
        Share of draws in which the item is among the five with the highest priority; None where none were made.
    """

    code: str
    importance: float
    performance: float
    quadrant: Quadrant
    priority: float
    gap: float = 0.0
    proximity: float = 0.0
    cost_factor: float = NEUTRAL_FACTOR
    kpi_factor: float = NEUTRAL_FACTOR
    impact: float = 0.0
    weight: float = 0.0
    level: float = 0.0
    target: float = 0.0
    target_reason: TargetReason = ""
    robust_share: float | None = None

    @property
    def has_factors(self) -> bool:
        """Tell whether the figures behind the priority are kept."""
        return self.weight > 0

    @property
    def is_robust(self) -> bool:
        """Tell whether the item is a priority whatever the noise: among the first five in 80 % of draws."""
        return self.robust_share is not None and self.robust_share >= ROBUST_SHARE


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


def importance_of(item: ItemStanding, heaviest: float, factors: Factors = NEUTRAL) -> float:
    """Return the importance of an item, 0-100: its weight and its impact."""
    return 100.0 * (item.weight / heaviest) * _impact(item, factors)


def _impact(item: ItemStanding, factors: Factors) -> float:
    cost, kpi = factors.of(item.code)
    return impact_of(item.level, item.peer_level, cost_factor=cost, kpi_factor=kpi, weights=factors.weights)


def points_of(
    items: Sequence[ItemStanding],
    *,
    factors: Factors = NEUTRAL,
    targets: Mapping[str, Target] | None = None,
) -> tuple[Point, ...]:
    """Return every item with its priority and its quadrant; the cross stands at the grand means.

    ``targets`` replaces the suggested targets of the items it names.
    """
    if not items:
        return ()
    heaviest = max(item.weight for item in items)
    importances = {item.code: importance_of(item, heaviest, factors) for item in items}
    across = _mean(100.0 * item.level / SPAN for item in items)
    up = _mean(importances.values())
    return tuple(
        _point(item, (targets or {}).get(item.code), factors, heaviest, importances[item.code], across=across, up=up)
        for item in items
    )


def _point(
    item: ItemStanding,
    chosen: Target | None,
    factors: Factors,
    heaviest: float,
    importance: float,
    *,
    across: float,
    up: float,
) -> Point:
    performance = 100.0 * item.level / SPAN
    target = chosen or Target(item.target, item.target_reason)
    gap, impact = gap_of(item.level, target.level), _impact(item, factors)
    cost_factor, kpi_factor = factors.of(item.code)
    return Point(
        code=item.code,
        importance=importance,
        performance=performance,
        quadrant=quadrant_of(importance, performance, across=across, up=up),
        priority=priority_of(weight=item.weight, heaviest=heaviest, impact=impact, gap=gap),
        gap=gap,
        proximity=proximity_of(item.level, item.peer_level),
        cost_factor=cost_factor,
        kpi_factor=kpi_factor,
        impact=impact,
        weight=item.weight / heaviest,
        level=item.level,
        target=target.level,
        target_reason=target.reason,
    )


def quadrant_of(importance: float, performance: float, *, across: float, up: float) -> Quadrant:
    """Return the quadrant of the importance-performance matrix whose cross stands at `across` and `up`."""
    if importance >= up:
        return "improve" if performance < across else "keep"
    return "low" if performance < across else "excess"


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return math.fsum(listed) / len(listed)
