"""Regions and areas on the map, and the way down: region, sector, size, dimension, indicator."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.reference import area_of, region
from dashboards.editions import NATION, SetKey
from dashboards.figures import Column, Kind, Page, Row, Table, Value
from dashboards.selectors.finding import here_findings, order_findings
from dashboards.selectors.index import here_table
from dashboards.selectors.naming import SEPARATOR
from dashboards.selectors.query import Query
from dashboards.selectors.reading import Reading, reading_of
from dashboards.selectors.scope import NOWHERE
from dashboards.selectors.stepping import possible_maps, possible_sets
from dashboards.selectors.tables import by_code, by_node, put, region_map
from dashboards.selectors.trend import trend_table


def page(query: Query) -> Page:
    """Return the page."""
    return regions(reading_of(query))


def regions(reading: Reading) -> Page:
    """Return the page of a reading."""
    key = reading.key
    tables = []
    kind = SetKey(sector=key.sector, group=key.group, size=key.size)
    if not key.region:
        tables += [region_map(reading, kind), *possible_maps(reading, kind, "region", "regions")]
        if not key.area:
            lead = _("The five areas of the plan: Seoul, Daejeon, Daegu, Busan and Gwangju.")
            title = _("The five areas")
            areas = by_code(reading, "areas", title, "area", within=kind, lead=lead, page="regions")
            # A local office sees the country and its own region, no areas.
            tables += [areas] if areas.rows and reading.view.is_crossed(kind._replace(area="x")) else []
    if not any(table.code == "possible" for table in tables):
        tables += possible_sets(reading, "regions")
    if key.region or key.area:
        tables += _down(reading)
    said = here_findings(reading) if key.region else order_findings(reading, "region", kind._replace(area=key.area))
    return reading.page(
        "regions",
        _("Regions"),
        tables,
        lead=_("How regions differ. A region leads down to its sectors, sizes and dimensions."),
        findings=said,
        notes=(_("Regions are those of the edition's day; merged ones are shown under their new name."),),
    )


def _down(reading: Reading) -> list[Table]:
    """Return the next steps down from a region or an area: what it consists of, then the model."""
    key, found, closed = reading.key, [here_table(reading)], []
    steps = (
        ("groups", "group", _("By group of sectors"), not key.group and not key.sector),
        ("sectors", "sector", _("By sector"), not key.sector),
        ("sizes", "size", _("By size"), not key.size),
    )
    for code, dimension, title, is_open in steps:
        if is_open and reading.view.is_crossed(put(key, dimension, "x")):
            found.append(by_code(reading, code, title, dimension, within=key, page="regions"))
        elif is_open:
            closed.append((dimension, title))
    if closed:
        found.append(_closed(reading, closed))
    below = reading.nodes_under(reading.node) if reading.node != reading.root else reading.dimensions()
    if below:
        lead = _("The upright line is the mean of the whole country.")
        title = _("Dimensions") if reading.node == reading.root else _("What is under it")
        found.append(by_node(reading, "dimensions", title, below, key, lead=lead, page="regions"))
    found.append(trend_table(reading))
    return found


def _closed(reading: Reading, steps: Sequence[tuple[str, str]]) -> Table:
    """Return the steps that are not published here, and the narrowest place where each is."""
    columns = (Column("mean", _("Mean"), Kind.POINTS), Column("companies", _("Number of companies"), Kind.COUNT))
    rows = []
    for dimension, title in steps:
        key = _where_told(reading, dimension)
        page = "regions" if key.area else "sectors"
        name = Value(f"{reading.names.set(key)}{SEPARATOR}{title}", query=reading.link(key), page=page)
        rows.append(Row(dimension, name, (reading.points(key, reading.node), reading.companies(key, reading.node))))
    return Table(
        "closed",
        _("Steps that are not published here"),
        columns,
        tuple(rows),
        lead=_("Too few companies took part to go further down here. These are the next that can be told."),
        name_title=_("Kind of companies"),
    )


def _where_told(reading: Reading, dimension: str) -> SetKey:
    """Return the area of the region if a dimension is told within it, else the country."""
    key = reading.key
    kind = key._replace(region="", area="")
    if key.region and key.region != NOWHERE:
        wider = kind._replace(area=area_of(region(key.region)).code)
        if reading.may_see(wider) and reading.view.is_crossed(put(wider, dimension, "x")):
            return wider
    return kind if reading.view.is_crossed(put(kind, dimension, "x")) else NATION
