"""Which numbers of a new snapshot must stay as they were, so that no two snapshots together tell of few companies.

A number that is published again has changed because companies came and went. Where those are one to four, the change is
their number (rule P6), and the set keeps the older one. The change of one set can also be computed from the changes of
others, or from sets that only one snapshot publishes. So everything published so far and everything about to be is
looked at as one additive table: its columns are the results that share their history of cells, its rows the published
numbers, each over the members it was computed from. A set that keeps its older number adds no row.

Three questions are asked of it, each a search for small dependent sets of columns (see `leaks`):

1. Does a combination single out one to four results that came, even for one who knows all that left?
2. Does one single out one to four that left, even for one who knows all that came?
3. Does one single out fewer than five companies at all, a company being one column whatever its results?

A combination over fewer than five companies either treats their results of both times as opposites, and then it has no
part in what stayed, so that 1 or 2 finds it; or it does not vanish when a company's results are taken for one, and then
3 finds it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from diagnosis.disclosure.covering import sets_to_withhold
from diagnosis.disclosure.lattice import Booleans, CellKey, Floats, Integers, Lattice
from diagnosis.disclosure.leaks import combination, dependent_sets, free_directions, merge_columns
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
        If a member is in two cells of one snapshot, or a cell or set is not of the lattice.
    """
    before = Edition(previous_members, frozenset(published if published_before is None else published_before))
    return held_in_edition([*older, before], Edition(new_members, frozenset(published)), lattice, limits=limits)


def held_in_edition(
    older: Sequence[Edition], new: Edition, lattice: Lattice, *, limits: Limits = LIMITS
) -> frozenset[CellKey]:
    """Return the sets of a new snapshot that may not be published, given all those published so far.

    Parameters, result and errors as for `held_cells`.
    """
    if not older:
        return frozenset()
    history = _History.of([*older, new], lattice)
    fresh = history.changed_enough(limits)
    for question in history.questions():
        fresh = _answered(question, fresh, history, limits)
    return frozenset(key for key, stays in zip(history.candidates, fresh, strict=True) if not stays)


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
    candidates
        The sets about to be published, in the lattice's order.
    before : for each older snapshot, row of the lattice -> whether it published the set anew.
    rows : the candidates' rows in the lattice.
    results, companies : paths of cells, int array (paths, snapshots), -1 where absent; and how many took each path.
    """

    lattice: Lattice
    candidates: tuple[CellKey, ...]
    rows: Integers
    before: list[Booleans]
    results: tuple[Integers, Integers]
    companies: tuple[Integers, Integers]

    @classmethod
    def of(cls, editions: Sequence[Edition], lattice: Lattice) -> _History:
        known = set(lattice.sets)
        for edition in editions:
            if strange := sorted(edition.published - known):
                raise ValueError(f"Not a set of the lattice: {strange[0]!r}.")
        new = editions[-1].published
        rows = np.array([row for row, key in enumerate(lattice.sets) if key in new], dtype=np.int64)
        before = [np.array([key in edition.published for key in lattice.sets], dtype=np.bool_) for edition in editions]
        results, companies = _paths(editions, lattice)
        return cls(lattice, tuple(lattice.sets[row] for row in rows), rows, before[:-1], results, companies)

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
        """Yield what must not be singled out: who came or left since each older snapshot, and any few companies."""
        for edition in range(len(self.before)):
            for paths, counts in self._results_and_moves(edition):
                was, stands = paths[:, edition] >= 0, paths[:, -1] >= 0
                for some, ignored in ((stands & ~was, was & ~stands), (was & ~stands, stands & ~was)):
                    yield self._question(paths[~ignored], counts[~ignored], some[~ignored])
        yield self._question(*self.companies, np.ones(len(self.companies[0]), dtype=np.bool_))

    def _results_and_moves(self, edition: int) -> Iterator[tuple[Integers, Integers]]:
        """Yield the results' paths, and again with a change of cell as leaving the one and coming to the other."""
        paths, counts = self.results
        yield paths, counts
        moved = (paths[:, edition] >= 0) & (paths[:, -1] >= 0) & (paths[:, edition] != paths[:, -1])
        if moved.any():
            left, came = paths.copy(), np.full_like(paths[moved], -1)
            left[moved, -1], came[:, -1] = -1, paths[moved, -1]
            yield np.concatenate([left, came]), np.concatenate([counts, counts[moved]])

    def _question(self, paths: Integers, counts: Integers, guarded: Booleans) -> _Question:
        fixed = [self.within(paths, edition)[published] for edition, published in enumerate(self.before)]
        return _Question(np.concatenate(fixed), self.within(paths, -1)[self.rows], counts, guarded)


def _paths(
    editions: Sequence[Edition], lattice: Lattice
) -> tuple[tuple[Integers, Integers], tuple[Integers, Integers]]:
    """Return the distinct paths of cells over the snapshots, of results and of companies, and how many took each."""
    column = {cell: index for index, cell in enumerate(lattice.finest)}
    results: dict[Member, list[int]] = {}
    companies: dict[Member, list[int]] = {}
    for number, edition in enumerate(editions):
        for cell, members in edition.members.items():
            if cell not in column and len(members):
                raise ValueError(f"Not a cell of the lattice: {cell!r}.")
            for member in members:
                path = results.setdefault(member, [-1] * len(editions))
                if path[number] >= 0:
                    raise ValueError(f"A member is in two cells of one snapshot: {member!r}.")
                path[number] = column[cell]
                company = member[0] if isinstance(member, tuple) else member
                companies.setdefault(company, [-1] * len(editions))[number] = column[cell]
    return _counted(results, len(editions)), _counted(companies, len(editions))


def _counted(paths: Mapping[Member, list[int]], editions: int) -> tuple[Integers, Integers]:
    array = np.array(list(paths.values()), dtype=np.int64).reshape(-1, editions)
    distinct, counts = np.unique(array, axis=0, return_counts=True)
    return distinct, counts.astype(np.int64)


def _answered(question: _Question, fresh: Booleans, history: _History, limits: Limits) -> Booleans:
    """Return which candidates remain once nothing that the question guards can be singled out."""
    fresh, hopeless = fresh.copy(), question.guarded & False
    sizes = question.candidates @ question.counts
    while (found := _singled_out(question, fresh, hopeless, limits)) is not None:
        remaining = np.flatnonzero(fresh)
        chosen = sets_to_withhold(
            question.candidates[remaining],
            np.full(len(question.counts), np.inf),
            found,
            1.0 + sizes[remaining] * (1 + 1e-6 * np.arange(len(remaining))),
            1.0,
            fixed=question.fixed,
        )
        if chosen is None:
            # The older snapshots alone tell it: nothing that is withheld now takes it back.
            hopeless |= np.abs(found) > 0
        else:
            fresh[remaining[chosen]] = False
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

    directions = free_directions(columns)
    found = dependent_sets(directions, eligible, too_few)
    if not found:
        return None
    target = np.zeros(len(number))
    target[known] = combination(directions, found[0])[number[known]]
    target /= np.abs(target).max()
    return target
