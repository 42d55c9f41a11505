"""Which cells of one table must stay unpublished, so that what is published tells of no few companies."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from diagnosis.disclosure.covering import cheapest_cover, farthest
from diagnosis.disclosure.lattice import Booleans, CellKey, Floats, Integers, Lattice, distinct_rows, equal_rows
from diagnosis.disclosure.leaks import combination, dependent_sets, merge_columns, told_directions
from diagnosis.disclosure.movements import Movements, Reach
from diagnosis.disclosure.ownership import Alone, Owned, Owners, Ownership, Stated
from diagnosis.disclosure.rules import LIMITS, Limits

# Which withheld counts are raised while others are lowered: by the parity of these bits of their place.
_SIGNS: Final = (0, 1, 2, 3)
# In smaller tables a program for each count is cheaper.
_MANY_CELLS: Final = 200


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
    fixed: Mapping[str, Collection[CellKey]] | None = None,
    base_fixed: Collection[CellKey] = (),
    without: Mapping[str, Collection[CellKey]] | None = None,
    base_without: Collection[CellKey] = (),
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
    fixed, base_fixed : sets of each table and of the base that are published already and cannot be taken back. They
        must be safe among themselves: what they alone tell, no other set can hide.
    without, base_without : sets that are withheld for other reasons; the others must not tell of them either.

    Returns
    -------
    dict
        Table -> its withheld sets, each as safe as one from `suppress`. Tables with equal counts share one computation,
        and what was found for one is tried for the next, in the order of their names. So which of several safe patterns
        a table gets may depend on the others.
    """
    known = Movements(lattice)
    start = _marked(lattice, base_without)
    whole, base_kept = None, _marked(lattice, base_fixed)
    if base is not None:
        whole = _Table.of(known, lattice.counts(base), base_groups, owners, limits)
        start = whole.withheld(start, base_kept)
    done: dict[tuple[bytes, ...], frozenset[CellKey]] = {}
    result = {}
    for name in sorted(tables):
        table = _Table.of(known, lattice.counts(tables[name]), (groups or {}).get(name), owners, limits)
        kept = _marked(lattice, (fixed or {}).get(name, ()))
        away = (start | _marked(lattice, (without or {}).get(name, ()))) & ~kept
        key = (*table.identity(), kept.tobytes(), away.tobytes())
        if key not in done:
            # Of the same counts fewer numbers are published, if not the same: that is as safe.
            is_less = whole is not None and table.identity() == whole.identity() and not (kept & ~base_kept).any()
            is_less = is_less and not (start & ~away).any()
            hidden = away if is_less else table.withheld(away, kept)
            done[key] = frozenset(key for key, away in zip(lattice.sets, hidden, strict=True) if away)
        result[name] = done[key]
    return {name: result[name] for name in tables}


def _marked(lattice: Lattice, keys: Collection[CellKey]) -> Booleans:
    chosen = frozenset(keys)
    return np.array([key in chosen for key in lattice.sets], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class _Table:
    """One table's counts, and how few business groups stand behind them.

    Sets of the same companies bear the same number in `same`. Empty cells count as known to the attacker: nothing is
    hidden behind a cell without companies.
    """

    known: Movements
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
        known: Movements,
        by_cell: Integers,
        groups: Mapping[CellKey, int] | None,
        owners: Owners | None,
        limits: Limits,
    ) -> _Table:
        lattice = known.lattice
        ownership: Ownership = Alone(by_cell)
        if owners is not None:
            ownership = Owned.of(lattice, by_cell, owners)
        elif groups is not None:
            ownership = Stated.of(lattice, by_cell, groups)
        cells = lattice.incidence & (by_cell > 0)
        same = equal_rows(cells)
        set_groups = ownership.at_least(lattice.incidence)
        return cls(known, cells, same, by_cell, cells @ by_cell, ownership, set_groups, limits)

    def identity(self) -> tuple[bytes, ...]:
        return tuple(array.tobytes() for array in (self.cells, self.cell_counts, self.set_groups))

    def withheld(self, start: Booleans, fixed: Booleans) -> Booleans:
        """Return which sets may not be published, given those that are withheld anyway and those that are published."""
        small = (self.counts < self.limits.companies) | (self.set_groups < self.limits.groups)
        hidden = self._with_same((start | small) & ~fixed) & ~fixed
        told, singled = np.zeros_like(hidden), np.zeros(len(self.cell_counts), dtype=np.bool_)
        reach, earlier = Reach(self.known, self.cell_counts), len(self.known)
        if fixed.any() and len(self.cell_counts) > _MANY_CELLS:
            self._explore(hidden, reach)
        while True:
            narrow = self._narrow(hidden & ~told, hidden, reach)
            target = self._singled_out(hidden, singled) if narrow is None else self.cells[narrow].astype(np.float64)
            if target is None:
                return hidden
            more = reach.cheapest(target, hidden, self._prices(), self.limits.width, earlier, fixed=fixed)
            if more is None:
                more = self._protecting(target, hidden, fixed, reach)
            if more is None and not fixed.any():
                raise RuntimeError("A sum that is told too narrowly rests on no published set.")
            if more is None:
                # What is published already tells it alone: nothing that is withheld now takes it back.
                told[[] if narrow is None else narrow] = True
                singled |= (np.abs(target) > 0) & (narrow is None)
                continue
            if not more.any() and (narrow is None or not reach.is_wide(narrow, self.limits.width)):
                raise RuntimeError("A sum that is told too narrowly rests on no published set.")
            hidden = self._with_same(hidden | more) & ~fixed

    def _with_same(self, hidden: Booleans) -> Booleans:
        """Return `hidden` with all sets of the same companies: they are one number under several names."""
        answer: Booleans = np.isin(self.same, self.same[hidden])
        return answer

    def _prices(self) -> Floats:
        """Return what it costs to withhold each set: its companies, so that small sets go before margins.

        Each number has one price, however many names it has; the last factor decides among equals.
        """
        once = np.bincount(self.same)[self.same]
        prices: Floats = self.counts / once * (1 + 1e-6 * np.arange(len(self.counts)))
        return prices

    def _protecting(self, target: Floats, hidden: Booleans, fixed: Booleans, reach: Reach) -> Booleans | None:
        """Return the cheapest published sets whose absence leaves a sum uncertain; none if it is uncertain enough.

        None where what is fixed tells it.
        """
        published, held = np.flatnonzero(~hidden & ~fixed), self.cell_counts > 0
        rows = self.cells[published][:, held]
        prices = self._prices()[published]
        for_good = self.cells[fixed][:, held]
        cover = cheapest_cover(
            rows,
            self.cell_counts[held],
            target[held],
            prices,
            self.limits.width,
            fixed=for_good[distinct_rows(for_good)],
        )
        if cover is None:
            return None
        more = np.zeros_like(hidden)
        more[published[cover.sets]] = True
        more = self._with_same(hidden | more) & ~hidden & ~fixed
        for movement in (cover.up, cover.down):
            whole = np.zeros(len(held))
            whole[held] = movement
            self.known.learn(whole, hidden | more)
            reach.learn(self.cell_counts + whole)
        return more

    def _explore(self, hidden: Booleans, reach: Reach) -> None:
        """Look how far all withheld counts go at once: a few programs prove what would take one each."""
        held = self.cell_counts > 0
        rows = self.cells[~hidden][:, held]
        rows, open_to = rows[distinct_rows(rows)], np.flatnonzero(hidden & (self.counts > 0))
        for bits in _SIGNS:
            signs = np.where((open_to[:, None] >> np.arange(12)) & bits, -1.0, 1.0).prod(axis=1)
            along = signs @ self.cells[open_to][:, held]
            for sense in (1.0, -1.0):
                whole = self.cell_counts.astype(np.float64)
                whole[held] += farthest(rows, self.cell_counts[held], sense * along, self.limits.width)
                reach.learn(np.maximum(whole, 0.0))

    def _narrow(self, some: Booleans, hidden: Booleans, reach: Reach) -> int | None:
        """Return the first of some withheld counts that is not proven to be uncertain enough."""
        unseen = (self.cell_counts > 0) & ~self.cells[~hidden].any(axis=0)
        bounded = some & (self.counts > 0) & ~self.cells[:, unseen].any(axis=1)
        return reach.first_unproven(hidden, np.flatnonzero(bounded), self.limits.width)

    def _singled_out(self, hidden: Booleans, hopeless: Booleans) -> Floats | None:
        """Return a sum over too few companies that the published ones determine; None if there is none.

        Columns with only hopeless cells are left out: they are told by what cannot be taken back.
        """
        columns, number = merge_columns(self.cells[~hidden])
        if not columns.size:
            return None
        members = number == np.arange(columns.shape[1])[:, None]
        companies, limits = members @ self.cell_counts, self.limits
        few_groups = self.ownership.at_least(members) < limits.groups
        open_to = ~members[:, hopeless].any(axis=1)

        if not ((few_groups | (companies < limits.companies)) & open_to).any():
            return None

        def eligible(size: int) -> Booleans:
            return np.asarray(((companies <= limits.companies - size) | few_groups) & open_to)

        def too_few(candidates: Integers) -> Booleans:
            unions = np.asarray(members[candidates].any(axis=1))
            few = unions @ self.cell_counts < limits.companies
            return np.asarray(few | (self.ownership.at_least(unions) < limits.groups))

        told = told_directions(columns[distinct_rows(columns)])
        found = dependent_sets(told, eligible, too_few)
        if not found:
            return None
        target = np.zeros(len(number))
        target[number >= 0] = combination(told, found[0])[number[number >= 0]]
        target /= np.abs(target).max()
        return target
