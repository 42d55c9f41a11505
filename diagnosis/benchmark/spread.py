"""Quantiles of cells, few companies or many: the cell's own, mixed with the shape its wider group has.

A quantile of a small cell is mostly noise; its mean and its parent's shape say more. The more companies, the less is
borrowed: own quantiles weigh n / (n + 20).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark.counts import Counts, harrell_davis_of_rows

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SHARES: Final = (0.10, 0.25, 0.50, 0.75, 0.90)
PRIOR_FREEDOM: Final = 20.0  # The variance within all cells counts as so many companies in that of each.
BORROWED: Final = 20.0
LEAST_FOR_OWN: Final = 5
LEAST_FOR_GROUP_SHAPE: Final = 50


def cell_spread(n: Floats, deviations: Floats, within: Floats | float) -> Floats:
    """Return the standard deviation of cells, drawn to that within all cells.

    Parameters
    ----------
    n, deviations
        Companies of each cell and their sum of squared deviations from its mean.
    within
        Variance within cells, of all cells together.

    Notes
    -----
    ``sqrt((d0 s2 + (n - 1) s_H^2) / (d0 + n - 1))`` with d0 = 20; that within all cells where there are under two.
    """
    own = np.maximum(n - 1.0, 0.0)
    return np.asarray(np.sqrt((PRIOR_FREEDOM * within + deviations) / (PRIOR_FREEDOM + own)))


def shape(counts: Counts, means: Floats, spreads: Floats) -> Floats | None:
    """Return the quantiles of standardised residuals of several cells together, type 8.

    Parameters
    ----------
    counts : whole numbers (cells, 1001)
        Their histograms.
    means, spreads : float (cells,)
        Pooled, in points; spreads > 0.

    Returns
    -------
    float (5,) or None
        At the shares of `SHARES`, in standard deviations from the mean; None without anybody.
    """
    cell, tenths = np.nonzero(counts)
    if not len(cell):
        return None
    residuals = (tenths / 10.0 - means[cell]) / spreads[cell]
    order = np.argsort(residuals, kind="stable")
    residuals, cumulated = residuals[order], np.cumsum(counts[cell, tenths][order])
    n = int(cumulated[-1])
    positions = np.clip((n + 1 / 3) * np.array(SHARES) + 1 / 3, 1.0, n)
    below = np.floor(positions)
    low = residuals[np.searchsorted(cumulated, below)]
    high = residuals[np.searchsorted(cumulated, np.minimum(below + 1, n))]
    return np.asarray(low + (positions - below) * (high - low))


def pooled_quantiles(counts: Counts, n: Whole, means: Floats, spreads: Floats, shapes: Floats) -> Floats:
    """Return quantiles of several cells at `SHARES`, in points, within 0-100 and in order.

    Parameters
    ----------
    counts : whole numbers (cells, 1001)
        Histograms of ``n`` companies each.
    means, spreads : float (cells,)
        Pooled, in points.
    shapes : float (cells, 5)
        `shape` of each cell's group if that has 50 companies, else of the country.

    Notes
    -----
    ``Q(p) = l Qe(p) + (1 - l) (mean + spread q(p))``, ``Qe`` by Harrell and Davis, ``l = n / (n + 20)``, 0 under five.
    """
    own = np.where(n >= LEAST_FOR_OWN, n / (n + BORROWED), 0.0)[:, None]
    borrowed = means[:, None] + spreads[:, None] * shapes
    found = np.where(own > 0, own * harrell_davis_of_rows(counts, SHARES) + (1.0 - own) * borrowed, borrowed)
    return np.sort(np.clip(found, 0.0, 100.0), axis=1)
