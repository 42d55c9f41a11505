"""How narrowly a withheld count can be told from the published ones: linear programs over all tables that fit.

A linear program a count and direction would be slow and mostly unneeded: each solution is a whole table that fits the
published counts, and so widens what is known to be possible for every other withheld count as well. Only what no table
found so far shows to be wide enough gets its own two programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linprog

from diagnosis.disclosure.lattice import Booleans, Floats, Integers
from diagnosis.disclosure.leaks import free_directions, merge_columns

_SLACK: Final = 1e-6
_SEED: Final = 20260102
# Programs that widen many ranges at once, before single counts are asked for.
_SWEEPS: Final = 2


def first_narrow(published: Booleans, counts: Integers, targets: Booleans, width: float) -> tuple[Booleans, int | None]:
    """Return which targets are proven wide enough, and the first that is not wide enough, if any.

    Parameters
    ----------
    published : bool array (rows, cells): which finest cells each published count sums.
    counts : int array (cells,): the true counts, all above zero (empty cells are taken as known).
    targets : bool array (targets, cells): the withheld sums.
    width : least difference between the largest and the smallest count that fits all published ones.

    Returns
    -------
    tuple
        Flags of the targets proven wide enough (all, if none is narrow), and the index of the first narrow one.
    """
    columns, number = merge_columns(published)
    known = number >= 0
    wide = np.asarray((targets & ~known).any(axis=1))
    if wide.all() or not columns.size:
        return np.ones(len(targets), dtype=np.bool_), None
    truth = np.bincount(number[known], counts[known], minlength=columns.shape[1]).astype(np.float64)
    system = _System.of(columns, truth)
    inside = targets[:, known]
    one = np.zeros((int(known.sum()), columns.shape[1]))
    one[np.arange(len(one)), number[known]] = 1
    touched = inside @ one
    whole = touched == one.sum(axis=0)
    lower, upper = whole.astype(np.float64), (touched > 0).astype(np.float64)
    certain = ~wide & (lower == upper).all(axis=1) & system.fixes(lower)
    if certain.any():
        return wide, int(np.flatnonzero(certain)[0])
    return _search(system, lower, upper, wide, width)


@dataclass(frozen=True, slots=True)
class _System:
    """Published sums over merged columns, and the true table."""

    rows: Floats
    totals: Floats
    truth: Floats

    @classmethod
    def of(cls, columns: Booleans, truth: Floats) -> _System:
        rows = np.unique(columns, axis=0).astype(np.float64)
        return cls(rows, rows @ truth, truth)

    def fixes(self, sums: Floats) -> Booleans:
        """Return which sums the published ones determine exactly."""
        loose = np.abs(sums @ free_directions(self.rows > 0))
        known: Booleans = loose.max(axis=1, initial=0.0) < _SLACK
        return known

    def extreme(self, objective: Floats) -> Floats:
        """Return the table that fits the published counts with the least objective."""
        answer = linprog(objective, A_eq=self.rows, b_eq=self.totals, bounds=(0, None), method="highs")
        if answer.status != 0:
            raise RuntimeError(f"The program over tables that fit the published counts failed: {answer.message}")
        return np.asarray(answer.x)


def _search(system: _System, lower: Floats, upper: Floats, wide: Booleans, width: float) -> tuple[Booleans, int | None]:
    """Widen the known ranges table by table; `lower`, `upper`: least and most of each column that a target holds."""
    lows, highs = lower @ system.truth, upper @ system.truth

    def learn(table: Floats) -> None:
        np.minimum(lows, lower @ table, out=lows)
        np.maximum(highs, upper @ table, out=highs)

    def missing() -> Integers:
        return np.flatnonzero(~wide & (highs - lows < width - _SLACK))

    signs = np.random.default_rng(_SEED)
    for _ in range(_SWEEPS):
        if not (left := missing()).size:
            break
        objective = signs.choice((-1.0, 1.0), size=left.size) @ (lower + upper)[left]
        learn(system.extreme(objective))
        learn(system.extreme(-objective))
    while (left := missing()).size:
        target = int(left[0])
        learn(system.extreme(lower[target]))
        learn(system.extreme(-upper[target]))
        if highs[target] - lows[target] < width - _SLACK:
            return wide | (highs - lows >= width - _SLACK), target
    return np.ones(len(wide), dtype=np.bool_), None
