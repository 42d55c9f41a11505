"""Which methods go with which problems. Pure.

Only cases whose text names a method are counted. A theme is a problem area; where a method is the theme's own name
(quality circles in the theme of quality circles), the number says nothing and no lift is given.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from cases.dam.table import CaseTable, Flags

# Below this many cases a cell is an anecdote: it is counted and linked, and nothing is computed from it.
ENOUGH: Final = 5
_NAMESAKES: Final = {
    ("quality-circle", "quality-circle"),
    ("joint-circle", "quality-circle"),
    ("spc", "spc-six-sigma"),
    ("six-sigma", "spc-six-sigma"),
    ("lean-flow", "lean"),
    ("training", "training"),
    ("automation", "automation"),
    ("traceability", "traceability"),
    ("tpm", "predictive-maintenance"),
    ("predictive-maintenance", "predictive-maintenance"),
    ("equipment-improvement", "predictive-maintenance"),
    ("supplier-development", "supplier-quality"),
    ("joint-circle", "supplier-quality"),
    ("data-analytics", "data-analytics"),
    ("iot-monitoring", "iot-sensing"),
    ("machine-vision", "ai-vision"),
    ("safety-management", "safety"),
    ("environment-management", "esg"),
    ("energy-management", "esg"),
    ("service-standards", "service-quality"),
    ("customer-voice", "customer"),
    ("customer-survey", "customer"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A method with a problem.

    Attributes
    ----------
    n : int
        Cases that have both.
    share : float or None
        Of the theme's cases, how many have the method, 0..1. None for an anecdote (fewer than five cases).
    lift : float or None
        That share against the method's share of all counted cases: 2 is twice as often. None for an anecdote and a
        namesake.
    is_namesake : bool
        The method is the theme by another name.
    """

    n: int
    share: float | None
    lift: float | None
    is_namesake: bool


@dataclass(frozen=True, slots=True)
class Crossing:
    """Methods down, themes across, the most frequent first; `cells[i][k]` is method i with theme k.

    `base` is how many cases name a method at all, `methods` and `themes` hold (code, cases).
    """

    base: int
    methods: tuple[tuple[str, int], ...]
    themes: tuple[tuple[str, int], ...]
    cells: tuple[tuple[Cell, ...], ...]


def crossing_of(table: CaseTable, chosen: Flags, *, theme: str = "") -> Crossing:
    """Cross the methods of the chosen cases with their themes, or with one of them: its most frequent method first."""
    counted = chosen & table.methods.has.any(axis=1)
    # Floats multiply ten times as fast as whole numbers, and are exact far beyond any library's size.
    methods = table.methods.has[counted].astype(np.float32)
    themes = table.themes.has[counted].astype(np.float32)
    both = (methods.T @ themes).astype(np.int32)
    method_order = _order(methods.sum(axis=0), table.methods.names)
    theme_order = _order(themes.sum(axis=0), table.themes.names)
    if theme:
        theme_order = [place for place in theme_order if table.themes.names[place] == theme]
        beside = [place for place in method_order if both[place, theme_order].any()]
        method_order = sorted(beside, key=lambda place: -both[place, theme_order].sum())
    base = int(counted.sum())
    method_counts = {place: int(methods[:, place].sum()) for place in method_order}
    theme_counts = {place: int(themes[:, place].sum()) for place in theme_order}
    return Crossing(
        base=base,
        methods=tuple((table.methods.names[place], method_counts[place]) for place in method_order),
        themes=tuple((table.themes.names[place], theme_counts[place]) for place in theme_order),
        cells=tuple(
            tuple(
                _cell(
                    int(both[i, k]),
                    method_counts[i],
                    theme_counts[k],
                    base,
                    is_namesake=(table.methods.names[i], table.themes.names[k]) in _NAMESAKES,
                )
                for k in theme_order
            )
            for i in method_order
        ),
    )


def _order(counts: np.ndarray, names: tuple[str, ...]) -> list[int]:
    """Return the places of what occurs, the most frequent first."""
    return sorted((place for place in range(len(names)) if counts[place]), key=lambda one: (-counts[one], names[one]))


def _cell(n: int, of_method: int, of_theme: int, base: int, *, is_namesake: bool) -> Cell:
    if n < ENOUGH:
        return Cell(n, None, None, is_namesake)
    share = n / of_theme
    return Cell(n, share, None if is_namesake else share / (of_method / base), is_namesake)
