"""What is due to the judge and what to the thing judged, where not every judge saw everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Of a column that the model already explains nothing but rounding is left.
_EXPLAINED = 1e-9


@dataclass(frozen=True, slots=True)
class AdditiveFit:
    """Least squares of ``value = target + effect of the judge + error``.

    Attributes
    ----------
    target, judge : (ratings,)
        The numbers it was fitted to.
    effects : (judges,)
        Sum to 0 within each group of judges that can be compared.
    group : (judges,)
        Number of the connected part of the design each judge is in. Effects of two parts say nothing of each other.
    unscaled : (judges, judges)
        Covariance of the effects for an error variance of 1; 0 between groups.
    laplacian, surplus
        The reduced normal equations ``laplacian @ effects = surplus``: targets are eliminated.
    residuals : (ratings,)
        What is left of each value.
    df
        Ratings less targets less judges plus groups.
    squares_residual, squares_judges, squares_targets
        Sums of squares: left over, of judges given the targets, of targets given the judges.
    """

    target: Integers
    judge: Integers
    effects: Floats
    group: Integers
    unscaled: Floats
    laplacian: Floats
    surplus: Floats
    residuals: Floats
    targets: int
    df: int
    squares_residual: float
    squares_judges: float
    squares_targets: float

    @property
    def groups(self) -> int:
        """Return how many connected parts the design has."""
        return int(self.group.max()) + 1

    @property
    def variance(self) -> float | None:
        """Return the error variance, None where nothing is left to estimate it from."""
        return self.squares_residual / self.df if self.df > 0 else None

    def freed(self, column: Floats) -> Floats:
        """Return what is left of other values, one a rating, once targets and judges have explained what they can."""
        return _freed(self.target, self.judge, self.unscaled, column)[0]


def additive_fit(targets: npt.ArrayLike, judges: npt.ArrayLike, values: npt.ArrayLike) -> AdditiveFit:
    """Fit an additive model of targets and judges to incomplete ratings.

    Parameters
    ----------
    targets, judges : array_like of shape (n,)
        Numbers 0..T-1 and 0..R-1, each of which stands at least once; no judge rates a target twice.
    values : array_like of shape (n,)
        Finite ratings in any unit. What was not rated is simply not there.

    Returns
    -------
    AdditiveFit

    Raises
    ------
    ValueError
        If there is no rating, lengths differ, a number is left out, a pair stands twice, or a value is not finite.

    Notes
    -----
    Fixed-effects two-way layout without interaction (Searle 1971, chapter 7). Targets are eliminated first, so the
    equations are as many as judges: thousands of targets cost nothing but a pass.
    """
    target, judge, value = _checked(targets, judges, values)
    n, many, raters = len(value), int(target.max()) + 1, int(judge.max()) + 1
    from scipy import sparse  # half a second that web pages need not wait for
    from scipy.sparse.csgraph import connected_components

    seen: Any = sparse.csr_array((np.ones(n), (target, judge)), shape=(many, raters))
    if (seen.data > 1).any():
        raise ValueError("A judge rates a target once.")
    per_target, per_judge = np.bincount(target), np.bincount(judge)
    shared: Floats = np.asarray((seen.T @ (sparse.diags_array(1 / per_target) @ seen)).todense())
    laplacian = np.diag(per_judge.astype(np.float64)) - shared
    together: Any = sparse.csr_array(shared > 0)
    count, labels = connected_components(together, directed=False)
    group = labels.astype(np.int64)
    unscaled = _inverse(laplacian, group, int(count))
    residuals, effects, surplus = _freed(target, judge, unscaled, value)
    left = float(residuals @ residuals)
    within_judges = value - (np.bincount(judge, value) / per_judge)[judge]
    return AdditiveFit(
        target=target,
        judge=judge,
        effects=effects,
        group=group,
        unscaled=unscaled,
        laplacian=laplacian,
        surplus=surplus,
        residuals=residuals,
        targets=many,
        df=n - many - raters + int(count),
        squares_residual=left,
        squares_judges=float(effects @ surplus),
        squares_targets=max(0.0, float(within_judges @ within_judges) - left),
    )


def _checked(targets: npt.ArrayLike, judges: npt.ArrayLike, values: npt.ArrayLike) -> tuple[Integers, Integers, Floats]:
    target, judge = np.asarray(targets, dtype=np.int64), np.asarray(judges, dtype=np.int64)
    value = np.asarray(values, dtype=np.float64)
    if value.ndim != 1 or not len(value) or target.shape != value.shape or judge.shape != value.shape:
        raise ValueError("Each rating has a target, a judge and a value, and there is at least one.")
    if not np.isfinite(value).all():
        raise ValueError("A rating is a finite number; leave out what was not rated.")
    for numbers in (target, judge):
        if numbers.min() < 0 or not np.bincount(numbers).all():
            raise ValueError("Targets and judges are numbered from 0 without a gap.")
    return target, judge, value


def _freed(target: Integers, judge: Integers, unscaled: Floats, value: Floats) -> tuple[Floats, Floats, Floats]:
    """Return residuals, effects of judges, and what each judge gave above the means of the targets."""
    per_target = np.bincount(target)
    centred = value - (np.bincount(target, value) / per_target)[target]
    surplus: Floats = np.bincount(judge, centred, minlength=len(unscaled)).astype(np.float64)
    effects: Floats = unscaled @ surplus
    own = effects[judge]
    return centred - own + (np.bincount(target, own) / per_target)[target], effects, surplus


def _inverse(laplacian: Floats, group: Integers, count: int) -> Floats:
    """Return the pseudo-inverse, part by part: adding the mean makes each part regular and changes nothing else."""
    inverse = np.zeros_like(laplacian)
    for part in range(count):
        at = np.flatnonzero(group == part)
        mean = np.full((len(at), len(at)), 1 / len(at))
        inverse[np.ix_(at, at)] = np.linalg.inv(laplacian[np.ix_(at, at)] + mean) - mean
    return inverse


def shrunken_effects(fit: AdditiveFit) -> tuple[Floats, float]:
    """Pull the judges' effects towards 0 by as much as their own ratings are few.

    Returns
    -------
    effects : numpy.ndarray of shape (judges,)
        Best linear unbiased predictions, summing to 0 within each group.
    variance : float
        Estimated variance of judges, at least 0. Where it is 0, so are all effects: nothing speaks for a difference.

    Notes
    -----
    Judges random, targets fixed: ``(laplacian + ratio * I) effects = surplus`` (Henderson 1975), the ratio being error
    variance over variance of judges, the latter by Henderson's method 3.
    """
    raters, error = len(fit.effects), fit.variance
    apart = raters - fit.groups
    if error is None or apart == 0:
        return np.zeros(raters), 0.0
    size = float(np.trace(fit.laplacian))
    variance = max(0.0, (fit.squares_judges - apart * error) / size)
    if variance == 0:
        return np.zeros(raters), 0.0
    if error <= _EXPLAINED * variance:  # Ratings without errors are not to be doubted.
        return fit.effects, variance
    pulled: Floats = np.linalg.solve(fit.laplacian + error / variance * np.eye(raters), fit.surplus).astype(np.float64)
    return pulled, variance


@dataclass(frozen=True, slots=True)
class AddedEffect:
    """One more coefficient in an additive model: its estimate, standard error and degrees of freedom."""

    value: float
    error: float
    df: int


def added_effect(fit: AdditiveFit, column: npt.ArrayLike) -> AddedEffect | None:
    """Estimate the coefficient of one more column in an additive model.

    Parameters
    ----------
    fit : AdditiveFit
        Of the values to explain.
    column : array_like of shape (ratings,)
        Finite numbers, e.g. -1/2 and 1/2 for the first and second half of one judge's ratings.

    Returns
    -------
    AddedEffect or None
        None where targets and judges already explain the column, or no degree of freedom is left.

    Raises
    ------
    ValueError
        If there is not one finite number a rating.

    Notes
    -----
    Frisch, Waugh and Lovell: both sides are freed of targets and judges first. Exact with normal errors.
    """
    numbers = np.asarray(column, dtype=np.float64)
    if numbers.shape != fit.residuals.shape or not np.isfinite(numbers).all():
        raise ValueError("Each rating has one finite number in the column.")
    free = fit.freed(numbers)
    length = float(free @ free)
    if length <= _EXPLAINED * float(numbers @ numbers) or fit.df < 2:
        return None
    value = float(free @ fit.residuals) / length
    left = max(0.0, fit.squares_residual - value * value * length)
    return AddedEffect(value, (left / (fit.df - 1) / length) ** 0.5, fit.df - 1)
