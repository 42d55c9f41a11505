"""What the pages of daily figures have in common: which part is looked at, and tables of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import Company
from accounts.reference import GROUPS, UnableToFindArea, UnableToFindRegion, UnableToFindSector, region_on
from accounts.reference import area as find_area
from accounts.reference import region as find_region
from accounts.reference import sector as find_sector
from dashboards.daily import DIMENSIONS, Places
from dashboards.figures import Column, Kind, Page, Provenance, Row, Table, UnableToReadFilters, Value, Withheld
from dashboards.selectors.daily import NATION, Daily, chosen_part
from dashboards.selectors.query import Query
from dashboards.selectors.scope import NOWHERE
from qmplatform.charts import Absent, ChartSpec

# The order of the tables on a page.
SHOWN: Final = ("size", "group", "sector", "area", "region")
Numbers = Mapping[str, int | None]
# Column, and what stands in it for the numbers of a row.
Told = tuple[Column, Callable[[Numbers], Value]]
_SHADES: Final = (20.0, 40.0, 60.0, 80.0)


@dataclass(frozen=True, slots=True)
class Part:
    """The companies a page is about: all, one code of one dimension, or why nothing can be told of them."""

    dimension: str
    code: str
    name: str
    withheld: Withheld | None = None

    @property
    def is_nation(self) -> bool:
        return not self.code and self.withheld is None

    def numbers(self, protected: Mapping[str, Any]) -> Numbers:
        """Return the numbers of the part; none at all where nothing may be told."""
        if self.withheld is not None:
            return {}
        found: Numbers = protected[self.dimension].get(self.code, {})
        return found


def part_of(query: Query, on: date) -> Part:
    """Return whom the filters ask for.

    Raises
    ------
    UnableToReadFilters
        A code does not exist.
    """
    filters = query.filters
    named = [(name, getattr(filters, name)) for name in SHOWN if getattr(filters, name)]
    titles = [label(name, code, query.language) for name, code in named]
    if "" in titles:
        raise UnableToReadFilters(*named[titles.index("")])
    title = " · ".join(titles) or _("Whole country")
    chosen = chosen_part(filters)
    if not all(may_see(query, name, code) for name, code in named):
        return Part("", "", title, Withheld.OUTSIDE)
    if chosen is None:
        return Part("", "", title, Withheld.NOT_CROSSED)
    dimension, code = chosen
    if dimension == "region" and code != NOWHERE:
        code = region_on(code, on).code
    return Part(dimension, code, title)


def may_see(query: Query, dimension: str, code: str) -> bool:
    """Tell whether an office sees numbers of a code; groups of sectors are not an association's."""
    if dimension == "group":
        return not query.scope.sector
    if dimension == "size":
        return True
    return query.scope.may_see(**{dimension: code})


def label(dimension: str, code: str, language: str) -> str:
    """Name a code, '' where there is none such."""
    try:
        match dimension:
            case "group":
                return next((group.name(language) for group in GROUPS if group.code == code), "")
            case "size":
                return str(Company.Size(code).label)
            case "sector":
                return find_sector(code).name(language)
            case "area":
                return find_area(code).name(language)
            case _:
                found = find_region(code)
                return found.short_ko if language == "ko" else found.name_en
    except (UnableToFindSector, UnableToFindArea, UnableToFindRegion, ValueError):
        return _("No region") if code == NOWHERE else ""


def title_of(dimension: str) -> str:
    """Name a dimension."""
    return {
        "size": _("Size"),
        "group": _("Group of sectors"),
        "sector": _("Sector"),
        "area": _("Area"),
        "region": _("Region"),
    }[dimension]


def number(n: int | None, *, query: str = "") -> Value:
    """Return a count as told, withheld where it is none."""
    return Value(withheld=Withheld.FEW) if n is None else Value(n, query=query)


def share(n: int | None, whole: int | None) -> Value:
    """Return how many percent one told number is of another; worked out from what is told, and from nothing else."""
    if n is None or not whole:
        return Value(withheld=Withheld.FEW)
    return Value(int(1000 * n / whole + 0.5) / 10)


def counted(code: str, title: str) -> Told:
    """Return a column of a step's numbers."""
    return Column(code, title, Kind.COUNT), lambda numbers: number(numbers.get(code))


def shared(code: str, title: str, step: str, of: str) -> Told:
    """Return a column of how many percent of one step took another."""
    return Column(code, title, Kind.PERCENT), lambda numbers: share(numbers.get(step), numbers.get(of))


def funnel(code: str, title: str, part: Part, numbers: Numbers, steps: Sequence[tuple[str, str]]) -> Table:
    """Return how many companies of the part came how far."""
    columns = (
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("of_first", _("Of the first step"), Kind.PERCENT),
        Column("of_before", _("Of the step before"), Kind.PERCENT),
    )
    rows = []
    for at, (step, name) in enumerate(steps):
        n, first, before = numbers.get(step), numbers.get(steps[0][0]), numbers.get(steps[max(at - 1, 0)][0])
        values: tuple[Value, ...] = (number(n), share(n, first), share(n, before))
        if part.withheld is not None:
            values = (Value(withheld=part.withheld),) * len(columns)
        rows.append(Row(step, Value(name), values))
    return Table(code, title, columns, tuple(rows), lead=part.name, name_title=_("Step"), picture="funnel")


def by_dimension(query: Query, protected: Mapping[str, Any], columns: Sequence[Told], on: date) -> tuple[Table, ...]:
    """Return a table a dimension of what the reader's office may see of it; each row leads to its part."""
    places, found = Places(on), []
    bare = query.filters.with_(**dict.fromkeys(DIMENSIONS, ""))
    for dimension in SHOWN:
        rows = tuple(
            Row(
                code,
                Value(label(dimension, code, query.language), query=bare.with_(**{dimension: code}).query()),
                tuple(told(protected[dimension].get(code, {})) for _column, told in columns),
            )
            for code in places.codes(dimension)
            if may_see(query, dimension, code)
        )
        if rows:
            found.append(_dimension_table(query, dimension, tuple(column for column, _told in columns), rows))
    return tuple(found)


def _dimension_table(query: Query, dimension: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    title, is_rate = title_of(dimension), columns[0].kind is Kind.PERCENT
    heading = _("By %(dimension)s") % {"dimension": title.lower() if query.language != "ko" else title}
    if dimension == "region" and is_rate and len(rows) > 1:
        return Table(dimension, heading, columns, rows, name_title=title, picture="map", shades=_SHADES)
    if dimension in ("size", "sector") and is_rate and len(rows) > 1:
        chart = bars(query, heading, columns[0].title, rows)
        return Table(dimension, heading, columns, rows, name_title=title, picture="bars", chart=chart)
    return Table(dimension, heading, columns, rows, name_title=title)


def bars(query: Query, title: str, what: str, rows: Sequence[Row], *, is_count: bool = False) -> ChartSpec:
    """Return the first column of rows as bars."""
    own = [row.values[0].value for row in rows]
    numbers = [float(value) if isinstance(value, int | float) else None for value in own]
    highest = max((n for n in numbers if n is not None), default=1.0)
    return ChartSpec(
        kind="bars",
        title=title,
        summary=_("%(what)s: %(title)s. The numbers are in the table.") % {"what": what, "title": title},
        labels=[str(row.name.value) for row in rows],
        own=numbers,
        absent=[Absent.HIDDEN if n is None else None for n in numbers],
        domain=(0, highest if is_count else 100),
        unit="" if is_count else "%",
        digits=0 if is_count else 1,
        language=query.language,
        own_name=what,
    )


def rounding_notes() -> tuple[str, ...]:
    """Return what is said of all daily figures."""
    return (
        _("Counted once a day up to midnight in Korea; the numbers stay the same all day."),
        _("Companies to the nearest five; nothing is shown under five companies or three business groups."),
        _("Percentages are worked out from the rounded numbers."),
        _("One dimension at a time; dimensions are not crossed."),
    )


def trail_of(query: Query, part: Part) -> tuple[tuple[str, str], ...]:
    """Return the way down from the country."""
    bare = query.filters.with_(**dict.fromkeys(DIMENSIONS, ""))
    top = (_("Whole country"), bare.query())
    return (top,) if part.is_nation else (top, (part.name, query.filters.query()))


def conditions_of(query: Query, *beside: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the filters in words."""
    named = [(name, getattr(query.filters, name)) for name in SHOWN if getattr(query.filters, name)]
    return (*beside, *((title_of(name), label(name, code, query.language)) for name, code in named))


def whole(protected: Mapping[str, Any]) -> Numbers:
    """Return the numbers of the country."""
    dimension, code = NATION
    found: Numbers = protected[dimension][code]
    return found


def not_counted(name: str, title: str, lead: str, query: Query) -> Page:
    """Return the page as it is before the first count."""
    said = _("These figures are counted every night. Nothing has been counted yet.")
    return Page(name, title, query.filters.query(), (), Provenance("", None), lead=f"{lead} {said}")


def provenance(daily: Daily, companies: int | None, *notes: str) -> Provenance:
    """Return where daily figures come from."""
    return Provenance(
        edition="",
        as_of=daily.as_of,
        companies=companies,
        is_synthetic=bool(daily.content.get("is_synthetic")),
        notes=(*notes, *rounding_notes()),
    )
