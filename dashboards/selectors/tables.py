"""Tables that several pages of the country have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.utils.translation import gettext as _

from accounts.reference import GROUPS, SIZES, area_codes, regions, sectors
from dashboards.editions import NATION, SetKey
from dashboards.figures import Column, Kind, Row, Table, Value, Withheld
from dashboards.selectors.reading import Reading
from qmplatform.charts import Absent, ChartSpec
from qmplatform.korean.formats import KST
from qmplatform.statistics import round_half_up

ALL: Final = "all"
Picture = Callable[[Reading, str, str, Sequence[Row]], ChartSpec]


def sizes_of(reading: Reading) -> tuple[str, ...]:
    """Return the sizes that the edition has, from small to large."""
    there = set(reading.view.labels("size"))
    return tuple(size for size in SIZES if size in there)


def groups_of(reading: Reading) -> tuple[str, ...]:
    """Return the groups of sectors that the edition has."""
    there = set(reading.view.labels("group"))
    return tuple(group.code for group in GROUPS if group.code in there)


def sectors_of(reading: Reading, group: str = "") -> tuple[str, ...]:
    """Return the sectors that the edition has, of one group if it is named."""
    there = set(reading.view.labels("sector"))
    return tuple(one.code for one in sectors() if one.code in there and group in ("", one.group_code))


def regions_of(reading: Reading, area: str = "") -> tuple[str, ...]:
    """Return the regions valid on the edition's day, those of one area if it is named."""
    chosen = regions(reading.view.as_of.astimezone(KST).date())
    korean = next((one.name_ko for one in area_codes() if one.code == area), "")
    return tuple(one.code for one in chosen if korean in ("", one.area))


def named(reading: Reading, dimension: str, code: str, *, query: str = "", page: str = "") -> Value:
    """Return the name of a code as a row has it."""
    return Value(reading.names.label(dimension, code), query=query, page=page)


def codes_of(reading: Reading, dimension: str, within: SetKey = NATION) -> tuple[str, ...]:
    """Return the codes of a dimension in the order to show them, those that lie in a set."""
    match dimension:
        case "size":
            return sizes_of(reading)
        case "group":
            return groups_of(reading)
        case "sector":
            return sectors_of(reading, within.group)
        case "region":
            return regions_of(reading, within.area)
        case _:
            return tuple(one.code for one in area_codes())


def put(key: SetKey, dimension: str, code: str) -> SetKey:
    """Return a set with one more condition; a sector takes the place of its group, a region of its area."""
    found = key._replace(**{dimension: code})
    if dimension == "sector":
        found = found._replace(group="")
    if dimension == "region":
        found = found._replace(area="")
    return found


def heat(
    reading: Reading,
    code: str,
    title: str,
    dimension: str,
    *,
    by: str = "size",
    lead: str = "",
    page: str = "",
    within: SetKey = NATION,
    node: str = "",
    most: int = 0,
) -> Table:
    """Return a shaded table: codes of one dimension down, of another across, all of them together last.

    With `most`, only so many rows: those that most companies stand behind.
    """
    shown, across = node or reading.node, codes_of(reading, by, within)
    rows = []
    for down in _largest(reading, dimension, within, most):
        key = put(within, dimension, down)
        if not reading.may_see(key):
            continue
        cells = [*(put(key, by, one) for one in across), key]
        values = tuple(reading.points(cell, shown, query=reading.way_down(cell, shown), page=page) for cell in cells)
        name = named(reading, dimension, down, query=reading.way_down(key, shown), page=page)
        rows.append(Row(down, name, values))
    columns = (*(Column(one, reading.names.label(by, one), Kind.POINTS) for one in across), all_column())
    return Table(
        code,
        title,
        columns,
        tuple(rows),
        lead=lead,
        name_title=title_of(dimension),
        picture="heat",
        shades=shades_of(value for row in rows for value in row.values),
        empty=_("No companies of this kind took part."),
    )


def _largest(reading: Reading, dimension: str, within: SetKey, most: int) -> tuple[str, ...]:
    codes = codes_of(reading, dimension, within)
    if not most:
        return codes
    behind = {}
    for code in codes:
        value = reading.published(put(within, dimension, code), reading.root)
        behind[code] = 0 if value is None else value.companies
    kept = sorted(codes, key=lambda code: -behind[code])[:most]
    return tuple(code for code in codes if code in kept and behind[code])


def shades_of(values: Iterable[Value]) -> tuple[float, ...]:
    """Return where the shades two to five begin, in whole points, so that each has about a fifth of the values.

    None where there are too few values: then the product's own hold.
    """
    shown = sorted(found for value in values if (found := number(value)) is not None)
    if len(shown) < 5:
        return ()
    bounds: list[float] = []
    for at in range(1, 5):
        bound = round_half_up(shown[len(shown) * at // 5], 0)
        bounds.append(max(bound, bounds[-1] + 1) if bounds else bound)
    return tuple(bounds)


def all_column() -> Column:
    """Return the column of all together."""
    return Column(ALL, _("All together"), Kind.POINTS)


def title_of(dimension: str) -> str:
    """Return the heading of a dimension."""
    return {
        "sector": _("Sector"),
        "group": _("Group of sectors"),
        "size": _("Size"),
        "area": _("Area"),
        "region": _("Region"),
    }[dimension]


def spread_columns() -> tuple[Column, ...]:
    """Return the columns of `spread`."""
    return (
        Column("mean", _("Mean"), Kind.POINTS),
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("q1", _("Lower quartile"), Kind.POINTS),
        Column("median", _("Median"), Kind.POINTS),
        Column("q3", _("Upper quartile"), Kind.POINTS),
        Column("change", _("Since the edition before"), Kind.CHANGE),
        Column("panel", _("Companies in both editions"), Kind.CHANGE),
    )


def spread(reading: Reading, key: SetKey, node: str) -> tuple[Value, ...]:
    """Return what is told of one node in one set: mean, companies, quartiles, change, change of the same companies."""
    return (
        reading.points(key, node),
        reading.companies(key, node),
        *(reading.quartile(key, node, at) for at in range(3)),
        reading.change(key, node),
        reading.panel(key, node),
    )


def by_code(
    reading: Reading, code: str, title: str, dimension: str, *, within: SetKey = NATION, lead: str = "", page: str = ""
) -> Table:
    """Return the sets of a dimension as bars with everything that is told of each."""
    rows = []
    for one in codes_of(reading, dimension, within):
        key = put(within, dimension, one)
        if not reading.may_see(key):
            continue
        link = reading.way_down(key, reading.node)
        rows.append(Row(one, named(reading, dimension, one, query=link, page=page), spread(reading, key, reading.node)))
    return bars(reading, code, title, spread_columns(), rows, lead=lead, name_title=title_of(dimension))


def by_node(
    reading: Reading, code: str, title: str, nodes: Iterable[str], key: SetKey, *, lead: str = "", page: str = ""
) -> Table:
    """Return nodes of the model as bars with everything that is told of each in one set."""
    rows = [
        Row(
            node,
            Value(reading.names.node(node), query=reading.way_down(key, node), page=page),
            spread(reading, key, node),
        )
        for node in nodes
    ]
    return bars(
        reading, code, title, spread_columns(), rows, lead=lead, name_title=_("Dimension or indicator"), key=key
    )


def region_map(reading: Reading, kind: SetKey) -> Table:
    """Return the regions of the edition's day as a map of a kind of companies."""
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
        shades=shades_of(row.values[0] for row in rows),
    )


def bars(
    reading: Reading,
    code: str,
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[Row],
    *,
    lead: str = "",
    name_title: str = "",
    key: SetKey = NATION,
) -> Table:
    """Return a table of `spread` rows with its bars; beside a part of the country, the country's mean."""
    chart = None
    if rows and any(row.values[0].value is not None for row in rows):
        chart = ChartSpec(
            kind="bars",
            title=title,
            summary=_summary(reading, title, rows),
            labels=[str(row.name.value) for row in rows],
            own=[number(row.values[0]) for row in rows],
            q1=[number(row.values[2]) for row in rows],
            q3=[number(row.values[4]) for row in rows],
            benchmark=[] if key == NATION else [_national(reading, row.code) for row in rows],
            interval=[interval(row.values[0]) for row in rows],
            absent=[absent(row.values[0]) for row in rows],
            own_name=_("Mean"),
            benchmark_name=_("Whole country"),
            language=reading.query.language,
        )
    return Table(
        code,
        title,
        columns,
        tuple(rows),
        lead=lead,
        name_title=name_title,
        picture="bars" if chart else "none",
        chart=chart,
        empty=_("Nothing can be shown for these filters."),
    )


def _national(reading: Reading, node: str) -> float | None:
    found = reading.published(NATION, node)
    return None if found is None else found.mean


def _summary(reading: Reading, title: str, rows: Sequence[Row]) -> str:
    shown = sorted((found, str(row.name.value)) for row in rows if (found := number(row.values[0])) is not None)
    if len(shown) < 2:
        return title
    (low, lowest), (high, highest) = shown[0], shown[-1]
    return _("{title}. Lowest: {lowest} {low}. Highest: {highest} {high}.").format(
        title=title, lowest=lowest, low=low, highest=highest, high=high
    )


def number(value: Value) -> float | None:
    """Return a displayed number, None where it is withheld."""
    return float(value.value) if isinstance(value.value, int | float) else None


def interval(value: Value) -> tuple[float, float] | None:
    """Return the interval of a displayed number, None without one."""
    return None if value.low is None or value.high is None else (value.low, value.high)


def absent(value: Value) -> Absent | None:
    """Return why a chart has no number."""
    if value.withheld is None:
        return None
    return Absent.NOT_APPLICABLE if value.withheld is Withheld.NONE else Absent.HIDDEN
