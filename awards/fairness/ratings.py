"""Locked ratings as they come in, and the means of whole files that examiners are compared by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Range = tuple[float, float]

# Baldrige's six, both ends included; a cycle passes its own.
RANGES: Final[tuple[Range, ...]] = ((0, 5), (10, 25), (30, 45), (50, 65), (70, 85), (90, 100))


@dataclass(frozen=True, slots=True)
class Rating:
    """What one examiner locked for one item of one application, before consensus.

    Attributes
    ----------
    percent
        0..100.
    order
        Any number that grows with the time at which this examiner locked the file; the same for all its items.
    """

    application: str
    item: str
    examiner: str
    percent: float
    order: float = 0.0


@dataclass(frozen=True, slots=True)
class FileMean:
    """Mean percent of one examiner over the items of a file that all its examiners rated."""

    application: str
    examiner: str
    mean: float
    items: int
    order: float


@dataclass(frozen=True, slots=True)
class FileMeans:
    """Means of files by application and examiner, and the files that allow no comparison.

    Attributes
    ----------
    means
        Sorted by application, then examiner.
    single
        Files with one examiner.
    nothing_shared
        Files in which no item was rated by all of their examiners.
    """

    means: tuple[FileMean, ...]
    single: tuple[str, ...]
    nothing_shared: tuple[str, ...]


Sheet = dict[str, dict[str, Rating]]


def sheets(ratings: Iterable[Rating]) -> dict[str, Sheet]:
    """Return ratings by application, examiner and item, all sorted.

    Raises
    ------
    ValueError
        If an examiner rates an item twice or a percent lies outside 0..100.
    """
    found: dict[str, Sheet] = defaultdict(lambda: defaultdict(dict))
    for rating in sorted(ratings, key=lambda one: (one.application, one.examiner, one.item)):
        if not 0 <= rating.percent <= 100:
            raise ValueError(f"A percent lies in 0 to 100, not at {rating.percent!r}.")
        own = found[rating.application][rating.examiner]
        if rating.item in own:
            raise ValueError(f"{rating.examiner} rates {rating.item} of {rating.application} twice.")
        own[rating.item] = rating
    return {application: dict(sheet) for application, sheet in found.items()}


def shared_items(sheet: Sheet) -> tuple[str, ...]:
    """Return the items that every examiner of a file rated, sorted."""
    return tuple(sorted(set.intersection(*(set(own) for own in sheet.values()))))


def file_means(ratings: Iterable[Rating], points: Mapping[str, float] | None = None) -> FileMeans:
    """Average each examiner's percents over the items that all examiners of the file rated.

    Parameters
    ----------
    ratings : iterable of Rating
        Any order. An item that an examiner did not rate is left out for the whole file, so that nobody seems strict for
        having rated the harder items.
    points : mapping, optional
        Points by item as weights, above 0; without it every item counts alike.

    Returns
    -------
    FileMeans

    Raises
    ------
    ValueError
        As for `sheets`.
    KeyError
        If points are given and an item has none.
    """
    means, single, nothing = [], [], []
    for application, sheet in sheets(ratings).items():
        items = shared_items(sheet)
        if len(sheet) == 1:
            single.append(application)
        elif not items:
            nothing.append(application)
        else:
            weights = [1.0 if points is None else points[item] for item in items]
            for examiner, own in sheet.items():
                weighed = sum(weight * own[item].percent for item, weight in zip(items, weights, strict=True))
                mean = weighed / sum(weights)
                order = min(rating.order for rating in own.values())
                means.append(FileMean(application, examiner, mean, len(items), order))
    return FileMeans(tuple(means), tuple(single), tuple(nothing))


def numbered(names: Sequence[str]) -> tuple[list[str], Integers]:
    """Return the sorted names and the place of each entry among them."""
    ordered = sorted(set(names))
    place = {name: number for number, name in enumerate(ordered)}
    return ordered, np.array([place[name] for name in names], dtype=np.int64)


def range_of(percent: float, ranges: Sequence[Range] = RANGES) -> int:
    """Return the number of the range, from 0, that holds a percent.

    Raises
    ------
    ValueError
        If no range holds it, as between 5 and 10.
    """
    for number, (low, high) in enumerate(ranges):
        if low <= percent <= high:
            return number
    raise ValueError(f"No range holds {percent!r} percent.")
