"""Whether a score has changed by more than the answers' uncertainty (docs/method.md, on trends)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

_NINETY: Final = 1.645  # standard deviations from the middle to either end of a 90 % interval


def spread_of(interval: Sequence[float]) -> float:
    """Return the standard deviation that belongs to a 90 % interval (low, high), in points."""
    low, high = interval
    return (high - low) / (2 * _NINETY)


def least_clear_change(before: Sequence[float], now: Sequence[float]) -> float:
    """Return from which change on two scores differ clearly: 1.645 sqrt(V before + V now), in points.

    Parameters
    ----------
    before, now : the 90 % intervals (low, high) of the two scores.
    """
    return _NINETY * math.hypot(spread_of(before), spread_of(now))


def is_clear_change(change: float, before: Sequence[float], now: Sequence[float]) -> bool:
    """Return whether a change is larger than what the answers' uncertainty alone would give nine times in ten."""
    return abs(change) > least_clear_change(before, now)
