"""Which actions to take with limited people and money: a knapsack in which what is needed comes along."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Effort and money are told apart to a thousandth, worth to a hundredth: in whole numbers nothing is lost to rounding,
# so that a budget holds exactly and more of it never gives less. Common divisors are taken out, for small numbers
# stay far from the solver's tolerance.
_RESOLUTION: Final = 1000
_WORTH_RESOLUTION: Final = 100
_HAIR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Action:
    """Something a company can do.

    Attributes
    ----------
    worth
        What it brings, 0 or more, in any unit.
    effort, money
        People and money it takes, 0 or more, in the units of the budgets.
    months
        How long it takes.
    needs
        Codes of other actions that have to be taken before.
    """

    code: str
    worth: float
    effort: float
    money: float = 0.0
    months: float = 3.0
    needs: tuple[str, ...] = ()


def select_actions(
    actions: Sequence[Action], *, effort_budget: float | None = None, money_budget: float | None = None
) -> tuple[str, ...]:
    """Return the codes of the actions that are worth most together, sorted.

    No action is taken without those it needs, and neither budget is exceeded; None is no limit. Of several choices
    worth the same the one with the least effort is taken, then the one with the least money.

    Raises
    ------
    ValueError
        If an action needs one that is not among them, a code stands twice, or a budget is negative.
    """
    if any(budget is not None and budget < 0 for budget in (effort_budget, money_budget)):
        raise ValueError("a budget is 0 or more")
    ranked = sorted(actions, key=lambda action: action.code)
    codes = [action.code for action in ranked]
    at = {code: place for place, code in enumerate(codes)}
    if len(at) < len(codes):
        raise ValueError("each action has a code of its own")
    for action in ranked:
        if missing := sorted(set(action.needs) - set(at)):
            raise ValueError(f"{action.code} needs {', '.join(missing)}, which is not among the actions")
    if not ranked:
        return ()
    taken = _Choice(ranked, at, effort_budget, money_budget).best()
    return tuple(code for code, is_taken in zip(codes, taken, strict=True) if is_taken)


class _Choice:
    """The mixed-integer program: one 0/1 variable an action."""

    def __init__(
        self, actions: Sequence[Action], at: dict[str, int], effort_budget: float | None, money_budget: float | None
    ) -> None:
        self.worth = np.array([round(action.worth * _WORTH_RESOLUTION) for action in actions], dtype=np.int64)
        self.effort = _whole([action.effort for action in actions])
        self.money = _whole([action.money for action in actions])
        self.rows: list[tuple[NDArray[np.int64], int]] = []  # row @ y <= limit
        for action in actions:
            for need in action.needs:
                row = np.zeros(len(actions), dtype=np.int64)
                row[at[action.code]], row[at[need]] = 1, -1
                self.rows.append((row, 0))
        for amounts, budget in ((self.effort, effort_budget), (self.money, money_budget)):
            if budget is not None:
                divisor = math.gcd(*map(int, amounts)) or 1
                limit = min(budget * _RESOLUTION, float(amounts.sum()))  # A budget may be without end.
                self.rows.append((amounts // divisor, math.floor(limit + _HAIR) // divisor))

    def best(self) -> NDArray[np.bool_]:
        """Return which actions to take: most worth, then least effort, then least money."""
        taken = self._solved(-self.worth)
        if taken is None:
            raise RuntimeError("the solver found no choice, though taking nothing is one")
        for costs in (self.effort, self.money):
            self.rows.append((-self.worth, -int(self.worth @ taken)))
            if costs is self.money:
                self.rows.append((self.effort, int(self.effort @ taken)))
            cheaper = self._solved(costs)
            taken = taken if cheaper is None else cheaper
        return taken

    def _solved(self, costs: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Return the choice with the least costs, or None where none keeps to every row."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # Slow to import, and most pages never choose.

        more: dict[str, Any] = {}
        if self.rows:
            rows, limits = zip(*self.rows, strict=True)
            more["constraints"] = LinearConstraint(np.array(rows, dtype=float), ub=np.array(limits, dtype=float))
        solved = milp(
            costs.astype(float),
            integrality=np.ones(len(costs), dtype=np.int64),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0},
            **more,
        )
        if solved.x is None:
            return None
        taken = np.asarray(solved.x) > 0.5
        return taken if all(int(row @ taken) <= limit for row, limit in self.rows) else None


def _whole(amounts: Sequence[float]) -> NDArray[np.int64]:
    """Return amounts in thousandths, rounded up."""
    return np.array([math.ceil(amount * _RESOLUTION - _HAIR) for amount in amounts], dtype=np.int64)
