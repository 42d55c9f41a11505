"""Sectors by size: the grid of the country, and what is told of one sector or group."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dashboards.editions import NATION, SetKey
from dashboards.figures import Page, Table
from dashboards.selectors.finding import here_findings, order_findings
from dashboards.selectors.index import here_table
from dashboards.selectors.query import Query
from dashboards.selectors.reading import Reading, reading_of
from dashboards.selectors.stepping import possible_sets
from dashboards.selectors.tables import by_code, by_node, heat
from dashboards.selectors.trend import trend_table


def page(query: Query) -> Page:
    """Return the page."""
    return sectors(reading_of(query))


def sectors(reading: Reading) -> Page:
    """Return the page of a reading."""
    key = reading.key
    place = SetKey(area=key.area, region=key.region)
    inside = place._replace(group=key.group)
    tables: list[Table] = []
    if not key.sector:
        tables.append(
            heat(
                reading,
                "grid",
                _("How sectors and sizes differ"),
                "sector",
                page="sectors",
                within=inside,
                lead=_("Each cell: mean and number of companies. A cell leads to its sector and size."),
            )
        )
        if not key.group:
            title = _("By group of sectors and size")
            tables.append(heat(reading, "groups", title, "group", page="sectors", within=place))
    tables += possible_sets(reading, "sectors")
    if key != NATION:
        tables += _of_one(reading)
    return reading.page(
        "sectors",
        _("Sectors and sizes"),
        tables,
        lead=_("Which sectors and sizes lead, which lag, and where too few take part to tell."),
        findings=here_findings(reading) if key.sector else order_findings(reading, "sector", inside),
        notes=(_("A sector is scored with its own weights, everything across sectors with common ones."),),
    )


def _of_one(reading: Reading) -> list[Table]:
    """Return what is told of the set that is looked at: its sizes, then its dimensions."""
    key, found = reading.key, [here_table(reading)]
    if not key.size:
        lead = _("The light band holds the middle half of the companies, the line their 90% interval.")
        found.append(by_code(reading, "sizes", _("By size"), "size", within=key, lead=lead, page="sectors"))
    below = reading.nodes_under(reading.node) if reading.node != reading.root else reading.dimensions()
    if below:
        lead = _("The upright line is the mean of the whole country.")
        title = _("Dimensions") if reading.node == reading.root else _("What is under it")
        found.append(by_node(reading, "dimensions", title, below, key, lead=lead, page="sectors"))
    found.append(trend_table(reading))
    return found
