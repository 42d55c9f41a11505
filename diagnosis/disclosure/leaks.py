"""What an attacker can compute exactly from published sums: combinations that single out a few companies.

Published sums are rows of an incidence over columns (finest cells, or classes of companies over time). Whatever is
computed from them by adding and subtracting is a row combination; it tells of the columns where it is not zero. The
question is whether a combination exists that is zero everywhere but on columns holding too few companies.

With N a basis of the directions in which the unknown columns may move without changing any published sum, a combination
that is zero outside the columns W exists exactly if the rows N[W] are linearly dependent. So the search looks for small
dependent sets of rows of N: one row that is zero, two that are parallel, three in a plane, four in a space.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Final

import numpy as np

from diagnosis.disclosure.lattice import Booleans, Floats, Integers

_ZERO: Final = 1e-8
# Up to four columns: more cannot hold fewer than five companies, since every column holds at least one.
_MOST_COLUMNS: Final = 4
# A fixed seed: the projection only has to be in general position, and results must not depend on the day.
_SEED: Final = 20260101

# Says of index arrays (one row a candidate) whether the columns together hold too few to be told apart.
TooFew = Callable[[Integers], Booleans]


def merge_columns(incidence: Booleans) -> tuple[Booleans, Integers]:
    """Return the distinct columns of an incidence that some row covers, and the class of each column (-1: not covered).

    Columns in the same published sums cannot be told apart by any combination of them.
    """
    packed = np.packbits(incidence, axis=0).T
    _, first, inverse = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    covered = incidence[:, first].any(axis=0)
    number = np.where(covered, np.cumsum(covered) - 1, -1)
    return incidence[:, first[covered]], number[inverse.reshape(-1)]


def free_directions(incidence: Booleans) -> Floats:
    """Return an orthonormal basis (columns, directions) of the changes that leave every published sum as it is."""
    rows = np.unique(incidence, axis=0).astype(np.float64)
    values, vectors = np.linalg.eigh(rows.T @ rows)
    return np.asarray(vectors[:, values < _ZERO * max(1.0, float(values[-1]) if values.size else 1.0)])


def dependent_sets(directions: Floats, eligible: Callable[[int], Booleans], too_few: TooFew) -> list[Integers]:
    """Return the sets of columns with too few companies that some combination singles out: the smallest such sets.

    Parameters
    ----------
    directions : float array (columns, directions), from `free_directions`.
    eligible : for a number of columns, which columns may be part of such a set at all.
    too_few : says of candidates whether their columns hold too few companies.

    Returns
    -------
    list of index arrays
        All sets of the least size found; empty if there is none of up to four columns. A column outside such a set is
        not part of it, so that every column of a set has a part in the combination.
    """
    lengths = np.linalg.norm(directions, axis=1)
    for size, search in enumerate((_zero_rows, _parallel_rows, _coplanar_rows, _cospatial_rows), start=1):
        columns = np.flatnonzero(eligible(size) & ((lengths > _ZERO) | (size == 1)))
        if columns.size < size:
            continue
        rows = directions[columns] / np.where(lengths[columns] > _ZERO, lengths[columns], 1.0)[:, None]
        found = columns[search(rows)]
        found = found[too_few(found)] if len(found) else found
        exact = [chosen for chosen in found if np.linalg.matrix_rank(directions[chosen], tol=_ZERO) < size]
        if exact:
            return exact
    return []


def combination(directions: Floats, chosen: Integers) -> Floats:
    """Return what the combination that singles out these columns computes: a coefficient for every column."""
    left, _, _ = np.linalg.svd(directions[chosen], full_matrices=True)
    target = np.zeros(directions.shape[0])
    target[chosen] = left[:, -1]
    return target


def _projected(rows: Floats, dimensions: int) -> Floats:
    """Return the rows in so many dimensions: dependent ones stay so, independent ones do too in general position."""
    return rows @ np.random.default_rng(_SEED).standard_normal((rows.shape[1], dimensions))


def _zero_rows(rows: Floats) -> Integers:
    return np.flatnonzero(np.linalg.norm(rows, axis=1) < _ZERO)[:, None]


def _pairs(n: int) -> Integers:
    return np.stack(np.triu_indices(n, 1), axis=1)


def _parallel_rows(rows: Floats) -> Integers:
    pairs, at = _pairs(len(rows)), _projected(rows, 2)
    a, b = at[pairs[:, 0]], at[pairs[:, 1]]
    return pairs[np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) < _ZERO]


def _coplanar_rows(rows: Floats) -> Integers:
    pairs, at = _pairs(len(rows)), _projected(rows, 3)
    volumes = np.cross(at[pairs[:, 0]], at[pairs[:, 1]]) @ at.T
    pair, third = np.nonzero((np.abs(volumes) < _ZERO) & (pairs[:, 1:] < np.arange(len(rows))))
    return np.column_stack((pairs[pair], third))


def _cospatial_rows(rows: Floats) -> Integers:
    """Return the quadruples with no volume: the 4 x 4 determinant is the product of two 2 x 2 expansions."""
    pairs, at = _pairs(len(rows)), _projected(rows, 4)
    a, b = at[pairs[:, 0]], at[pairs[:, 1]]
    minors = np.column_stack(
        [a[:, i] * b[:, j] - a[:, j] * b[:, i] for i, j in itertools.combinations(range(_MOST_COLUMNS), 2)]
    )
    complement = (minors * np.array([1.0, -1.0, 1.0, 1.0, -1.0, 1.0]))[:, ::-1]
    found = []
    for start in range(0, len(pairs), 2048):
        block = slice(start, start + 2048)
        # Pairs are in order of their first column, so what comes after the block's first column is the end of the list.
        after = int(np.searchsorted(pairs[:, 0], pairs[start, 0], side="right"))
        flat = np.abs(minors[block] @ complement[after:].T) < _ZERO
        flat &= pairs[block, 1][:, None] < pairs[after:, 0][None, :]
        one, other = np.nonzero(flat)
        found.append(np.column_stack((pairs[start + one], pairs[after + other])))
    return np.concatenate(found) if found else np.empty((0, _MOST_COLUMNS), dtype=np.int64)
