"""The data dam as a page shows it: names, links to the cases behind each number, and pictures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cases.criteria import Criteria
from cases.dam.counting import KINDS, Period, Trends
from cases.dam.criteria import DamCriteria
from cases.dam.crossing import Cell
from cases.dam.gains import FamilyGains, Spread
from cases.dam.statistics import DamStatistics, Tally
from cases.dam_pictures import bar_svg, dots_svg, scale_svg
from cases.facets import choice_name
from qmplatform.korean.formats import number1, signed1, won_in_words

# Methods and themes of the grid; the whole of it is in the API and in the list below.
GRID_METHODS: Final = 14
GRID_THEMES: Final = 10
OUTSTANDING: Final = 8
TALLY_SHOWN: Final = 8
PERIOD_ROWS: Final = 22
# Shades of the grid, each from its share of a theme's cases on.
_SHADES: Final = ((0.0, "h1"), (0.1, "h2"), (0.2, "h3"), (0.35, "h4"), (0.6, "h5"))
_ORDERS: Final = ("rank", "percentile")
# More choices of one kind than this the list of cases does not take.
_YEARS_OF_A_LINK: Final = 60


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid: cases, where they are listed, its shade, and what a screen reader adds."""

    n: int
    url: str
    shade: str
    note: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a grid."""

    name: str
    n: int
    url: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A method and a theme that go together more often than chance has it."""

    method: str
    theme: str
    n: int
    url: str
    share: str
    lift: str


@dataclass(frozen=True, slots=True)
class SingleLine:
    """One value with the case it comes from."""

    text: str
    organisation: str
    year: int | None
    url: str


@dataclass(frozen=True, slots=True)
class GainRow:
    """A family with one kind of change."""

    name: str
    url: str
    n: int
    better: int
    median: str
    span: str
    half: str
    singles: tuple[SingleLine, ...]
    picture: SafeString


@dataclass(frozen=True, slots=True)
class TallyRow:
    """A code with its cases; no address where the list of cases cannot be narrowed to it."""

    name: str
    n: int
    url: str
    picture: SafeString


class Links:
    """Addresses of the cases behind a number, narrowed as the page is."""

    def __init__(self, criteria: DamCriteria, years: Sequence[int]) -> None:
        self.years = years
        chosen: dict[str, tuple[str, ...]] = {"verified": ("1",)}
        for facet, code in (("theme", criteria.theme), ("sector", criteria.sector), ("country", criteria.country)):
            if code:
                chosen[facet] = (code,)
        if criteria.first is not None or criteria.last is not None:
            chosen["year"] = tuple(str(year) for year in years if criteria.takes_year(year))
        self.chosen = chosen

    def to(self, **codes: str | tuple[str, ...]) -> str:
        """Return the list of cases with more choices; nothing where it takes no such list."""
        more = {facet: code if isinstance(code, tuple) else (code,) for facet, code in codes.items()}
        chosen = {**self.chosen, **more}
        if len(chosen.get("year", ())) > _YEARS_OF_A_LINK or not all(all(own) for own in more.values()):
            return ""
        return f"{reverse('cases:list')}?{Criteria(chosen=chosen).query_string()}"

    def to_period(self, period: Period, **codes: str) -> str:
        within = tuple(str(year) for year in self.years if period.first <= year <= period.last)
        return self.to(year=within, **codes)


def page_context(found: DamStatistics, whole: DamStatistics, by: str, language: str) -> dict[str, Any]:
    """Return what the page of a choice of cases shows.

    Parameters
    ----------
    whole : DamStatistics
        Of all cases.
    by : str
        What is counted over the years; what is none of `KINDS` means themes.
    """
    by = by if by in KINDS else KINDS[0]
    links = Links(found.criteria, [year for year, _count in whole.trends.years])
    columns, grid = crossing_rows(found, links, language)
    crossing = found.crossing
    return {
        "found": found,
        "criteria": found.criteria,
        "query": found.criteria.query_string(),
        "filters": _filters(found.criteria, whole, language),
        "all_link": links.to(),
        "columns": columns,
        "grid": grid,
        "methods_left": max(len(crossing.methods) - GRID_METHODS, 0),
        "themes_left": max(len(crossing.themes) - GRID_THEMES, 0),
        "pairs": outstanding(found, links, language),
        "gains": [
            (kind, [row for row in rows if row.n > 1], [row for row in rows if row.n == 1])
            for kind in ("stated", "measured", "points")
            if (rows := gain_rows(found, kind, language))
        ],
        "scale": _safe(scale_svg()),
        "money": [(kind, rows) for kind in ("yearly", "once") if (rows := gain_rows(found, kind, language))],
        "periods": period_tally(found.trends, links),
        "by": by,
        "kinds": [(kind, f"?{urlencode([*found.criteria.pairs(), ('by', kind)])}#years") for kind in KINDS],
        "period_rows": period_rows(found.trends, by, links, language)[:PERIOD_ROWS],
        "periods_left": max(len(found.trends.kinds[by]) - PERIOD_ROWS, 0),
        "tallies": [
            (facet, tally[:TALLY_SHOWN], tally[TALLY_SHOWN:])
            for facet, counts in (
                ("sector", found.sectors),
                ("award", found.awards),
                ("country", found.countries),
                ("size", found.sizes),
            )
            if (tally := tally_rows(counts, facet, links, language))
        ],
    }


def _filters(
    criteria: DamCriteria, whole: DamStatistics, language: str
) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """Return what each filter is set to and can be set to: code, name and cases, by name."""
    themes = [(code, sum(counts)) for code, counts in whole.trends.kinds["theme"]]
    given = (
        ("theme", criteria.theme, themes),
        ("sector", criteria.sector, whole.sectors),
        ("country", criteria.country, whole.countries),
    )
    return [
        (name, chosen, sorted([(code, choice_name(name, code, language), n) for code, n in counts if code], key=_name))
        for name, chosen, counts in given
    ]


def _name(choice: tuple[str, str, int]) -> str:
    return choice[1]


def crossing_rows(found: DamStatistics, links: Links, language: str) -> tuple[list[tuple[str, int]], list[GridRow]]:
    """Return the columns (name, cases that name a method) and the rows of the grid, the most frequent of both."""
    crossing = found.crossing
    columns = [(choice_name("theme", code, language), n) for code, n in crossing.themes[:GRID_THEMES]]
    rows = [
        GridRow(
            name=choice_name("method", method, language),
            n=n,
            # A method's cases are those of every theme, also where one theme is looked at.
            url=links.to(theme=(), method=method),
            cells=tuple(
                _grid_cell(cell, links.to(method=method, theme=theme))
                for (theme, _count), cell in zip(crossing.themes[:GRID_THEMES], cells, strict=False)
            ),
        )
        for (method, n), cells in zip(crossing.methods[:GRID_METHODS], crossing.cells, strict=False)
    ]
    return columns, rows


def _grid_cell(cell: Cell, url: str) -> GridCell:
    if not cell.n:
        return GridCell(0, "", "", "")
    if cell.share is None:
        return GridCell(cell.n, url, "few", _("too few to compare"))
    if cell.is_namesake:
        return GridCell(cell.n, url, "same", _("the theme by another name"))
    return GridCell(cell.n, url, _shade(cell.share), _percent(cell.share))


def outstanding(found: DamStatistics, links: Links, language: str) -> list[Pair]:
    """Return the pairs that stand out: five cases or more, no namesakes, together more often than chance has it."""
    crossing = found.crossing
    told = [
        (cell.lift, cell.share, method, theme, cell.n)
        for (method, _n), cells in zip(crossing.methods, crossing.cells, strict=True)
        for (theme, _m), cell in zip(crossing.themes, cells, strict=True)
        if cell.lift is not None and cell.share is not None and cell.lift > 1
    ]
    told.sort(key=lambda one: (-one[0], -one[4], one[2], one[3]))
    return [
        Pair(
            method=choice_name("method", method, language),
            theme=choice_name("theme", theme, language),
            n=n,
            url=links.to(method=method, theme=theme),
            share=_percent(share),
            lift=number1(lift),
        )
        for lift, share, method, theme, n in told[:OUTSTANDING]
    ]


def _percent(share: float) -> str:
    return f"{number1(share * 100, 0)}%"


def gain_rows(found: DamStatistics, kind: str, language: str) -> list[GainRow]:
    """Return the families with a spread of one kind: ``measured``, ``stated``, ``points``, ``yearly`` or ``once``."""
    rows = []
    for gains in found.gains:
        spread: Spread | None = getattr(gains, kind)
        if spread is not None:
            rows.append(_gain_row(found.criteria, gains, spread, kind, language))
    return sorted(rows, key=lambda row: -row.n)


def _gain_row(criteria: DamCriteria, gains: FamilyGains, spread: Spread, kind: str, language: str) -> GainRow:
    def shown(value: float) -> str:
        return gain_text(value, kind, gains.kpi.code, language)

    is_measured = kind == "measured"
    dots = [dot for dot in gains.dots if dot[1] is is_measured] if kind in ("measured", "stated") else []
    lower = gains.kpi.better == "lower"
    return GainRow(
        name=gains.kpi.name(language),
        url=family_address(gains.kpi.code, criteria),
        n=spread.n,
        better=sum((ratio < 1) if lower else (ratio > 1) for ratio, _measured in dots),
        median=shown(spread.median),
        span=f"{shown(spread.low)} ~ {shown(spread.high)}" if spread.n > 1 else "",
        half="" if spread.q1 is None or spread.q3 is None else f"{shown(spread.q1)} ~ {shown(spread.q3)}",
        singles=tuple(
            SingleLine(
                shown(one.value),
                one.organisation_ko if language == "ko" else one.organisation_en,
                one.year,
                reverse("cases:detail", args=[one.case_id]),
            )
            for one in spread.singles
        ),
        picture=_safe(dots_svg(dots, 1 + spread.median / 100)) if dots else SafeString(""),
    )


def gain_text(value: float, kind: str, code: str, language: str) -> str:
    """Write a value of a family: a change in percent, points, or won."""
    if kind in ("yearly", "once", "money"):
        return won_in_words(_rounded(value), language)
    if kind == "points":
        unit = "" if code in _ORDERS else "%p"
        return f"{signed1(value, 0 if value.is_integer() else 1)}{unit}"
    return f"{signed1(value, 0)}%"


def _rounded(value: float) -> int:
    """Round an amount to three digits that say something: a median of won has no more."""
    if value <= 0:
        return 0
    digits = 2 - math.floor(math.log10(value))
    return int(round(value, min(digits, 0)))


def family_address(code: str, criteria: DamCriteria) -> str:
    query = criteria.query_string()
    return reverse("cases:dam-measure", args=[code]) + (f"?{query}" if query else "")


def tally_rows(counts: Tally, facet: str, links: Links, language: str) -> list[TallyRow]:
    """Return counts by code with names, addresses and bars."""
    longest = max((n for _code, n in counts), default=0)
    return [
        TallyRow(
            choice_name(facet, code, language) if code else _("Not known"),
            n,
            links.to(**{facet: code}),
            _safe(bar_svg(n / longest)),
        )
        for code, n in counts
    ]


def period_name(period: Period) -> str:
    if period.is_open:
        return _("to %(year)d") % {"year": period.last}
    return str(period.first) if period.first == period.last else f"{period.first}–{period.last % 100:02d}"


def period_rows(trends: Trends, by: str, links: Links, language: str) -> list[GridRow]:
    """Return the counts of one kind by period, each cell shaded by its share of the period's cases."""
    return [
        GridRow(
            name=choice_name(by, code, language) if code else _("Not known"),
            n=sum(counts),
            url=links.to(**{by: code}),
            cells=tuple(
                GridCell(n, links.to_period(period, **{by: code}), _shade(n / of_all) if n else "", "")
                for n, period, of_all in zip(counts, trends.periods, trends.cases, strict=True)
            ),
        )
        for code, counts in trends.kinds[by]
    ]


def _shade(share: float) -> str:
    return [name for start, name in _SHADES if share >= start][-1]


def period_tally(trends: Trends, links: Links) -> list[TallyRow]:
    longest = max(trends.cases, default=0)
    return [
        TallyRow(period_name(period), n, links.to_period(period), _safe(bar_svg(n / longest if longest else 0)))
        for period, n in zip(trends.periods, trends.cases, strict=True)
    ]


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308  drawn and escaped by the canvas
