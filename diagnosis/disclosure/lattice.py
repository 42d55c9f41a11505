"""An additive table: which published sets of companies each finest cell is counted in."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

# One label a dimension; the empty text says "not stated" in a finest cell and "all" in a published set.
CellKey = tuple[str, ...]
Booleans = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NATIONAL: Final[CellKey] = ("", "", "")


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """The published sets of a table as sums of finest cells.

    Attributes
    ----------
    finest
        Finest cells in order: every company is in exactly one.
    sets
        Published sets in order.
    incidence : bool array (sets, finest)
        True where the companies of the finest cell belong to the set.

    Notes
    -----
    A set is nothing but its row of the incidence, so that any additive table can be guarded: two, three or four
    dimensions, hierarchies or none.
    """

    finest: tuple[CellKey, ...]
    sets: tuple[CellKey, ...]
    incidence: Booleans

    @classmethod
    def of(cls, finest: Iterable[CellKey], sets_of: Callable[[CellKey], Iterable[CellKey]]) -> Lattice:
        """Return the lattice of these finest cells; `sets_of` names the sets a finest cell is counted in."""
        cells = tuple(sorted(set(finest)))
        counted_in = {cell: set(sets_of(cell)) for cell in cells}
        sets = tuple(sorted(set().union(*counted_in.values())))
        row = {key: index for index, key in enumerate(sets)}
        incidence = np.zeros((len(sets), len(cells)), dtype=np.bool_)
        for column, cell in enumerate(cells):
            incidence[[row[key] for key in counted_in[cell]], column] = True
        return cls(cells, sets, incidence)

    def counts(self, counts: Mapping[CellKey, int]) -> Integers:
        """Return the companies of each finest cell as an array in the order of `finest`; a missing cell holds none.

        Raises
        ------
        ValueError
            If a cell with companies is not of this lattice, or a count is negative.
        """
        known = set(self.finest)
        if strange := sorted(cell for cell, n in counts.items() if n and cell not in known):
            raise ValueError(f"Not a cell of the lattice: {strange[0]!r}.")
        array = np.array([counts.get(cell, 0) for cell in self.finest], dtype=np.int64)
        if (array < 0).any():
            raise ValueError("A cell holds zero companies or more.")
        return array


def benchmark_lattice(finest: Iterable[CellKey]) -> Lattice:
    """Return the benchmark's lattice {national, group, sector} x {all, each size}.

    Parameters
    ----------
    finest : cells (sector, group, size) that companies may be in; '' where a company does not say.

    Returns
    -------
    Lattice
        Its sets are keyed ``(sector, '', size)``, ``(sector, '', '')``, ``('', group, size)``, ``('', group, '')``,
        ``('', '', size)`` and ``('', '', '')``.
    """
    return Lattice.of(finest, _benchmark_sets)


def _benchmark_sets(cell: CellKey) -> list[CellKey]:
    sector, group, size = cell
    whos = [(sector, "")] if sector else []
    whos += [("", group)] if group else []
    return [(*who, which) for who in [*whos, ("", "")] for which in dict.fromkeys((size, ""))]


def crossed_lattice(finest: Iterable[CellKey], above: Sequence[Mapping[str, str]]) -> Lattice:
    """Return the lattice of all combinations of levels of several dimensions, for example sector x size x region.

    Parameters
    ----------
    finest : cells with one label a dimension; '' where a company does not say.
    above : for each dimension, label -> the label it is part of. A label without one is part of the whole, ''.
    """

    def chain(label: str, parents: Mapping[str, str]) -> list[str]:
        labels = [label] if label else []
        while labels and (parent := parents.get(labels[-1], "")):
            labels.append(parent)
        return [*labels, ""]

    def sets_of(cell: CellKey) -> Iterable[CellKey]:
        return itertools.product(*(chain(label, parents) for label, parents in zip(cell, above, strict=True)))

    return Lattice.of(finest, sets_of)


def equal_rows(rows: Booleans) -> Integers:
    """Return a number for each row of a bool array, the same for equal rows."""
    packed = np.packbits(rows, axis=1)
    as_one = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
    numbers: Integers = np.unique(as_one, return_inverse=True)[1].reshape(-1)
    return numbers


def distinct_rows(rows: Booleans) -> Integers:
    """Return where the distinct rows of a bool array stand first."""
    first: Integers = np.unique(equal_rows(rows), return_index=True)[1] if len(rows) else np.empty(0, dtype=np.int64)
    return first
