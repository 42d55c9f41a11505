"""How many cases of each kind, and when. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cases.dam.table import CaseTable, Column, Flags

_STEP: Final = 5
# Steps shown by themselves; what is older stands together.
_STEPS: Final = 6


@dataclass(frozen=True, slots=True)
class Period:
    """Years from `first` to `last`, both included; `is_open` where it holds everything before, from `first` on."""

    first: int
    last: int
    is_open: bool = False


Series = tuple[tuple[str, tuple[int, ...]], ...]
KINDS: Final = ("theme", "sector", "award", "country", "size")


@dataclass(frozen=True, slots=True)
class Trends:
    """Cases by period.

    Attributes
    ----------
    cases : tuple of int
        In each of `periods`.
    kinds : mapping of str to Series
        By ``theme``, ``sector``, ``award``, ``country`` and ``size``: (code, cases in each period), the most frequent
        first, what is not known last under an empty code.
    years : tuple of (int, int)
        Cases of each year that has any.
    """

    periods: tuple[Period, ...]
    cases: tuple[int, ...]
    kinds: Mapping[str, Series]
    years: tuple[tuple[int, int], ...]
    without_year: int


def tally(column: Column, chosen: Flags) -> tuple[tuple[str, int], ...]:
    """Count the chosen cases by code, the most frequent first; what is not known comes last, under an empty code."""
    counts = np.bincount(column.values[chosen], minlength=len(column.names))
    pairs = [(name, int(counts[place])) for place, name in enumerate(column.names) if counts[place]]
    return tuple(sorted(pairs, key=lambda one: (not one[0], -one[1], one[0])))


def trends_of(table: CaseTable, chosen: Flags, *, theme: str = "") -> Trends:
    """Count the chosen cases over time, by theme or of one theme."""
    years = table.years[chosen]
    known, counts = np.unique(years[years > 0], return_counts=True)
    periods = periods_of(int(known[0]), int(known[-1])) if len(known) else ()
    within = [(table.years >= one.first) & (table.years <= one.last) & chosen for one in periods]
    columns = (table.sectors, table.awards, table.countries, table.sizes)
    return Trends(
        periods=periods,
        cases=tuple(int(mask.sum()) for mask in within),
        kinds={
            "theme": _themes(table, within, theme),
            **{kind: _series(column, within) for kind, column in zip(KINDS[1:], columns, strict=True)},
        },
        years=tuple((int(year), int(count)) for year, count in zip(known, counts, strict=True)),
        without_year=int((years == 0).sum()),
    )


def _themes(table: CaseTable, within: Sequence[Flags], theme: str) -> Series:
    counts = [table.themes.has[mask].sum(axis=0).tolist() for mask in within]
    rows = list(zip(*counts, strict=True)) if counts else []
    named = zip(table.themes.names, rows, strict=False)
    return _ordered((name, row) for name, row in named if theme in ("", name))


def _series(column: Column, within: Sequence[Flags]) -> Series:
    counts = [np.bincount(column.values[mask], minlength=len(column.names)).tolist() for mask in within]
    return _ordered(zip(column.names, zip(*counts, strict=True), strict=False))


def _ordered(rows: Iterable[tuple[str, tuple[int, ...]]]) -> Series:
    return tuple(sorted((one for one in rows if any(one[1])), key=lambda one: (not one[0], -sum(one[1]), one[0])))


def periods_of(first: int, last: int) -> tuple[Period, ...]:
    """Cut years into steps of five that begin at 0 and 5; what lies more than six steps back is one period."""
    newest = last // _STEP * _STEP
    starts = range(max(first // _STEP * _STEP, newest - (_STEPS - 1) * _STEP), newest + 1, _STEP)
    steps = tuple(Period(max(start, first), min(start + _STEP - 1, last)) for start in starts)
    if first >= starts[0]:
        return steps
    return (Period(first, starts[0] - 1, is_open=True), *steps)
