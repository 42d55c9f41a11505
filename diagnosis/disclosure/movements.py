"""Movements: changes of the finest counts found for one table, and what they prove of the others.

A movement takes companies out of some cells and puts some into others. Walked until a count would fall below zero, one
that changes no published count leads to another table that fits everything published, and whatever withheld count
changed on the way is uncertain by so much. That needs no linear program, and the tables of one snapshot are so alike
that what was found for one proves most of what there is to prove for the next. A movement that does change published
counts names the sets whose absence would allow it, and so is an answer to what to withhold.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from diagnosis.disclosure.lattice import Booleans, Floats, Integers, Lattice, equal_rows

_ZERO: Final = 1e-7
_SLACK: Final = 1e-6
# More than the programs may be off, and less than any two possible widths differ.
_WIDE_SLACK: Final = 1e-5
# What cannot fall below zero can go on forever; so far is more than any table holds.
_FAR: Final = 1e9
# Vertices of these programs are whole numbers or simple fractions.
_DENOMINATORS: Final = (1, 2, 3, 4, 6)
# What takes more cells than this is not taken apart: it would cost more than asking another program.
_MOST_CELLS: Final = 100


class Movements:
    """Movements over one lattice, each once whatever its length and sense.

    Attributes
    ----------
    cells : float array (movements, cells): the change of each finest count.
    sets : float array (movements, sets): 1 where the count of a set of the lattice changes.
    """

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self.incidence = lattice.incidence.astype(np.float64)
        self._cells = np.empty((256, len(lattice.finest)))
        self._sets = np.empty((256, len(lattice.sets)))
        self._known: set[bytes] = set()

    def __len__(self) -> int:
        return len(self._known)

    @property
    def cells(self) -> Floats:
        return self._cells[: len(self)]

    @property
    def sets(self) -> Floats:
        return self._sets[: len(self)]

    def learn(self, movement: Floats, hidden: Booleans) -> None:
        """Add the elementary movements within one that changes no published count, and this one itself.

        Parameters
        ----------
        movement : float array (cells,).
        hidden : bool array (sets,): which sets are not published.
        """
        within = np.flatnonzero(np.abs(movement) > _ZERO)
        within = within[np.argsort(-np.abs(movement[within]), kind="stable")]
        found = movement[None, :]
        if len(within) <= _MOST_CELLS:
            basis = _elementary(self.lattice.incidence[~hidden][:, within])
            found = np.zeros((len(basis) + 1, len(movement)))
            found[:-1, within], found[-1] = basis, movement
        before = len(self)
        new = [one for one in _plain(found) if self._is_new(one)]
        if not new:
            return
        while len(self._cells) < len(self):
            self._cells, self._sets = (
                np.concatenate([rows, np.empty_like(rows)]) for rows in (self._cells, self._sets)
            )
        self._cells[before : len(self)] = new
        self._sets[before : len(self)] = np.abs(np.array(new) @ self.incidence.T) > _ZERO

    def _is_new(self, movement: Floats) -> bool:
        before = len(self)
        if movement.any():
            self._known.add(movement.tobytes())
        return len(self) > before


class Reach:
    """Which values the counts of one table are proven to be able to take, by walks along movements.

    A walk starts at the true table. Empty cells stay empty: the attacker is taken to know them. What is withheld later
    only allows more tables, so that nothing proven is lost.

    Attributes
    ----------
    low, high : float arrays (sets,): the least and the largest count in any table found that fits what is published.
    """

    def __init__(self, movements: Movements, counts: Integers) -> None:
        self.movements, self.start = movements, counts.astype(np.float64)
        self.low = self.movements.incidence @ self.start
        self.high = self.low.copy()
        self._empty = (counts == 0).astype(np.float64)
        self._keeps_empty = np.empty(0, dtype=np.bool_)

    def first_unproven(self, hidden: Booleans, targets: Integers, width: float) -> int | None:
        """Return the first withheld set whose count no walk proves to be uncertain by `width`, given all withheld."""
        open_to = None
        for target in targets:
            if self.is_wide(target, width):
                continue
            if open_to is None:
                open_to = self.movements.cells[self._allowed() & self._free(hidden)]
            gains = open_to @ self.movements.incidence[target]
            self._walk(open_to, gains, width)
            self._walk(open_to, -gains, width)
            if not self.is_wide(target, width):
                return int(target)
        return None

    def learn(self, table: Floats) -> None:
        """Take note of a table (cells,) that fits everything published."""
        sums = self.movements.incidence @ table
        np.minimum(self.low, sums, out=self.low)
        np.maximum(self.high, sums, out=self.high)

    def cheapest(
        self,
        target: Floats,
        hidden: Booleans,
        prices: Floats,
        width: float,
        among: int,
        *,
        fixed: Booleans | None = None,
    ) -> Booleans | None:
        """Return the published sets that the cheapest movement changes, of those that alone let a sum vary enough.

        Parameters
        ----------
        target : float array (cells,): coefficients of the sum.
        hidden : bool array (sets,): what is withheld already.
        prices : float array (sets,).
        width : how much the sum must be able to vary in all.
        among : how many movements, of those learned first, may be answers.
        fixed : bool array (sets,): what is published for good; a movement that changes it is no answer.

        Returns
        -------
        bool array (sets,) or None
            None if no known movement is an answer, or the sum is uncertain already, though maybe not enough.
        """
        by = np.abs(self.movements.cells[:among] @ target)
        open_to = self._allowed()[:among]
        if fixed is not None and fixed.any():
            open_to = open_to & self._free(~fixed)[:among]
        useful = np.flatnonzero((by > _ZERO) & open_to)
        moved = self.movements.sets[useful]
        costs = moved @ np.where(hidden, 0.0, prices)
        if not costs.all():
            return None
        for place in np.argsort(costs, kind="stable"):
            along = self.movements.cells[useful[place]]
            room = sum((self.start[side] / np.abs(along[side])).min(initial=_FAR) for side in (along < 0, along > 0))
            if room * by[useful[place]] >= width - _SLACK:
                return np.asarray((moved[place] > 0) & ~hidden)
        return None

    def is_wide(self, target: int | np.int64, width: float) -> bool:
        """Return whether a set's count is proven to be uncertain by `width`."""
        return bool(self.high[target] - self.low[target] >= width - _WIDE_SLACK)

    def _allowed(self) -> Booleans:
        """Return which movements leave empty cells empty."""
        new = self.movements.cells[len(self._keeps_empty) :]
        if len(new):
            self._keeps_empty = np.concatenate([self._keeps_empty, np.abs(new) @ self._empty == 0])
        return self._keeps_empty

    def _free(self, hidden: Booleans) -> Booleans:
        return np.asarray(self.movements.sets @ ~hidden == 0)

    def _walk(self, along: Floats, gains: Floats, enough: float) -> None:
        """Take the movement with the largest gain, again and again, until it is enough or nothing is left to gain."""
        useful = np.abs(gains) > _ZERO
        gains = gains[useful, None]
        ahead, gains = along[useful] * np.sign(gains), np.abs(gains[:, 0])
        with np.errstate(divide="ignore", invalid="ignore"):
            falls = np.where(ahead < 0, -1 / ahead, np.inf)
            here, gained = self.start.copy(), 0.0
            while len(ahead) and gained < enough:
                # An empty cell that would not fall: 0 times infinity, which this minimum passes over.
                steps = np.minimum(np.fmin.reduce(here * falls, axis=1), _FAR)
                best = int(np.argmax(steps * gains))
                gain = steps[best] * gains[best]
                if not gain > _SLACK:
                    break
                gained += gain
                here = np.maximum(here + steps[best] * ahead[best], 0.0)
        self.learn(here)


def _elementary(rows: Booleans) -> Floats:
    """Return movements of as few cells as can be that span all that change no row; they share the first cells most.

    Each is about one cell beyond a basis of the columns, and the cells of the basis that make up for it.
    """
    some = rows[rows.any(axis=1)]
    _, distinct = np.unique(equal_rows(some), return_index=True)
    left = some[distinct].astype(np.float64)
    basis: list[int] = []
    for column in range(rows.shape[1]):
        done = len(basis)
        if done == len(left):
            break
        at = done + int(np.argmax(np.abs(left[done:, column])))
        if abs(left[at, column]) < _SLACK:
            continue
        left[[done, at]] = left[[at, done]]
        left[done] /= left[done, column]
        others = np.flatnonzero(left[:, column])
        others = others[others != done]
        left[others] -= left[others, column][:, None] * left[done]
        basis.append(column)
    beyond = np.setdiff1d(np.arange(rows.shape[1]), basis)
    found = np.zeros((len(beyond), rows.shape[1]))
    found[np.arange(len(beyond)), beyond] = 1
    found[:, basis] = -left[: len(basis), beyond].T
    return found


def _plain(movements: Floats) -> Floats:
    """Return movements in the least whole numbers and one sense, so that equal ones are seen to be equal."""
    plain = np.where(np.abs(movements) > _ZERO, movements, 0.0)
    open_to = np.ones(len(movements), dtype=np.bool_)
    for denominator in _DENOMINATORS:
        times = movements[open_to] * denominator
        whole = np.rint(times)
        fits = np.abs(times - whole).max(axis=1, initial=0.0) < _SLACK
        at = np.flatnonzero(open_to)[fits]
        divisors = np.maximum(np.gcd.reduce(whole[fits].astype(np.int64), axis=1), 1)
        plain[at] = whole[fits] / divisors[:, None]
        open_to[at] = False
        if not open_to.any():
            break
    first = plain[np.arange(len(plain)), (plain != 0).argmax(axis=1)]
    return np.asarray(plain * np.where(first < 0, -1.0, 1.0)[:, None] + 0.0)
