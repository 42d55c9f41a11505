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
    rows = sparse.csr_array(published.astype(np.float64))
    sets, cells = published.shape
    one = sparse.identity(sets, format="csr")
    # The table moved up by z+ and down by z-; p - q is the movement of a published count, one of the two zero.
    block = sparse.hstack([rows, -one, one])
    if fixed is not None and len(fixed):
        still = sparse.csr_array(fixed.astype(np.float64))
        block = sparse.vstack([block, sparse.hstack([still, sparse.csr_array((len(fixed), 2 * sets))])])
    balance: Any = sparse.block_diag([block, block], format="csr")
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
