"""Percents in steps inside ranges, and what an examiner's rating of one item must keep to (method, section 5).

The same scale carries the six ranges of the award and the grades of quality circles and of the competitiveness frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from awards.scoring.reasons import Code, Reason, Refused


@dataclass(frozen=True, slots=True)
class PercentRange:
    """One range: its code, its place from the lowest (1) upwards, and its first and last percent."""

    code: str
    number: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class PercentScale:
    """Ranges that cover 0..100 in steps, lowest first."""

    ranges: tuple[PercentRange, ...]
    step: int = 5

    @classmethod
    def of(cls, rows: Sequence[tuple[str, int, int]], *, step: int = 5) -> PercentScale:
        """Build a scale from (code, from, to) in any order.

        Raises
        ------
        ValueError
            If the ranges leave a step out, overlap, do not reach from 0 to 100, or share a code.
        """
        ordered = sorted(rows, key=lambda row: row[1])
        if len({code for code, _, _ in ordered}) < len(ordered):
            raise ValueError("each range has a code of its own")
        expected = 0
        for code, low, high in ordered:
            if low != expected or high < low or low % step or high % step:
                raise ValueError(f"{code} runs from {low} to {high}; a range starting at {expected} was expected")
            expected = high + step
        if expected != 100 + step:
            raise ValueError("the ranges together run from 0 to 100")
        return cls(
            tuple(PercentRange(code, at, low, high) for at, (code, low, high) in enumerate(ordered, start=1)), step
        )

    def faults_of(self, percent: object) -> tuple[Reason, ...]:
        """Return why a percent is none on this scale: a whole number 0..100 on a step; empty when it is one."""
        if not isinstance(percent, int) or isinstance(percent, bool):
            return (Reason(Code.PERCENT_NOT_WHOLE, {"value": str(percent)}),)
        if not 0 <= percent <= 100:
            return (Reason(Code.PERCENT_OUT_OF_BOUNDS, {"percent": percent, "low": 0, "high": 100}),)
        if percent % self.step:
            return (Reason(Code.PERCENT_OFF_STEP, {"percent": percent, "step": self.step}),)
        return ()

    def range_of(self, percent: int) -> PercentRange:
        """Return the range that a percent lies in.

        Raises
        ------
        Refused
            If the percent is no step of this scale.
        """
        if faults := self.faults_of(percent):
            raise Refused(faults)
        return next(found for found in self.ranges if percent <= found.high)

    def named(self, code: str) -> PercentRange | None:
        """Return the range with this code, None without one."""
        return next((found for found in self.ranges if found.code == code), None)


@dataclass(frozen=True, slots=True)
class Rating:
    """What one examiner gives one item.

    Attributes
    ----------
    percent
        The holistic judgement, 0..100 in steps.
    factors
        The range code of each sub-rating: A, D, L, I for a process, Le, T, C, I for results; empty where a frame has
        none.
    range_code
        The range chosen first, where the form asks for it.
    """

    percent: int
    factors: Mapping[str, str] = field(default_factory=dict)
    range_code: str | None = None


def check_rating(scale: PercentScale, rating: Rating, *, factors: Sequence[str], cap_ranges: int) -> tuple[Reason, ...]:
    """Return everything that is wrong with a rating, empty when it stands.

    Parameters
    ----------
    factors
        The sub-ratings that the item's kind asks for; none of them may be left out. Empty: the frame has none.
    cap_ranges
        How many ranges the holistic percent may lie above the lowest sub-rating (method 5: 1).

    Notes
    -----
    The cap is left aside while a sub-rating is missing or unreadable: an unknown range is never taken for the lowest.
    """
    return tuple(_faults(scale, rating, factors, cap_ranges))


def _faults(scale: PercentScale, rating: Rating, factors: Sequence[str], cap_ranges: int) -> Iterator[Reason]:
    faults = scale.faults_of(rating.percent)
    yield from faults
    if rating.range_code is not None:
        chosen = scale.named(rating.range_code)
        if chosen is None:
            yield Reason(Code.RANGE_UNKNOWN, {"range": rating.range_code})
        elif not faults and not chosen.low <= rating.percent <= chosen.high:
            yield Reason(
                Code.PERCENT_OUTSIDE_RANGE,
                {"percent": rating.percent, "range": chosen.code, "low": chosen.low, "high": chosen.high},
            )
    readable = True
    for factor in factors:
        if factor not in rating.factors:
            readable = False
            yield Reason(Code.FACTOR_MISSING, {"factor": factor})
    for factor, code in sorted(rating.factors.items()):
        if factor not in factors:
            yield Reason(Code.FACTOR_UNKNOWN, {"factor": factor})
        elif scale.named(code) is None:
            readable = False
            yield Reason(Code.FACTOR_RANGE_UNKNOWN, {"factor": factor, "range": code})
    if readable and factors and not faults:
        lowest = min(number for factor, number in _numbers(scale, rating) if factor in factors)
        given = scale.range_of(rating.percent)
        if given.number > lowest + cap_ranges:
            yield Reason(
                Code.ABOVE_LOWEST_FACTOR,
                {
                    "percent": rating.percent,
                    "range": given.code,
                    "lowest": scale.ranges[lowest - 1].code,
                    "most": scale.ranges[lowest - 1 + cap_ranges].high,
                },
            )


def _numbers(scale: PercentScale, rating: Rating) -> Iterator[tuple[str, int]]:
    for factor, code in rating.factors.items():
        if (found := scale.named(code)) is not None:
            yield factor, found.number


def highest_percent(scale: PercentScale, factors: Mapping[str, str], *, cap_ranges: int) -> int:
    """Return the highest percent that these sub-ratings allow; 100 without any.

    Raises
    ------
    Refused
        If a sub-rating names no range of the scale.
    """
    numbers = []
    for factor, code in sorted(factors.items()):
        found = scale.named(code)
        if found is None:
            raise Refused([Reason(Code.FACTOR_RANGE_UNKNOWN, {"factor": factor, "range": code})])
        numbers.append(found.number)
    if not numbers:
        return 100
    return scale.ranges[min(min(numbers) + cap_ranges, len(scale.ranges)) - 1].high
