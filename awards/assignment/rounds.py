"""Teams by rounds: every file gets one more examiner at once, the best way there is for that one seat.

A round is an assignment problem and solved exactly; that each examiner's next file costs more than the one before
keeps loads even. Afterwards seats are opened again, one a team at a time, and filled anew the best way: no such round
makes a choice worse, and what swaps and chains of swaps would find, it finds at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from awards.assignment.exact import most_teams
from awards.assignment.problem import LOAD_PRICE, SEAT_WORTH, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A seat that completes a team comes before anything a weight can say.
_COMPLETING: Final = 1e6
_NOISE: Final = 1e-5
_PASSES: Final = 4
_REPAIRS: Final = 8
# Teams below their wanted size that are looked at closely in each pass, and examiners looked at for each.
_WIDENED: Final = 60
_NEAREST: Final = 40
# Up to this many pairs the solver settles whether more teams can be completed.
EXACT_PAIRS: Final = 1500


def choose_teams(problem: Problem, seed: int) -> NDArray[np.bool_]:
    """Return (n, m) who sits on which team; no prohibition is broken, and teams may be left incomplete.

    As many teams as there can be are complete where there are at most `EXACT_PAIRS` pairs.
    """
    rounds = _Rounds(problem, seed)
    member = rounds.construct()
    complete = problem.complete(member)
    if not complete.all() and problem.allowed.size <= EXACT_PAIRS:
        found = most_teams(problem)
        if found is not None and problem.complete(found).sum() > complete.sum():
            member = found
            complete = problem.complete(member)
    rounds.grow(member, complete)
    rounds.improve(member)
    rounds.grow(member, problem.complete(member))
    rounds.fill_partly(member)
    return member


class _Rounds:
    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.noise = np.random.default_rng(seed).random(problem.allowed.shape) * _NOISE
        self.first_time = problem.first_time
        self.experienced = problem.experienced
        self.employer = problem.employer

    def construct(self) -> NDArray[np.bool_]:
        """Seat every admitted file up to the least size, those who can lead first; files that fail give way."""
        problem = self.problem
        member = problem.fixed.copy()
        rows = self._admitted(member)
        for _ in range(problem.low + problem.need_experienced):
            short = rows & ~problem.complete(member)
            if not short.any() or not self.seat(member, short):
                break
        for turn in range(_REPAIRS):
            short = rows & ~problem.complete(member)
            if not short.any():
                break
            self.reseat(member, turn % problem.low, short)
        for place in np.flatnonzero(~problem.complete(member)):
            member[place] = problem.fixed[place]
        for place in np.flatnonzero(~problem.complete(member)):
            self._insert(member, int(place))
        return member

    def grow(self, member: NDArray[np.bool_], rows: NDArray[np.bool_]) -> None:
        """Fill complete teams up to the size wanted for them."""
        while (short := rows & (member.sum(axis=1) < self.problem.seats)).any() and self.seat(member, short):
            pass

    def improve(self, member: NDArray[np.bool_]) -> None:
        """Open each team's seats in turn and fill them anew, until that brings nothing more."""
        problem = self.problem
        most = int(member.sum(axis=1).max(initial=0))
        for _ in range(_PASSES):
            before = problem.score(member)
            for turn in range(most):
                small = problem.complete(member) & (member.sum(axis=1) < problem.seats)
                self.reseat(member, turn, small)
                if small.any():  # Theirs are opened in their turn too.
                    self.reseat(member, turn, np.zeros(len(member), dtype=bool))
            small = problem.complete(member) & (member.sum(axis=1) < problem.seats)
            for place in np.flatnonzero(small)[:_WIDENED]:
                self._widen(member, int(place))
            if problem.score(member) <= before + 1e-3:
                break

    def fill_partly(self, member: NDArray[np.bool_]) -> None:
        """Give teams that cannot be completed whoever is left, so that little is missing."""
        for _ in range(self.problem.low):
            short = ~self.problem.complete(member) & (member.sum(axis=1) < self.problem.low)
            if not short.any() or not self.seat(member, short, strictly=False):
                break

    def seat(self, member: NDArray[np.bool_], rows: NDArray[np.bool_], *, strictly: bool = True) -> int:
        """Add at most one examiner to each of the rows and return how many were seated."""
        return self._assign(member, np.flatnonzero(rows), strictly=strictly)

    def reseat(self, member: NDArray[np.bool_], turn: int, short: NDArray[np.bool_]) -> None:
        """Open one seat of each team, or a missing one of teams that are short, and fill them the best way."""
        before = member.copy()
        complete = self.problem.complete(member)
        opened = short.copy()
        for place in np.flatnonzero(complete & ~short):
            open_to = np.flatnonzero(member[place] & ~self.problem.fixed[place])
            if len(open_to):
                member[place, open_to[turn % len(open_to)]] = False
                opened[place] = True
        self._assign(member, np.flatnonzero(opened))
        if self.problem.complete(member).sum() < complete.sum():
            member[:] = before

    def _assign(self, member: NDArray[np.bool_], places: NDArray[np.intp], *, strictly: bool = True) -> int:
        from scipy.optimize import linear_sum_assignment  # Slow to import, and most pages assign nobody.

        problem = self.problem
        open_to, gain = self._offers(member, places, strictly=strictly)
        sizes = member[places].sum(axis=1)
        worth = np.where(sizes + 1 >= problem.low, _COMPLETING, _COMPLETING / 4)
        worth[problem.complete(member)[places]] = SEAT_WORTH
        load = member.sum(axis=0)
        # Columns are the next files of each examiner; few are looked at first, all of them where that is too few.
        free = np.maximum(problem.room - load, 0)
        active = max(int((free > 0).sum()), 1)
        for width in (2 + 2 * len(places) // active, len(places)):
            per = np.minimum(free, width)
            column = np.repeat(np.arange(len(free)), per)
            if not len(column) or not len(places):
                return 0
            nth = np.arange(len(column)) - np.repeat(np.cumsum(per) - per, per) + load[column] + 1
            value = worth[:, None] + gain[:, column] - LOAD_PRICE * (2 * nth - 1)
            value = np.where(open_to[:, column], value, 0.0)
            chosen_rows, chosen_columns = linear_sum_assignment(value, maximize=True)
            taken = open_to[chosen_rows, column[chosen_columns]]
            if taken.sum() == len(places) or (per == free).all():
                break
        member[places[chosen_rows[taken]], column[chosen_columns[taken]]] = True
        return int(taken.sum())

    def _offers(
        self, member: NDArray[np.bool_], places: NDArray[np.intp], *, strictly: bool
    ) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Return whom each team could take next, and what each would add to it."""
        problem, limits = self.problem, self.problem.parameters
        team = member[places]
        as_number = team.astype(np.float32)
        colleagues = (as_number @ self.employer) @ self.employer.T >= limits.max_same_employer_per_team
        too_new = as_number @ self.first_time.astype(np.float32) >= limits.max_team_first_time
        open_to = problem.allowed[places] & ~team & ~colleagues & ~(too_new[:, None] & self.first_time)
        open_to &= (team.sum(axis=1) < limits.examiners_per_file.max)[:, None]
        if strictly:
            missing = as_number @ self.experienced.astype(np.float32) < problem.need_experienced
            open_to &= ~missing[:, None] | self.experienced
        gain = self.noise[places] - problem.city_price[places]
        for brings, wanted, each in problem.covers:
            here = brings[places]
            lacking = (team & here).sum(axis=1) < wanted[places]
            gain += each * (here & lacking[:, None])
        return open_to, gain

    def _admitted(self, member: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(n,) the files there is room for, those with most choice first; begun teams always."""
        problem = self.problem
        reachable = problem.allowed.any(axis=0) * problem.room
        bounds = [int(reachable.sum()) // problem.low]
        if problem.need_experienced:
            bounds.append(int(reachable[self.experienced].sum()) // problem.need_experienced)
        if problem.low > problem.parameters.max_team_first_time:
            seasoned = problem.low - problem.parameters.max_team_first_time
            bounds.append(int(reachable[~self.first_time].sum()) // seasoned)
        order = np.lexsort((np.arange(len(member)), -problem.allowed.sum(axis=1), ~member.any(axis=1)))
        rows = np.zeros(len(member), dtype=bool)
        rows[order[: min(bounds)]] = True
        return rows

    def _widen(self, member: NDArray[np.bool_], place: int) -> None:
        """Let one go so that two can come, where colleagues or first-timers stood in each other's way."""
        problem, limits = self.problem, self.problem.parameters
        before, where = problem.score(member), np.array([place])
        load = member.sum(axis=0)
        for leaver in np.flatnonzero(member[place] & ~problem.fixed[place]):
            member[place, leaver] = False
            team = member[place]
            open_to, gain = self._offers(member, where, strictly=False)
            free = open_to[0] & (load - (np.arange(len(load)) == leaver) < problem.room)
            value = np.where(free, gain[0] - LOAD_PRICE * (2 * load + 1), -np.inf)
            best = np.argsort(-value, kind="stable")[: min(_NEAREST, int(free.sum()))]
            of_best, first, able = problem.employer[best], self.first_time[best], self.experienced[best]
            near = of_best @ (team.astype(np.float32) @ problem.employer)
            fits = near[:, None] + of_best @ of_best.T < limits.max_same_employer_per_team
            too_new = (team & self.first_time).sum() + np.add.outer(first.astype(int), first)
            led = (team & self.experienced).sum() + np.add.outer(able.astype(int), able)
            fits &= (too_new <= limits.max_team_first_time) & (led >= problem.need_experienced)
            np.fill_diagonal(fits, val=False)
            if fits.any():
                pairs = np.where(fits, np.add.outer(value[best], value[best]), -np.inf)
                member[place, best[list(np.unravel_index(int(pairs.argmax()), pairs.shape))]] = True
                if problem.score(member) > before:
                    return
                member[place, best] = False
            member[place, leaver] = True

    def _insert(self, member: NDArray[np.bool_], place: int) -> None:
        """Complete one team from what is left, or leave it as it is."""
        before = member[place].copy()
        rows = np.zeros(len(member), dtype=bool)
        rows[place] = True
        while not self.problem.complete(member)[place]:
            if not self.seat(member, rows):
                member[place] = before
                return
