"""Quantiles and percentiles of a small sample."""

import math
from collections.abc import Sequence


def quantile(values: Sequence[float], p: float) -> float | None:
    """Estimate a quantile by type 8, nearly median-unbiased whatever the distribution.

    Parameters
    ----------
    values : sequence of float
        The sample, in any order.
    p : float
        0..1.

    Returns
    -------
    float or None
        None for an empty sample.

    Notes
    -----
    Hyndman and Fan (1996), type 8: position ``(n + 1/3) p + 1/3``, linear between order statistics.
    """
    _check_share(p)
    if not values:
        return None
    ordered = sorted(values)
    position = min(max((len(ordered) + 1 / 3) * p + 1 / 3, 1.0), float(len(ordered)))
    below = math.floor(position)
    share = position - below
    # Positions such as 2.9999999999999996 are the third value, not a mix.
    if share > 1 - 1e-12:
        below, share = below + 1, 0.0
    above = min(below + 1, len(ordered))
    return ordered[below - 1] + share * (ordered[above - 1] - ordered[below - 1])


def harrell_davis(values: Sequence[float], p: float) -> float | None:
    """Estimate a quantile as a weighted mean of all order statistics.

    Parameters
    ----------
    values : sequence of float
        The sample, in any order.
    p : float
        Strictly between 0 and 1; the ends give the smallest and the largest value.

    Returns
    -------
    float or None
        None for an empty sample.

    Notes
    -----
    Harrell and Davis (1982): weights are the Beta((n+1)p, (n+1)(1-p)) mass of each rank's interval. Steadier than one
    or two order statistics where n is small.
    """
    _check_share(p)
    if not values:
        return None
    ordered = sorted(values)
    if p in (0, 1):
        return ordered[-1] if p else ordered[0]
    n = len(ordered)
    a, b = (n + 1) * p, (n + 1) * (1 - p)
    from scipy.special import betainc  # half a second that web pages need not wait for

    steps = [float(betainc(a, b, rank / n)) for rank in range(n + 1)]
    return math.fsum(value * (steps[i + 1] - steps[i]) for i, value in enumerate(ordered))


def mid_rank_percentile(peers: Sequence[float], value: float) -> float | None:
    """Give the share of peers below `value`, ties counting half, in per cent.

    Parameters
    ----------
    peers : sequence of float
        The others, without the company itself.
    value : float
        On the same, displayed, scale as the peers.

    Returns
    -------
    float or None
        0..100; None without peers. Method document section 2.5.
    """
    if not peers:
        return None
    below = sum(peer < value for peer in peers)
    equal = sum(peer == value for peer in peers)
    return 100 * (below + equal / 2) / len(peers)


def _check_share(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"A quantile lies between 0 and 1, not at {p!r}.")
