"""Whether an examiner rates the practice file as the reference does, before any real file is assigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from awards.fairness.ratings import RANGES, Range, range_of

_HAIR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class PassRule:
    """The cycle's `calibration.pass_if`: how far off at most on average, and how many items in the same range."""

    mean_abs_deviation_max: float
    range_agreement_min: float

    def __post_init__(self) -> None:
        if not (0 <= self.mean_abs_deviation_max <= 100 and 0 <= self.range_agreement_min <= 1):
            raise ValueError("A deviation lies within 0 to 100 percent points, a share within 0 to 1.")


class Shortfall(StrEnum):
    """Why a calibration is not passed."""

    INCOMPLETE = "incomplete"
    DEVIATION = "deviation"
    RANGES = "ranges"


@dataclass(frozen=True, slots=True)
class ItemDeviation:
    """One item: percent given, reference, and how many ranges above (or below 0: below) the reference."""

    item: str
    given: float
    reference: float
    ranges_apart: int

    @property
    def deviation(self) -> float:
        """Return given less reference in percent points: above 0 for milder."""
        return self.given - self.reference


@dataclass(frozen=True, slots=True)
class Calibration:
    """An examiner's ratings of the practice file beside the reference.

    Attributes
    ----------
    items
        Items rated, the farthest from the reference first.
    missing
        Items of the reference without a rating.
    mean_abs_deviation, bias
        Mean of the deviations without and with their sign, in percent points; None without a rating.
    range_agreement
        Share of rated items in the reference's range.
    shortfalls
        Why it is not passed; empty if it is.
    """

    items: tuple[ItemDeviation, ...]
    missing: tuple[str, ...]
    mean_abs_deviation: float | None
    bias: float | None
    range_agreement: float | None
    shortfalls: tuple[Shortfall, ...]

    @property
    def passed(self) -> bool:
        """Return whether the examiner may be assigned."""
        return not self.shortfalls


def calibrate(
    given: Mapping[str, float],
    reference: Mapping[str, float],
    rule: PassRule,
    *,
    ranges: Sequence[Range] = RANGES,
) -> Calibration:
    """Compare an examiner's percents with the reference ratings of the practice file.

    Parameters
    ----------
    given, reference : mapping
        Percent 0..100 by item. Every item of the reference has to be rated to pass; what is rated besides is refused.
    rule : PassRule
        That of the cycle; both its bounds are allowed.
    ranges : sequence of (low, high)
        Of the criteria, lowest first.

    Returns
    -------
    Calibration

    Raises
    ------
    ValueError
        If there is no reference, an item is not in it, or a percent is in no range.
    """
    if not reference:
        raise ValueError("A practice file needs reference ratings.")
    if unknown := sorted(set(given) - set(reference)):
        raise ValueError(f"The reference holds no {', '.join(unknown)}.")
    items = [
        ItemDeviation(
            item, given[item], reference[item], range_of(given[item], ranges) - range_of(reference[item], ranges)
        )
        for item in sorted(given)
    ]
    items.sort(key=lambda one: -abs(one.deviation))
    missing = tuple(sorted(set(reference) - set(given)))
    if not items:
        return Calibration((), missing, None, None, None, (Shortfall.INCOMPLETE,))
    n = len(items)
    off = sum(abs(one.deviation) for one in items) / n
    agreed = sum(one.ranges_apart == 0 for one in items) / n
    reasons = [
        (Shortfall.INCOMPLETE, bool(missing)),
        (Shortfall.DEVIATION, off > rule.mean_abs_deviation_max + _HAIR),
        (Shortfall.RANGES, agreed < rule.range_agreement_min - _HAIR),
    ]
    return Calibration(
        items=tuple(items),
        missing=missing,
        mean_abs_deviation=off,
        bias=sum(one.deviation for one in items) / n,
        range_agreement=agreed,
        shortfalls=tuple(reason for reason, holds in reasons if holds),
    )
