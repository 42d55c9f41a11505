"""Which companies are compared: the cells, and the way from the narrowest to the whole country."""

from __future__ import annotations

from typing import Final

# The way up: the first cell with enough companies is the one compared with.
PATH: Final[tuple[tuple[str, ...], ...]] = (
    ("sector", "size"),
    ("sector",),
    ("group", "size"),
    ("group",),
    ("size",),
    (),
)
NATIONAL: Final = "national"

# Disclosure: a mean needs 5 companies, a quantile p needs n * min(p, 1 - p) >= 3, counts are shown in fives.
LEAST_COMPANIES: Final = 5
LEAST_BEYOND_QUANTILE: Final = 3
COUNT_STEP: Final = 5
# A percentile needs ten peers; a cell gives a band from twelve on, so the way up stops there first.
LEAST_FOR_PERCENTILE: Final = 10
LEAST_FOR_BAND: Final = 12

Key = frozenset[tuple[str, str]]


def key_for(names: tuple[str, ...], own: dict[str, str | None]) -> Key | None:
    """Return the cell of a company at one step of the way; None where it does not say what the step asks for."""
    key = frozenset((name, value) for name in names if (value := own[name]))
    return key if len(key) == len(names) else None


def peers_name(names: tuple[str, ...]) -> str:
    return "-".join(names) or NATIONAL


def shown_count(n: int) -> int:
    """Return the count as it may be shown: to the nearest five, at least five."""
    return max(COUNT_STEP, COUNT_STEP * ((n + COUNT_STEP // 2) // COUNT_STEP))


def may_show_quantile(n: int, share: float) -> bool:
    return round(n * min(share, 1.0 - share), 9) >= LEAST_BEYOND_QUANTILE
