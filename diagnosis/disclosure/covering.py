"""Which published sets to withhold so that a sum becomes uncertain: the cheapest, by a linear program.

A sum is uncertain by so much if the cells could hold other counts, at least zero, that differ in it and in no published
count. So the program moves the counts of the cells once up and once down until the sum has moved enough, and pays for
every published set whose count would move with them: those are the sets to withhold. In a two-way table the answer is
the well-known rectangle of four cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from diagnosis.disclosure.lattice import Booleans, Floats, Integers

_MOVED: Final = 1e-6
_IMPOSSIBLE: Final = 2


@dataclass(frozen=True, slots=True)
class Cover:
    """Which published sets to withhold, and the movements of the cells that their absence allows.

    Attributes
    ----------
    sets : bool array (sets,): at least one if the sum is not uncertain enough yet, none if it is.
    up, down : float arrays (cells,): changes of the cells that raise and that lower the sum, together by the width.
    """

    sets: Booleans
    up: Floats
    down: Floats


def cheapest_cover(
    published: Booleans,
    counts: Integers | Floats,
    target: Floats,
    prices: Floats,
    width: float,
    *,
    fixed: Booleans | None = None,
) -> Cover | None:
    """Return the cheapest way to make `target` uncertain by `width`.

    Parameters
    ----------
    published : bool array (sets, cells).
    counts : array (cells,): how far each cell can fall; for counts of companies the true count.
    target : float array (cells,): coefficients of the sum to protect.
    prices : float array (sets,): what a unit of movement of each published count costs, > 0.
    width : how much the sum must be able to vary in all.
    fixed : bool array (others, cells): what is published already and cannot be taken back.

    Returns
    -------
    Cover or None
        None if nothing can help, because what is fixed tells the sum.
    """
    sets, cells = published.shape
    every = published if fixed is None or not len(fixed) else np.concatenate([published, fixed])
    row, column = np.nonzero(every)
    one = np.arange(sets)
    # The table moved up by z+ and down by z-; p - q is the movement of a published count, one of the two zero.
    at_row = np.concatenate([row, one, one])
    at_column = np.concatenate([column, cells + one, cells + sets + one])
    values = np.repeat([1.0, -1.0, 1.0], [len(row), sets, sets])
    height, across = len(every), cells + 2 * sets
    both = (np.concatenate([at_row, at_row + height]), np.concatenate([at_column, at_column + across]))
    balance: Any = sparse.csc_array((np.tile(values, 2), both), shape=(2 * height, 2 * across))
    free, paid = np.zeros(cells), np.concatenate([prices, prices])
    enough = np.concatenate([target, np.zeros(2 * sets), target, np.zeros(2 * sets)])
    least = np.concatenate([-counts, np.zeros(2 * sets), np.full(cells, -np.inf), np.zeros(2 * sets)])
    most = np.concatenate([np.full(cells + 2 * sets, np.inf), counts, np.full(2 * sets, np.inf)])
    bounds: Any = np.column_stack([least, most])
    answer = linprog(
        np.concatenate([free, paid, free, paid]),
        A_ub=-enough[None, :],
        b_ub=np.array([-width]),
        A_eq=balance,
        b_eq=np.zeros(balance.shape[0]),
        bounds=bounds,
        method="highs",
    )
    if answer.status == _IMPOSSIBLE:
        return None
    if answer.status != 0:
        raise RuntimeError(f"The program for what to withhold failed: {answer.message}")
    solution: Floats = np.asarray(answer.x)
    up, down = solution[:cells], solution[cells + 2 * sets :][:cells]
    moved: Booleans = (np.abs(published @ up) > _MOVED) | (np.abs(published @ down) > _MOVED)
    return Cover(moved, up, -down)


def farthest(published: Booleans, counts: Integers | Floats, along: Floats, step: float) -> Floats:
    """Return the movement of the cells that raises a sum most and changes no published count.

    Parameters
    ----------
    published : bool array (sets, cells), counts : array (cells,), as for `cheapest_cover`.
    along : float array (cells,): coefficients of the sum.
    step : how far each cell may move at most.
    """
    bounds: Any = np.column_stack([-np.minimum(counts, step), np.full(len(counts), step)])
    still: Any = sparse.csc_array(published.astype(np.float64))
    answer = linprog(-along, A_eq=still, b_eq=np.zeros(len(published)), bounds=bounds, method="highs")
    return np.asarray(answer.x) if answer.status == 0 else np.zeros(len(counts))
