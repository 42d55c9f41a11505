"""How many cases of each kind, and when. Pure."""

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


@dataclass(frozen=True, slots=True)
class Trends:
    """Cases and themes by period; `themes` holds (code, cases in each period), the most frequent first."""

    periods: tuple[Period, ...]
    cases: tuple[int, ...]
    themes: tuple[tuple[str, tuple[int, ...]], ...]
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
    if not len(known):
        return Trends((), (), (), (), int((years == 0).sum()))
    periods = periods_of(int(known[0]), int(known[-1]))
    within = [(table.years >= one.first) & (table.years <= one.last) & chosen for one in periods]
    by_period = np.array([table.themes.has[mask].sum(axis=0) for mask in within])
    held = [
        (name, tuple(by_period[:, place].tolist()))
        for place, name in enumerate(table.themes.names)
        if theme in ("", name)
    ]
    return Trends(
        periods=periods,
        cases=tuple(int(mask.sum()) for mask in within),
        themes=tuple(sorted((one for one in held if any(one[1])), key=lambda one: (-sum(one[1]), one[0]))),
        years=tuple((int(year), int(count)) for year, count in zip(known, counts, strict=True)),
        without_year=int((years == 0).sum()),
    )


def periods_of(first: int, last: int) -> tuple[Period, ...]:
    """Cut years into steps of five that begin at 0 and 5; what lies more than six steps back is one period."""
    newest = last // _STEP * _STEP
    starts = range(max(first // _STEP * _STEP, newest - (_STEPS - 1) * _STEP), newest + 1, _STEP)
    steps = tuple(Period(max(start, first), min(start + _STEP - 1, last)) for start in starts)
    if first >= starts[0]:
        return steps
    return (Period(first, starts[0] - 1, is_open=True), *steps)
