"""Putting answers into the columns of a table: quick for the usual answer, thorough for every other."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from diagnosis.catalog.model import AssessmentModel, ChecklistItem, Item, NumberItem, RubricItem
from diagnosis.scoring.answers import Answer, AnswerState, UnableToReadAnswer
from diagnosis.scoring.checklists import MOST_IN_MASK
from diagnosis.scoring.items import reader_for, ticks_of

_CODES: Final = {str(state): place for place, state in enumerate(AnswerState)}
_ANSWERED, _NA_PROFILE, _NA_CLAIMED, _UNKNOWN, _MISSING = range(5)
_MOST_SETS: Final = 4096  # sets of ticks remembered for each item


class _Column:
    """One item: where its column is, and which plain numbers are answers as they stand."""

    def __init__(self, place: int, item: Item) -> None:
        self.place, self.item, self.read = place, item, reader_for(item)
        self.unit: str | None = None
        self.whole = self.plain = False
        self.low = self.high = 0.0
        self.masks: dict[tuple[str, ...], float] | None = None
        self.is_wide = isinstance(item, ChecklistItem) and len(item.options) > MOST_IN_MASK
        if isinstance(item, RubricItem):
            self.whole, self.low, self.high = True, item.low, item.high
        elif isinstance(item, NumberItem):
            most = sys.float_info.max
            self.plain, self.unit, self.low, self.high = not item.trend, item.unit, -most, most
            if item.bounds:
                self.low, self.high = max(-most, item.bounds.min), min(most, item.bounds.max)
        elif isinstance(item, ChecklistItem) and not self.is_wide:
            self.masks = {}

    def value(self, value: Any, unit: str | None) -> float:
        """Return what an answer stands for."""
        kind = type(value)
        if self.whole:
            if kind is int and unit is None and self.low <= value <= self.high:
                return value  # type: ignore[no-any-return]
        elif self.plain:
            if (
                (kind is int or kind is float)
                and (unit is None or unit == self.unit)
                and self.low <= value <= self.high
            ):
                return value  # type: ignore[no-any-return]
        elif self.masks is not None and unit is None and (kind is tuple or kind is list):
            return self._mask(tuple(value))
        return self.read(Answer(AnswerState.ANSWERED, tuple(value) if kind is list else value, unit))

    def _mask(self, ticks: tuple[str, ...]) -> float:
        assert self.masks is not None
        found = self.masks.get(ticks)
        if found is None:
            found = self.read(Answer(AnswerState.ANSWERED, ticks))
            if len(self.masks) < _MOST_SETS:
                self.masks[ticks] = found
        return found


class Readings:
    """The columns of a model; `wide` tells the options of checklists too long for a mask, by place."""

    def __init__(self, model: AssessmentModel) -> None:
        self.columns = {code: _Column(place, item) for place, (code, item) in enumerate(model.items().items())}
        self.wide = {
            column.place: len(column.item.options)
            for column in self.columns.values()
            if column.is_wide and isinstance(column.item, ChecklistItem)
        }

    def for_kind(self, applies: Mapping[str, bool]) -> Reading:
        return Reading(self.columns, applies)


@lru_cache(maxsize=64)
def readings_of(model: AssessmentModel) -> Readings:
    """Return the columns of a model; the work is done once."""
    return Readings(model)


class Reading:
    """How one kind of company's answers are read."""

    def __init__(self, columns: Mapping[str, _Column], applies: Mapping[str, bool]) -> None:
        self._columns = {code: column if applies[code] else None for code, column in columns.items()}
        self._values = [float("nan")] * len(columns)
        self._states = [_MISSING if applies[code] else _NA_PROFILE for code in columns]
        self.begin()

    def begin(self) -> None:
        """Begin a row: `values`, `states`, and the `ticks` of long checklists by place."""
        self.values, self.states = self._values.copy(), self._states.copy()
        self.ticks: list[tuple[int, tuple[int, ...]]] = []

    def take(self, code: str, state: str, value: Any, unit: str | None, reason: str) -> None:
        """Put one answer into the row; one to an item that does not apply is ignored.

        Raises
        ------
        UnableToReadAnswer
            If the model has no such item, or the item cannot take the answer.
        """
        try:
            column = self._columns[code]
        except KeyError:
            raise UnableToReadAnswer(code, "is not an item of this model", "이 모형에 없는 문항입니다") from None
        if column is None:
            return
        place = column.place
        if state == "answered":
            self.values[place] = self._ticks_of(column, value, unit) if column.is_wide else column.value(value, unit)
            self.states[place] = _ANSWERED
        elif state == "na_claimed":
            check_claim(column.item, reason)
            self.states[place] = _NA_CLAIMED
        elif state in _CODES:
            self.states[place] = _CODES[state]
        else:
            raise UnableToReadAnswer(code, f"`{state}` is not a state", f"`{state}`은(는) 없는 상태입니다")

    def _ticks_of(self, column: _Column, value: Any, unit: str | None) -> float:
        assert isinstance(column.item, ChecklistItem)
        answer = Answer(AnswerState.ANSWERED, tuple(value) if isinstance(value, list) else value, unit)
        ticked = set(ticks_of(column.item, answer))
        places = tuple(index for index, option in enumerate(column.item.options) if option.code in ticked)
        self.ticks.append((column.place, places))
        return 0.0


def check_claim(item: Item, reason: str) -> None:
    """Raise `UnableToReadAnswer` unless the item may be declared not applicable, for a stated reason."""
    if item.na == "not_allowed":
        raise UnableToReadAnswer(item.code, "may not be declared not applicable", "해당 없음을 고를 수 없는 문항입니다")
    if not reason.strip():
        raise UnableToReadAnswer(item.code, "needs a reason for not applicable", "해당 없음의 이유를 적어야 합니다")
