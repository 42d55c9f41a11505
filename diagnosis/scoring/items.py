"""What an answer stands for: a level, a number in the item's own unit, a percent, ticks (docs/method.md, section 1)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from diagnosis.catalog.model import ChecklistItem, Item, NumberItem, RubricItem
from diagnosis.scoring.answers import Answer, UnableToReadAnswer
from diagnosis.scoring.columns import ItemColumns
from diagnosis.scoring.years import number_value, plain_number

__all__ = [
    "Reader", "measure_for", "number_value", "percent_value", "reader_for", "rule_value", "ticked", "ticks_of",
]  # fmt: skip

Reader = Callable[[Answer], float]


def reader_for(item: Item) -> Reader:
    """Return the function from an answered answer to what it stands for; it raises `UnableToReadAnswer`.

    A checklist's ticks are a bit mask, bit k the k-th option; of more than 52 options see `ticks_of`.
    """
    if isinstance(item, RubricItem):
        return lambda answer: _level(item, answer)
    if isinstance(item, ChecklistItem):
        place = {option.code: index for index, option in enumerate(item.options)}
        return lambda answer: float(sum(1 << place[code] for code in set(ticks_of(item, answer))))
    if isinstance(item, NumberItem):
        return lambda answer: number_value(item, answer)
    return lambda answer: percent_value(item, answer)


def refuse_unit(item: Item, unit: str | None) -> None:
    """Raise `UnableToReadAnswer` where a unit is given to an item that is no number."""
    if unit is not None:
        raise UnableToReadAnswer(item.code, f"takes no unit, but has `{unit}`", f"단위 `{unit}`을(를) 뺀 답만 받습니다")


def measure_for(item: Item) -> Reader:
    """Return the function from an answered answer to its value on 0-100; it raises `UnableToReadAnswer`."""
    columns, read = ItemColumns([item]), reader_for(item)

    def measure(answer: Answer) -> float:
        return float(columns.worth(np.array([[read(answer)]]), np.ones((1, 1), np.bool_))[0, 0])

    return measure


def rule_value(item: Item, answer: Answer) -> float:
    """Return what the item stands for in a rule: the level, the number in the item's unit, the count of ticks."""
    if isinstance(item, ChecklistItem):
        return float(len(ticked(item, answer)))
    if isinstance(item, NumberItem):
        return number_value(item, answer)
    return _level(item, answer) if isinstance(item, RubricItem) else percent_value(item, answer)


def _level(item: RubricItem, answer: Answer) -> float:
    value = answer.value
    refuse_unit(item, answer.unit)
    if isinstance(value, bool) or not isinstance(value, int | float) or not item.low <= value <= item.high or value % 1:
        raise UnableToReadAnswer(
            item.code,
            f"must be one of the levels {item.low} to {item.high}",
            f"{item.low}~{item.high} 수준 가운데 하나여야 합니다",
        )
    return float(value)


def ticks_of(item: ChecklistItem, answer: Answer) -> tuple[str, ...]:
    """Return the ticked options as answered."""
    options = {option.code for option in item.options}
    refuse_unit(item, answer.unit)
    if not isinstance(answer.value, tuple):
        raise UnableToReadAnswer(item.code, "must be a list of option codes", "선택지 코드의 목록이어야 합니다")
    for code in answer.value:
        if code not in options:
            raise UnableToReadAnswer(item.code, f"unknown option `{code}`", f"`{code}`은(는) 없는 선택지입니다")
    return answer.value


def ticked(item: ChecklistItem, answer: Answer) -> tuple[str, ...]:
    """Return the options that count: an exclusive one clears the rest, one without its `needs` is not counted."""
    chosen = frozenset(ticks_of(item, answer))
    for option in item.options:
        if option.exclusive and option.code in chosen:
            return (option.code,)
    return tuple(option.code for option in item.options if option.code in chosen and chosen.issuperset(option.needs))


def percent_value(item: Item, answer: Answer) -> float:
    """Return an assessor's percentage, 0-100 in steps of 5."""
    if answer.unit != "%":
        refuse_unit(item, answer.unit)
    value = plain_number(item.code, answer.value)
    if not 0 <= value <= 100 or value % 5:
        raise UnableToReadAnswer(
            item.code, "must be a percentage of 0 to 100 in steps of 5", "0~100 사이의 5의 배수여야 합니다"
        )
    return value
