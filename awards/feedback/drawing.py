"""The pictures of a report as SVG: where a range lies, where a band lies.

Every part has a class and its colour on paper: on a screen the style sheet takes the class, so that a dark screen is
dark. Words beside a picture say what it shows; the picture itself is hidden from readers of the screen.
"""

from __future__ import annotations

from typing import Final

from awards.feedback.content import BandNote

_CELL: Final = 22.0
_HEIGHT: Final = 11.0
_GAP: Final = 1.5
_PAPER: Final = {"here": "#0b50d0", "under": "#b1cefb", "over": "#e6e8ea", "own": "#1e2124", "void": "#ffffff"}
_PLATE: Final = {"here": "#86aff9", "under": "#24406f", "over": "#24406f", "ink": "#d8e5fd", "on": "#03163a"}
_INK: Final = {"here": "#0b50d0", "under": "#b1cefb", "over": "#e6e8ea", "ink": "#58616a", "on": "#ffffff"}


def range_strip(count: int, here: int, own: int = 0) -> str:
    """Draw the ranges as cells, filled up to the one that was agreed; a diamond where the company saw itself.

    Parameters
    ----------
    count
        How many ranges there are.
    here, own
        Numbers from 1; 0 for none.
    """
    width = count * _CELL
    parts = []
    for number in range(1, count + 1):
        role = "here" if number == here else ("under" if number < here else "over")
        x = (number - 1) * _CELL
        parts.append(
            f'<rect class="fr-{role}" x="{x:g}" y="2" width="{_CELL - _GAP:g}" height="{_HEIGHT:g}"'
            f' fill="{_PAPER[role]}"/>'
        )
    if own:
        x, y, reach = (own - 0.5) * _CELL - _GAP / 2, 2 + _HEIGHT / 2, 4.6
        path = f"M{x:g} {y - reach:g}L{x + reach:g} {y:g}L{x:g} {y + reach:g}L{x - reach:g} {y:g}Z"
        parts.append(
            f'<path class="fr-own" d="{path}" fill="{_PAPER["void"]}" stroke="{_PAPER["own"]}" stroke-width="1.4"/>'
        )
    return _svg(width, _HEIGHT + 4, "".join(parts))


def own_mark() -> str:
    """Draw the diamond alone, for a legend."""
    path = '<path class="fr-own" d="M6 1.4L10.6 6L6 10.6L1.4 6Z" fill="#ffffff" stroke="#1e2124" stroke-width="1.4"/>'
    return _svg(12, 12, path)


def band_ladder(band: BandNote, *, width: float, on_plate: bool = False) -> str:
    """Draw all bands as long as they are in points, the one that holds filled, their first points below."""
    colours = _PLATE if on_plate else _INK
    most = band.edges[-1][1] + 1
    parts, height = [], 26.0
    for number, (low, high) in enumerate(band.edges, start=1):
        role = "here" if number == band.number else ("under" if number < band.number else "over")
        x, wide = low / most * width, (high + 1 - low) / most * width - _GAP
        parts.append(
            f'<rect class="fr-{role}" x="{x:.1f}" y="0" width="{wide:.1f}" height="{height:g}" fill="{colours[role]}"/>'
        )
        word = "on" if number == band.number else "ink"
        weight = 700 if number == band.number else 400
        parts.append(
            f'<text class="fr-{word}" x="{x + wide / 2:.1f}" y="17.5" font-size="12"'
            f' font-weight="{weight}" font-family="Pretendard, sans-serif" text-anchor="middle" fill="{colours[word]}">'
            f"{number}</text>"
        )
        parts.append(
            f'<text class="fr-ink" x="{x:.1f}" y="38" font-size="9.5" font-family="Pretendard, sans-serif"'
            f' fill="{colours["ink"]}">{low}</text>'
        )
    return _svg(width, 41, "".join(parts))


def _svg(width: float, height: float, inside: str) -> str:
    return (
        f'<svg aria-hidden="true" focusable="false" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
        f' height="{height:g}">{inside}</svg>'
    )
