"""Strengths, gaps and the next measures, placed so that what a measure needs comes before it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from statistics import median
from typing import Any, Final, Literal

from diagnosis.catalog.library import Measure
from diagnosis.priorities.items import ItemStanding, Point, points_of

NEXT_STEPS: Final = 5
CANDIDATES: Final = 3
MOST_HIGHLIGHTS: Final = 5
# Where the peers say nothing: the company's own best and weakest dimensions.
HIGHEST_SHOWN: Final = 2
LOWEST_SHOWN: Final = 3
# A prerequisite counts as in place when what it helps stands at this level on average.
IN_PLACE_LEVEL: Final = 3.0
# The first measure named by an item helps it most.
RANK_WEIGHTS: Final = (1.0, 0.6, 0.4)
# What a firm can carry at the same time.
AT_ONCE: Final = 2
MONTHS_A_QUARTER: Final = 3.0
QUICK_WIN_SHARE: Final = 0.75

HighlightReason = Literal["above_q3", "below_q1", "below_median", "highest", "lowest"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension's value among its peers; quartiles are None where they may not be shown."""

    code: str
    value: float
    q1: float | None = None
    median: float | None = None
    q3: float | None = None


@dataclass(frozen=True, slots=True)
class Highlight:
    """A dimension that stands out, and why."""

    code: str
    value: float
    median: float | None
    reason: HighlightReason


@dataclass(frozen=True, slots=True)
class Reason:
    """An item that a measure lifts."""

    code: str
    level: float
    target: float
    known: bool
    priority: float


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
        One of those that come after the next five.
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


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the result says about what to do."""

    strengths: tuple[Highlight, ...] = ()
    gaps: tuple[Highlight, ...] = ()
    steps: tuple[Step, ...] = ()
    points: tuple[Point, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Plan:
        return cls(
            strengths=tuple(Highlight(**row) for row in data["strengths"]),
            gaps=tuple(Highlight(**row) for row in data["gaps"]),
            steps=tuple(_step(row) for row in data["steps"]),
            points=tuple(Point(**row) for row in data["points"]),
        )


def _step(row: Mapping[str, Any]) -> Step:
    reasons = tuple(Reason(**reason) for reason in row["reasons"])
    return Step(**{**row, "reasons": reasons, "needs": tuple(row["needs"]), "met": tuple(row["met"])})


def make_plan(
    *,
    items: Sequence[ItemStanding],
    dimensions: Sequence[Dimension],
    measures: Mapping[str, Measure],
    measures_of_item: Mapping[str, Sequence[str]],
    measures_off: Iterable[str] = (),
) -> Plan:
    """Return strengths, gaps, the matrix and the next measures.

    Parameters
    ----------
    items
        The core items that apply and were answered, or answered "not known".
    dimensions
        The dimensions that have a value.
    measures
        The library; its prerequisites form no circle.
    measures_of_item
        Item code -> measure codes, the most helpful first.
    measures_off
        Measures that make no sense for this kind of company; they count as in place.
    """
    points = points_of(items)
    if not any(point.priority > 0 for point in points):  # Ahead of the peers everywhere: look to the next level.
        items = [replace(item, upper_quartile=None) for item in items]
        points = points_of(items)
    choice = _Choice(items, points, measures, measures_of_item, frozenset(measures_off))
    strengths = _above(dimensions)
    ahead = {strength.code for strength in strengths}
    gaps = _behind([d for d in dimensions if d.code not in ahead], items, points)
    strengths = strengths or _highest(dimensions, {gap.code for gap in gaps})
    return Plan(
        strengths=strengths,
        gaps=gaps or _lowest(dimensions, {strength.code for strength in strengths}),
        steps=choice.steps(),
        points=points,
    )


def _above(dimensions: Sequence[Dimension]) -> tuple[Highlight, ...]:
    """Return the dimensions in the peers' upper quarter, those furthest above the middle first."""
    ranked = sorted(dimensions, key=lambda d: (-(d.value - (d.median or 0.0)), d.code))
    above = [Highlight(d.code, d.value, d.median, "above_q3") for d in ranked if d.q3 is not None and d.value >= d.q3]
    return tuple(above[:MOST_HIGHLIGHTS])


def _behind(
    dimensions: Sequence[Dimension], items: Sequence[ItemStanding], points: Sequence[Point]
) -> tuple[Highlight, ...]:
    """Return the dimensions that lag behind: the peers' lowest quarter first, then by what there is to gain."""
    where = {item.code: item.dimension for item in items}
    to_gain: dict[str, float] = {}
    for point in points:
        to_gain[where[point.code]] = to_gain.get(where[point.code], 0.0) + point.priority
    found: list[Highlight] = []
    for d in sorted(dimensions, key=lambda d: (-to_gain.get(d.code, 0.0), d.code)):
        if d.q1 is not None and d.value <= d.q1:
            found.append(Highlight(d.code, d.value, d.median, "below_q1"))
        elif d.median is not None and d.value < d.median:
            found.append(Highlight(d.code, d.value, d.median, "below_median"))
    found.sort(key=lambda h: h.reason != "below_q1")
    return tuple(found[:MOST_HIGHLIGHTS])


def _highest(dimensions: Sequence[Dimension], but: set[str]) -> tuple[Highlight, ...]:
    """Return a company's own best dimensions, where none stands out among the peers."""
    best = sorted((d for d in dimensions if d.code not in but), key=lambda d: (-d.value, d.code))
    return tuple(Highlight(d.code, d.value, d.median, "highest") for d in best[:HIGHEST_SHOWN])


def _lowest(dimensions: Sequence[Dimension], but: set[str]) -> tuple[Highlight, ...]:
    """Return a company's own weakest dimensions, where none lags behind the peers."""
    least = sorted((d for d in dimensions if d.code not in but), key=lambda d: (d.value, d.code))
    return tuple(Highlight(d.code, d.value, d.median, "lowest") for d in least[:LOWEST_SHOWN])


@dataclass(slots=True)
class _Choice:
    """Chooses measures by what they are worth, pulling in what they need."""

    items: Sequence[ItemStanding]
    points: Sequence[Point]
    measures: Mapping[str, Measure]
    measures_of_item: Mapping[str, Sequence[str]]
    off: frozenset[str]
    worth: dict[str, float] = field(init=False)
    reasons: dict[str, list[Reason]] = field(init=False)

    def __post_init__(self) -> None:
        standing = {item.code: item for item in self.items}
        self.worth, self.reasons = {}, {}
        for point in self.points:
            item = standing[point.code]
            if point.priority <= 0:
                continue
            named = [code for code in self.measures_of_item.get(item.code, ()) if code in self.measures]
            for rank, code in enumerate(named[: len(RANK_WEIGHTS)]):
                self.worth[code] = self.worth.get(code, 0.0) + RANK_WEIGHTS[rank] * point.priority
                reason = Reason(item.code, item.level, item.target, item.known, point.priority)
                self.reasons.setdefault(code, []).append(reason)

    def steps(self) -> tuple[Step, ...]:
        chosen: list[str] = []
        for code in sorted(self.worth, key=lambda c: (-self.worth[c], c)):
            if code not in self.off:
                self._take(code, chosen)
        chosen = chosen[: NEXT_STEPS + CANDIDATES]
        return _placed([self._unplaced(code, chosen) for code in chosen], self.measures)

    def _take(self, code: str, chosen: list[str]) -> None:
        """Add the measure after all it needs that is neither in place nor chosen."""
        if code in chosen:
            return
        for needed in self.measures[code].prerequisites:
            if not self._in_place(needed):
                self._take(needed, chosen)
        chosen.append(code)

    def _in_place(self, code: str) -> bool:
        if code in self.off:
            return True
        helped = self.measures[code].helps
        levels = [item.level for item in self.items if any(_within(item.code, target) for target in helped)]
        return bool(levels) and sum(levels) / len(levels) >= IN_PLACE_LEVEL

    def _unplaced(self, code: str, chosen: Sequence[str]) -> Step:
        needs = self.measures[code].prerequisites
        reasons = sorted(self.reasons.get(code, ()), key=lambda r: (-r.priority, r.code))
        return Step(
            measure=code,
            priority=self.worth.get(code, 0.0),
            reasons=tuple(reasons),
            needs=needs,
            met=tuple(need for need in needs if self._in_place(need)),
            starts_quarter=0,
            quarters=max(1, math.ceil(self.measures[code].effort_months / MONTHS_A_QUARTER)),
            quick_win=self._is_quick_win(code, chosen),
            candidate=chosen.index(code) >= NEXT_STEPS,
        )

    def _is_quick_win(self, code: str, chosen: Sequence[str]) -> bool:
        """Tell whether little effort meets high worth, among what was chosen."""
        efforts = [self.measures[c].effort_months for c in chosen]
        worths = sorted(self.worth.get(c, 0.0) for c in chosen)
        high = worths[min(len(worths) - 1, int(QUICK_WIN_SHARE * len(worths)))]
        return self.measures[code].effort_months <= median(efforts) and self.worth.get(code, 0.0) >= high


def _within(item: str, target: str) -> bool:
    """Tell whether an item is the target, or lies in the dimension or domain it names."""
    return item == target or item.startswith(f"{target}.") or (target.isalpha() and item.startswith(target))


def _placed(steps: Sequence[Step], measures: Mapping[str, Measure]) -> tuple[Step, ...]:
    """Give each step its quarter: after all it needs, and no more at once than a firm can carry."""
    load: dict[int, int] = {}
    ends: dict[str, int] = {}
    placed = []
    for step in steps:
        start = max((ends[need] for need in measures[step.measure].prerequisites if need in ends), default=0)
        while any(load.get(quarter, 0) >= AT_ONCE for quarter in range(start, start + step.quarters)):
            start += 1
        for quarter in range(start, start + step.quarters):
            load[quarter] = load.get(quarter, 0) + 1
        ends[step.measure] = start + step.quarters
        placed.append(replace(step, starts_quarter=start))
    return tuple(placed)
