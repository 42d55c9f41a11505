"""The power mean, the one way values come together (docs/method.md, section 2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from diagnosis.catalog.model import Mean

FLOOR: Final = 1.0
NEARLY_ZERO: Final = 1e-4  # below it the root 1/p loses its digits; the limit is the geometric mean


def power_mean(values: Sequence[float], weights: Sequence[float], p: Mean) -> float:
    """Return the weighted power mean of values on 0-100.

    Parameters
    ----------
    values : at least one value, 0-100.
    weights : one positive weight for each value; normalised here.
    p : 1 arithmetic, 0 geometric, -1 harmonic, any other finite exponent, or ``"min"``. ``"sum"`` is read as 1: points
        are added by weighting each value with its points.

    Returns
    -------
    float
        0-100, between the least and the greatest value.

    Notes
    -----
    Below p = 1 values under 1 count as 1, so that one zero does not wipe out everything; the result never exceeds the
    arithmetic mean, which keeps the mean of equal values equal and the family non-decreasing in p.
    """
    if p == "min":
        return min(values)
    total = math.fsum(weights)
    arithmetic = math.fsum(w * x for w, x in zip(weights, values, strict=True)) / total
    if p in ("sum", 1):
        return arithmetic
    exponent = float(p)
    lifted = [max(x, FLOOR) for x in values] if exponent < 1 else values
    if abs(exponent) < NEARLY_ZERO:
        mean = math.exp(math.fsum(w * math.log(x) for w, x in zip(weights, lifted, strict=True)) / total)
    else:
        # Divided by the greatest value first: a large exponent would otherwise overflow.
        top = max(lifted) if exponent > 0 else min(lifted)
        if top == 0:
            return 0.0
        mean = top * (math.fsum(w * (x / top) ** exponent for w, x in zip(weights, lifted, strict=True)) / total) ** (
            1 / exponent
        )
    return min(mean, arithmetic) if exponent < 1 else mean
