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

from diagnosis.disclosure.lattice import Booleans, Floats, Integers, Lattice

_ZERO: Final = 1e-7
_SLACK: Final = 1e-6
# More than the programs may be off, and less than any two possible widths differ.
_WIDE_SLACK: Final = 1e-5
# What cannot fall below zero can go on forever; so far is more than any table holds.
_FAR: Final = 1e9
# Vertices of these programs are whole numbers or simple fractions.
_DENOMINATORS: Final = (1, 2, 3, 4, 6)


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
        self.cells = np.empty((0, len(lattice.finest)))
        self.sets = np.empty((0, len(lattice.sets)))
        self._known: set[bytes] = set()

    def __len__(self) -> int:
        return len(self.cells)

    def learn(self, movement: Floats, hidden: Booleans) -> None:
        """Add the elementary movements within one that changes no published count, and this one itself.

        Parameters
        ----------
        movement : float array (cells,).
        hidden : bool array (sets,): which sets are not published.
        """
        within = np.flatnonzero(np.abs(movement) > _ZERO)
        within = within[np.argsort(-np.abs(movement[within]), kind="stable")]
        basis = _elementary(self.incidence[~hidden][:, within])
        found = np.zeros((len(basis) + 1, len(movement)))
        found[:-1, within], found[-1] = basis, movement
        found = np.array([_plain(one) for one in found])
        found = np.array([one for one in found if one.any() and not self._is_known(one)]).reshape(-1, len(movement))
        self.cells = np.concatenate([self.cells, found])
        self.sets = np.concatenate([self.sets, np.abs(found @ self.incidence.T) > _ZERO])

    def _is_known(self, movement: Floats) -> bool:
        name = movement.tobytes()
        known = name in self._known
        self._known.add(name)
        return known


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

    def cheapest(self, target: Floats, hidden: Booleans, prices: Floats, width: float, among: int) -> Booleans | None:
        """Return the published sets that the cheapest movement changes, of those that alone let a sum vary enough.

        Parameters
        ----------
        target : float array (cells,): coefficients of the sum.
        hidden : bool array (sets,): what is withheld already.
        prices : float array (sets,).
        width : how much the sum must be able to vary in all.
        among : how many movements, of those learned first, may be answers.

        Returns
        -------
        bool array (sets,) or None
            None if no known movement is an answer, or the sum is uncertain already, though maybe not enough.
        """
        by = np.abs(self.movements.cells[:among] @ target)
        useful = np.flatnonzero((by > _ZERO) & self._allowed()[:among])
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
        return np.asarray(np.abs(self.movements.cells) @ self._empty == 0)

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


def _elementary(rows: Floats) -> Floats:
    """Return movements of as few cells as can be that span all that change no row; they share the first cells most.

    Each is about one cell beyond a basis of the columns, and the cells of the basis that make up for it.
    """
    left = np.unique(rows[rows.any(axis=1)], axis=0)
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
        factors = left[:, column].copy()
        factors[done] = 0
        left -= factors[:, None] * left[done]
        basis.append(column)
    others = np.setdiff1d(np.arange(rows.shape[1]), basis)
    found = np.zeros((len(others), rows.shape[1]))
    found[np.arange(len(others)), others] = 1
    found[:, basis] = -left[: len(basis), others].T
    return found


def _plain(movement: Floats) -> Floats:
    """Return a movement in the least whole numbers and one sense, so that equal ones are seen to be equal."""
    for denominator in _DENOMINATORS:
        times = movement * denominator
        whole = np.rint(times)
        if np.abs(times - whole).max() < _SLACK:
            break
    else:
        return np.where(np.abs(movement) > _ZERO, movement, 0.0)
    moved = whole[whole != 0].astype(np.int64)
    return np.asarray(whole / (np.gcd.reduce(moved) * np.sign(moved[0])) + 0.0) if moved.size else whole + 0.0
