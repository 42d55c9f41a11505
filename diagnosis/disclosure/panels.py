"""Which changes of the companies that took part twice may be told beside what is published of all.

A panel is the companies of a set that have another result now than in the snapshot before; told is the sum of their
changes and how many they are. It is one row more in the table of `differencing`: plus one where their new results are,
minus one where their old ones are. What is published of all less what is told of the panel is about those that came or
left, so that the same questions are asked of all rows together. Nothing that is published already is taken back: a
panel that would tell too much is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from diagnosis.disclosure.differencing import Edition, Member
from diagnosis.disclosure.lattice import Booleans, CellKey, Floats, Integers, Lattice
from diagnosis.disclosure.leaks import UnableToSearch, dependent_sets, told_directions
from diagnosis.disclosure.rules import LIMITS, Limits

Signs = npt.NDArray[np.int8]


def told_panels(
    editions: Sequence[Edition],
    lattice: Lattice,
    wanted: Sequence[CellKey],
    *,
    panels: Sequence[Collection[CellKey]] = (),
    limits: Limits = LIMITS,
) -> frozenset[CellKey]:
    """Return the sets whose panel may be told.

    Parameters
    ----------
    editions : all snapshots with the sets each published anew, the oldest first, the new one last; at least two. A
        result is ``(company, result)``.
    lattice : over all finest cells of all snapshots.
    wanted : sets whose panel would be told, the most wanted first.
    panels : for each snapshot but the new one, the sets whose panel it told.
    limits : what disclosure control asks for.

    Notes
    -----
    A set's panel is of the companies that are in it now and were anywhere in the snapshot before with another result.
    """
    history = _Panels.of(editions, lattice)
    before = [list(keys) for keys in panels] or [[] for _ in editions[1:]]
    rows = [history.rows([key for key in keys if key in history.row], time) for time, keys in enumerate(before) if time]
    fixed = np.concatenate([history.published(), *(changes for changes, _ in rows)])
    counted = np.concatenate([history.companies(), *(counts for _, counts in rows)])
    chosen = [key for key in wanted if history.panel_size(key) >= limits.companies]
    if history.is_safe(fixed, counted, chosen, limits):
        return frozenset(chosen)
    found: list[CellKey] = []
    for key in chosen:
        if history.is_safe(fixed, counted, [*found, key], limits):
            found.append(key)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Panels:
    """Classes of results: those of companies with one history, and of these one result.

    Attributes
    ----------
    cells : int array (classes, snapshots): the cell of the result at each snapshot, -1 where it was not in.
    company : int array (classes,): the class of its company.
    stays : int array (company classes, snapshots): the class of the result that counts at each snapshot, or -1.
    sizes : int array (company classes,): how many companies there are.
    """

    lattice: Lattice
    row: dict[CellKey, int]
    editions: Sequence[Edition]
    cells: Integers
    company: Integers
    stays: Integers
    sizes: Integers

    @classmethod
    def of(cls, editions: Sequence[Edition], lattice: Lattice) -> _Panels:
        column = {cell: index for index, cell in enumerate(lattice.finest)}
        seen: dict[object, list[tuple[int, Member]]] = {}
        nowhere: tuple[int, Member] = (-1, None)
        for time, edition in enumerate(editions):
            for cell, members in edition.members.items():
                for member in members:
                    company = member[0] if isinstance(member, tuple) else member
                    seen.setdefault(company, [nowhere] * len(editions))[time] = (column[cell], member)
        classes: dict[tuple[tuple[int, int], ...], int] = {}
        for history in seen.values():
            results: dict[Member, int] = {}
            key = tuple(
                (cell, -1 if cell < 0 else results.setdefault(member, len(results))) for cell, member in history
            )
            classes[key] = classes.get(key, 0) + 1
        cells: list[list[int]] = []
        company_of: list[int] = []
        stays = np.full((len(classes), len(editions)), -1, dtype=np.int64)
        for number, history_of_class in enumerate(classes):
            first = len(cells)
            for time, (place, result) in enumerate(history_of_class):
                if result < 0:
                    continue
                if first + result == len(cells):
                    cells.append([-1] * len(editions))
                    company_of.append(number)
                cells[first + result][time] = place
                stays[number, time] = first + result
        return cls(
            lattice,
            {key: index for index, key in enumerate(lattice.sets)},
            editions,
            np.array(cells, dtype=np.int64).reshape(-1, len(editions)),
            np.array(company_of, dtype=np.int64),
            stays,
            np.array(list(classes.values()), dtype=np.int64),
        )

    def within(self, key: CellKey, time: int) -> Booleans:
        """Return which classes of results were in a set then."""
        inside = np.append(self.lattice.incidence[self.row[key]], False)
        return np.asarray(inside[self.cells[:, time]])

    def in_panel(self, key: CellKey, time: int) -> Booleans:
        """Return which classes of companies are in the panel of a set at a snapshot."""
        now, then = self.stays[:, time], self.stays[:, time - 1]
        inside = np.append(self.within(key, time), False)[now]
        return np.asarray(inside & (then >= 0) & (now != then))

    def panel_size(self, key: CellKey) -> int:
        return int(self.in_panel(key, -1) @ self.sizes) if key in self.row else 0

    def published(self) -> Signs:
        """Return all published sums as rows over the classes of results."""
        rows = [self.within(key, time) for time, one in enumerate(self.editions) for key in sorted(one.published)]
        return np.array(rows, dtype=np.int8).reshape(-1, len(self.cells))

    def companies(self) -> Signs:
        """Return all published sums as rows over the classes of companies, a company's results taken for one."""
        return self._by_company(self.published())

    def _by_company(self, rows: Signs) -> Signs:
        found = np.zeros((len(rows), len(self.sizes)), dtype=np.int8)
        np.add.at(found.T, self.company, rows.T)
        return found

    def rows(self, keys: Sequence[CellKey], time: int) -> tuple[Signs, Signs]:
        """Return the changes told of panels over the classes of results, and their counts over those of companies."""
        counts = np.array([self.in_panel(key, time) for key in keys], dtype=np.int8).reshape(-1, len(self.sizes))
        changes = np.zeros((len(keys), len(self.cells)), dtype=np.int8)
        for row, inside in enumerate(counts):
            renewed = np.flatnonzero(inside)
            changes[row, self.stays[renewed, time]] = 1
            changes[row, self.stays[renewed, time - 1]] = -1
        return changes, counts

    def is_safe(self, fixed: Signs, counted: Signs, keys: Sequence[CellKey], limits: Limits) -> bool:
        """Return whether nothing follows of few companies once the panels of these sets are told."""
        changes, counts = self.rows(keys, len(self.editions) - 1)
        rows, companies = np.concatenate([fixed, changes]), np.concatenate([counted, counts])
        questions = [
            *self._questions(rows),
            (companies, self.sizes, np.ones(len(self.sizes), dtype=np.bool_)),
        ]
        return not any(_tells_of_few(*question, limits) for question in questions)

    def _questions(self, rows: Signs) -> Iterator[tuple[Signs, Integers, Booleans]]:
        counts, now = self.sizes[self.company], self.cells[:, -1]
        for then in self.cells.T[:-1]:
            for ignored in ((then >= 0) & (now < 0), (then < 0) & (now >= 0)):
                some = (then != now) & ~ignored
                yield rows[:, ~ignored], counts[~ignored], some[~ignored]


def _tells_of_few(rows: Signs, counts: Integers, guarded: Booleans, limits: Limits) -> bool:
    """Return whether a combination of rows is about too few, and only about guarded columns."""
    columns, number = np.unique(rows, axis=1, return_inverse=True)
    number = number.reshape(-1)
    told = np.asarray(columns.any(axis=0))
    sizes = np.bincount(number, counts, minlength=columns.shape[1])
    open_to = np.array(told)
    open_to[number[~guarded]] = False
    columns, sizes, open_to = columns[:, told], sizes[told], open_to[told]
    if not (open_to & (sizes < limits.companies)).any():
        return False

    def eligible(size: int) -> Booleans:
        return np.asarray(open_to & (sizes <= limits.companies - size))

    def too_few(candidates: Integers) -> Booleans:
        return np.asarray(sizes[candidates].sum(axis=1) < limits.companies)

    directions: Floats = told_directions(np.unique(columns, axis=0))
    try:
        return bool(dependent_sets(directions, eligible, too_few))
    except UnableToSearch:
        return True
