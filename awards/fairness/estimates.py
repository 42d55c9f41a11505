"""An effect with its interval, from one value a file; and what to believe where many are looked at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, its t interval, its two-sided p and the number of files behind it."""

    n: int
    value: float
    low: float
    high: float
    p: float

    def mapped(self, scale: float) -> Estimate:
        """Return the estimate of a multiple; a negative one turns the interval round."""
        ends = sorted((self.low * scale, self.high * scale))
        return Estimate(self.n, self.value * scale, ends[0], ends[1], self.p)

    def raised(self) -> Estimate:
        """Return a logarithm's estimate as a ratio; its p is still that of a ratio of 1."""
        return Estimate(self.n, math.exp(self.value), math.exp(self.low), math.exp(self.high), self.p)


def t_estimate(n: int, value: float, error: float, df: float, confidence: float) -> Estimate:
    """Return the estimate with a t interval; an error of 0 leaves no doubt either way."""
    from scipy.special import stdtr, stdtrit  # the t distribution, ten times as fast as scipy.stats tells it

    half = float(stdtrit(df, (1 + confidence) / 2)) * error
    p = float(2 * stdtr(df, -abs(value) / error)) if error > _ROUNDING else float(abs(value) <= _ROUNDING)
    return Estimate(n, value, value - half, value + half, p)


def mean_estimate(values: Sequence[float], confidence: float) -> Estimate | None:
    """Return the mean of one value a file with its t interval, None with fewer than two."""
    n = len(values)
    if n < 2:
        return None
    return t_estimate(n, float(np.mean(values)), float(np.std(values, ddof=1)) / math.sqrt(n), n - 1, confidence)


def holm(ps: Sequence[float]) -> list[float]:
    """Return p values corrected for looking at all of them (Holm 1979), in the same order."""
    corrected = [0.0] * len(ps)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda at: ps[at])):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[place]))
        corrected[place] = highest
    return corrected
