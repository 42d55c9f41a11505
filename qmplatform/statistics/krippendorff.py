"""Krippendorff's alpha: agreement of any number of judges, with gaps, on an interval or ordinal scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FEWEST_DRAWN = 5  # Drawing from fewer units shows nothing but those.


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha.

    Attributes
    ----------
    value
        At most 1; 0 is chance, below 0 is worse.
    low, high
        Percentile interval of the bootstrap; None where fewer than five units (or clusters) can be drawn.
    units, ratings
        Units with at least two ratings, and their ratings.
    """

    value: float
    low: float | None
    high: float | None
    units: int
    ratings: int


def krippendorff_alpha(
    ratings: npt.ArrayLike,
    *,
    level: Literal["interval", "ordinal"] = "interval",
    clusters: npt.ArrayLike | None = None,
    draws: int = 1000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Alpha | None:
    """Compute alpha and its bootstrap interval.

    Parameters
    ----------
    ratings : array_like of shape (units, judges)
        NaN where a judge did not rate. Units with a single rating pair with nothing and are left out.
    level : {"interval", "ordinal"}
        Whether distances between values count, or only how many ratings lie between them.
    clusters : array_like of shape (units,), optional
        Units that belong together (the items of one file) are drawn together. Without it each unit is drawn alone.
    draws : int
        Bootstrap samples; 0 leaves the interval out.
    seed : int
        Of the draws; the same seed gives the same interval.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Alpha or None
        None where no two ratings pair or all ratings are alike.

    Raises
    ------
    ValueError
        If the ratings are no table, one is infinite, there is not one cluster a unit, or an argument is out of range.

    Notes
    -----
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability. Observed and expected disagreement are sums of
    squared differences, which are sums of squares about means; the ordinal difference of two values is that of their
    mid-ranks among all ratings that pair, so one formula serves both levels. Few units make the interval too narrow.
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or np.isinf(table).any():
        raise ValueError("Ratings are a table of finite numbers, one row a unit, one column a judge.")
    if level not in ("interval", "ordinal") or draws < 0 or not 0 < confidence < 1:
        raise ValueError(f"Not possible: level {level!r}, {draws!r} draws, confidence {confidence!r}.")
    belongs = np.arange(len(table)) if clusters is None else np.asarray(clusters)
    if belongs.shape != (len(table),):
        raise ValueError("Each unit belongs to one cluster.")
    paired = (~np.isnan(table)).sum(axis=1) >= 2
    table, belongs = table[paired], belongs[paired]
    unit, _ = np.nonzero(~np.isnan(table))
    sample = _Sample(unit, table[~np.isnan(table)], ordinal=level == "ordinal")
    value = sample.alpha(np.ones(len(table)))
    if value is None:
        return None
    low, high = _interval(sample, belongs, draws, seed, confidence)
    return Alpha(value, low, high, len(table), len(unit))


class _Sample:
    """Ratings in one long row, weighed unit by unit."""

    def __init__(self, unit: Integers, values: Floats, *, ordinal: bool) -> None:
        self.unit, self.ordinal = unit, ordinal
        self.values, self.place = np.unique(values - (values.mean() if len(values) else 0), return_inverse=True)
        self.sizes = np.bincount(unit).astype(np.float64)

    def alpha(self, weights: Floats) -> float | None:
        """Return alpha of a sample that holds each unit so many times, None where nothing differs."""
        each = weights[self.unit]
        n = float(each.sum())
        if n == 0:
            return None
        scale = self._scale(each)[self.place]
        means = np.bincount(self.unit, scale) / self.sizes
        inside = np.bincount(self.unit, (scale - means[self.unit]) ** 2)
        observed = float((weights * inside * self.sizes / (self.sizes - 1)).sum()) / n
        total = float((each * (scale - float((each * scale).sum()) / n) ** 2).sum())
        return None if total <= 1e-12 * n else 1 - observed * (n - 1) / total

    def _scale(self, each: Floats) -> Floats:
        if not self.ordinal:
            return self.values
        counts = np.bincount(self.place, each, minlength=len(self.values))
        return np.asarray(np.cumsum(counts) - counts / 2)


def _interval(
    sample: _Sample, belongs: npt.NDArray[np.generic], draws: int, seed: int, confidence: float
) -> tuple[float | None, float | None]:
    names, cluster = np.unique(belongs, return_inverse=True)
    if draws == 0 or len(names) < FEWEST_DRAWN:
        return None, None
    generator = np.random.default_rng(seed)
    share = np.full(len(names), 1 / len(names))
    drawn = [sample.alpha(generator.multinomial(len(names), share)[cluster].astype(np.float64)) for _ in range(draws)]
    told = [value for value in drawn if value is not None]
    if len(told) < draws / 2:
        return None, None
    low, high = np.quantile(told, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
