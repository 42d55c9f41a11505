"""Which cells of one table must stay unpublished, so that what is published tells of no few companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from diagnosis.disclosure.bounds import first_narrow
from diagnosis.disclosure.covering import sets_to_withhold
from diagnosis.disclosure.lattice import Booleans, CellKey, Floats, Integers, Lattice
from diagnosis.disclosure.leaks import combination, dependent_sets, free_directions, merge_columns
from diagnosis.disclosure.ownership import Alone, Owned, Owners, Ownership, Stated
from diagnosis.disclosure.rules import LIMITS, Limits


def suppress(
    counts: Mapping[CellKey, int],
    lattice: Lattice,
    *,
    groups: Mapping[CellKey, int] | None = None,
    owners: Owners | None = None,
    limits: Limits = LIMITS,
) -> frozenset[CellKey]:
    """Return the sets of a lattice that may not be published (rules P1 and P5).

    Parameters
    ----------
    counts : companies by finest cell of the lattice; a cell that is not named holds none.
    lattice : the sets that would be published if nothing had to be protected.
    groups : distinct business groups by *set* of the lattice, or a number known not to be too high.
    owners : by finest cell, how many companies each business group has there, those that stand alone under ''. Exact
        where `groups` has to be careful, and so withholds less. With neither, every company counts as its own group.
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
    by_table = {"": groups} if groups is not None else None
    return suppress_many({"": counts}, lattice, groups=by_table, owners=owners, limits=limits)[""]


def suppress_many(
    tables: Mapping[str, Mapping[CellKey, int]],
    lattice: Lattice,
    *,
    base: Mapping[CellKey, int] | None = None,
    groups: Mapping[str, Mapping[CellKey, int]] | None = None,
    base_groups: Mapping[CellKey, int] | None = None,
    owners: Owners | None = None,
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
    owners : of all companies, as for `suppress`; serves the base and every table, whose companies are some of them.

    Returns
    -------
    dict
        Table -> its withheld sets. Tables with equal counts share one computation.
    """
    start = np.zeros(len(lattice.sets), dtype=np.bool_)
    if base is not None:
        start = _Table.of(lattice, lattice.counts(base), base_groups, owners, limits).withheld(start)
    done: dict[tuple[bytes, ...], frozenset[CellKey]] = {}
    result = {}
    for name, counts in tables.items():
        table = _Table.of(lattice, lattice.counts(counts), (groups or {}).get(name), owners, limits)
        key = table.identity()
        if key not in done:
            hidden = table.withheld(start)
            done[key] = frozenset(key for key, away in zip(lattice.sets, hidden, strict=True) if away)
        result[name] = done[key]
    return result


@dataclass(frozen=True, slots=True)
class _Table:
    """One table's counts, and how few business groups stand behind them.

    Sets of the same companies bear the same number in `same`. Empty cells count as known to the attacker: nothing is
    hidden behind a cell without companies.
    """

    cells: Booleans
    same: Integers
    cell_counts: Integers
    counts: Integers
    ownership: Ownership
    set_groups: Integers
    limits: Limits

    @classmethod
    def of(
        cls,
        lattice: Lattice,
        by_cell: Integers,
        groups: Mapping[CellKey, int] | None,
        owners: Owners | None,
        limits: Limits,
    ) -> _Table:
        ownership: Ownership = Alone(by_cell)
        if owners is not None:
            ownership = Owned.of(lattice, by_cell, owners)
        elif groups is not None:
            ownership = Stated.of(lattice, by_cell, groups)
        cells = lattice.incidence & (by_cell > 0)
        same = np.unique(cells, axis=0, return_inverse=True)[1].reshape(-1)
        set_groups = ownership.at_least(lattice.incidence)
        return cls(cells, same, by_cell, cells @ by_cell, ownership, set_groups, limits)

    def identity(self) -> tuple[bytes, ...]:
        return tuple(array.tobytes() for array in (self.cells, self.cell_counts, self.set_groups))

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
        held = self.cell_counts > 0
        rows = self.cells[published][:, held]
        chosen = sets_to_withhold(rows, self.cell_counts[held], target[held], prices, self.limits.width)
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
        members = number == np.arange(columns.shape[1])[:, None]
        companies, limits = members @ self.cell_counts, self.limits
        few_groups = self.ownership.at_least(members) < limits.groups

        def eligible(size: int) -> Booleans:
            return np.asarray((companies <= limits.companies - size) | few_groups)

        def too_few(candidates: Integers) -> Booleans:
            unions = np.asarray(members[candidates].any(axis=1))
            few = unions @ self.cell_counts < limits.companies
            return np.asarray(few | (self.ownership.at_least(unions) < limits.groups))

        directions = free_directions(columns)
        found = dependent_sets(directions, eligible, too_few)
        if not found:
            return None
        target = np.zeros(len(number))
        target[number >= 0] = combination(directions, found[0])[number[number >= 0]]
        target /= np.abs(target).max()
        return target
