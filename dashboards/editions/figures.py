"""Figures of one set as they are displayed, from whole sums and from values in tenths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark.counts import harrell_davis_of_rows
from diagnosis.benchmark.tenths import BINS, NONE, to_tenths
from diagnosis.disclosure import may_show_quantile

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_QUARTILES = (0.25, 0.5, 0.75)
_TAIL = 0.95


def mean_tenths(n: Whole, total: Whole) -> Whole:
    """Return displayed means in tenths, a half going up; of whole sums, so that no order of adding changes a digit."""
    return (2 * total + n) // np.maximum(2 * n, 1)


def intervals(n: Whole, total: Whole, squares: Whole, *, low: float = 0.0, high: float = 100.0) -> Floats:
    """Return the 90 % intervals of means, in points, within bounds: (…, 2).

    Notes
    -----
    Student's t on n - 1 degrees of freedom; a single company has none, and gets the whole range.
    """
    from scipy.stats import t  # half a second that web pages need not wait for

    counted = np.maximum(n, 1)
    mean = total / counted / 10.0
    deviations = np.maximum(0.0, (squares - total * (total / counted)) / 100.0)
    free = np.maximum(n - 1, 1)
    half = np.where(n > 1, t.ppf(_TAIL, free) * np.sqrt(deviations / free / counted), np.inf)
    return np.stack((np.maximum(low, mean - half), np.minimum(high, mean + half)), axis=-1)


def displayed_tenths(points: Floats) -> Whole:
    """Return points 0-100 in displayed tenths."""
    return to_tenths(points).astype(np.int64)


def quartiles(values: NDArray[np.int16]) -> dict[int, tuple[float, float, float]]:
    """Return 25, 50 and 75 % of each column with enough values, in points.

    Parameters
    ----------
    values : int16 (n, columns)
        Tenths, -1 where there is none.

    Notes
    -----
    Harrell and Davis: a mean of all ranks, never the value of one company.
    """
    counts = np.stack(
        [np.bincount(column[column != NONE], minlength=BINS) for column in values.T.astype(np.int64)]
        or [np.zeros(BINS, dtype=np.int64)]
    )
    enough = [at for at, n in enumerate(counts.sum(axis=1).tolist()) if may_show_quantile(n, _QUARTILES[0])]
    if not enough:
        return {}
    found = displayed_tenths(harrell_davis_of_rows(counts[enough], _QUARTILES))
    return {at: (q1 / 10, q2 / 10, q3 / 10) for at, (q1, q2, q3) in zip(enough, found.tolist(), strict=True)}
