"""How well the questions of one scale hang together: Cronbach's alpha with what belongs beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the answers to one scale say about the scale.

    Attributes
    ----------
    n, k
        Rows with at least one answer, and items.
    alpha, low, high
        Raw alpha and Feldt's interval; at most 1, below 0 where items work against each other.
    standardised
        Alpha of items brought to one spread.
    average_r
        Mean correlation between two items, -1..1.
    if_dropped
        Alpha of the scale without each item; None with only two items.
    item_total
        Correlation of each item with the sum of the others, -1..1; None for an item that never changes.
    least_pairs
        The smallest number of rows that a covariance rests on.
    """

    n: int
    k: int
    alpha: float
    low: float
    high: float
    standardised: float | None
    average_r: float | None
    if_dropped: tuple[float | None, ...]
    item_total: tuple[float | None, ...]
    least_pairs: int


def reliability(answers: npt.ArrayLike, *, confidence: float = 0.95) -> Reliability | None:
    """Compute alpha, its interval, and what each item adds.

    Parameters
    ----------
    answers : array_like of shape (rows, items)
        One row a respondent, at least two items, on one scale; NaN where not answered or not applicable.
    confidence : float
        Of the interval, strictly between 0 and 1.

    Returns
    -------
    Reliability or None
        None where alpha has no value: fewer than two rows for some pair of items, or nothing varies in the sum.

    Raises
    ------
    ValueError
        If the table is not two-dimensional, has fewer than two columns, or holds an infinite number.

    Notes
    -----
    ``alpha = k / (k - 1) * (1 - sum of variances / variance of the sum)`` (Cronbach 1951). Missing-value rule: each
    covariance uses the rows that answered both items, so nobody is lost for one gap; variance of the sum is the sum of
    that matrix. Rows without any answer count nowhere. Interval: Feldt (1965),
    ``1 - (1 - alpha) F(n - 1, (n - 1)(k - 1))``. Item-total correlations come from the same matrix.
    """
    table = np.asarray(answers, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise ValueError("Alpha needs a table of rows and at least two items.")
    if np.isinf(table).any():
        raise ValueError("Alpha of an infinite answer is not defined.")
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence lies between 0 and 1, not at {confidence!r}.")
    table = table[~np.isnan(table).all(axis=1)]
    given = (~np.isnan(table)).astype(np.float64)
    least_pairs = int((given.T @ given).min()) if len(table) else 0
    if least_pairs < 2:
        return None
    covariance = _pairwise_covariance(table)
    alpha = _alpha(covariance)
    if alpha is None:
        return None
    n, k = table.shape
    low, high = _feldt(alpha, n, k, confidence)
    average_r = _average_correlation(covariance)
    return Reliability(
        n=n,
        k=k,
        alpha=alpha,
        low=low,
        high=high,
        standardised=_standardised(average_r, k),
        average_r=average_r,
        if_dropped=tuple(_without(covariance, item) for item in range(k)),
        item_total=tuple(_item_total(covariance, item) for item in range(k)),
        least_pairs=least_pairs,
    )


def _pairwise_covariance(table: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import pandas

    covariance: npt.NDArray[np.float64] = pandas.DataFrame(table).cov().to_numpy(dtype=np.float64)
    return covariance


def _alpha(covariance: npt.NDArray[np.float64]) -> float | None:
    k, total = len(covariance), float(covariance.sum())
    if k < 2 or total <= 0:
        return None
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total)


def _feldt(alpha: float, n: int, k: int, confidence: float) -> tuple[float, float]:
    from scipy.stats import f

    tail, above, below = (1 - confidence) / 2, n - 1, (n - 1) * (k - 1)
    return (
        1 - (1 - alpha) * float(f.ppf(1 - tail, above, below)),
        1 - (1 - alpha) * float(f.ppf(tail, above, below)),
    )


def _average_correlation(covariance: npt.NDArray[np.float64]) -> float | None:
    spread = np.sqrt(np.diag(covariance))
    if (spread == 0).any():
        return None
    correlation = covariance / np.outer(spread, spread)
    k = len(covariance)
    return float((correlation.sum() - np.trace(correlation)) / (k * (k - 1)))


def _standardised(average_r: float | None, k: int) -> float | None:
    if average_r is None or 1 + (k - 1) * average_r <= 0:
        return None
    return k * average_r / (1 + (k - 1) * average_r)


def _without(covariance: npt.NDArray[np.float64], item: int) -> float | None:
    kept = np.arange(len(covariance)) != item
    return _alpha(covariance[np.ix_(kept, kept)])


def _item_total(covariance: npt.NDArray[np.float64], item: int) -> float | None:
    own, with_rest = float(covariance[item, item]), float(covariance[item].sum() - covariance[item, item])
    rest = float(covariance.sum()) - 2 * with_rest - own
    if own <= 0 or rest <= 0:
        return None
    return with_rest / math.sqrt(own * rest)
