"""How far two or more raters of the same things agree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class IntraclassCorrelations:
    """The six coefficients of Shrout and Fleiss (1979) with the mean squares behind them.

    Attributes
    ----------
    n, k
        Targets rated by every judge, and judges.
    between, within, judges, residual
        Mean squares: between targets, within targets, between judges, residual.
    one_way, one_way_mean
        ICC(1,1) and ICC(1,k): each target has judges of its own.
    agreement, agreement_mean
        ICC(2,1) = ICC(A,1) and ICC(2,k): the same judges, drawn from many; a harsh judge costs agreement.
    consistency, consistency_mean
        ICC(3,1) and ICC(3,k): exactly these judges; a harsh judge costs nothing.
    """

    n: int
    k: int
    between: float
    within: float
    judges: float
    residual: float
    one_way: float | None
    agreement: float | None
    consistency: float | None
    one_way_mean: float | None
    agreement_mean: float | None
    consistency_mean: float | None


@dataclass(frozen=True, slots=True)
class Bias:
    """How far a first measure lies above a second one (Bland and Altman 1986).

    Attributes
    ----------
    n
        Pairs with both values.
    bias, low, high
        Mean of first minus second, and its t interval.
    sd
        Standard deviation of the differences.
    lower, upper
        Limits of agreement: bias -/+ 1.96 sd.
    lower_between, upper_between
        Interval of each limit, at the confidence of the bias.
    """

    n: int
    bias: float
    low: float
    high: float
    sd: float
    lower: float
    upper: float
    lower_between: tuple[float, float]
    upper_between: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ProportionalBias:
    """How the difference of two measures grows with their mean: slope, its t interval, and the pairs behind it."""

    n: int
    slope: float
    low: float
    high: float


def intraclass_correlations(ratings: npt.ArrayLike) -> IntraclassCorrelations:
    """Compute the six intraclass correlations of complete ratings.

    Parameters
    ----------
    ratings : array_like of shape (targets, judges)
        Any unit; NaN where a judge did not rate. Targets not rated by every judge are left out.

    Returns
    -------
    IntraclassCorrelations
        A coefficient is None where its denominator is not above 0 (all ratings alike).

    Raises
    ------
    ValueError
        If fewer than two complete targets or two judges remain, or a rating is infinite.

    Notes
    -----
    Shrout and Fleiss (1979), Psychological Bulletin 86: 420-428, table 2 and its formulas.
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or np.isinf(table).any():
        raise ValueError("Ratings are a table of finite numbers, one row a target, one column a judge.")
    table = table[~np.isnan(table).any(axis=1)]
    n, k = table.shape
    if n < 2 or k < 2:
        raise ValueError("At least two targets rated by the same two or more judges are needed.")
    rows, columns, grand = table.mean(axis=1), table.mean(axis=0), table.mean()
    between = float(k * ((rows - grand) ** 2).sum() / (n - 1))
    within = float(((table - rows[:, None]) ** 2).sum() / (n * (k - 1)))
    judges = float(n * ((columns - grand) ** 2).sum() / (k - 1))
    residual = float(((table - rows[:, None] - columns + grand) ** 2).sum() / ((n - 1) * (k - 1)))
    return IntraclassCorrelations(
        n=n,
        k=k,
        between=between,
        within=within,
        judges=judges,
        residual=residual,
        one_way=_ratio(between - within, between + (k - 1) * within),
        agreement=_ratio(between - residual, between + (k - 1) * residual + k * (judges - residual) / n),
        consistency=_ratio(between - residual, between + (k - 1) * residual),
        one_way_mean=_ratio(between - within, between),
        agreement_mean=_ratio(between - residual, between + (judges - residual) / n),
        consistency_mean=_ratio(between - residual, between),
    )


def _ratio(above: float, below: float) -> float | None:
    return above / below if below > 0 else None


def cohen_kappa(
    table: npt.ArrayLike, *, weights: Literal["none", "linear", "quadratic"] | npt.ArrayLike = "none"
) -> float | None:
    """Compute Cohen's kappa of two raters, plain or weighted.

    Parameters
    ----------
    table : array_like of shape (categories, categories)
        Counts or shares: first rater in rows, second in columns; ordered categories for the weighted forms.
    weights : {"none", "linear", "quadratic"} or array_like
        How much a disagreement costs: all alike, by distance, by squared distance, or a matrix of one's own.

    Returns
    -------
    float or None
        At most 1; None where chance alone agrees fully (one category only) or the table is empty.

    Raises
    ------
    ValueError
        If the table is not square, or holds a negative or infinite number.

    Notes
    -----
    Cohen (1960, 1968); computed by statsmodels. Quadratic weights are those of the method document, section 4.4.
    """
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not np.isfinite(counts).all() or (counts < 0).any():
        raise ValueError("Agreement is counted in a square table of numbers from 0.")
    if _no_chance_of_disagreement(counts):
        return None
    from statsmodels.stats.inter_rater import cohens_kappa  # half a second that web pages need not wait for

    if isinstance(weights, str):
        how: dict[str, Any] = {} if weights == "none" else {"wt": weights}
    else:
        how = {"weights": np.asarray(weights, dtype=np.float64)}
    return float(cohens_kappa(counts, return_results=False, **how))


def _no_chance_of_disagreement(counts: npt.NDArray[np.float64]) -> bool:
    used_rows, used_columns = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    return bool(counts.sum() == 0 or (used_rows.sum() == 1 and (used_rows == used_columns).all()))


def agreement_table(first: npt.ArrayLike, second: npt.ArrayLike, categories: int) -> npt.NDArray[np.int64]:
    """Count how often one rater said i and the other j.

    Parameters
    ----------
    first, second : array_like of shape (n,)
        Category numbers 0..categories-1; a pair with NaN on either side is left out.
    categories : int
        At least 1.

    Returns
    -------
    numpy.ndarray of shape (categories, categories)

    Raises
    ------
    ValueError
        If the lengths differ or a number is no category.
    """
    one, other = _pairs(first, second)
    for values in (one, other):
        if ((values < 0) | (values >= categories) | (values != np.floor(values))).any():
            raise ValueError(f"A category is a whole number of 0 to {categories - 1}.")
    flat = np.bincount((one * categories + other).astype(np.int64), minlength=categories * categories)
    return flat.reshape(categories, categories).astype(np.int64)


def bland_altman(first: npt.ArrayLike, second: npt.ArrayLike, *, confidence: float = 0.95) -> Bias | None:
    """Compute the bias of a first measure against a second and the limits of their agreement.

    Parameters
    ----------
    first, second : array_like of shape (n,)
        The same things in the same unit, e.g. self and assessor on 0-100; pairs with NaN are left out.
    confidence : float
        Of the intervals, strictly between 0 and 1.

    Returns
    -------
    Bias or None
        None with fewer than two pairs.

    Raises
    ------
    ValueError
        If the lengths differ, a value is infinite, or the confidence is out of range.

    Notes
    -----
    Bland and Altman (1986); method document, section 4.4. A limit is a quantile of normal differences, so its interval
    is that of the non-central t distribution, exact for small samples (Carkeet 2015), not their approximation.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence lies between 0 and 1, not at {confidence!r}.")
    one, other = _pairs(first, second)
    n = len(one)
    if n < 2:
        return None
    from scipy.stats import nct, t

    difference = one - other
    bias, sd = float(difference.mean()), float(difference.std(ddof=1))
    half = float(t.ppf((1 + confidence) / 2, n - 1)) * sd / math.sqrt(n)
    near, far = (
        float(nct.ppf((1 + side * confidence) / 2, n - 1, 1.96 * math.sqrt(n))) * sd / math.sqrt(n) for side in (-1, 1)
    )
    return Bias(
        n=n,
        bias=bias,
        low=bias - half,
        high=bias + half,
        sd=sd,
        lower=bias - 1.96 * sd,
        upper=bias + 1.96 * sd,
        lower_between=(bias - far, bias - near),
        upper_between=(bias + near, bias + far),
    )


def proportional_bias(
    first: npt.ArrayLike, second: npt.ArrayLike, *, confidence: float = 0.95
) -> ProportionalBias | None:
    """Regress the difference of two measures on their mean.

    Parameters
    ----------
    first, second, confidence
        As for `bland_altman`.

    Returns
    -------
    ProportionalBias or None
        None with fewer than three pairs, or where all pairs have one mean.

    Raises
    ------
    ValueError
        As for `bland_altman`.

    Notes
    -----
    Bland and Altman (1999), section 3.2: a slope above 0 says that the first measure stretches the scale. It is also
    above 0 where the first measure merely varies more.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence lies between 0 and 1, not at {confidence!r}.")
    one, other = _pairs(first, second)
    n = len(one)
    means = (one + other) / 2
    if n < 3 or np.ptp(means) == 0:
        return None
    from scipy.stats import linregress, t

    line = linregress(means, one - other)
    slope, half = float(line.slope), float(t.ppf((1 + confidence) / 2, n - 2)) * float(line.stderr)
    return ProportionalBias(n, slope, slope - half, slope + half)


def _pairs(first: npt.ArrayLike, second: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.ndim != 1 or one.shape != other.shape or np.isinf(one).any() or np.isinf(other).any():
        raise ValueError("Two rows of finite numbers of the same length are needed.")
    both = ~(np.isnan(one) | np.isnan(other))
    return one[both], other[both]
