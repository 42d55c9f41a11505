"""Respondents whose answers are nearly the same, found without comparing everybody with everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt


def nearly_equal_rows(levels: npt.NDArray[np.float64], ratio: float, *, least: int) -> npt.NDArray[np.bool_]:
    """Return who has somebody nearly equal: the members of `nearly_equal_pairs`, without making every pair.

    Notes
    -----
    Rows that are quite equal are told by sorting, and only one of each kind is compared further: ten thousand who all
    answered alike make no fifty million pairs.
    """
    codes = _codes(levels)
    if not codes.size:
        return np.zeros(len(levels), dtype=bool)
    _kinds, first, kind, number = np.unique(codes, axis=0, return_index=True, return_inverse=True, return_counts=True)
    kind = kind.reshape(-1)
    answered = (codes >= 0).sum(axis=1)
    found = np.asarray((number[kind] > 1) & (answered >= least), dtype=bool)
    near = np.zeros(len(first), dtype=bool)
    for one, other in nearly_equal_pairs(levels[first], ratio, least=least):
        near[[one, other]] = True
    return found | near[kind]


def nearly_equal_pairs(levels: npt.NDArray[np.float64], ratio: float, *, least: int) -> Iterator[tuple[int, int]]:
    """Yield pairs that agree on at least `ratio` of the items both answered, each once, the smaller number first.

    Parameters
    ----------
    levels
        (n, k) answers, NaN where there is none.
    ratio
        0..1.
    least
        Fewest items that both have answered.

    Notes
    -----
    Two that differ in at most d of k places (an answer that only one of them gave differs) are the same in one of
    d + 1 blocks of columns: only those with an equal block are compared. A pair that answered different items is
    not looked for beyond that: filling in by another's answers leaves the same gaps.
    """
    n, k = levels.shape
    if n < 2 or k < least:
        return
    codes = _codes(levels)
    allowed = int(np.floor((1 - ratio) * k + 1e-9))
    seen: set[tuple[int, int]] = set()
    for block in np.array_split(np.arange(k), allowed + 1):
        for rows in _equal_rows(codes[:, block]):
            for first, second in _compared(codes, rows, ratio, least):
                if (first, second) not in seen:
                    seen.add((first, second))
                    yield first, second


def _codes(levels: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """Return whole codes, so that equality is plain; -1 for no answer."""
    return np.where(np.isnan(levels), -1, np.round(levels * 1000)).astype(np.int32)


def _equal_rows(codes: npt.NDArray[np.int32]) -> Iterator[npt.NDArray[np.int64]]:
    at: dict[bytes, list[int]] = defaultdict(list)
    for place, row in enumerate(np.ascontiguousarray(codes)):
        if (row >= 0).any():
            at[row.tobytes()].append(place)
    for places in at.values():
        if len(places) > 1:
            yield np.array(places, dtype=np.int64)


def _compared(
    codes: npt.NDArray[np.int32], rows: npt.NDArray[np.int64], ratio: float, least: int
) -> Iterator[tuple[int, int]]:
    for place, first in enumerate(rows[:-1]):
        others = rows[place + 1 :]
        both = (codes[others] >= 0) & (codes[first] >= 0)
        equal = ((codes[others] == codes[first]) & both).sum(axis=1)
        common = both.sum(axis=1)
        for second in others[(common >= least) & (equal >= ratio * common - 1e-9)]:
            yield int(first), int(second)
