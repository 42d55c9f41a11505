"""Statistics of a histogram of displayed values: the same numbers as from the raw rows, in the time of 1001 bins.

A histogram is an array of 1001 whole counts, bin k holding the companies displayed with k / 10. Sums stay whole numbers
of tenths, so that no order of adding changes a digit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark.tenths import BINS

Counts = NDArray[np.integer]
Floats = NDArray[np.float64]

# Sums of whole numbers in floats are exact below 2^53, nine milliards of companies, and much faster.
_POWERS: Final = np.arange(BINS, dtype=float)[:, None] ** np.arange(3)
# Up to this many companies the weights of all ranks are kept; beyond it only ranks near the quantile weigh anything.
_FEW: Final = 2000
_FAR: Final = 9.0  # standard deviations of the Beta distribution; the mass beyond is under 1e-17


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, sum in tenths and sum of squares in squared tenths; whole numbers, of any common shape."""

    n: NDArray[np.int64]
    total: NDArray[np.int64]
    squares: NDArray[np.int64]

    def mean(self) -> Floats:
        """Return the mean in points; NaN where there is nobody."""
        with np.errstate(invalid="ignore"):
            return np.where(self.n > 0, self.total / np.maximum(self.n, 1) / 10.0, np.nan)

    def deviations(self) -> Floats:
        """Return the sum of squared deviations from the mean, in points squared; 0 where there is nobody."""
        # From whole sums: alike companies deviate by exactly 0, and no order of adding changes a digit.
        return np.maximum(0.0, (self.squares - self.total * (self.total / np.maximum(self.n, 1))) / 100.0)


def moments(counts: Counts) -> Moments:
    """Return the moments of histograms along the last axis."""
    sums = (np.asarray(counts, dtype=float) @ _POWERS).astype(np.int64)
    return Moments(sums[..., 0], sums[..., 1], sums[..., 2])


def mid_rank(counts: Counts, tenths: int) -> float | None:
    """Return the share in per cent of those below a value, who stand level counting half; None without anybody.

    Equal to ``scipy.stats.percentileofscore(rows, value, "mean")``.
    """
    n = int(counts.sum())
    if not n:
        return None
    below = int(counts[: max(0, tenths)].sum())
    level = int(counts[tenths]) if 0 <= tenths < BINS else 0
    return 100.0 * (below + level / 2) / n


def quantile(counts: Counts, p: float) -> float | None:
    """Return a quantile of type 8 in points; None without anybody.

    Equal to ``numpy.quantile(rows, p, method="median_unbiased")``.
    """
    n = int(counts.sum())
    if not n:
        return None
    position = min(max((n + 1 / 3) * p + 1 / 3, 1.0), float(n))
    below = math.floor(position)
    share = position - below
    if share > 1 - 1e-12:  # 2.9999999999999996 is the third value, not a mix.
        below, share = below + 1, 0.0
    cumulated = np.cumsum(counts)
    low, high = np.searchsorted(cumulated, [below, min(below + 1, n)])
    return float(low + share * (high - low)) / 10.0


def harrell_davis(counts: Counts, p: float) -> float | None:
    """Return a quantile as the Beta-weighted mean of all order statistics, in points; None without anybody.

    Harrell and Davis (1982). Ties share one bin, whose weight is the Beta mass between the ranks at its ends.
    """
    found = float(harrell_davis_of_rows(np.asarray(counts)[None, :], (p,))[0, 0])
    return None if math.isnan(found) else found


def harrell_davis_of_rows(counts: Counts, shares: Sequence[float]) -> Floats:
    """Return quantiles of many histograms at once.

    Parameters
    ----------
    counts : whole numbers (rows, 1001)
    shares
        Strictly between 0 and 1.

    Returns
    -------
    float (rows, shares)
        In points; NaN in rows without anybody.
    """
    row, tenths = np.nonzero(counts)
    here = counts[row, tenths].astype(np.int64)
    n = counts.sum(axis=1, dtype=np.int64)
    up_to = np.cumsum(here) - (np.cumsum(n) - n)[row]
    found = np.full((len(n), len(shares)), np.nan)
    for many in np.unique(n[n > 0]).tolist():
        inside = n[row] == many if (n != many).any() else slice(None)
        upper, bins, place = up_to[inside], tenths[inside], row[inside]
        mass = _beta_mass(upper, many, tuple(shares)) - _beta_mass(upper - here[inside], many, tuple(shares))
        rows = n == many
        for index in range(len(shares)):
            found[rows, index] = np.bincount(place, mass[index] * bins, minlength=len(n))[rows] / 10.0
    return found


def _beta_mass(ranks: NDArray[np.int64], n: int, shares: tuple[float, ...]) -> Floats:
    """Return the mass of Beta((n + 1) p, (n + 1) (1 - p)) below each rank / n: (shares, ranks)."""
    if n <= _FEW:
        return _beta_table(n, shares)[:, ranks]
    from scipy.special import betainc  # half a second that web pages need not wait for

    share, p = ranks / n, np.array(shares)[:, None]
    mass = (share > p).astype(float)
    near = np.abs(share - p) < _FAR * np.sqrt(p * (1 - p) / (n + 2))
    where, column = np.nonzero(near)
    chosen = p[where, 0]
    mass[near] = betainc((n + 1) * chosen, (n + 1) * (1 - chosen), share[column])
    return mass


@lru_cache(maxsize=2048)
def _beta_table(n: int, shares: tuple[float, ...]) -> Floats:
    from scipy.special import betainc

    p = np.array(shares)[:, None]
    table = np.asarray(betainc((n + 1) * p, (n + 1) * (1 - p), np.arange(n + 1) / n), dtype=float)
    table.setflags(write=False)
    return table


def order_interval(counts: Counts, p: float, confidence: float = 0.90) -> tuple[float, float] | None:
    """Bound a quantile by two order statistics, in points; None without anybody.

    Notes
    -----
    Method document section 2.3: ranks Binom^-1(.05; n, p) and Binom^-1(.95; n, p) + 1, held within 1..n. With few
    companies the ends are the least and the greatest value: for the checking of a snapshot, never to be published.
    """
    n = int(counts.sum())
    if not n:
        return None
    from scipy.stats import binom

    tail = (1.0 - confidence) / 2.0
    ranks = np.array([binom.ppf(tail, n, p), binom.ppf(1.0 - tail, n, p) + 1.0]).clip(1, n)
    low, high = np.searchsorted(np.cumsum(counts), ranks)
    return float(low) / 10.0, float(high) / 10.0
