"""Strengths and gaps: the dimensions of a company that stand out among its peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from diagnosis.priorities.items import ItemStanding, Point

MOST_HIGHLIGHTS: Final = 5
# Where the peers say nothing: the company's own best and weakest dimensions.
HIGHEST_SHOWN: Final = 2
LOWEST_SHOWN: Final = 3
UPPER_QUARTER: Final = 75.0
LOWER_QUARTER: Final = 25.0
MIDDLE: Final = 50.0

HighlightReason = Literal["above_q3", "below_q1", "below_median", "highest", "lowest"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension's value among its peers; what may not be shown is None.

    ``percentile`` is the share of peers below it, 0-100, and ``low`` to ``high`` its interval.
    """

    code: str
    value: float
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    percentile: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def stands_above(self) -> bool:
        """Tell whether it lies in the peers' upper quarter: by value, or by rank with the middle well below."""
        if self.q3 is not None and self.value >= self.q3:
            return True
        return self.percentile is not None and self.percentile >= UPPER_QUARTER and (self.low or 0.0) > MIDDLE

    def lies_behind(self, to_gain: float) -> bool:
        """Tell whether it lies in the peers' lower quarter: by value, or by rank with something to gain."""
        if self.q1 is not None and self.value <= self.q1:
            return True
        return self.percentile is not None and self.percentile <= LOWER_QUARTER and to_gain > 0


@dataclass(frozen=True, slots=True)
class Highlight:
    """A dimension that stands out, and why."""

    code: str
    value: float
    median: float | None
    reason: HighlightReason


def highlights_of(
    dimensions: Sequence[Dimension], items: Sequence[ItemStanding], points: Sequence[Point]
) -> tuple[tuple[Highlight, ...], tuple[Highlight, ...]]:
    """Return strengths and gaps, at most five each; no dimension is both."""
    strengths = _above(dimensions)
    ahead = {strength.code for strength in strengths}
    gaps = _behind([d for d in dimensions if d.code not in ahead], items, points)
    strengths = strengths or _highest(dimensions, {gap.code for gap in gaps})
    return strengths, gaps or _lowest(dimensions, {strength.code for strength in strengths})


def _above(dimensions: Sequence[Dimension]) -> tuple[Highlight, ...]:
    """Return the dimensions in the peers' upper quarter, those furthest above the middle first."""
    ranked = sorted(dimensions, key=lambda d: (-(d.value - (d.median or 0.0)), d.code))
    above = [Highlight(d.code, d.value, d.median, "above_q3") for d in ranked if d.stands_above]
    return tuple(above[:MOST_HIGHLIGHTS])


def _behind(
    dimensions: Sequence[Dimension], items: Sequence[ItemStanding], points: Sequence[Point]
) -> tuple[Highlight, ...]:
    """Return the dimensions that lag behind: the peers' lowest quarter first, then by what there is to gain."""
    to_gain = _to_gain(items, points)
    found: list[Highlight] = []
    for d in sorted(dimensions, key=lambda d: (-to_gain.get(d.code, 0.0), d.code)):
        if d.lies_behind(to_gain.get(d.code, 0.0)):
            found.append(Highlight(d.code, d.value, d.median, "below_q1"))
        elif d.median is not None and d.value < d.median:
            found.append(Highlight(d.code, d.value, d.median, "below_median"))
    found.sort(key=lambda h: h.reason != "below_q1")
    return tuple(found[:MOST_HIGHLIGHTS])


def _to_gain(items: Sequence[ItemStanding], points: Sequence[Point]) -> Mapping[str, float]:
    where = {item.code: item.dimension for item in items}
    to_gain: dict[str, float] = {}
    for point in points:
        to_gain[where[point.code]] = to_gain.get(where[point.code], 0.0) + point.priority
    return to_gain


def _highest(dimensions: Sequence[Dimension], but: set[str]) -> tuple[Highlight, ...]:
    """Return a company's own best dimensions, where none stands out among the peers."""
    best = sorted((d for d in dimensions if d.code not in but), key=lambda d: (-d.value, d.code))
    return tuple(Highlight(d.code, d.value, d.median, "highest") for d in best[:HIGHEST_SHOWN])


def _lowest(dimensions: Sequence[Dimension], but: set[str]) -> tuple[Highlight, ...]:
    """Return a company's own weakest dimensions, where none lags behind the peers."""
    least = sorted((d for d in dimensions if d.code not in but), key=lambda d: (d.value, d.code))
    return tuple(Highlight(d.code, d.value, d.median, "lowest") for d in least[:LOWEST_SHOWN])
