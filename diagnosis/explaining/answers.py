"""How one answer became a value on 0-100, with the numbers of every step."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from diagnosis.catalog.model import ChecklistItem, Item, NumberItem, RubricItem
from diagnosis.scoring import Answer, AnswerState
from diagnosis.scoring.items import measure_for, ticked
from diagnosis.scoring.years import number_value

Way = Literal["levels", "table", "options", "goalposts", "trend", "target", "percent"]


@dataclass(frozen=True, slots=True)
class OptionStep:
    """One option of a checklist: ticked or not, and whether it counts."""

    code: str
    weight: float
    is_ticked: bool
    counts: bool
    scores: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAccount:
    """One answer on its way to a value.

    Attributes
    ----------
    way
        By its place among the levels, by the file's table, by options, between goalposts, by its slope over
        the years, around a target, a percent.
    x
        The value, 0-100.
    own
        What counts in the item's own terms: the level, the number in the item's unit (after `floor`), the percent, the
        weight earned by the options.
    low, high
        Between what it lies: the first and last level, worst and best, 0 and the options' weight, target less and
        plus tolerance.
    scaled, scaled_low, scaled_high
        The three after the transform (`log10`, `ratio_defect`); equal to them without one.
    is_held
        The number lies beyond worst or best and is held there.
    """

    way: Way
    x: float
    own: float
    low: float
    high: float
    scaled: float
    scaled_low: float
    scaled_high: float
    transform: str = "identity"
    is_held: bool = False
    is_floored: bool = False
    is_converted: bool = False
    options: tuple[OptionStep, ...] = field(default=())


def account_of_answer(item: Item, answer: Answer) -> AnswerAccount | None:
    """Tell how an answer became its value; None where there is no answer.

    Raises
    ------
    UnableToReadAnswer
        If the item cannot take the answer.
    """
    if answer.state is not AnswerState.ANSWERED:
        return None
    x = measure_for(item)(answer)
    if isinstance(item, RubricItem):
        return _rubric(item, answer, x)
    if isinstance(item, ChecklistItem):
        return _checklist(item, answer, x)
    if isinstance(item, NumberItem):
        return _number(item, answer, x)
    return AnswerAccount(way="percent", x=x, own=x, low=0, high=100, scaled=x, scaled_low=0, scaled_high=100)


def _amount(answer: Answer) -> float:
    assert isinstance(answer.value, int | float)  # measure_for has read it
    return float(answer.value)


def _rubric(item: RubricItem, answer: Answer, x: float) -> AnswerAccount:
    level = _amount(answer)
    has_table = any(entry.x is not None for entry in item.levels)
    return AnswerAccount(
        way="table" if has_table else "levels",
        x=x,
        own=level,
        low=item.low,
        high=item.high,
        scaled=level,
        scaled_low=item.low,
        scaled_high=item.high,
    )


def _checklist(item: ChecklistItem, answer: Answer, x: float) -> AnswerAccount:
    counted = set(ticked(item, answer))
    chosen = set(answer.value) if isinstance(answer.value, tuple) else set()
    steps = tuple(
        OptionStep(option.code, option.weight, option.code in chosen, option.code in counted, option.scores)
        for option in item.options
    )
    earned = math.fsum(step.weight for step in steps if step.counts and step.scores)
    whole = math.fsum(step.weight for step in steps if step.scores)
    return AnswerAccount(
        way="options",
        x=x,
        own=earned,
        low=0,
        high=whole,
        scaled=earned,
        scaled_low=0,
        scaled_high=whole,
        options=steps,
    )


def _number(item: NumberItem, answer: Answer, x: float) -> AnswerAccount:
    given = number_value(item, answer)
    is_converted = answer.unit is not None and answer.unit != item.unit
    if item.target is not None:
        low, high = item.target.value - item.target.tolerance, item.target.value + item.target.tolerance
        return AnswerAccount(
            way="target",
            x=x,
            own=given,
            low=low,
            high=high,
            scaled=given,
            scaled_low=low,
            scaled_high=high,
            is_held=not low < given < high,
            is_converted=is_converted,
        )
    assert item.goalposts is not None  # parse_model accepts exactly one of the two
    worst, best = item.goalposts.worst, item.goalposts.best
    if item.trend:  # Its goalposts are slopes, already on the scale of the transform.
        own, scaled, scaled_low, scaled_high, transform = given, given, worst, best, "identity"
    else:
        own, transform = given if item.floor is None else max(given, item.floor), str(item.transform)
        scaled, scaled_low, scaled_high = (_transformed(item, value) for value in (own, worst, best))
    share = (scaled - scaled_low) / (scaled_high - scaled_low)
    return AnswerAccount(
        way="trend" if item.trend else "goalposts",
        x=x,
        own=own,
        low=worst,
        high=best,
        scaled=scaled,
        scaled_low=scaled_low,
        scaled_high=scaled_high,
        transform=transform,
        is_held=not 0 <= share <= 1,
        is_floored=own != given,
        is_converted=is_converted and not item.trend,
    )


def _transformed(item: NumberItem, value: float) -> float:
    floored = value if item.floor is None else max(value, item.floor)
    if item.transform == "identity":
        return floored
    whole = 100.0 if item.unit == "%" else 1.0
    inner = floored if item.transform == "log10" else (whole - floored) / whole
    logarithm = math.log10(inner) if inner > 0 else -math.inf
    return logarithm if item.transform == "log10" else -logarithm
