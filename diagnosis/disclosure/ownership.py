"""How many business groups (기업집단) stand at least behind a union of cells.

Five companies of one group are one informant. How many groups a union of cells holds is not the sum of what its cells
hold, so it is worked out from who owns what, or bounded from the numbers of groups of the published sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from diagnosis.disclosure.lattice import Booleans, CellKey, Integers, Lattice

# By finest cell: business group -> its companies there; under the empty text those that stand alone.
Owners = Mapping[CellKey, Mapping[str, int]]


class Ownership(Protocol):
    def at_least(self, unions: Booleans) -> Integers:
        """Return the fewest groups each union of cells can hold; unions: bool array (unions, cells)."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Every company is its own group."""

    counts: Integers

    def at_least(self, unions: Booleans) -> Integers:
        return np.asarray(unions @ self.counts)


@dataclass(frozen=True, slots=True)
class Stated:
    """Numbers of groups by published set, exact or too low, are all that is known.

    A union inside a set has no more companies beyond the first of each group than the set has, and no fewer groups than
    any set inside it.
    """

    counts: Integers
    sets: Booleans
    groups: Integers

    @classmethod
    def of(cls, lattice: Lattice, counts: Integers, groups: Mapping[CellKey, int]) -> Stated:
        return cls(counts, lattice.incidence, np.array([groups.get(key, 0) for key in lattice.sets], dtype=np.int64))

    def at_least(self, unions: Booleans) -> Integers:
        held = self.counts > 0
        cells, unions = self.sets[:, held].astype(np.float32), unions[:, held].astype(np.float32)
        surplus = self.sets @ self.counts - self.groups
        within = unions @ (1 - cells).T == 0
        around = np.where(within, surplus, np.iinfo(np.int64).max).min(axis=1, initial=self.counts.sum())
        inside = np.where((1 - unions) @ cells.T == 0, self.groups, 0).max(axis=1, initial=0)
        companies = (unions @ self.counts[held]).astype(np.int64)
        fewest: Integers = np.maximum(np.minimum(inside, companies), np.maximum(companies - around, companies > 0))
        return fewest


@dataclass(frozen=True, slots=True)
class Owned:
    """Who owns what is known, for all companies; some of them may not be counted in this table.

    Attributes
    ----------
    named : bool array (cells, groups): whether a business group has a company in the cell.
    alone : int array (cells,): companies without a group.
    uncounted : int array (cells,): companies that this table leaves out, each maybe the only one of its group.
    """

    named: Booleans
    alone: Integers
    uncounted: Integers

    @classmethod
    def of(cls, lattice: Lattice, counts: Integers, owners: Owners) -> Owned:
        names = sorted({name for cell in owners.values() for name in cell} - {""})
        named = np.zeros((len(lattice.finest), len(names)), dtype=np.bool_)
        alone, companies = np.zeros_like(counts), np.zeros_like(counts)
        for row, cell in enumerate(lattice.finest):
            owned = owners.get(cell, {})
            named[row] = [owned.get(name, 0) > 0 for name in names]
            alone[row], companies[row] = owned.get("", 0), sum(owned.values())
        if (companies < counts).any():
            raise ValueError("A cell holds more companies than its owners own.")
        return cls(named, alone, companies - counts)

    def at_least(self, unions: Booleans) -> Integers:
        known = (unions.astype(np.float32) @ self.named.astype(np.float32) > 0).sum(axis=1)
        fewest: Integers = np.maximum(known + unions @ (self.alone - self.uncounted), 0)
        return fewest
