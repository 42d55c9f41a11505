"""Numbers answered by year: the latest one, or the trend (docs/method.md, section 1)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from diagnosis.catalog.model import NumberItem
from diagnosis.scoring.answers import Answer, UnableToReadAnswer
from diagnosis.scoring.columns import Floats, on_scale
from diagnosis.scoring.units import UnableToConvertUnit, convert_unit

_TOO_LARGE: Final = ("is too large a number", "너무 큰 수입니다")


def plain_number(code: str, value: object) -> float:
    """Return a finite number as a float; it raises `UnableToReadAnswer`."""
    if not isinstance(value, bool) and isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    raise UnableToReadAnswer(code, "must be a number", "수로 답해야 합니다")


def number_value(item: NumberItem, answer: Answer) -> float:
    """Return the number in the item's own unit, inside its hard bounds; the slope a year for a trend.

    Of numbers by year an item that is no trend takes the latest.
    """
    if item.trend:
        years, values = trend_values(item, answer)
        slope = float(slopes(item, years, values)[0])
        if not math.isfinite(slope) and item.transform == "identity":
            raise UnableToReadAnswer(item.code, *_TOO_LARGE)
        if not math.isfinite(slope):
            raise UnableToReadAnswer(
                item.code,
                f"a value lies where `{item.transform}` has none",
                f"`{item.transform}`(으)로 나타낼 수 없는 수가 있습니다",
            )
        return slope
    if isinstance(answer.value, Mapping):
        years, values = _by_year(item, answer)
        return float(values[-1, 0])
    return in_own_unit(item, plain_number(item.code, answer.value), answer.unit)


def trend_values(item: NumberItem, answer: Answer) -> tuple[list[int], Floats]:
    """Return the years answered, the earliest first, and their numbers (years, 1) in the item's own unit."""
    if not isinstance(answer.value, Mapping):
        raise UnableToReadAnswer(item.code, "needs numbers by year", "연도별 수로 답해야 합니다")
    years, values = _by_year(item, answer)
    if len(years) < 2:
        raise UnableToReadAnswer(item.code, "needs the numbers of two years or more", "두 해 이상의 수로 답해야 합니다")
    return years, values


def slopes(item: NumberItem, years: Sequence[int], values: Floats) -> Floats:
    """Return (n,) the ordinary least-squares slopes a year, on the scale of the item's transform.

    Parameters
    ----------
    years : two or more.
    values : (years, n) in the item's own unit.
    """
    scaled = on_scale(item, values)
    middle = sum(years) / len(years)
    found, spread = np.zeros(values.shape[1]), 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        for year, row in zip(years, scaled, strict=True):
            found += (year - middle) * row
            spread += (year - middle) ** 2
        return np.divide(found, spread)


def _by_year(item: NumberItem, answer: Answer) -> tuple[list[int], Floats]:
    assert isinstance(answer.value, Mapping)
    found: dict[int, float] = {}
    for year, value in answer.value.items():
        if not (isinstance(year, str) and len(year) == 4 and year.isdecimal() and year.isascii()):
            raise UnableToReadAnswer(item.code, f"`{year}` is not a year", f"`{year}`은(는) 연도가 아닙니다")
        found[int(year)] = in_own_unit(item, plain_number(item.code, value), answer.unit)
    if not found:
        raise UnableToReadAnswer(item.code, "must be a number", "수로 답해야 합니다")
    years = sorted(found)
    return years, np.array([[found[year]] for year in years])


def in_own_unit(item: NumberItem, value: float, unit: str | None) -> float:
    """Return a finite number converted to the item's unit; it raises `UnableToReadAnswer` outside the hard bounds."""
    try:
        value = convert_unit(value, unit, item.unit)
    except UnableToConvertUnit as error:
        raise UnableToReadAnswer(item.code, error.message, error.message_ko) from error
    if not math.isfinite(value):
        raise UnableToReadAnswer(item.code, *_TOO_LARGE)
    if item.bounds and not item.bounds.min <= value <= item.bounds.max:
        low, high, name = item.bounds.min, item.bounds.max, item.unit or ""
        raise UnableToReadAnswer(
            item.code,
            f"{value:,.12g} lies outside {low:,.12g} to {high:,.12g} {name}".rstrip(),
            f"{value:,.12g}은(는) {low:,.12g}~{high:,.12g} {name} 밖입니다".replace("  ", " "),
        )
    return value
