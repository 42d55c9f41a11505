"""Which cells of one table must stay unpublished, so that what is published tells of no few companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from diagnosis.disclosure.bounds import first_narrow
from diagnosis.disclosure.covering import sets_to_withhold
from diagnosis.disclosure.lattice import Booleans, CellKey, Floats, Integers, Lattice
from diagnosis.disclosure.leaks import combination, dependent_sets, free_directions, merge_columns
from diagnosis.disclosure.rules import LIMITS, Limits


def suppress(
    counts: Mapping[CellKey, int],
    lattice: Lattice,
    *,
    groups: Mapping[CellKey, int] | None = None,
    limits: Limits = LIMITS,
) -> frozenset[CellKey]:
    """Return the sets of a lattice that may not be published (rules P1 and P5).

    Parameters
    ----------
    counts : companies by finest cell of the lattice; a cell that is not named holds none.
    lattice : the sets that would be published if nothing had to be protected.
    groups : distinct business groups by *set* of the lattice. None: every company counts as its own.
    limits : what disclosure control asks for.

    Returns
    -------
    frozenset
        Sets that are too small, and those that must stay away with them. Of what remains, every set has at least
        `limits.companies` companies of `limits.groups` groups; no adding and subtracting singles out fewer; and every
        withheld count of at least one company fits at least `limits.width` + 1 values. Empty sets are in it too.

    Raises
    ------
    ValueError
        If a count is negative or of a cell the lattice does not know.

    Notes
    -----
    The outcome depends on nothing but the arguments: not on the order of the mappings, not on chance. Publishing fewer
    sets than allowed is safe too, so what a caller leaves out for other reasons needs no second look.
    """
    return suppress_many({"": counts}, lattice, groups={"": groups} if groups is not None else None, limits=limits)[""]


def suppress_many(
    tables: Mapping[str, Mapping[CellKey, int]],
    lattice: Lattice,
    *,
    base: Mapping[CellKey, int] | None = None,
    groups: Mapping[str, Mapping[CellKey, int]] | None = None,
    base_groups: Mapping[CellKey, int] | None = None,
    limits: Limits = LIMITS,
) -> dict[str, frozenset[CellKey]]:
    """Return for each of many tables over one lattice the sets that may not be published.

    Parameters
    ----------
    tables : for each table (for example each node of a model), companies by finest cell.
    base : companies by finest cell whatever they answered. What is withheld for it is withheld in every table, which
        also makes the tables alike, so that one cannot be worked out from others. None: each table stands alone.
    lattice, limits : as for `suppress`.
    groups, base_groups : distinct business groups by set, of each table and of the base.

    Returns
    -------
    dict
        Table -> its withheld sets. Tables with equal counts share one computation.
    """
    start = np.zeros(len(lattice.sets), dtype=np.bool_)
    if base is not None:
        start = _Table.of(lattice, lattice.counts(base), base_groups, limits).withheld(start)
    done: dict[bytes, frozenset[CellKey]] = {}
    result = {}
    for name, counts in tables.items():
        table = _Table.of(lattice, lattice.counts(counts), (groups or {}).get(name), limits)
        key = table.identity()
        if key not in done:
            hidden = table.withheld(start)
            done[key] = frozenset(key for key, away in zip(lattice.sets, hidden, strict=True) if away)
        result[name] = done[key]
    return result


@dataclass(frozen=True, slots=True)
class _Table:
    """One table's counts over the cells that hold companies, and how few business groups each cell may hold.

    Sets of the same companies bear the same number in `same`. Empty cells are left out, as if the attacker knew them:
    nothing is hidden behind a cell without companies.
    """

    cells: Booleans
    same: Integers
    cell_counts: Integers
    counts: Integers
    least_groups: Integers
    shared_groups: int
    set_groups: Integers
    limits: Limits

    @classmethod
    def of(cls, lattice: Lattice, by_cell: Integers, groups: Mapping[CellKey, int] | None, limits: Limits) -> _Table:
        cells = lattice.incidence[:, by_cell > 0]
        held = by_cell[by_cell > 0]
        counts = cells @ held
        same = np.unique(cells, axis=0, return_inverse=True)[1].reshape(-1)
        if groups is None:
            return cls(cells, same, held, counts, held, 0, counts, limits)
        set_groups = np.array([groups.get(key, 0) for key in lattice.sets], dtype=np.int64)
        least, most = np.ones_like(held), held.copy()
        alone = cells.sum(axis=1) == 1
        column = cells[alone].argmax(axis=1)
        least[column] = most[column] = set_groups[alone]
        whole = cells.all(axis=1)
        shared = int(most.sum() - set_groups[whole].max()) if whole.any() else int(most.sum())
        return cls(cells, same, held, counts, least, shared, set_groups, limits)

    def identity(self) -> bytes:
        return b"|".join(array.tobytes() for array in (self.cells, self.cell_counts, self.set_groups))

    def withheld(self, start: Booleans) -> Booleans:
        """Return which sets may not be published, given those that are withheld anyway."""
        hidden = start | (self.counts < self.limits.companies) | (self.set_groups < self.limits.groups)
        hidden = self._with_same(hidden)
        proven = self.counts == 0
        while True:
            target = self._narrow(hidden, proven)
            if target is None:
                target = self._singled_out(hidden)
            if target is None:
                return hidden
            hidden = self._with_same(hidden | self._protecting(target, hidden))

    def _with_same(self, hidden: Booleans) -> Booleans:
        """Return `hidden` with all sets of the same companies: they are one number under several names."""
        answer: Booleans = np.isin(self.same, self.same[hidden])
        return answer

    def _protecting(self, target: Floats, hidden: Booleans) -> Booleans:
        """Return the cheapest published sets whose absence leaves a sum uncertain: small sets go before margins."""
        published = np.flatnonzero(~hidden)
        # Each number has one price, however many names it has; the last factor decides among equals.
        once = np.bincount(self.same)[self.same[published]]
        prices = self.counts[published] / once * (1 + 1e-6 * np.arange(len(published)))
        chosen = sets_to_withhold(self.cells[published], self.cell_counts, target, prices, self.limits.width)
        if chosen is None or not chosen.any():
            raise RuntimeError("A sum that is told too narrowly rests on no published set.")
        more = np.zeros_like(hidden)
        more[published[chosen]] = True
        return more

    def _narrow(self, hidden: Booleans, proven: Booleans) -> Floats | None:
        """Return the cells of a withheld count that is told too narrowly; marks in `proven` what is wide enough.

        A count proven wide stays so whatever else is withheld later: fewer published sums allow more tables.
        """
        targets, published = np.flatnonzero(hidden & ~proven), np.flatnonzero(~hidden)
        wide, narrow = first_narrow(self.cells[published], self.cell_counts, self.cells[targets], self.limits.width)
        proven[targets[wide]] = True
        return None if narrow is None else self.cells[targets[narrow]].astype(np.float64)

    def _singled_out(self, hidden: Booleans) -> Floats | None:
        """Return a sum over too few companies that the published ones determine; None if there is none."""
        columns, number = merge_columns(self.cells[~hidden])
        if not columns.size:
            return None
        known, width = number >= 0, columns.shape[1]
        companies = np.bincount(number[known], self.cell_counts[known], minlength=width).astype(np.int64)
        groups = np.bincount(number[known], self.least_groups[known], minlength=width).astype(np.int64)
        largest = np.zeros(width, dtype=np.int64)
        np.maximum.at(largest, number[known], self.least_groups[known])
        limits = self.limits

        def eligible(size: int) -> Booleans:
            few: Booleans = companies <= limits.companies - size
            # A company's group is its own unless stated, so few groups in more than two columns means few companies.
            return few | (largest < limits.groups) if size <= limits.groups - 1 else few

        def too_few(candidates: Integers) -> Booleans:
            at_least = np.maximum(largest[candidates].max(axis=1), groups[candidates].sum(axis=1) - self.shared_groups)
            answer: Booleans = (companies[candidates].sum(axis=1) < limits.companies) | (at_least < limits.groups)
            return answer

        directions = free_directions(columns)
        found = dependent_sets(directions, eligible, too_few)
        if not found:
            return None
        target = np.zeros(len(number))
        target[known] = combination(directions, found[0])[number[known]]
        target /= np.abs(target).max()
        return target
