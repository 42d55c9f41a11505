"""From one answer to a value on 0-100 (docs/method.md, section 1)."""

from __future__ import annotations

import math
from collections.abc import Callable

from diagnosis.catalog.model import ChecklistItem, Item, NumberItem, PercentItem, RubricItem
from diagnosis.scoring.answers import Answer, UnableToReadAnswer
from diagnosis.scoring.units import UnableToConvertUnit, convert_unit

Measure = Callable[[Answer], float]


def measure_for(item: Item) -> Measure:
    """Return the function from an answered answer to its value on 0-100; it raises `UnableToReadAnswer`.

    What depends on the item alone is worked out once, here.
    """
    if isinstance(item, RubricItem):
        return _rubric(item)
    if isinstance(item, ChecklistItem):
        return _checklist(item)
    if isinstance(item, NumberItem):
        return _number(item)
    return lambda answer: percent_value(item, answer)


def rule_value(item: Item, answer: Answer) -> float:
    """Return what the item stands for in a rule: the level, the number in the item's unit, the count of ticks."""
    if isinstance(item, ChecklistItem):
        return float(len(ticked(item, answer)))
    if isinstance(item, NumberItem):
        return number_value(item, answer)
    if isinstance(item, PercentItem):
        return percent_value(item, answer)
    return _plain_number(item, answer)


def _plain_number(item: Item, answer: Answer) -> float:
    value = answer.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UnableToReadAnswer(item.code, "must be a number", "수로 답해야 합니다")
    return float(value)


def _rubric(item: RubricItem) -> Measure:
    span = item.high - item.low
    table: dict[float, float] = {
        level.level: 100.0 * (level.level - item.low) / span if level.x is None else level.x for level in item.levels
    }

    def measure(answer: Answer) -> float:
        x = table.get(answer.value) if isinstance(answer.value, int | float) else None
        if x is None or isinstance(answer.value, bool):
            raise UnableToReadAnswer(
                item.code,
                f"must be one of the levels {item.low} to {item.high}",
                f"{item.low}~{item.high} 수준 가운데 하나여야 합니다",
            )
        return x

    return measure


def _checklist(item: ChecklistItem) -> Measure:
    weights = {option.code: option.weight for option in item.options if option.scores}
    total = math.fsum(weights.values())

    def measure(answer: Answer) -> float:
        return 100.0 * math.fsum(weights.get(code, 0.0) for code in ticked(item, answer)) / total

    return measure


def ticked(item: ChecklistItem, answer: Answer) -> tuple[str, ...]:
    """Return the options that count: an exclusive one clears the rest, one without its `needs` is not counted."""
    options = {option.code: option for option in item.options}
    value = answer.value
    if not isinstance(value, tuple):
        raise UnableToReadAnswer(item.code, "must be a list of option codes", "선택지 코드의 목록이어야 합니다")
    for code in value:
        if code not in options:
            raise UnableToReadAnswer(item.code, f"unknown option `{code}`", f"`{code}`은(는) 없는 선택지입니다")
    chosen = frozenset(value)
    for option in item.options:
        if option.exclusive and option.code in chosen:
            return (option.code,)
    return tuple(option.code for option in item.options if option.code in chosen and chosen.issuperset(option.needs))


def percent_value(item: Item, answer: Answer) -> float:
    """Return an assessor's percentage, 0-100 in steps of 5."""
    value = _plain_number(item, answer)
    if not 0 <= value <= 100 or value % 5:
        raise UnableToReadAnswer(
            item.code, "must be a percentage of 0 to 100 in steps of 5", "0~100 사이의 5의 배수여야 합니다"
        )
    return value


def number_value(item: NumberItem, answer: Answer) -> float:
    """Return the number in the item's own unit, inside its hard bounds."""
    value = _plain_number(item, answer)
    try:
        value = convert_unit(value, answer.unit, item.unit)
    except UnableToConvertUnit as error:
        raise UnableToReadAnswer(item.code, error.message, error.message_ko) from error
    if item.bounds and not item.bounds.min <= value <= item.bounds.max:
        low, high, unit = item.bounds.min, item.bounds.max, item.unit or ""
        raise UnableToReadAnswer(
            item.code,
            f"{value:,.12g} lies outside {low:,.12g} to {high:,.12g} {unit}".rstrip(),
            f"{value:,.12g}은(는) {low:,.12g}~{high:,.12g} {unit} 밖입니다".replace("  ", " "),
        )
    return value


def _number(item: NumberItem) -> Measure:
    if item.target is not None:
        centre, tolerance = item.target.value, item.target.tolerance
        return lambda answer: 100.0 * max(0.0, 1.0 - abs(number_value(item, answer) - centre) / tolerance)
    assert item.goalposts is not None  # parse_model accepts exactly one of the two
    transform = _transform(item)
    worst, best = transform(item.goalposts.worst), transform(item.goalposts.best)

    def measure(answer: Answer) -> float:
        share = (transform(number_value(item, answer)) - worst) / (best - worst)
        return 100.0 * min(1.0, max(0.0, share))

    return measure


def _transform(item: NumberItem) -> Callable[[float], float]:
    floor = -math.inf if item.floor is None else item.floor
    whole = 100.0 if item.unit == "%" else 1.0
    if item.transform == "log10":
        return lambda value: _log10(max(value, floor))
    if item.transform == "ratio_defect":
        return lambda value: -_log10((whole - max(value, floor)) / whole)
    return lambda value: max(value, floor)


def _log10(value: float) -> float:
    return math.log10(value) if value > 0 else -math.inf
