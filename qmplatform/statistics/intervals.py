"""Intervals for shares."""

import math
from statistics import NormalDist


def wilson_interval(count: float, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Bound the true share behind `count` out of `n`.

    Parameters
    ----------
    count : float
        0..n; mid-ranks make halves possible.
    n : int
        At least 1.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    tuple of float
        Low and high, 0..1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Wilson (1927), method 3 of Newcombe (1998): stays inside 0..1 and keeps its coverage for small n.
    """
    if n < 1 or not 0 <= count <= n or not 0 < confidence < 1:
        raise ValueError(f"No share: {count!r} of {n!r} at confidence {confidence!r}.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / n
    centre = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)
