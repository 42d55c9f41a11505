"""Ranks from several orders of preference, without any common scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Final

MOST_ALTERNATIVES: Final = 8  # 40,320 orders; more would need another way of searching

Orders = Sequence[tuple[float, Sequence[str]]]


def borda_scores(orders: Orders) -> dict[str, float]:
    """Give every alternative the number of others it stands above, summed over all voters.

    Parameters
    ----------
    orders : sequence of (weight, order)
        How many voters (or how much weight) hold each order, best first; every order names every alternative once.

    Returns
    -------
    dict
        Score by alternative, in alphabetical order.

    Raises
    ------
    ValueError
        If an order leaves out, repeats or adds an alternative, or a weight is not above 0.

    Notes
    -----
    Borda (1784), as in the OECD/JRC Handbook (2008), section 6.12.
    """
    names = _alternatives(orders)
    scores = dict.fromkeys(names, 0.0)
    for weight, order in orders:
        for place, name in enumerate(order):
            scores[name] += weight * (len(order) - 1 - place)
    return scores


def outranking(orders: Orders) -> dict[str, dict[str, float]]:
    """Count for every pair how much weight puts the one above the other.

    Parameters
    ----------
    orders
        As for `borda_scores`.

    Returns
    -------
    dict of dict
        ``result[a][b]``: weight of the orders with a above b; 0 on the diagonal.
    """
    names = _alternatives(orders)
    above: dict[str, dict[str, float]] = {name: dict.fromkeys(names, 0.0) for name in names}
    for weight, order in orders:
        for place, name in enumerate(order):
            for lower in order[place + 1 :]:
                above[name][lower] += weight
    return above


def condorcet_order(orders: Orders) -> tuple[str, ...]:
    """Find the order with the greatest support over all pairs.

    Parameters
    ----------
    orders
        As for `borda_scores`; at most eight alternatives.

    Returns
    -------
    tuple of str
        Best first. Of several orders with the same support, the alphabetically first.

    Raises
    ------
    ValueError
        If there are more than eight alternatives.

    Notes
    -----
    Condorcet, Kemeny, Young and Levenglick: an order's support is the sum of the outranking weights of its pairs
    (OECD/JRC Handbook 2008, section 6.12).
    """
    above = outranking(orders)
    if len(above) > MOST_ALTERNATIVES:
        raise ValueError(f"At most {MOST_ALTERNATIVES} alternatives can be put in order this way.")
    return max(permutations(sorted(above)), key=lambda order: _support(order, above))


def _support(order: Sequence[str], above: Mapping[str, Mapping[str, float]]) -> float:
    return sum(above[name][lower] for place, name in enumerate(order) for lower in order[place + 1 :])


def _alternatives(orders: Orders) -> list[str]:
    if not orders:
        raise ValueError("There is no order to count.")
    names = sorted(orders[0][1])
    for weight, order in orders:
        if sorted(order) != names or len(set(order)) != len(order):
            raise ValueError("Every order must name the same alternatives, each once.")
        if not weight > 0:
            raise ValueError(f"A weight must be above 0, not {weight!r}.")
    return names
