"""What an attacker can compute exactly from published sums: combinations that single out a few companies.

Published sums are rows of an incidence over columns (finest cells, or classes of companies over time). Whatever is
computed from them by adding and subtracting is a row combination; it tells of the columns where it is not zero. The
question is whether a combination exists that is zero everywhere but on columns holding too few companies.

A combination that is zero outside the columns W exists exactly if Q, the projection on what leaves every published sum
as it is, has no full rank on W: one column with Q = 0, two that are parallel, three in a plane, four in a space. Where
W is dependent, some column of it is made up of the others with factors of one at most, so that its cosines with them
add up to one or more. Few columns of a large table are that close to any three others: only these are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from diagnosis.disclosure.lattice import Booleans, Floats, Integers

# A projection's value is zero or, in tables of whole numbers, far from it.
_ZERO: Final = 1e-9
_FLAT: Final = 1e-6
_RANK: Final = 1e-9
_SLACK: Final = 1e-6
# Up to four columns: more cannot hold fewer than five companies, since every column holds at least one.
_MOST_COLUMNS: Final = 4
# About a minute's work.
_MOST_SETS: Final = 5_000_000

# Says of index arrays (one row a candidate) whether the columns together hold too few to be told apart.
TooFew = Callable[[Integers], Booleans]


class UnableToSearch(Exception):
    """A table is too entangled to be searched."""


def merge_columns(incidence: Booleans) -> tuple[Booleans, Integers]:
    """Return the distinct columns of an incidence that some row covers, and the class of each column (-1: not covered).

    Columns in the same published sums cannot be told apart by any combination of them.
    """
    packed = np.packbits(incidence, axis=0).T
    _, first, inverse = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    covered = incidence[:, first].any(axis=0)
    number = np.where(covered, np.cumsum(covered) - 1, -1)
    return incidence[:, first[covered]], number[inverse.reshape(-1)]


def told_directions(sums: Booleans | npt.NDArray[np.int8]) -> Floats:
    """Return an orthonormal basis (columns, directions) of what combinations of distinct sums (rows) compute."""
    rows = np.asarray(sums, dtype=np.float64)
    values, vectors = np.linalg.eigh(rows @ rows.T)
    some = values > _RANK * max(1.0, float(values.max(initial=0.0)))
    basis = rows.T @ (vectors[:, some] / np.sqrt(values[some]))
    # These are combinations of the rows whatever the rounding of the values; only lengths and angles need mending.
    for _ in range(2):
        basis = basis @ (1.5 * np.eye(basis.shape[1]) - 0.5 * (basis.T @ basis))
    return np.asarray(basis)


def dependent_sets(told: Floats, eligible: Callable[[int], Booleans], too_few: TooFew) -> list[Integers]:
    """Return the sets of columns with too few companies that some combination singles out: the smallest such sets.

    Parameters
    ----------
    told : float array (columns, directions), from `told_directions`.
    eligible : for a number of columns, which columns may be part of such a set at all.
    too_few : says of candidates whether their columns hold too few companies.

    Returns
    -------
    list of index arrays
        All sets of the least size found, in order; empty if there is none of up to four columns. A column outside such
        a set is not part of it, so that every column of a set has a part in the combination.

    Raises
    ------
    UnableToSearch
        More sets would have to be looked at than can be. Nobody knows then; fewer numbers are to be published.
    """
    lengths = 1.0 - (told**2).sum(axis=1)
    for size in range(1, _MOST_COLUMNS + 1):
        columns = np.flatnonzero(eligible(size) & ((lengths > _ZERO) | (size == 1)))
        if columns.size < size:
            continue
        if size == 1:
            found = columns[lengths[columns] <= _ZERO][:, None]
        else:
            found = columns[_dependent(_cosines(told[columns]), size)]
        found = found[too_few(found)] if len(found) else found
        if len(found):
            return list(np.unique(np.sort(found, axis=1), axis=0))
    return []


def combination(told: Floats, chosen: Integers) -> Floats:
    """Return what the combination that singles out these columns computes: a coefficient for every column."""
    some = told[chosen]
    _, vectors = np.linalg.eigh(some @ some.T)
    target = np.zeros(len(told))
    target[chosen] = vectors[:, -1]
    return target


def _cosines(told: Floats) -> Floats:
    """Return the cosines between what moves freely of some columns."""
    free = np.eye(len(told)) - told @ told.T
    scale = np.sqrt(np.diagonal(free))
    return np.asarray(free / scale[:, None] / scale)


def _dependent(cosines: Floats, size: int) -> Integers:
    """Return the sets of so many columns (two to four) that are dependent, given the cosines between all."""
    close = np.abs(cosines)
    np.fill_diagonal(close, 0.0)
    others = size - 1
    nearest = -np.partition(-close, min(others, len(close) - 1) - 1, axis=1)[:, :others]
    found = [np.empty((0, size), dtype=np.int64)]
    looked_at = 0
    for start in np.flatnonzero(nearest.sum(axis=1) >= 1 - _SLACK):
        # Whoever takes part makes up for what the nearest others leave; where they leave nothing, anybody may.
        least = 1 - _SLACK - (nearest[start].sum() - nearest[start].min())
        near = np.flatnonzero((close[start] >= least) & (np.arange(len(close)) != start))
        near = near[np.argsort(-close[start, near], kind="stable")]
        for chosen in _adding_up(close[start, near], others):
            looked_at += len(chosen)
            if looked_at > _MOST_SETS:
                raise UnableToSearch(f"More than {_MOST_SETS} sets of {size} columns.")
            sets = np.column_stack([np.full(len(chosen), start), near[chosen]])
            volumes = np.linalg.det(cosines[sets[:, :, None], sets[:, None, :]])
            sets = sets[np.abs(volumes) < _FLAT]
            if len(sets):
                least_values = np.linalg.eigvalsh(cosines[sets[:, :, None], sets[:, None, :]])[:, 0]
                found.append(sets[least_values < _ZERO])
    return np.concatenate(found)


def _adding_up(sizes: Floats, others: int) -> Iterator[Integers]:
    """Yield the sets of so many of some numbers, the largest first, that add up to one at least, many at a time."""
    enough = 1 - _SLACK
    if others == 1:
        yield np.flatnonzero(sizes >= enough)[:, None]
        return
    for first in range(len(sizes) - others + 1):
        if sizes[first] * others < enough:
            return
        rest = np.arange(first + 1, len(sizes))
        if others == 2:
            yield np.column_stack([np.full(len(rest), first), rest])[sizes[rest] >= enough - sizes[first]]
            continue
        pairs = np.stack(np.triu_indices(len(rest), 1), axis=1) + first + 1
        pairs = pairs[sizes[pairs].sum(axis=1) >= enough - sizes[first]]
        yield np.column_stack([np.full(len(pairs), first), pairs])
