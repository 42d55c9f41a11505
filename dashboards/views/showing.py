"""A page as templates write it: every value as its words, with its link, its shade and its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.reference import UnableToFindRegion, region
from dashboards.figures import Column, Kind, Page, Provenance, Row, Table, Value, Withheld
from dashboards.writing.cells import shown_number
from qmplatform.charts import ChartSpec, to_plotly, to_svg
from qmplatform.korean.formats import kdate, kdatetime, plain_number
from qmplatform.templatetags.layout import address

# Lower bounds of the shades two to five where a table names none: the levels of the model.
SHADES: Final = (30.0, 45.0, 60.0, 75.0)
# Formats of a page, and of one table: those drawn only where there is a picture.
PAGE_FORMATS: Final = ("xlsx", "hwpx", "pdf")
# A chart of so few lines stands beside a map.
_FEW_LINES: Final = 8
# What of a chart runs beside its labels.
_PARALLEL: Final = ("labels", "own", "benchmark", "q1", "q3", "interval", "target", "absent", "units")
_DRAWN: Final = frozenset({"bars", "trend", "matrix"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in words. `text` is empty where it is withheld: then `why` says so."""

    text: str
    why: str = ""
    reason: str = ""
    interval: str = ""
    companies: str = ""
    note: str = ""
    url: str = ""
    shade: str = ""
    number: bool = True
    # Column it stands in, for phones.
    label: str = ""
    # Of the widest bar of its column, percent.
    width: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its name and its cells. `short` is the name on a small tile, `place` names where on the map it stands."""

    code: str
    name: Cell
    cells: tuple[Cell, ...]
    short: str = ""
    place: str = ""

    @property
    def whole(self) -> Cell | None:
        """Return what stands in place of all cells where all are withheld for one reason."""
        reasons = {(cell.why, cell.reason) for cell in self.cells}
        alike = len(self.cells) > 1 and len(reasons) == 1 and bool(self.cells[0].why) and self.cells[0].why != "–"
        return self.cells[0] if alike else None


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a table or of a page."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its picture."""

    code: str
    title: str
    lead: str
    name_title: str
    picture: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    empty: str
    svg: SafeString
    figure: dict[str, Any] | None
    # Names of what has no bar of its own.
    left_out: tuple[str, ...]
    # Shade class and from where to where.
    legend: tuple[tuple[str, str], ...]
    # A value is withheld: the legend says how that looks.
    has_withheld: bool
    downloads: tuple[Download, ...]

    @property
    def has_picture(self) -> bool:
        """Tell whether anything but the table itself is shown."""
        return bool(self.svg) or self.picture in ("heat", "map", "funnel")

    @property
    def is_small(self) -> bool:
        """Tell whether the table fits beside another one."""
        return self.picture in ("map", "trend") or (
            self.picture in ("bars", "funnel") and len(self.lines) <= _FEW_LINES
        )


@dataclass(frozen=True, slots=True)
class Band:
    """What stands below one another: tiles of several tables in one band, or one table or two side by side."""

    kind: str
    tables: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A whole page as the template writes it."""

    page: Page
    bands: tuple[Band, ...]
    trail: tuple[tuple[str, str], ...]
    source: tuple[str, ...]
    as_of: str
    companies: str
    downloads: tuple[Download, ...]
    has_figures: bool


def shown_page(page: Page, language: str, *, may_export: bool) -> ShownPage:
    """Return a page as the template writes it.

    Parameters
    ----------
    may_export
        Whether the reader may take files away; otherwise no download is offered.
    """
    tables = [_shown(table, page, language, may_export=may_export) for table in page.tables]
    origin = page.provenance
    total = None if origin.companies is None else f"{origin.companies:,}"
    return ShownPage(
        page=page,
        bands=tuple(_bands(tables)),
        trail=tuple((title, _page_url(page.name, query)) for title, query in page.trail),
        source=tuple(_source(origin, language)),
        as_of=_as_of(origin, language),
        companies="" if total is None else _("about %(number)s companies") % {"number": total},
        downloads=tuple(_files(page, PAGE_FORMATS, "")) if may_export else (),
        has_figures=any(table.figure for table in tables),
    )


def value_text(value: Value, column: Column, language: str) -> str:
    """Write a value as its column says; nothing where it is withheld."""
    return "" if value.value is None else _text(value.value, column, language)


def withheld_words(reason: Withheld) -> tuple[str, str]:
    """Return what stands in place of a value: a short word, and why."""
    return {
        Withheld.FEW: (_("Withheld"), _("(under 5 companies)")),
        Withheld.OUTSIDE: (_("Not shown"), _("(outside your office)")),
        Withheld.NOT_CROSSED: (_("Not published"), _("(too few took part to cross these)")),
        Withheld.NONE: ("–", _("No figures")),
    }[reason]


def _shown(table: Table, page: Page, language: str, *, may_export: bool) -> Shown:
    svg, figure = SafeString(""), None
    chart, left_out = _drawn(table)
    if chart is not None:
        svg = mark_safe(to_svg(chart))  # noqa: S308  drawn and escaped by the chart
        figure = to_plotly(chart) if table.picture != "matrix" else None
    shaded = table.picture in ("heat", "map")
    lines = tuple(_line(row, table, page, language) for row in table.rows)
    formats = ("csv", "svg", "png") if svg or shaded or table.picture == "funnel" else ("csv",)
    return Shown(
        code=table.code,
        title=table.title,
        lead=table.lead,
        name_title=table.name_title,
        picture=table.picture,
        columns=table.columns,
        lines=lines,
        empty=table.empty or _("Nothing to show for these filters."),
        svg=svg,
        figure=figure,
        left_out=left_out,
        legend=tuple(_legend(table)) if shaded else (),
        has_withheld=any(cell.reason and cell.why != "–" for line in lines for cell in line.cells),
        downloads=tuple(_files(page, formats, table.code)) if may_export and table.rows else (),
    )


def _drawn(table: Table) -> tuple[ChartSpec | None, tuple[str, ...]]:
    """Return what is drawn of a table's chart: bars only where there is a value, with the names of the others."""
    chart = table.chart
    if chart is None or not table.rows or table.picture not in _DRAWN:
        return None, ()
    if table.picture != "bars" or chart.kind != "bars":
        return chart, ()
    kept = [at for at, own in enumerate(chart.own) if own is not None]
    if not kept:
        return None, ()
    columns: dict[str, Any] = {
        name: tuple(values[at] for at in kept) for name in _PARALLEL if (values := getattr(chart, name))
    }
    return replace(chart, **columns), tuple(label for at, label in enumerate(chart.labels) if at not in kept)


def _line(row: Row, table: Table, page: Page, language: str) -> Line:
    shaded, widest = table.picture in ("heat", "map"), _widest(table)
    counted = any(column.kind is Kind.COUNT for column in table.columns)
    name = _cell(row.name, Column("name", table.name_title, Kind.TEXT), page, language)
    cells = [_cell(value, column, page, language) for value, column in zip(row.values, table.columns, strict=True)]
    for at, (value, column) in enumerate(zip(row.values, table.columns, strict=True)):
        if counted and not shaded:
            cells[at] = replace(cells[at], companies="")
        if shaded and (table.picture == "heat" or at == 0):
            cells[at] = replace(cells[at], shade=_shade(value, column, table))
    if table.picture == "funnel" and cells and widest:
        first = row.values[0].value
        share = float(first) / widest * 100 if isinstance(first, int | float) else 0.0
        cells[0] = replace(cells[0], width=f"{share:.1f}%")
    short, place = _place(row, language) if table.picture == "map" else ("", "")
    return Line(row.code, name, tuple(cells), short or name.text, place)


def _cell(value: Value, column: Column, page: Page, language: str) -> Cell:
    why, reason = ("", "") if value.withheld is None else withheld_words(value.withheld)
    return Cell(
        text=value_text(value, column, language),
        why=why,
        reason=reason,
        interval=_interval(value, column, language),
        companies=_companies(value.companies),
        note=value.note,
        url=_page_url(value.page or page.name, value.query) if value.query or value.page else "",
        number=column.kind is not Kind.TEXT,
        label=column.title,
    )


def _text(value: float | int | str, column: Column, language: str) -> str:
    if isinstance(value, str):
        return _dated(value, language) if column.kind is Kind.DATE else value
    return shown_number(value, column)


def _dated(value: str, language: str) -> str:
    try:
        return kdate(date.fromisoformat(value[:10]), language)
    except ValueError:
        return value


def _interval(value: Value, column: Column, language: str) -> str:
    if value.low is None or value.high is None:
        return ""
    bare = replace(column, unit="")
    return f"{_text(value.low, bare, language)}~{_text(value.high, bare, language)}"


def _companies(number: int | None) -> str:
    return "" if number is None else _("%(number)s companies") % {"number": f"{number:,}"}


def _shade(value: Value, column: Column, table: Table) -> str:
    if not isinstance(value.value, int | float) or column.kind in (Kind.COUNT, Kind.TEXT, Kind.WHOLE, Kind.DATE):
        return ""
    bounds = table.shades or SHADES
    return f"h{1 + sum(value.value >= bound for bound in bounds)}"


def _legend(table: Table) -> Iterator[tuple[str, str]]:
    bounds = [plain_number(bound) for bound in table.shades or SHADES]
    yield "h1", _("under %(bound)s") % {"bound": bounds[0]}
    for place, (low, high) in enumerate(pairwise(bounds), start=2):
        yield f"h{place}", f"{low}~{high}"
    yield f"h{len(bounds) + 1}", _("%(bound)s and over") % {"bound": bounds[-1]}


def _widest(table: Table) -> float:
    firsts = [row.values[0].value for row in table.rows if row.values]
    return max((float(value) for value in firsts if isinstance(value, int | float)), default=0.0)


def _place(row: Row, language: str) -> tuple[str, str]:
    """Return the short name of a region, and where on the map it stands."""
    try:
        found = region(row.code)
    except UnableToFindRegion:
        return str(row.name.value or ""), ""
    short = found.name_en.split(" (")[0].split(" Integrated")[0].removesuffix("-do")
    return (found.short_ko if language == "ko" else short), f"at-{found.code}"


def _bands(tables: Sequence[Shown]) -> Iterator[Band]:
    """Yield tiles that follow one another as one band, and a map beside the table or trend after it."""
    for are_tiles, run in groupby(tables, key=lambda table: table.picture == "tiles"):
        found = list(run)
        if are_tiles:
            yield Band("tiles", tuple(found))
            continue
        while found:
            pair = len(found) > 1 and found[0].picture in ("map", "trend") and found[1].is_small
            yield Band("pair" if pair else "one", tuple(found[: 1 + pair]))
            del found[: 1 + pair]


def _files(page: Page, formats: Sequence[str], table: str) -> Iterator[Download]:
    titles = {
        "xlsx": _("Tables and filters [xlsx]"),
        "hwpx": _("Brief for reports [hwpx]"),
        "pdf": _("Brief to print [pdf]"),
    }
    for name in formats:
        url = address("dashboards:export", page.name, name)
        if url:
            query = "&".join(part for part in (page.query, f"table={table}" if table else "") if part)
            yield Download(titles.get(name, name.upper()), f"{url}?{query}" if query else url)


def _page_url(name: str, query: str) -> str:
    return f"{reverse('dashboards:page', args=[name])}{'?' if query else ''}{query}"


def _as_of(origin: Provenance, language: str) -> str:
    if origin.as_of is None:
        return ""
    if origin.edition:
        return _("As of %(date)s") % {"date": kdate(origin.as_of, language)}
    return _("Counted up to %(moment)s") % {"moment": _moment(origin.as_of, language)}


def _moment(value: datetime, language: str) -> str:
    return kdatetime(value, language)


def _source(origin: Provenance, language: str) -> Iterator[str]:
    if origin.edition:
        yield _("Edition %(identity)s") % {"identity": origin.edition[:19]}
    if origin.model:
        yield origin.model
    yield from origin.notes
