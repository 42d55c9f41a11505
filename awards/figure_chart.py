"""A figure of a dossier as a picture with its table: columns by year, target as a ring, comparison as a line.

Figures come on any scale, from shares to won: the axis starts at 0 and every column carries its own number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from awards.dossier import Figure
from qmplatform.charts import ChartTable
from qmplatform.charts.canvas import Canvas
from qmplatform.korean.formats import plain_number, with_unit

PAPER_WIDTH: Final = 320.0
_TOP, _BOTTOM, _YEARS, _HEIGHT = 28.0, 140.0, 158.0, 166.0


@dataclass(frozen=True, slots=True)
class FigureChart:
    """The same numbers three times: drawn, in one sentence, and as a table."""

    svg: SafeString
    summary: str
    table: ChartTable
    has_target: bool
    comparison_name: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the column of a year stands; heights in px from above."""

    centre: float
    slot: float
    ground: float
    height_of: Callable[[float], float]


def figure_chart(figure: Figure, *, for_print: bool = False, width: float = PAPER_WIDTH) -> FigureChart:
    """Draw a figure in the language now in use.

    Parameters
    ----------
    width
        px in print; on the page it is as wide as the page lets it.
    """
    summary = figure_sentence(figure)
    canvas = Canvas.for_paper(width, on_plate=False) if for_print else Canvas.for_page()
    years = figure_years(figure)
    numbers = [*figure.values.values(), *figure.target.values(), *figure.comparison.values()]
    highest, lowest = max([0.0, *numbers]), min([0.0, *numbers])
    span = (highest - lowest) or 1.0

    def height_of(value: float) -> float:
        return _BOTTOM - (value - lowest) / span * (_BOTTOM - _TOP)

    slot = 1 / max(len(years), 1)
    ground = height_of(0.0)
    for place, year in enumerate(years):
        centre = (place + 0.5) * slot
        _column(canvas, figure, year, _Place(centre, slot, ground, height_of))
        if year in figure.comparison:
            y = height_of(figure.comparison[year])
            canvas.line("bench-line", centre - slot * 0.36, y, centre + slot * 0.36, y, stroke=2.5)
        if year in figure.target:
            canvas.dot("target", centre, height_of(figure.target[year]), 4.5)
        canvas.text("mute", centre, _YEARS, str(year), anchor="middle")
    canvas.line("grid", 0, ground, 1, ground)
    name = (figure.comparison_label or _("Comparison")) if figure.comparison else ""
    # Every text in it is escaped where it is written.
    svg = mark_safe(canvas.finish(_HEIGHT, summary=summary))  # noqa: S308
    return FigureChart(svg, summary, figure_table(figure), bool(figure.target), name)


def figure_years(figure: Figure) -> tuple[int, ...]:
    """Return every year the figure says anything about, in order."""
    return tuple(sorted({*figure.values, *figure.target, *figure.comparison}))


def figure_sentence(figure: Figure) -> str:
    """Say in one sentence where the figure began, where it stands, and whether that is the wanted direction."""
    years = sorted(figure.values)
    if not years:
        return _("%(title)s: no values") % {"title": figure.title}
    first, last = figure.values[years[0]], figure.values[years[-1]]
    facts = {
        "title": figure.title,
        "first": years[0],
        "last": years[-1],
        "before": _shown(figure, first),
        "after": _shown(figure, last),
    }
    if len(years) == 1:
        return _("%(title)s: %(after)s in %(last)s") % facts
    if first == last:
        return _("%(title)s: unchanged at %(after)s from %(first)s to %(last)s") % facts
    if (last > first) == (figure.direction == "up"):
        return _("%(title)s: better, from %(before)s in %(first)s to %(after)s in %(last)s") % facts
    return _("%(title)s: worse, from %(before)s in %(first)s to %(after)s in %(last)s") % facts


def figure_table(figure: Figure) -> ChartTable:
    """Return the numbers by year; a year without one has a dash."""
    columns: list[tuple[str, Mapping[int, float]]] = [(_("Value"), figure.values)]
    if figure.target:
        columns.append((_("Target"), figure.target))
    if figure.comparison:
        columns.append((figure.comparison_label or _("Comparison"), figure.comparison))
    rows = tuple(
        (str(year), *(plain_number(held[year]) if year in held else "–" for _name, held in columns))
        for year in figure_years(figure)
    )
    caption = f"{figure.title} ({figure.unit})" if figure.unit else figure.title
    return ChartTable(caption, (_("Year"), *(name for name, _held in columns)), rows)


def _column(canvas: Canvas, figure: Figure, year: int, at: _Place) -> None:
    if year not in figure.values:
        canvas.text("mute", at.centre, at.ground - 6, "–", anchor="middle")
        return
    width = min(at.slot * 0.46, 0.13)
    top = at.height_of(figure.values[year])
    upper, lower = min(top, at.ground), max(top, at.ground)
    canvas.rect("own", at.centre - width / 2, upper, width, max(lower - upper, 1.5))
    # The number goes above whatever stands in the column, never through it.
    marks = [at.height_of(held[year]) - 5 for held in (figure.target, figure.comparison) if year in held]
    above = max(min([upper, *marks]) - 8, 12)
    canvas.text("own-text", at.centre, above, plain_number(figure.values[year]), anchor="middle", bold=True)


def _shown(figure: Figure, value: float) -> str:
    return with_unit(plain_number(value), figure.unit)
