"""From what many answers stand for to values on 0-100, item type by item type (docs/method.md, section 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import ChecklistItem, Item, NumberItem, PercentItem, RubricItem
from diagnosis.scoring.checklists import Checklist

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Ticks = Mapping[int, Truths]  # item's place -> (options, n), for checklists too long for a mask

_NO_TICKS: Final[Ticks] = {}


class ItemColumns:
    """The items of a model made ready; what is alike is worked out together."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        places: dict[str, list[int]] = {}
        self.checklists: dict[int, Checklist] = {}
        self._tables: list[tuple[int, int, Floats]] = []
        for place, item in enumerate(items):
            if isinstance(item, ChecklistItem):
                self.checklists[place] = Checklist(item)
            elif isinstance(item, RubricItem) and any(level.x is not None for level in item.levels):
                self._tables.append((place, item.low, np.array([level.x for level in item.levels], np.float64)))
            else:
                places.setdefault(_kind(item), []).append(place)
        self._percents = np.array(places.pop("percent", []), np.intp)
        self._parts: list[_Rubrics | _Targets | _Goalposts] = [
            _Rubrics(items, places.pop("rubric", [])),
            _Targets(items, places.pop("target", [])),
        ]
        self._parts += [_Goalposts(items, found, kind) for kind, found in places.items()]

    def worth(self, values: Floats, known: Truths, ticks: Ticks = _NO_TICKS) -> Floats:
        """Return values on 0-100.

        Parameters
        ----------
        values : (items, n), what the answers stand for; of any value where not known.
        known : (items, n), where there is an answer.
        ticks : the ticks of checklists too long for a mask.

        Returns
        -------
        ndarray
            (items, n), 0 where not known.
        """
        x = np.zeros(values.shape)
        with np.errstate(all="ignore"):
            for part in self._parts:
                if len(part.places):
                    x[part.places] = part.worth(values[part.places])
            if len(self._percents):
                x[self._percents] = values[self._percents]
        for place, low, table in self._tables:
            x[place] = table[np.where(known[place], values[place] - low, 0.0).astype(np.intp)]
        for place in self.checklists:
            x[place] = self._judged(place, values[place], known[place], ticks)[0]
        np.copyto(x, 0.0, where=~known)
        return x

    def level_worths(self, place: int) -> Floats:
        """Return (levels,) the values on 0-100 of a rubric's levels, the lowest first."""
        item = self._items[place]
        assert isinstance(item, RubricItem)
        levels = np.arange(item.low, item.high + 1, dtype=np.float64)[None, :]
        found: Floats = ItemColumns([item]).worth(levels, np.ones(levels.shape, np.bool_))[0]
        return found

    def rule_values(self, place: int, values: Floats, known: Truths, ticks: Ticks = _NO_TICKS) -> Floats:
        """Return (n,) what an item stands for in a rule, of any value where not `known` (n,)."""
        if place in self.checklists:
            return self._judged(place, values[place], known, ticks)[1]
        found: Floats = values[place]
        return found

    def _judged(self, place: int, values: Floats, known: Truths, ticks: Ticks) -> tuple[Floats, Floats]:
        checklist = self.checklists[place]
        if checklist.is_wide:
            return checklist.judge_ticks(ticks[place])
        return checklist.judge_masks(np.where(known, values, 0.0).astype(np.int64))


def _kind(item: Item) -> str:
    if isinstance(item, NumberItem):
        if item.trend:
            return "trend"  # its goalposts are slopes, already on the scale of the transform
        return "target" if item.target is not None else item.transform
    return "percent" if isinstance(item, PercentItem) else "rubric"


def _column(numbers: Sequence[float]) -> Floats:
    return np.array(numbers, np.float64)[:, None]


class _Rubrics:
    """Levels evenly spaced."""

    def __init__(self, items: Sequence[Item], places: list[int]) -> None:
        rubrics = [item for place in places if isinstance(item := items[place], RubricItem)]
        self.places = np.array(places, np.intp)
        self._low = _column([item.low for item in rubrics])
        self._span = _column([item.high - item.low for item in rubrics])

    def worth(self, values: Floats) -> Floats:
        values -= self._low
        values *= 100.0
        values /= self._span
        return values


class _Targets:
    """Best at a target, worth nothing a tolerance away."""

    def __init__(self, items: Sequence[Item], places: list[int]) -> None:
        targets = [item.target for place in places if isinstance(item := items[place], NumberItem) and item.target]
        self.places = np.array(places, np.intp)
        self._value = _column([target.value for target in targets])
        self._tolerance = _column([target.tolerance for target in targets])

    def worth(self, values: Floats) -> Floats:
        return 100.0 * np.fmax(0.0, 1.0 - np.abs(values - self._value) / self._tolerance)


class _Goalposts:
    """Between two goalposts, transformed and held at both."""

    def __init__(self, items: Sequence[Item], places: list[int], kind: str) -> None:
        numbers = [item for place in places if isinstance(item := items[place], NumberItem)]
        # `parse_model` accepts exactly one of goalposts and target.
        posts = [item.goalposts for item in numbers if item.goalposts is not None]
        self.places = np.array(places, np.intp)
        self._transform = _Transform(numbers, kind)
        self._worst = self._transform(_column([post.worst for post in posts]))
        with np.errstate(over="ignore"):  # goalposts that far apart make every share 0
            self._span = self._transform(_column([post.best for post in posts])) - self._worst

    def worth(self, values: Floats) -> Floats:
        share = self._transform(values)
        share -= self._worst
        share /= self._span
        return 100.0 * np.fmin(1.0, np.fmax(0.0, share))


class _Transform:
    """The scale on which even steps are worth the same; the floor keeps no defect at all from being infinitely good."""

    def __init__(self, numbers: Sequence[NumberItem], kind: str) -> None:
        self._kind = kind
        self._floor = _column([-np.inf if item.floor is None or kind == "trend" else item.floor for item in numbers])
        self._whole = _column([100.0 if item.unit == "%" else 1.0 for item in numbers])

    def __call__(self, values: Floats) -> Floats:
        held = np.maximum(values, self._floor)
        if self._kind == "log10":
            return _log10(held)
        if self._kind == "ratio_defect":
            return -_log10((self._whole - held) / self._whole)
        return held


def on_scale(item: NumberItem, values: Floats) -> Floats:
    """Return numbers in the item's own unit on the scale of its transform; infinite where it has no value."""
    return _Transform([item], item.transform)(values)


def _log10(values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log10(np.maximum(values, 0.0)))
