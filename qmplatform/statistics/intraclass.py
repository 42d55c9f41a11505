"""Intraclass correlations with their intervals, also where not every judge rated every target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qmplatform.statistics.additive import Floats, additive_fit

# Below this share of all squares a sum of squares is rounding.
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Correlation:
    """A coefficient and its interval; the interval is None where it has no value."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class RaterCorrelations:
    """The six forms of Shrout and Fleiss (1979) by their names, each None where the design does not tell it.

    Attributes
    ----------
    targets, judges, ratings
        Targets with at least two ratings, the judges of those, and their ratings.
    groups
        Connected parts of the design; 1 if all judges can be compared.
    complete
        Whether every judge rated every target. The coefficients and intervals are then the printed formulas.
    per_target
        Harmonic mean of the judges per target, the k of the forms for a mean of k ratings.
    forms
        "ICC(1,1)", "ICC(2,1)", "ICC(3,1)" and "ICC(1,k)", "ICC(2,k)", "ICC(3,k)".
    """

    targets: int
    judges: int
    ratings: int
    groups: int
    complete: bool
    per_target: float
    forms: dict[str, Correlation | None]


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares with degrees of freedom, and the numbers that play the parts of k and n."""

    targets: float
    judges: float
    residual: float
    df_targets: int
    df_judges: int
    df_residual: int
    k: float
    n: float


def rater_correlations(ratings: npt.ArrayLike, *, confidence: float = 0.95) -> RaterCorrelations | None:
    """Compute the six intraclass correlations and F-based intervals from ratings with gaps.

    Parameters
    ----------
    ratings : array_like of shape (targets, judges)
        Any unit; NaN where a judge did not rate. Targets with a single rating are left out: they say nothing.
    confidence : float
        Of the intervals, strictly between 0 and 1.

    Returns
    -------
    RaterCorrelations or None
        None with fewer than two targets of two ratings each.

    Raises
    ------
    ValueError
        If the ratings are no table, one is infinite, or the confidence is out of range.

    Notes
    -----
    Complete tables: Shrout and Fleiss (1979), intervals included. With gaps the variances come from least squares
    (Henderson's method 3): targets given judges expect ``error + (N - R) / (T - C) * targets``, judges given targets
    ``error + (N - T) / (R - C) * judges``, for N ratings, T targets, R judges, C connected parts. Those two quotients
    take the places of k and n, so that the formulas become the printed ones where nothing is missing; intervals are
    then approximate. The one-way forms use Searle's ``k0 = (N - sum k_t^2 / N) / (T - 1)``. Forms for a mean are
    Spearman and Brown's for the harmonic mean of judges per target.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence lies between 0 and 1, not at {confidence!r}.")
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or np.isinf(table).any():
        raise ValueError("Ratings are a table of finite numbers, one row a target, one column a judge.")
    table = table[(~np.isnan(table)).sum(axis=1) >= 2]
    table = table[:, ~np.isnan(table).all(axis=0)]
    if len(table) < 2:
        return None
    given = ~np.isnan(table)
    per_target = given.sum(axis=1).astype(np.float64)
    target, judge = np.nonzero(given)
    values = table[given]
    tail = (1 + confidence) / 2
    one_way = _one_way(target, values, per_target, tail)
    groups, two_way = _two_way(target, judge, values - values.mean())
    agreement = None if two_way is None else _agreement(two_way, tail)
    consistency = (
        None
        if two_way is None
        else _from_f(two_way.targets, two_way.residual, two_way.k, (two_way.df_targets, two_way.df_residual), tail)
    )
    k = len(per_target) / float((1 / per_target).sum())
    singles = {"1": one_way, "2": agreement, "3": consistency}
    return RaterCorrelations(
        targets=len(table),
        judges=table.shape[1],
        ratings=len(values),
        groups=groups,
        complete=bool(given.all()),
        per_target=k,
        forms={f"ICC({name},1)": form for name, form in singles.items()}
        | {f"ICC({name},k)": _stepped_up(form, k) for name, form in singles.items()},
    )


def _one_way(target: npt.NDArray[np.int64], values: Floats, per_target: Floats, tail: float) -> Correlation | None:
    many, n = len(per_target), len(values)
    means = np.bincount(target, values) / per_target
    within = float(((values - means[target]) ** 2).sum()) / (n - many)
    between = float((per_target * (means - values.mean()) ** 2).sum()) / (many - 1)
    k0 = (n - float((per_target**2).sum()) / n) / (many - 1)
    return _from_f(between, within, k0, (many - 1, n - many), tail)


def _two_way(
    target: npt.NDArray[np.int64], judge: npt.NDArray[np.int64], values: Floats
) -> tuple[int, _Squares | None]:
    fit = additive_fit(target, judge, values)
    raters, n = len(fit.effects), len(values)
    df_targets, df_judges = fit.targets - fit.groups, raters - fit.groups
    if df_targets < 1 or df_judges < 1 or fit.df < 1:
        return fit.groups, None
    rounding = _NOTHING * float(values @ values)
    return fit.groups, _Squares(
        targets=fit.squares_targets / df_targets,
        judges=(fit.squares_judges if fit.squares_judges > rounding else 0.0) / df_judges,
        residual=(fit.squares_residual if fit.squares_residual > rounding else 0.0) / fit.df,
        df_targets=df_targets,
        df_judges=df_judges,
        df_residual=fit.df,
        k=(n - raters) / df_targets,
        n=(n - fit.targets) / df_judges,
    )


def _from_f(above: float, below: float, k: float, df: tuple[int, int], tail: float) -> Correlation | None:
    """Return (F - 1) / (F + k - 1) for F = above / below and for the two F of its interval."""
    if above + (k - 1) * below <= 0:
        return None
    from scipy.stats import f

    def coefficient(error: float) -> float:
        return (above - error) / (above + (k - 1) * error)

    most, least = float(f.ppf(tail, *df)), float(f.ppf(tail, *reversed(df)))
    return Correlation(coefficient(below), coefficient(below * most), coefficient(below / least))


def _agreement(squares: _Squares, tail: float) -> Correlation | None:
    """Return ICC(2,1) with Satterthwaite's degrees of freedom for what judges and errors add up to."""
    b, j, e, k, n = squares.targets, squares.judges, squares.residual, squares.k, squares.n
    below = b + (k - 1) * e + k * (j - e) / n
    if below <= 0:
        return None
    value = (b - e) / below
    of_judges, of_errors = k * value * j, (n * (1 - value) + k * value * (n - 1)) * e
    spread = of_judges**2 / squares.df_judges + of_errors**2 / squares.df_residual
    if spread == 0:  # Judges say one and the same: nothing could be otherwise.
        return Correlation(value, value, value)
    df = (of_judges + of_errors) ** 2 / spread
    if df <= 0:
        return Correlation(value, None, None)
    from scipy.stats import f

    rest = k * j + (k * n - k - n) * e
    most, least = float(f.ppf(tail, squares.df_targets, df)), float(f.ppf(tail, df, squares.df_targets))
    low, high = n * (b - most * e) / (most * rest + n * b), n * (least * b - e) / (rest + n * least * b)
    return Correlation(value, low, high) if np.isfinite([low, high]).all() else Correlation(value, None, None)


def _stepped_up(form: Correlation | None, k: float) -> Correlation | None:
    if form is None or form.value * (k - 1) <= -1:
        return None

    def raised(value: float | None) -> float | None:
        return None if value is None or value * (k - 1) <= -1 else k * value / (1 + (k - 1) * value)

    return Correlation(k * form.value / (1 + (k - 1) * form.value), raised(form.low), raised(form.high))
