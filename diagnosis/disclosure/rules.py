"""When one number may be shown: the thresholds, and the rules for counts, means, quantiles and magnitudes.

What several numbers give away together is decided in `tables` (one snapshot) and `differencing` (between snapshots).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np


@dataclass(frozen=True, slots=True)
class Limits:
    """What disclosure control asks for. The defaults are the product's; tests and other tables may ask for more.

    Attributes
    ----------
    companies
        Fewest companies behind a number, or behind the difference of any two numbers. Above 5, combinations of more
        than four classes of companies are not searched for (docs/disclosure.md, section 6).
    groups
        Fewest business groups (기업집단) those companies belong to; a company without one counts as its own.
    beyond_quantile
        Fewest companies beyond a quantile on its nearer side.
    p_percent
        The p of the p%-rule, for raw magnitudes such as sales.
    count_step
        Counts are displayed in steps of this.
    width
        Least width of the range to which a withheld count can be narrowed down from what is published.
    """

    companies: int = 5
    groups: int = 3
    beyond_quantile: float = 3
    p_percent: float = 10.0
    count_step: int = 5
    width: float = 5

    def __post_init__(self) -> None:
        if self.companies < 1 or self.groups < 1 or self.count_step < 1 or self.width < 0:
            raise ValueError("Limits of disclosure are at least one company, one group and a step of one.")


LIMITS: Final = Limits()


def may_show_mean(n: int, groups: int | None = None, limits: Limits = LIMITS) -> bool:
    """Return whether a mean or a median over n companies of so many business groups may be shown (rule P1)."""
    return n >= limits.companies and (groups is None or groups >= limits.groups)


def may_show_quantile(n: int, share: float, limits: Limits = LIMITS) -> bool:
    """Return whether a quantile of n companies may be shown (rule P2): quartiles from 12 on, deciles from 30."""
    return round(n * min(share, 1.0 - share), 9) >= limits.beyond_quantile


def shown_count(n: int, limits: Limits = LIMITS) -> int:
    """Return a count as it may be displayed (rule P4): to the nearest step, and never less than one step."""
    step = limits.count_step
    return max(step, step * ((n + step // 2) // step))


def p_percent_unsafe(contributions: Iterable[float], p: float = LIMITS.p_percent) -> bool:
    """Return whether the second largest contributor can tell the largest to within p % from the published total.

    Parameters
    ----------
    contributions : amounts >= 0 of single companies in one unit, in any order; the empty sum is safe.
    p : percent of the largest contribution, > 0. The value in use is kept secret, since it narrows the estimate.

    Returns
    -------
    bool
        True where the rest X - x1 - x2 is under p % of x1.

    Raises
    ------
    ValueError
        If a contribution is negative or not a number.

    Notes
    -----
    Handbook on Statistical Disclosure Control (ESSNet SDC), section 4.2: only magnitudes need it. Scores of 0-100 do
    not, because the range gives no more away than the mean of five.
    """
    ordered = _ordered(contributions)
    if not ordered.size:
        return False
    return bool(ordered[2:].sum() < p / 100 * ordered[0])


def dominance_unsafe(contributions: Iterable[float], n: int, k: float) -> bool:
    """Return whether the n largest contributions make up more than k % of the total: the (n,k)-dominance rule.

    Parameters
    ----------
    contributions : amounts >= 0 of single companies in one unit, in any order.
    n, k : how many of the largest, and the percent of the total they may reach.

    Raises
    ------
    ValueError
        If a contribution is negative or not a number.
    """
    ordered = _ordered(contributions)
    return bool(ordered[:n].sum() > k / 100 * ordered.sum())


def overestimate(contributions: Iterable[float]) -> float:
    """Return by what share of the largest contribution the second largest's best guess of it is too high.

    The guess is the total less its own contribution; 0 means that the largest is told exactly. Infinite for an empty or
    all-zero cell, where there is nothing to tell.
    """
    ordered = _ordered(contributions)
    if not ordered.size or ordered[0] == 0:
        return float("inf")
    return float(ordered[2:].sum() / ordered[0])


def dominance_to_p(k: float) -> float:
    """Return the p of the p%-rule that asks as much as the dominance rule with k %: 100 (100 - k) / k."""
    return 100 * (100 - k) / k


def p_to_dominance(p: float) -> float:
    """Return the k of the dominance rule that asks as much as the p%-rule: the inverse of `dominance_to_p`."""
    return 100 * 100 / (100 + p)


def frequency_unsafe(n: int, least: int = LIMITS.companies) -> bool:
    """Return whether a count is too small to be shown: the minimum frequency rule."""
    return n < least


def _ordered(contributions: Iterable[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.sort(np.fromiter(contributions, dtype=np.float64))[::-1]
    if not (values >= 0).all():
        raise ValueError("Contributions are amounts of zero or more.")
    return values
