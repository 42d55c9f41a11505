"""Regions and areas on the map, and the way down: region, sector, size, dimension, indicator."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dashboards.editions import SetKey
from dashboards.figures import Column, Kind, Page, Row, Table
from dashboards.selectors.query import Query
from dashboards.selectors.reading import Reading, reading_of
from dashboards.selectors.sectors import findings
from dashboards.selectors.stepping import possible_maps, possible_sets
from dashboards.selectors.tables import by_code, by_node, named, put, regions_of
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
        tables += [_map(reading, kind), *possible_maps(reading, kind, "region", "regions")]
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
    said = findings(reading, "region", kind._replace(area=key.area)) if not key.region else []
    return reading.page(
        "regions",
        _("Regions"),
        tables,
        lead=_("How regions differ. A region leads down to its sectors, sizes and dimensions."),
        findings=said,
        notes=(_("Regions are those of the edition's day; merged ones are shown under their new name."),),
    )


def _map(reading: Reading, kind: SetKey) -> Table:
    columns = (
        Column("mean", _("Mean"), Kind.POINTS),
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("change", _("Since the edition before"), Kind.CHANGE),
        Column("level3", _("Level 3 and above"), Kind.PERCENT),
    )
    rows = []
    for code in regions_of(reading, reading.key.area):
        key, node = kind._replace(region=code), reading.node
        link = reading.way_down(key, node)
        values = (
            reading.points(key, node, query=link, page="regions"),
            reading.companies(key, node),
            reading.change(key, node),
            reading.level(key),
        )
        rows.append(Row(code, named(reading, "region", code, query=link, page="regions"), values))
    return Table(
        "map",
        _("Mean by region"),
        columns,
        tuple(rows),
        lead=_("{number} regions on the day of the edition. Choose one to go down into it.").format(number=len(rows)),
        name_title=_("Region"),
        picture="map",
    )


def _down(reading: Reading) -> list[Table]:
    """Return the next steps down from a region or an area: what it consists of, then the model."""
    key, found = reading.key, []
    steps = (
        ("groups", "group", _("By group of sectors"), not key.group and not key.sector),
        ("sectors", "sector", _("By sector"), not key.sector),
        ("sizes", "size", _("By size"), not key.size),
    )
    for code, dimension, title, is_open in steps:
        if is_open:
            found.append(_step(reading, code, title, dimension))
    below = reading.nodes_under(reading.node) if reading.node != reading.root else reading.dimensions()
    if below:
        lead = _("The upright line is the mean of the whole country.")
        title = _("Dimensions") if reading.node == reading.root else _("What is under it")
        found.append(by_node(reading, "dimensions", title, below, key, lead=lead, page="regions"))
    found.append(trend_table(reading))
    return found


def _step(reading: Reading, code: str, title: str, dimension: str) -> Table:
    """Return the sets one step down; where that kind is not published at all, no rows but a word on why."""
    step = put(reading.key, dimension, "x")
    if reading.view.is_crossed(step):
        return by_code(reading, code, title, dimension, within=reading.key, page="regions")
    empty = _("Not published at this depth: too few companies took part.")
    return Table(code, title, (Column("mean", _("Mean"), Kind.POINTS),), (), name_title=title, empty=empty)
