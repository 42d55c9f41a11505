"""The version 1 engine's items, means, levels and rules in plain Python; the rest is in `bench.reference_scoring`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from diagnosis.catalog.model import AssessmentModel, ChecklistItem, Item, Mean, NumberItem, RubricItem
from diagnosis.scoring.answers import Answer, AnswerState
from diagnosis.scoring.sheet import Flag
from diagnosis.scoring.units import convert_unit
from qmplatform.statistics import round_half_up

FLOOR = 1.0
NEARLY_ZERO = 1e-4


def item_value(item: Item, answer: Answer) -> float:
    """Return an answer's value on 0-100; ValueError where the item cannot take it."""
    if isinstance(item, RubricItem):
        table = {
            level.level: 100.0 * (level.level - item.low) / (item.high - item.low) if level.x is None else level.x
            for level in item.levels
        }
        return _found(table, answer.value)
    if isinstance(item, ChecklistItem):
        weights = {option.code: option.weight for option in item.options if option.scores}
        earned = math.fsum(weights.get(code, 0.0) for code in _ticked(item, answer))
        return 100.0 * earned / math.fsum(weights.values())
    if isinstance(item, NumberItem):
        return _number(item, _in_own_unit(item, answer))
    return _percent(answer)


def rule_value(item: Item, answer: Answer) -> float:
    """Return what the item stands for in a rule: the level, the number in the item's unit, the count of ticks."""
    if isinstance(item, ChecklistItem):
        return float(len(_ticked(item, answer)))
    if isinstance(item, NumberItem):
        return _in_own_unit(item, answer)
    return _plain(answer)


def _found(table: Mapping[int, float], value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in table:
        raise ValueError(f"{value} is no level")
    return table[int(value)]


def _plain(answer: Answer) -> float:
    if isinstance(answer.value, bool) or not isinstance(answer.value, int | float) or not math.isfinite(answer.value):
        raise ValueError(f"{answer.value} is no number")
    return float(answer.value)


def _percent(answer: Answer) -> float:
    value = _plain(answer)
    if not 0 <= value <= 100 or value % 5:
        raise ValueError(f"{value} is no percentage")
    return value


def _in_own_unit(item: NumberItem, answer: Answer) -> float:
    value = convert_unit(_plain(answer), answer.unit, item.unit)
    if item.bounds and not item.bounds.min <= value <= item.bounds.max:
        raise ValueError(f"{value} lies outside its bounds")
    return value


def _ticked(item: ChecklistItem, answer: Answer) -> tuple[str, ...]:
    if not isinstance(answer.value, tuple) or not {option.code for option in item.options}.issuperset(answer.value):
        raise ValueError(f"{answer.value} are no options")
    chosen = frozenset(answer.value)
    for option in item.options:
        if option.exclusive and option.code in chosen:
            return (option.code,)
    return tuple(option.code for option in item.options if option.code in chosen and chosen.issuperset(option.needs))


def _number(item: NumberItem, value: float) -> float:
    if item.target is not None:
        return 100.0 * max(0.0, 1.0 - abs(value - item.target.value) / item.target.tolerance)
    assert item.goalposts is not None
    transform = _transform(item)
    worst, best = transform(item.goalposts.worst), transform(item.goalposts.best)
    return 100.0 * min(1.0, max(0.0, (transform(value) - worst) / (best - worst)))


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


def power_mean(values: Sequence[float], weights: Sequence[float], p: Mean) -> float:
    """Return the weighted power mean of values on 0-100, summed by `math.fsum`."""
    if p == "min":
        return min(values)
    total = math.fsum(weights)
    arithmetic = math.fsum(w * x for w, x in zip(weights, values, strict=True)) / total
    if p in ("sum", 1):
        return arithmetic
    exponent = float(p)
    lifted = [max(x, FLOOR) for x in values] if exponent < 1 else values
    if abs(exponent) < NEARLY_ZERO:
        mean = math.exp(math.fsum(w * math.log(x) for w, x in zip(weights, lifted, strict=True)) / total)
    else:
        top = max(lifted) if exponent > 0 else min(lifted)
        if top == 0:
            return 0.0
        mean = top * (math.fsum(w * (x / top) ** exponent for w, x in zip(weights, lifted, strict=True)) / total) ** (
            1 / exponent
        )
    return min(mean, arithmetic) if exponent < 1 else mean


def level_by_cut(model: AssessmentModel, value: float | None) -> int | None:
    """Return the highest level whose cut the displayed value meets."""
    if value is None or not model.levels:
        return None
    shown = round_half_up(value, model.digits)
    return max((level.level for level in model.levels if shown >= level.from_score), default=None)


def overall_level(model: AssessmentModel, value: float | None, groups: Mapping[str, float | None]) -> int | None:
    """Return the highest level whose cut and gates are all met; `groups` holds those that apply."""
    if value is None or not model.levels:
        return None
    shown, reached = round_half_up(value, model.digits), None
    for level in model.levels:
        gates = [(groups[code], least) for code, least in level.gates.items() if code in groups]
        met = all(gate is not None and round_half_up(gate, model.digits) >= least for gate, least in gates)
        if shown >= level.from_score and met:
            reached = level.level
    return reached


def flags_of(model: AssessmentModel, answers: Mapping[str, Answer]) -> tuple[Flag, ...]:
    """Return a flag for each rule whose first part holds and whose second does not."""
    items = model.items()
    values = {
        code: rule_value(items[code], answers[code])
        for rule in model.rules
        for code in (*rule.if_.codes, *rule.then.codes)
        if code in answers and answers[code].state is AnswerState.ANSWERED
    }
    return tuple(
        Flag(index, rule.severity, tuple(dict.fromkeys((*rule.if_.codes, *rule.then.codes))))
        for index, rule in enumerate(model.rules)
        if rule.if_.holds(values) and rule.then.holds(values) is False
    )
