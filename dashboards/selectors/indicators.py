"""Indicators by size and group of sectors, the weakest ones, and what companies take on most."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dashboards.editions import SetKey
from dashboards.figures import Column, Kind, Page, Row, Table, Value, Withheld
from dashboards.selectors.daily import common_tasks
from dashboards.selectors.query import Query
from dashboards.selectors.reading import Reading, reading_of
from dashboards.selectors.stepping import possible_sets
from dashboards.selectors.tables import all_column, bars, by_node, codes_of, put, shades_of, spread, spread_columns
from diagnosis.catalog.library import read_library
from qmplatform.korean.formats import KST, kdate, number1
from qmplatform.statistics import round_half_up

_WEAKEST = 10


def page(query: Query) -> Page:
    """Return the page."""
    reading = reading_of(query)
    return indicators(reading, _tasks(reading))


def indicators(reading: Reading, tasks: Table | None = None) -> Page:
    """Return the page of a reading."""
    key, node = reading.key, reading.node
    tables = []
    weakest = weakest_items(reading)
    lead = _("Of the indicators shown here, the ten with the lowest means.")
    rows = [
        Row(
            code,
            Value(reading.names.node(code), query=reading.way_down(key, code), page="indicators"),
            spread(reading, key, code),
        )
        for code, _mean in weakest
    ]
    title = _("Weakest indicators")
    if reading.names.is_item(node):
        tables.append(by_node(reading, "indicator", reading.names.node(node), (node,), key))
    else:
        name = _("Indicator")
        tables.append(bars(reading, "weakest", title, spread_columns(), rows, lead=lead, name_title=name, key=key))
    tables += possible_sets(reading, "indicators")
    if not key.size:
        tables.append(_grid(reading, "sizes", _("Indicators by size"), "size", reading.items(node)))
    if not key.group and not key.sector:
        # Of the whole score by dimension: all indicators stand in the grid above.
        whole = node == reading.root
        title = _("Dimensions by group of sectors") if whole else _("Indicators by group of sectors")
        nodes = reading.dimensions() if whole else reading.items(node)
        tables.append(_grid(reading, "groups", title, "group", nodes))
    if tasks is not None:
        tables.append(tasks)
    return reading.page(
        "indicators",
        _("Indicators"),
        tables,
        lead=_("Which practices are weak everywhere, and which only in some companies."),
        findings=_findings(reading, weakest),
        notes=(_("Indicators are told for sectors, sizes and their crossing, and for a region as a whole."),),
    )


def weakest_items(reading: Reading) -> list[tuple[str, float]]:
    """Return the indicators with the lowest means in the set, the lowest first; ties in the order of the model."""
    found = [
        (value.mean, place, code)
        for place, code in enumerate(reading.items(reading.node))
        if (value := reading.published(reading.key, code)) is not None
    ]
    return [(code, mean) for mean, _place, code in sorted(found)[:_WEAKEST]]


def _grid(reading: Reading, code: str, title: str, by: str, nodes: tuple[str, ...]) -> Table:
    """Return nodes down and sets across."""
    across = codes_of(reading, by)
    keys: list[SetKey] = [put(reading.key, by, one) for one in across]
    rows = []
    for node in nodes:
        values = tuple(
            reading.points(key, node, query=reading.way_down(key, node), page="indicators")
            for key in (*keys, reading.key)
        )
        link = reading.way_down(reading.key, node)
        rows.append(Row(node, Value(reading.names.node(node), query=link, page="indicators"), values))
    columns = (*(Column(one, reading.names.label(by, one), Kind.POINTS) for one in across), all_column())
    return Table(
        code,
        title,
        columns,
        tuple(rows),
        lead=_("Each cell: mean and number of companies."),
        name_title=_("Dimension or indicator"),
        picture="heat",
        shades=shades_of(value for row in rows for value in row.values),
        empty=_("Nothing can be shown for these filters."),
    )


def _tasks(reading: Reading) -> Table:
    """Return what companies took on most, counted up to the last midnight in Korea."""
    columns = (Column("companies", _("Number of companies"), Kind.COUNT),)
    title, name = _("Commonest improvement tasks"), _("Improvement task")
    empty = _("Too few companies have taken on tasks to tell.")
    if not reading.may_see(reading.key):
        return Table("tasks", title, columns, (), name_title=name, empty=_("Outside your office."))
    found = common_tasks(reading.filters, now=reading.query.now)
    if found.withheld is Withheld.NOT_CROSSED:
        empty = _("Tasks are counted by one condition at a time. Leave out the others.")
    measures = read_library().measures
    rows = tuple(
        Row(
            row.measure,
            Value(measures[row.measure].title.in_(reading.query.language) if row.measure in measures else row.measure),
            (Value(row.companies),),
        )
        for row in found.rows
    )
    lead = _("Tasks that companies took from their plans into work.")
    if found.as_of is not None:
        day = kdate(found.as_of.astimezone(KST), reading.query.language)
        lead = _("Tasks that companies took from their plans into work, counted up to midnight of {date}.").format(
            date=day.partition("(")[0].strip()
        )
    return Table("tasks", title, columns, rows, lead=lead, name_title=name, empty=empty)


def _findings(reading: Reading, weakest: list[tuple[str, float]]) -> list[str]:
    if not weakest:
        return []
    code, mean = weakest[0]
    said = [
        _("The weakest indicator is {name} ({mean} points).").format(name=reading.names.node(code), mean=number1(mean))
    ]
    whole = reading.published(reading.key, reading.node)
    if whole is not None and len(weakest) > 1:
        gap = round_half_up(whole.mean - mean)
        if gap > 0:
            said.append(_("It lies {gap} points below the mean of all.").format(gap=number1(gap)))
    widest = _widest(reading)
    if widest is not None:
        name, low, high = widest
        said.append(
            _("Small and large differ most in {name} ({low} and {high} points).").format(
                name=name, low=number1(low), high=number1(high)
            )
        )
    return said


def _widest(reading: Reading) -> tuple[str, float, float] | None:
    """Return the indicator whose published sizes lie furthest apart."""
    if reading.key.size:
        return None
    best: tuple[float, str, float, float] | None = None
    for node in reading.items(reading.node):
        means = [
            value.mean
            for size in codes_of(reading, "size")
            if (value := reading.published(reading.key._replace(size=size), node)) is not None
        ]
        if len(means) > 1 and (best is None or max(means) - min(means) > best[0]):
            best = (max(means) - min(means), node, min(means), max(means))
    return None if best is None else (reading.names.node(best[1]), best[2], best[3])
