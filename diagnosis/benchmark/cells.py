"""Which companies are compared: the cells, and the way from the narrowest to the whole country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from diagnosis.disclosure import LIMITS, CellKey, may_show_mean, may_show_quantile, shown_count

# The way up: the first cell with enough companies is the one compared with. Every step is on the lattice of published
# sets {country, group, sector} x {all, each size}. Sizes differ more than sectors do: a group's companies of the same
# size come before the whole group, and the country's before the whole country.
PATH: Final[tuple[tuple[str, ...], ...]] = (
    ("sector", "size"),
    ("sector",),
    ("group", "size"),
    ("group",),
    ("size",),
    (),
)
NATIONAL: Final = "national"
NAMES: Final = ("sector", "group", "size")

LEAST_COMPANIES: Final = LIMITS.companies
# From so many others on a percentile is told; from the second number on without spelling its interval out.
LEAST_FOR_PERCENTILE: Final = 10
LEAST_FOR_PLAIN_PERCENTILE: Final = 20

__all__ = [
    "LEAST_COMPANIES",
    "LEAST_FOR_PERCENTILE",
    "LEAST_FOR_PLAIN_PERCENTILE",
    "NATIONAL",
    "PATH",
    "CellKey",
    "key_for",
    "key_of_document",
    "key_to_document",
    "may_show_mean",
    "may_show_quantile",
    "names_of",
    "peers_name",
    "shown_count",
]


def key_for(names: tuple[str, ...], own: Mapping[str, str | None]) -> CellKey | None:
    """Return the cell of a company at one step of the way; None where it does not say what the step asks for."""
    if not all(own[name] for name in names):
        return None
    return tuple((own[name] or "") if name in names else "" for name in NAMES)


def names_of(key: CellKey) -> tuple[str, ...]:
    """Return which of sector, group and size a cell fixes, as the way names them."""
    return tuple(name for name, label in zip(NAMES, key, strict=True) if label)


def peers_name(names: tuple[str, ...]) -> str:
    return "-".join(names) or NATIONAL


def key_to_document(key: CellKey) -> dict[str, str]:
    """Return a cell's key as benchmark files write it."""
    return {name: label for name, label in sorted(zip(NAMES, key, strict=True)) if label}


def key_of_document(data: Mapping[str, Any]) -> CellKey:
    """Return a cell's key from a benchmark file; ValueError for names it does not know."""
    if strange := sorted(set(data) - set(NAMES)):
        raise ValueError(f"unknown in `key`: {', '.join(strange)}")
    return tuple(str(data.get(name) or "") for name in NAMES)
