"""From a wished value on 0-100 back to an answer that is worth about as much, in the item's own terms."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from diagnosis.catalog.model import ChecklistItem, Item, NumberItem, RubricItem
from diagnosis.scoring.checklists import MOST_IN_MASK

Floats = npt.NDArray[np.float64]
Inverse = Callable[[Floats], Floats]

_BEYOND = 8.0  # how far past its goalposts a number may lie, in points


def inverse_of(item: Item) -> Inverse:
    """Return the function from values on 0-100 to answers as an `AnswerTable` holds them.

    Levels for rubrics, a bit mask of ticks for checklists, steps of 5 for percentages, and for numbers three
    significant digits in the item's unit, inside its bounds. Values outside 0-100 are drawn in, except that numbers may
    lie a little beyond their goalposts.
    """
    if isinstance(item, RubricItem):
        return _rubric(item)
    if isinstance(item, ChecklistItem):
        return _checklist(item)
    if isinstance(item, NumberItem):
        return _number(item)
    return lambda x: 5.0 * np.rint(np.clip(x, 0.0, 100.0) / 5.0)


def _rubric(item: RubricItem) -> Inverse:
    span = item.high - item.low
    worth = np.array([100.0 * (one.level - item.low) / span if one.x is None else one.x for one in item.levels])
    borders = (worth[1:] + worth[:-1]) / 2.0
    return lambda x: item.low + np.searchsorted(borders, x, side="right").astype(np.float64)


def tick_order(item: ChecklistItem) -> tuple[int, ...]:
    """Return the scoring options in an order in which each stands after those it needs; only those a mask can hold."""
    numbers = {option.code: number for number, option in enumerate(item.options)}
    order: list[int] = []
    held = enumerate(item.options[:MOST_IN_MASK])
    open_ = [number for number, option in held if option.scores and not option.exclusive]
    while open_:
        ready = [n for n in open_ if all(numbers[code] in order for code in item.options[n].needs)]
        if not ready:  # what they need earns nothing or excludes the others: such options cannot count
            break
        order += ready
        open_ = [n for n in open_ if n not in ready]
    return tuple(order)


def _checklist(item: ChecklistItem) -> Inverse:
    order = tick_order(item)
    weights = [item.options[number].weight for number in order]
    total = math.fsum(option.weight for option in item.options if option.scores)
    worth = np.concatenate([[0.0], np.cumsum(weights)]) * (100.0 / total)
    masks = np.concatenate([[0.0], np.cumsum([2.0**number for number in order])])
    none = next((number for number, option in enumerate(item.options) if option.exclusive), None)
    if none is not None:
        masks[0] = 2.0**none
    borders = (worth[1:] + worth[:-1]) / 2.0
    return lambda x: masks[np.searchsorted(borders, x, side="right")]


def ticks(item: ChecklistItem, mask: float) -> tuple[str, ...]:
    """Return the option codes of a bit mask, in the order of the file."""
    bits = int(mask)
    return tuple(option.code for number, option in enumerate(item.options) if bits >> number & 1)


def _number(item: NumberItem) -> Inverse:
    low, high = (item.bounds.min, item.bounds.max) if item.bounds else (-math.inf, math.inf)
    raw = _raw(item)

    def answer(x: Floats) -> Floats:
        return np.clip(three_digits(raw(np.clip(x, -_BEYOND, 100.0 + _BEYOND) / 100.0)), low, high)

    return answer


def _raw(item: NumberItem) -> Inverse:
    if item.target is not None:
        centre, tolerance = item.target.value, item.target.tolerance
        return lambda share: centre + tolerance * (1.0 - share)
    assert item.goalposts is not None  # parse_model accepts exactly one of the two
    worst, best = item.goalposts.worst, item.goalposts.best
    if item.transform == "log10":
        return lambda share: _between(worst, best, share)
    if item.transform == "ratio_defect":
        whole = 100.0 if item.unit == "%" else 1.0
        return lambda share: whole - _between(whole - worst, whole - best, share)
    return lambda share: worst + (best - worst) * share


def _between(worst: float, best: float, share: Floats) -> Floats:
    """Return the point between two positive numbers, on their logarithms."""
    return np.exp(math.log(worst) + (math.log(best) - math.log(worst)) * share)


def three_digits(values: Floats) -> Floats:
    """Return numbers with three significant digits, each the float that prints shortest."""
    size = np.abs(values)
    exponent = np.floor(np.log10(np.where(size > 0, size, 1.0))).astype(np.int64)
    decimals = np.clip(2 - exponent, -12, 12)
    up, down = 10.0 ** np.maximum(decimals, 0), 10.0 ** np.maximum(-decimals, 0)
    return np.rint(values * up / down) / up * down
