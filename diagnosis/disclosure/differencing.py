"""Which numbers of a new snapshot must stay as they were, so that no two snapshots together tell of few companies.

A number that is published again has changed because companies came and went. Where those are one to four, the change is
their number (rule P6), and the set keeps the older one. The change of one set can also be computed from the changes of
others, or from sets that only one snapshot publishes. So everything published so far and everything about to be is
looked at as one additive table: its columns are the results that share their history of cells, its rows the published
numbers, each over the members it was computed from. A set that keeps its older number adds no row.

Three questions are asked of it, each a search for small dependent sets of columns (see `leaks`):

1. Does a combination single out one to four results that came or changed their cell, even for one who knows all that
   left?
2. Does one single out one to four that left or changed their cell, even for one who knows all that came?
3. Does one single out fewer than five companies at all, a company being one column whatever its results?

A combination over fewer than five companies either treats their results of both times as opposites, and then it has no
part in what stayed, so that 1 or 2 finds it; or it does not vanish when a company's results are taken for one, and then
3 finds it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from diagnosis.disclosure.covering import cheapest_cover
from diagnosis.disclosure.lattice import Booleans, CellKey, Floats, Integers, Lattice, distinct_rows
from diagnosis.disclosure.leaks import combination, dependent_sets, merge_columns, told_directions
from diagnosis.disclosure.rules import LIMITS, Limits

# A result's identity: (company, result), or the company alone where its result cannot have changed.
Member = Hashable
Members = Mapping[CellKey, Collection[Member]]


@dataclass(frozen=True, slots=True)
class Edition:
    """One snapshot: who was in it, and for which sets its numbers were published.

    Attributes
    ----------
    members
        Results by finest cell. A result is ``(company, result)``: a company whose result is another one than before has
        left with the old and come with the new.
    published
        The sets whose published number was computed from these members. A set that kept an older number is not one.
    """

    members: Members
    published: frozenset[CellKey]


def held_cells(
    previous_members: Members,
    new_members: Members,
    published: Collection[CellKey],
    lattice: Lattice,
    *,
    published_before: Collection[CellKey] | None = None,
    older: Sequence[Edition] = (),
    limits: Limits = LIMITS,
) -> frozenset[CellKey]:
    """Return the sets that may not be published with the new members.

    Parameters
    ----------
    previous_members, new_members : results by finest cell of the snapshot before and of the new one.
    published : the sets the new snapshot may publish as far as it alone is concerned (`suppress` names the others).
    lattice : over all finest cells of all snapshots.
    published_before : the sets whose number the snapshot before published anew. None: the same as `published`.
    older : still older snapshots that an attacker may have kept, with the sets each published anew.
    limits : what disclosure control asks for.

    Returns
    -------
    frozenset
        Part of `published`. Each keeps the number published last; one that was never published stays unpublished.

    Raises
    ------
    ValueError
        If a member is in two cells of one snapshot, or a cell or a set is not of the lattice.
    """
    before = Edition(previous_members, frozenset(published if published_before is None else published_before))
    return held_in_edition([*older, before], Edition(new_members, frozenset(published)), lattice, limits=limits)


def held_in_edition(
    older: Sequence[Edition],
    new: Edition,
    lattice: Lattice,
    *,
    fixed: Collection[CellKey] = (),
    limits: Limits = LIMITS,
) -> frozenset[CellKey]:
    """Return the sets of a new snapshot that may not be published, given all those published so far.

    Parameters, result and errors as for `held_cells`; `fixed` are sets of `new` that are published already and cannot
    be held.
    """
    return held_many(older, new, lattice, {}, fixed=fixed, limits=limits)[0]


@dataclass(frozen=True, slots=True)
class Node:
    """One of several numbers that a snapshot publishes for every set, such as the score of one item.

    Attributes
    ----------
    lacking
        Members that have no value here.
    published
        For each snapshot, the older ones first and the new one last, the sets whose number it published anew.
    """

    lacking: Collection[Member]
    published: Sequence[frozenset[CellKey]]


def held_many(
    older: Sequence[Edition],
    new: Edition,
    lattice: Lattice,
    nodes: Mapping[str, Node],
    *,
    fixed: Collection[CellKey] = (),
    limits: Limits = LIMITS,
) -> tuple[frozenset[CellKey], dict[str, frozenset[CellKey]]]:
    """Return the sets that may not be published of the companies as a whole, and of each node.

    Parameters
    ----------
    older, new, lattice, fixed, limits : as for `held_in_edition`.
    nodes : the numbers that are published besides; a company may have come to a set without coming to a node of it.

    Returns
    -------
    tuple
        What `held_in_edition` returns, and for each node its held sets: those, as far as it published them, and more
        where few of its own companies came or went. Nodes with equal members and sets share one computation.
    """
    editions = [*older, new]
    for edition in editions:
        _check_sets(edition.published, lattice)
    if not older:
        return frozenset(), dict.fromkeys(nodes, frozenset())
    ledger = _Ledger.of(editions, lattice)
    kept = frozenset(fixed)
    published_by = [edition.published for edition in editions]
    whole = _History.of(lattice, ledger.paths(()), published_by, kept).held(limits)
    done: dict[tuple[bytes, ...], frozenset[CellKey]] = {}
    result = {}
    for name, node in nodes.items():
        for published in node.published:
            _check_sets(published, lattice)
        fresh = node.published[-1] - whole
        history = _History.of(lattice, ledger.paths(node.lacking), [*node.published[:-1], fresh], kept & fresh)
        key = history.identity()
        if key not in done:
            done[key] = history.held(limits)
        result[name] = done[key] | (node.published[-1] & whole)
    return whole, result


def _check_sets(published: frozenset[CellKey], lattice: Lattice) -> None:
    if strange := sorted(published.difference(lattice.sets)):
        raise ValueError(f"Not a set of the lattice: {strange[0]!r}.")


# Distinct paths of cells over the snapshots, int array (paths, snapshots), -1 where absent; and how many took each.
Paths = tuple[Integers, Integers]


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Every result there ever was: the cell it was in at each snapshot (-1: none), and its company."""

    number: dict[Member, int]
    cells: Integers
    company: Integers

    @classmethod
    def of(cls, editions: Sequence[Edition], lattice: Lattice) -> _Ledger:
        column = {cell: index for index, cell in enumerate(lattice.finest)}
        number: dict[Member, int] = {}
        companies: dict[Member, int] = {}
        company: list[int] = []
        stays: list[tuple[int, int, int]] = []
        for time, edition in enumerate(editions):
            for cell, members in edition.members.items():
                if cell not in column and len(members):
                    raise ValueError(f"Not a cell of the lattice: {cell!r}.")
                for member in members:
                    index = number.setdefault(member, len(number))
                    if index == len(company):
                        owner = member[0] if isinstance(member, tuple) else member
                        company.append(companies.setdefault(owner, len(companies)))
                    stays.append((index, time, column[cell]))
        cells = np.full((len(number), len(editions)), -1, dtype=np.int64)
        rows, times, at = np.array(stays, dtype=np.int64).reshape(-1, 3).T
        cells[rows, times] = at
        if (cells >= 0).sum() < len(stays):
            raise ValueError("A member is in two cells of one snapshot.")
        return cls(number, cells, np.array(company, dtype=np.int64))

    def paths(self, lacking: Collection[Member]) -> tuple[Paths, Paths]:
        """Return the paths of results and of companies, without some members."""
        present = np.ones(len(self.cells), dtype=np.bool_)
        present[[self.number[member] for member in lacking if member in self.number]] = False
        by_company = np.full((int(self.company.max(initial=-1)) + 1, self.cells.shape[1]), -1, dtype=np.int64)
        np.maximum.at(by_company, self.company[present], self.cells[present])
        return _counted(self.cells[present]), _counted(by_company)


def _counted(cells: Integers) -> Paths:
    distinct, counts = np.unique(cells[(cells >= 0).any(axis=1)], axis=0, return_counts=True)
    return distinct, counts.astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Question:
    """Columns of the whole table and which of them may not be singled out; a column holds `counts` companies."""

    fixed: Booleans
    candidates: Booleans
    counts: Integers
    guarded: Booleans


@dataclass(frozen=True, slots=True)
class _History:
    """Everything published as one table.

    Attributes
    ----------
    rows
        The lattice's rows of the sets about to be published.
    kept : row of the lattice -> whether the new snapshot publishes the set whatever comes.
    before : for each older snapshot, row of the lattice -> whether it published the set anew.
    results, companies : their paths.
    """

    lattice: Lattice
    rows: Integers
    kept: Booleans
    before: list[Booleans]
    results: Paths
    companies: Paths

    @classmethod
    def of(
        cls,
        lattice: Lattice,
        paths: tuple[Paths, Paths],
        published: Sequence[frozenset[CellKey]],
        fixed: frozenset[CellKey],
    ) -> _History:
        *before, new, kept = [
            np.array([key in keys for key in lattice.sets], dtype=np.bool_) for keys in (*published, fixed)
        ]
        return cls(lattice, np.flatnonzero(new & ~kept), kept, before, *paths)

    def identity(self) -> tuple[bytes, ...]:
        return tuple(array.tobytes() for array in (self.rows, self.kept, *self.before, *self.results, *self.companies))

    def held(self, limits: Limits) -> frozenset[CellKey]:
        """Return which of the sets about to be published may not be."""
        fresh = self.changed_enough(limits)
        for question in self.questions():
            fresh = _answered(question, fresh, limits)
        return frozenset(self.lattice.sets[row] for row in self.rows[~fresh])

    def within(self, paths: Integers, edition: int) -> Booleans:
        """Return for each set of the lattice and each path whether it led through the set at that snapshot."""
        with_none = np.column_stack([self.lattice.incidence, np.zeros(len(self.lattice.sets), dtype=np.bool_)])
        within: Booleans = with_none[:, paths[:, edition]]
        return within

    def changed_enough(self, limits: Limits) -> Booleans:
        """Return which candidates differ from each older number of theirs by no or by enough results, both ways."""
        paths, counts = self.results
        new = self.within(paths, -1)[self.rows]
        enough = np.ones(len(self.rows), dtype=np.bool_)
        for edition, published in enumerate(self.before):
            old = self.within(paths, edition)[self.rows]
            for some in (new & ~old, old & ~new):
                moved = some @ counts
                enough &= ~published[self.rows] | (moved == 0) | (moved >= limits.companies)
        return enough

    def questions(self) -> Iterator[_Question]:
        """Yield what must not be singled out: who came, left or moved since an older snapshot; any few companies."""
        paths, counts = self.results
        for edition in range(len(self.before)):
            then, now = paths[:, edition], paths[:, -1]
            for ignored in ((then >= 0) & (now < 0), (then < 0) & (now >= 0)):
                some = (then != now) & ~ignored
                yield self._question(paths[~ignored], counts[~ignored], some[~ignored])
        yield self._question(*self.companies, np.ones(len(self.companies[0]), dtype=np.bool_))

    def _question(self, paths: Integers, counts: Integers, guarded: Booleans) -> _Question:
        fixed = [self.within(paths, edition)[published] for edition, published in enumerate(self.before)]
        now = self.within(paths, -1)
        return _Question(np.concatenate([*fixed, now[self.kept]]), now[self.rows], counts, guarded)


def _answered(question: _Question, fresh: Booleans, limits: Limits) -> Booleans:
    """Return which candidates remain once nothing that the question guards can be singled out."""
    fresh, hopeless = fresh.copy(), question.guarded & False
    sizes = question.candidates @ question.counts
    while (found := _singled_out(question, fresh, hopeless, limits)) is not None:
        remaining = np.flatnonzero(fresh)
        cover = cheapest_cover(
            question.candidates[remaining],
            np.full(len(question.counts), np.inf),
            found,
            1.0 + sizes[remaining] * (1 + 1e-6 * np.arange(len(remaining))),
            1.0,
            fixed=question.fixed,
        )
        if cover is None:
            # The older snapshots alone tell it: nothing that is withheld now takes it back.
            hopeless |= np.abs(found) > 0
        else:
            fresh[remaining[cover.sets]] = False
    return fresh


def _singled_out(question: _Question, fresh: Booleans, hopeless: Booleans, limits: Limits) -> Floats | None:
    """Return a combination over too few guarded companies that the published numbers tell; None if there is none."""
    columns, number = merge_columns(np.concatenate([question.fixed, question.candidates[fresh]]))
    if not columns.size:
        return None
    known, width = number >= 0, columns.shape[1]
    counts = np.bincount(number[known], question.counts[known], minlength=width)
    open_to = np.ones(width, dtype=np.bool_)
    open_to[number[known & ~(question.guarded & ~hopeless)]] = False

    def eligible(size: int) -> Booleans:
        return np.asarray(open_to & (counts <= limits.companies - size))

    def too_few(candidates: Integers) -> Booleans:
        return np.asarray(counts[candidates].sum(axis=1) < limits.companies)

    told = told_directions(columns[distinct_rows(columns)])
    found = dependent_sets(told, eligible, too_few)
    if not found:
        return None
    target = np.zeros(len(number))
    target[known] = combination(told, found[0])[number[known]]
    target /= np.abs(target).max()
    return target
