"""The power mean, the one way values come together (docs/method.md, section 2), over many submissions at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import Mean

Floats = NDArray[np.float64]

FLOOR: Final = 1.0
NEARLY_ZERO: Final = 1e-4  # below it the root 1/p loses its digits; the limit is the geometric mean


class Siblings:
    """Which rows are children of which group: the first children of all groups, then the second ones, and so on.

    Groups stand with the one of most children first, so that those with a k-th child are the first ones. Sums are taken
    child by child in that order, one row onto another: the same bits whatever the number of columns. Reductions of
    NumPy promise no order and would not do.
    """

    def __init__(self, counts: Sequence[int]) -> None:
        self.groups = len(counts)
        self.ranks: list[slice] = []
        start = 0
        for rank in range(counts[0] if counts else 0):
            width = sum(count > rank for count in counts)
            self.ranks.append(slice(start, start + width))
            start += width
        self.parents = np.array([group for rank in self.ranks for group in range(rank.stop - rank.start)], np.intp)

    def total(self, rows: Floats) -> Floats:
        return self._fold(np.add, rows)

    def least(self, rows: Floats) -> Floats:
        return self._fold(np.minimum, rows)

    def greatest(self, rows: Floats) -> Floats:
        return self._fold(np.maximum, rows)

    def _fold(self, join: np.ufunc, rows: Floats) -> Floats:
        found = rows[self.ranks[0]].copy()
        for rank in self.ranks[1:]:
            inside = found[: rank.stop - rank.start]
            join(inside, rows[rank], out=inside)
        return found


def means(siblings: Siblings, values: Floats, weights: Floats, totals: Floats, p: Mean) -> Floats:
    """Return the weighted power means of groups of values on 0-100.

    Parameters
    ----------
    siblings : which rows belong together.
    values : (children, n), 0-100; of any value where the weight is 0.
    weights : (children, n), 0 where a child does not count.
    totals : (groups, n), the sums of the weights.
    p : 1 arithmetic, 0 geometric, -1 harmonic, any other finite exponent, or ``"min"``. ``"sum"`` is read as 1: points
        are added by weighting each value with its points.

    Returns
    -------
    ndarray
        (groups, n), 0-100, between the least and the greatest value that counts; 0 where none counts.

    Notes
    -----
    Below p = 1 values under 1 count as 1, so that one zero does not wipe out everything; the result never exceeds the
    arithmetic mean, which keeps the mean of equal values equal and the family non-decreasing in p.
    """
    whole = np.where(totals > 0, totals, 1.0)
    if p == "min":
        return np.where(totals > 0, siblings.least(np.where(weights > 0, values, np.inf)), 0.0)
    arithmetic = siblings.total(weights * values)
    arithmetic /= whole
    if p in ("sum", 1):
        return arithmetic
    exponent = float(p)
    lifted = np.maximum(values, FLOOR) if exponent < 1 else values
    with np.errstate(all="ignore"):
        if abs(exponent) < NEARLY_ZERO:
            mean = np.exp(siblings.total(weights * np.log(lifted)) / whole)
        else:
            mean = _root_of_powers(siblings, lifted, weights, whole, exponent)
    return np.where(totals > 0, np.minimum(mean, arithmetic) if exponent < 1 else mean, 0.0)


def _root_of_powers(siblings: Siblings, values: Floats, weights: Floats, whole: Floats, exponent: float) -> Floats:
    """Return the power means, divided by the greatest value first: a large exponent would otherwise overflow."""
    counts = weights > 0
    if exponent > 0:
        top = siblings.greatest(np.where(counts, values, 0.0))
    else:
        top = siblings.least(np.where(counts, values, np.inf))
        top = np.where(np.isfinite(top), top, 1.0)
    scale = np.where(top > 0, top, 1.0)
    ratios = np.where(counts, values / scale[siblings.parents], 1.0)
    return np.asarray(top * (siblings.total(weights * ratios**exponent) / whole) ** (1 / exponent))


def power_mean(values: Sequence[float], weights: Sequence[float], p: Mean) -> float:
    """Return the weighted power mean of one group of values on 0-100; weights are positive and normalised here."""
    siblings = Siblings([len(values)])
    x, w = np.array(values, np.float64)[:, None], np.array(weights, np.float64)[:, None]
    return float(means(siblings, x, w, siblings.total(w), p)[0, 0])
