"""The yearly review of a model: weights from experts, goalposts from last year's answers (docs/method.md, 1 and 4).

Nothing here changes a score. What it suggests is frozen into the next version of a model file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from diagnosis.scoring.columns import Floats
from qmplatform.statistics import harrell_davis

LEAST_EXPERTS: Final = 10
TRIMMED: Final = 0.10
MOST_INCONSISTENT: Final = 0.10
LEAST_COMPANIES: Final = 40
MOST_SKEWED, MOST_PEAKED = 2.0, 3.5
MOST_WINSORISED: Final = 0.05
# Saaty (1980): the mean consistency index of random judgements, by the number of things compared.
_RANDOM_INDEX: Final = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)


@dataclass(frozen=True, slots=True)
class ComparedWeights:
    """Weights from pairwise comparisons, summing to 1, and how far the judgements contradict one another."""

    weights: tuple[float, ...]
    consistency_ratio: float

    @property
    def is_consistent(self) -> bool:
        """Return whether the contradiction is below a tenth of that of random judgements."""
        return self.consistency_ratio < MOST_INCONSISTENT


@dataclass(frozen=True, slots=True)
class SuggestedGoalposts:
    """Where the goalposts of a number would lie by last year's answers.

    `low` and `high` are the 5 % and 95 % points in the item's own unit; `winsorised` counts the points drawn in;
    `takes_log` says that only on a logarithmic scale the values are not too skewed; `is_tame` is False where they are
    even there, or have no logarithm: then nobody but an expert can set the goalposts.
    """

    n: int
    low: float
    high: float
    winsorised: int
    takes_log: bool
    is_tame: bool


def allocated_weights(points: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the weights of siblings from experts who each spread 100 points over them.

    Parameters
    ----------
    points : by expert the points of each sibling, 0 or more, 100 in all; at least ten experts.

    Returns
    -------
    tuple of float
        Trimmed means, a tenth of the experts left out at either end for each sibling; brought back to 100 in all.

    Raises
    ------
    ValueError
        If there are too few experts, or one did not spread 100 points over the same siblings.
    """
    if len(points) < LEAST_EXPERTS:
        raise ValueError(f"Weights need {LEAST_EXPERTS} experts or more, not {len(points)}.")
    for number, row in enumerate(points, 1):
        if len(row) != len(points[0]) or min(row) < 0 or not math.isclose(math.fsum(row), 100.0, abs_tol=1e-6):
            raise ValueError(f"Expert {number} did not spread 100 points over {len(points[0])} siblings.")
    cut = int(TRIMMED * len(points))
    means = []
    for column in zip(*points, strict=True):
        kept = sorted(column)[cut : len(column) - cut]
        means.append(math.fsum(kept) / len(kept))
    whole = math.fsum(means)
    if whole == 0:
        raise ValueError("After trimming no points are left.")
    return tuple(100.0 * mean / whole for mean in means)


def compared_weights(judgements: Sequence[Sequence[float]]) -> ComparedWeights:
    """Return the weights of siblings from how many times more each matters than each other (AHP).

    Parameters
    ----------
    judgements : a square matrix of 1 to 10 rows, above 0; ``judgements[i][j]`` says how many times more i matters than
        j, and ``judgements[j][i]`` is one divided by it.

    Raises
    ------
    ValueError
        If the matrix is not of that kind.

    Notes
    -----
    Saaty (1980): the principal eigenvector; consistency ratio (lambda_max - n) / ((n - 1) RI_n), 0 for one or two rows.
    """
    matrix = np.array(judgements, np.float64)
    n = len(matrix)
    if not 1 <= n < len(_RANDOM_INDEX) or matrix.shape != (n, n):
        raise ValueError(f"Comparisons must be a square of 1 to {len(_RANDOM_INDEX) - 1} rows.")
    if not np.all(np.isfinite(matrix)) or np.any(matrix <= 0) or not np.allclose(matrix * matrix.T, 1.0, rtol=1e-3):
        raise ValueError("Comparisons must be above 0, and each the reciprocal of its opposite.")
    values, vectors = np.linalg.eig(matrix)
    first = int(np.argmax(values.real))
    vector = np.abs(vectors[:, first].real)
    index = (float(values[first].real) - n) / (n - 1) if n > 2 else 0.0
    ratio = max(0.0, index / _RANDOM_INDEX[n]) if n > 2 else 0.0
    return ComparedWeights(tuple((vector / vector.sum()).tolist()), ratio)


def suggested_goalposts(values: Sequence[float]) -> SuggestedGoalposts | None:
    """Return where the goalposts of a number would lie by the answers of one year.

    Parameters
    ----------
    values : finite numbers in the item's own unit, one a company.

    Returns
    -------
    SuggestedGoalposts or None
        None for fewer than forty companies.

    Notes
    -----
    The rule of COINr: too skewed is |G1| > 2 together with G2 > 3.5, both corrected for bias. Then one extreme point at
    a time is drawn in to its neighbour, at most 5 % of them; if that is not enough, the logarithm is taken instead.
    The points are quantiles by Harrell and Davis.
    """
    n = len(values)
    if n < LEAST_COMPANIES:
        return None
    plain = np.array(sorted(values), np.float64)
    drawn_in, tame, winsorised = _winsorised(plain)
    takes_log = not tame and plain[0] > 0
    if not takes_log:
        kept = drawn_in if tame else plain
        return _suggested(kept, winsorised if tame else 0, takes_log=False, is_tame=tame)
    logs = np.log10(plain)
    return _suggested(logs, 0, takes_log=True, is_tame=not _is_wild(logs))


def _suggested(kept: Floats, winsorised: int, *, takes_log: bool, is_tame: bool) -> SuggestedGoalposts:
    low, high = (harrell_davis(kept.tolist(), share) for share in (0.05, 0.95))
    assert low is not None
    assert high is not None
    if takes_log:
        low, high = 10.0**low, 10.0**high
    return SuggestedGoalposts(len(kept), low, high, winsorised, takes_log, is_tame)


def _winsorised(ordered: Floats) -> tuple[Floats, bool, int]:
    """Return the values with extremes drawn in one by one, whether that was enough, and how many it took."""
    values, most = ordered.copy(), max(1, int(MOST_WINSORISED * len(ordered)))
    above = below = 0
    while _is_wild(values):
        if above + below == most:
            return values, False, most
        if skewness(values) > 0:
            above += 1
            values[len(values) - above :] = values[len(values) - above - 1]
        else:
            below += 1
            values[:below] = values[below]
    return values, True, above + below


def _is_wild(values: Floats) -> bool:
    return abs(skewness(values)) > MOST_SKEWED and kurtosis(values) > MOST_PEAKED


def skewness(values: Floats) -> float:
    """Return the skewness G1 of three values or more, corrected for bias; 0 where nothing varies."""
    n, second, third, _ = _moments(values)
    return math.sqrt(n * (n - 1)) / (n - 2) * third / second**1.5 if second > 0 else 0.0


def kurtosis(values: Floats) -> float:
    """Return the excess kurtosis G2 of four values or more, corrected for bias; 0 where nothing varies."""
    n, second, _, fourth = _moments(values)
    if second == 0:
        return 0.0
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (fourth / second**2 - 3.0) + 6.0)


def _moments(values: Floats) -> tuple[int, float, float, float]:
    away = (values - values.mean()) / (np.ptp(values) or 1.0)  # of the size of 1: no power can overflow
    return len(values), float(np.mean(away**2)), float(np.mean(away**3)), float(np.mean(away**4))
