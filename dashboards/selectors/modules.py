"""The add-on modules: data, network and AI; servitization; ESG. Each stands by itself, never in the whole score."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dashboards.editions import SetKey
from dashboards.figures import Column, Kind, Page, Row, Table, Value
from dashboards.selectors.query import Query
from dashboards.selectors.reading import Reading, reading_of
from dashboards.selectors.stepping import possible_sets
from dashboards.selectors.tables import all_column, by_node, codes_of, heat, put, shades_of
from qmplatform.korean.formats import number1


def page(query: Query) -> Page:
    """Return the page."""
    return modules(reading_of(query))


def modules(reading: Reading) -> Page:
    """Return the page of a reading."""
    published = set(reading.view.nodes)
    codes = tuple(module.code for module in reading.model.modules if module.code in published)
    chosen = reading.names.path(reading.node)[:1]
    shown = chosen if chosen and chosen[0] in codes else codes
    tables = [_tiles(reading, shown)]
    below = [child for code in shown for child in (code, *reading.nodes_under(code))]
    if chosen and reading.node in codes:
        below = [reading.node]
        for child in reading.nodes_under(reading.node):
            below += [child, *reading.nodes_under(child)]
    lead = _("Only companies that filled in a module are in it.")
    title = _("Modules and their parts")
    tables.append(by_node(reading, "parts", title, below, reading.key, lead=lead, page="modules"))
    if not reading.key.size:
        tables.append(_grid(reading, "sizes", _("Modules by size"), "size", shown))
    if not reading.key.group and not reading.key.sector:
        tables.append(_grid(reading, "groups", _("Modules by group of sectors"), "group", shown))
    if len(shown) == 1:
        within = SetKey(area=reading.key.area, region=reading.key.region)
        title = _("How sectors and sizes differ")
        tables.append(heat(reading, "sectors", title, "sector", page="modules", within=within, node=shown[0]))
    tables += possible_sets(reading, "modules")
    return reading.page(
        "modules",
        _("Add-on modules"),
        tables,
        lead=_("Data, network and AI, servitization, and ESG: how far companies are."),
        findings=_findings(reading, codes),
        notes=(_("Modules are no part of the whole score."),),
    )


def _tiles(reading: Reading, codes: tuple[str, ...]) -> Table:
    columns = (
        Column("mean", _("Mean"), Kind.POINTS),
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("change", _("Since the edition before"), Kind.CHANGE),
    )
    rows = tuple(
        Row(
            code,
            Value(reading.names.node(code), query=reading.way_down(reading.key, code), page="modules"),
            (
                reading.points(reading.key, code),
                reading.companies(reading.key, code),
                reading.change(reading.key, code),
            ),
        )
        for code in codes
    )
    empty = _("The model of this edition has no modules.")
    return Table("modules", _("Modules"), columns, rows, name_title=_("Module"), picture="tiles", empty=empty)


def _grid(reading: Reading, code: str, title: str, by: str, nodes: tuple[str, ...]) -> Table:
    across = codes_of(reading, by)
    rows = []
    for module in nodes:
        for node in (module, *reading.nodes_under(module)):
            values = tuple(
                reading.points(key, node, query=reading.way_down(key, node), page="modules")
                for key in (*(put(reading.key, by, one) for one in across), reading.key)
            )
            link = reading.way_down(reading.key, node)
            rows.append(Row(node, Value(reading.names.node(node), query=link, page="modules"), values))
    columns = (*(Column(one, reading.names.label(by, one), Kind.POINTS) for one in across), all_column())
    return Table(
        code,
        title,
        columns,
        tuple(rows),
        lead=_("Each cell: mean and number of companies."),
        name_title=_("Module"),
        picture="heat",
        shades=shades_of(value for row in rows for value in row.values),
        empty=_("Nothing can be shown for these filters."),
    )


def _findings(reading: Reading, codes: tuple[str, ...]) -> list[str]:
    shown = [(value.mean, code) for code in codes if (value := reading.published(reading.key, code)) is not None]
    if len(shown) < 2:
        return []
    (low, lowest), (high, highest) = min(shown), max(shown)
    return [
        _("Furthest: {name} ({mean} points).").format(name=reading.names.node(highest), mean=number1(high)),
        _("Least far: {name} ({mean} points).").format(name=reading.names.node(lowest), mean=number1(low)),
    ]
