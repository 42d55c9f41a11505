"""Values as they are displayed, in tenths of a point: 0-100 with one decimal are the integers 0-1000."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qmplatform.statistics import round_half_up

Tenths = NDArray[np.int16]

BINS: Final = 1001
NONE: Final = -1
_NEAR_HALF: Final = 1e-6


def displayed(value: float) -> float:
    """Return a value as it is displayed, with one decimal; exact rounding is asked only where a half is near."""
    return round_half_up(value, 1) if abs(value * 10 % 1 - 0.5) < _NEAR_HALF else round(value, 1)


def to_tenths(values: ArrayLike) -> Tenths:
    """Return values 0-100 as displayed tenths.

    Parameters
    ----------
    values : array of float, any shape
        0-100; NaN where there is none.

    Returns
    -------
    array of int16, same shape
        0-1000, a half going up (반올림); -1 for NaN.

    Raises
    ------
    ValueError
        If a value lies outside 0-100.
    """
    given = np.asarray(values, dtype=float)
    none = np.isnan(given)
    scaled = np.where(none, 0.0, given) * 10.0
    if scaled.size and not (scaled.min() >= 0.0 and scaled.max() <= BINS - 1):
        raise ValueError("A benchmark takes values on 0-100.")
    tenths: Tenths = np.rint(scaled).astype(np.int16)
    near = np.abs(scaled % 1.0 - 0.5) < _NEAR_HALF
    if near.any():
        tenths[near] = [round(round_half_up(float(value), 1) * 10) for value in given[near]]
    tenths[none] = NONE
    return tenths
