"""The same choice as a mixed-integer program: for small cases, and as what the rounds are measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from awards.assignment.problem import LOAD_PRICE, SEAT_WORTH, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


def most_teams(problem: Problem) -> NDArray[np.bool_] | None:
    """Return (n, m) a choice with as many complete teams as there can be, or None where the solver gives up."""
    return _Program(problem).most()


def best_teams(problem: Problem) -> NDArray[np.bool_] | None:
    """Return (n, m) the best choice: as many complete teams as there can be, then the highest score."""
    program = _Program(problem)
    first = program.most()
    return None if first is None else program.best(int(problem.complete(first).sum()))


class _Program:
    """Variables: a seat for each allowed pair, then a completed team for each file, then what scoring needs."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.pairs = np.argwhere(problem.allowed)
        self.count = len(self.pairs)
        self.files = len(problem.applications)
        self.width = self.count + self.files
        self.lower = [float(problem.fixed[tuple(pair)]) for pair in self.pairs] + [0.0] * self.files
        self.upper = [1.0] * self.width
        self.rows: list[tuple[dict[int, float], float, float]] = []  # low <= row @ x <= high
        self._rules()

    def _rules(self) -> None:
        problem, limits = self.problem, self.problem.parameters
        held = problem.fixed.sum(axis=1)
        for file in range(self.files):
            mine = [(at, int(self.pairs[at, 1])) for at in np.flatnonzero(self.pairs[:, 0] == file)]
            done = self.count + file
            everyone = dict.fromkeys((int(at) for at, _ in mine), 1.0)
            able = {int(at): 1.0 for at, one in mine if problem.experienced[one]}
            self.rows.append((everyone | {done: float(-problem.low)}, 0, np.inf))
            self.rows.append((able | {done: float(-problem.need_experienced)}, 0, np.inf))
            self.rows.append((everyone | {done: float(held[file] - problem.seats[file])}, -np.inf, float(held[file])))
            new = {int(at): 1.0 for at, one in mine if problem.first_time[one]}
            self.rows.append((new, -np.inf, limits.max_team_first_time))
            for place in range(problem.employer.shape[1]):
                same = {int(at): 1.0 for at, one in mine if problem.employer[one, place]}
                if len(same) > limits.max_same_employer_per_team:
                    self.rows.append((same, -np.inf, limits.max_same_employer_per_team))
        for one, room in enumerate(problem.room):
            files = {int(at): 1.0 for at in np.flatnonzero(self.pairs[:, 1] == one)}
            self.rows.append((files, -np.inf, float(room)))

    def most(self) -> NDArray[np.bool_] | None:
        costs = np.zeros(self.width)
        costs[self.count :] = -1
        return self._solved(costs)

    def best(self, teams: int) -> NDArray[np.bool_] | None:
        """Return the choice with the highest score among those with so many complete teams."""
        problem = self.problem
        costs = [0.0] * self.width
        for at, (file, one) in enumerate(self.pairs):  # A seat that stays counts only if its team is complete.
            costs[self.count + file if problem.fixed[file, one] else at] += problem.city_price[file, one] - SEAT_WORTH
        self.rows.append((dict.fromkeys(range(self.count, self.width), 1.0), float(teams), np.inf))
        for brings, wanted, each in problem.covers:
            for file in np.flatnonzero(wanted):
                there = self._variable(0.0, float(wanted[file]))
                costs.append(-each)
                bring = {
                    int(at): -1.0 for at in np.flatnonzero(self.pairs[:, 0] == file) if brings[file, self.pairs[at, 1]]
                }
                self.rows.append((bring | {there: 1.0}, -np.inf, 0.0))
                self.rows.append(({there: 1.0, self.count + int(file): -float(wanted[file])}, -np.inf, 0.0))
        for one, room in enumerate(problem.room):
            steps = []
            for nth in range(1, min(int(room), self.files) + 1):
                steps.append(self._variable(0.0, 1.0))
                costs.append(LOAD_PRICE * (2 * nth - 1))
            files = {int(at): 1.0 for at in np.flatnonzero(self.pairs[:, 1] == one)}
            self.rows.append((files | dict.fromkeys(steps, -1.0), 0.0, 0.0))
        return self._solved(np.array(costs))

    def _variable(self, low: float, high: float) -> int:
        self.lower.append(low)
        self.upper.append(high)
        self.width += 1
        return self.width - 1

    def _solved(self, costs: NDArray[np.float64]) -> NDArray[np.bool_] | None:
        from scipy.optimize import Bounds, LinearConstraint, milp  # Slow to import, and most pages assign nobody.

        matrix = np.zeros((len(self.rows), self.width))
        for place, (row, _, _) in enumerate(self.rows):
            matrix[place, list(row)] = list(row.values())
        whole = np.zeros(self.width, dtype=np.int64)
        whole[: self.count + self.files] = 1
        more: dict[str, Any] = {}
        if self.rows:
            more["constraints"] = LinearConstraint(
                matrix, lb=[low for _, low, _ in self.rows], ub=[high for _, _, high in self.rows]
            )
        solved = milp(
            costs,
            integrality=whole,
            bounds=Bounds(self.lower, self.upper),
            # A bound on nodes, not on time: the same question has the same answer on a slower machine.
            options={"mip_rel_gap": 0.0, "node_limit": 20_000},
            **more,
        )
        if solved.x is None or solved.status != 0:
            return None
        member = self.problem.fixed.copy()
        taken = self.pairs[np.asarray(solved.x)[: self.count] > 0.5]
        member[taken[:, 0], taken[:, 1]] = True
        return member
