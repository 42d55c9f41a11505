"""Two groups of companies, or two editions, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from dashboards.editions import NATION, EditionView, NodeValue, SetKey
from dashboards.figures import Column, Kind, Page, Row, Table, UnableToReadFilters, Value, Withheld
from dashboards.selectors.editions import UnableToFindEdition, edition_of
from dashboards.selectors.query import Query
from dashboards.selectors.reading import Reading, are_comparable, between, reading_of
from dashboards.selectors.stepping import possible_sets
from dashboards.selectors.tables import absent, codes_of, interval, number, put, title_of
from qmplatform.charts import ChartSpec
from qmplatform.korean.formats import number1, signed1


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    view: EditionView
    key: SetKey
    name: str


def page(query: Query) -> Page:
    """Return the page."""
    reading = reading_of(query)
    return compare(reading, _other(reading))


def _other(reading: Reading) -> EditionView | None:
    """Return the edition to compare with: the one named; for the country against nothing, the one before."""
    named = reading.filters.other
    if named:
        try:
            found = edition_of(named)
        except UnableToFindEdition as error:
            raise UnableToReadFilters("other", named) from error
        if not are_comparable(reading.model, reading.view, found):
            raise UnableToReadFilters("other", named)
        return found
    return reading.before if reading.key == NATION and not reading.filters.against else None


def compare(reading: Reading, other: EditionView | None = None) -> Page:
    """Return the page of a reading; `other` is a second edition, None to compare within one."""
    left, right = _sides(reading, other)
    tables: list[Table] = []
    if left != right:
        whole = reading.node == reading.root
        below = (reading.root, *_core(reading)) if whole else (reading.node, *reading.nodes_under(reading.node))
        tables.append(_by_node(reading, left, right, below))
        tables += [
            _by_code(reading, left, right, dimension)
            for dimension in ("size", "group")
            if not _is_stated(dimension, left.key) and not _is_stated(dimension, right.key)
        ]
        tables += possible_sets(reading, "compare")
    found = reading.page(
        "compare",
        _("Compare"),
        tables,
        lead=_lead(left, right),
        findings=_findings(reading, left, right),
        notes=_notes(left, right) if left != right else (),
    )
    if left == right:
        return found
    return replace(found, conditions=(*found.conditions, (_("Compared with"), right.name)))


def _is_stated(dimension: str, key: SetKey) -> bool:
    return bool(getattr(key, dimension) or (dimension == "group" and key.sector))


def _sides(reading: Reading, other: EditionView | None) -> tuple[Side, Side]:
    """Return both sides, named by that in which they differ."""
    key = _against(reading) if reading.filters.against else reading.key
    if other is None and not reading.filters.against and reading.key != NATION:
        key = NATION
    second = other or reading.view
    names = [reading.names.set(reading.key), reading.names.set(key)]
    if second is not reading.view:
        days = [_("edition of {date}").format(date=reading.date(one.as_of)) for one in (reading.view, second)]
        names = days if key == reading.key else [f"{name} ({day})" for name, day in zip(names, days, strict=True)]
    return Side(reading.view, reading.key, names[0]), Side(second, key, names[1])


def _against(reading: Reading) -> SetKey:
    """Return the set that ``name:code,name:code`` stands for."""
    given, found = reading.filters.against, NATION
    for part in given.split(","):
        name, _colon, code = part.partition(":")
        if name not in SetKey._fields or not code:
            raise UnableToReadFilters("against", given)
        found = put(found, name, reading.names.settled_region(code) if name == "region" else code)
    reading.names.check(found)
    return found


def _core(reading: Reading) -> tuple[str, ...]:
    domains = {domain.code for domain in reading.model.domains()}
    wanted = domains | set(reading.dimensions())
    return tuple(code for code in reading.view.nodes if code in wanted)


def _columns(left: Side, right: Side) -> tuple[Column, ...]:
    return (
        Column("left", left.name, Kind.POINTS),
        Column("right", right.name, Kind.POINTS),
        Column("difference", _("Difference"), Kind.CHANGE),
        Column("apart", _("Do the intervals part?"), Kind.TEXT),
        Column("companies_left", _("Companies: {name}").format(name=left.name), Kind.COUNT),
        Column("companies_right", _("Companies: {name}").format(name=right.name), Kind.COUNT),
    )


def _values(reading: Reading, left: Side, right: Side, node: str) -> tuple[Value, ...]:
    """Return both sides; what lies between them only where both are told."""
    sides = [_side(reading, side, node) for side in (left, right)]
    first, second = sides
    numbers = tuple(_shown(reading, side, node) for side in (left, right))
    counts = tuple(Value(withheld=value.withheld) if value.withheld else Value(value.companies) for value in numbers)
    if first is None or second is None:
        why = next(value.withheld for value in numbers if value.withheld is not None)
        return (*numbers, Value(withheld=why), Value(withheld=why), *counts)
    apart = _("Yes") if _part(first, second) else _("No")
    return (*numbers, between(second, first), Value(apart), *counts)


def _part(first: NodeValue, second: NodeValue) -> bool:
    return first.low > second.high or second.low > first.high


def _side(reading: Reading, side: Side, node: str) -> NodeValue | None:
    return reading.published(side.key, node, side.view)


def _shown(reading: Reading, side: Side, node: str) -> Value:
    why, found = reading.why_not(side.key, node, side.view), side.view.value(side.key, node)
    if why is not None or found is None:
        return Value(withheld=why or Withheld.FEW)
    return Value(found.mean, low=found.low, high=found.high, companies=found.companies, note=reading.kept(found))


def _by_node(reading: Reading, left: Side, right: Side, nodes: Iterable[str]) -> Table:
    rows = [
        Row(
            node,
            Value(reading.names.node(node), query=reading.way_down(left.key, node), page="compare"),
            _values(reading, left, right, node),
        )
        for node in nodes
        if node in reading.view.nodes
    ]
    table = _table(reading, "nodes", _("By dimension"), (left, right), rows)
    return replace(table, name_title=_("Dimension or indicator"))


def _by_code(reading: Reading, left: Side, right: Side, dimension: str) -> Table:
    rows = [
        Row(
            code,
            Value(reading.names.label(dimension, code)),
            _values(reading, _narrowed(left, dimension, code), _narrowed(right, dimension, code), reading.node),
        )
        for code in codes_of(reading, dimension)
    ]
    title = {"size": _("By size"), "group": _("By group of sectors")}[dimension]
    return replace(_table(reading, f"{dimension}s", title, (left, right), rows), name_title=title_of(dimension))


def _narrowed(side: Side, dimension: str, code: str) -> Side:
    return Side(side.view, put(side.key, dimension, code), side.name)


def _table(reading: Reading, code: str, title: str, sides: tuple[Side, Side], rows: Sequence[Row]) -> Table:
    (left, right), chart = sides, None
    if any(row.values[0].value is not None for row in rows):
        chart = ChartSpec(
            kind="bars",
            title=title,
            summary=_("{title}: {left} beside {right}.").format(title=title, left=left.name, right=right.name),
            labels=[str(row.name.value) for row in rows],
            own=[number(row.values[0]) for row in rows],
            benchmark=[number(row.values[1]) for row in rows],
            interval=[interval(row.values[0]) for row in rows],
            absent=[absent(row.values[0]) for row in rows],
            own_name=left.name,
            benchmark_name=right.name,
            language=reading.query.language,
        )
    return Table(
        code,
        title,
        _columns(left, right),
        tuple(rows),
        lead=_("The bar is {left}, the upright line {right}.").format(left=left.name, right=right.name),
        picture="bars" if chart else "none",
        chart=chart,
    )


def _lead(left: Side, right: Side) -> str:
    if left == right:
        return _("Choose companies or an edition to compare with.")
    return _("{left} beside {right}.").format(left=left.name, right=right.name)


def _findings(reading: Reading, left: Side, right: Side) -> list[str]:
    first, second = (_side(reading, side, reading.node) for side in (left, right))
    if left == right or first is None or second is None:
        return []
    apart = between(second, first)
    said = [
        _("{left} {first} points, {right} {second} points: {difference}.").format(
            left=left.name,
            first=number1(first.mean),
            right=right.name,
            second=number1(second.mean),
            difference=signed1(number(apart) or 0.0),
        ),
        _("Their 90% intervals part.")
        if _part(first, second)
        else _("Their 90% intervals overlap: the difference may be chance."),
    ]
    widest = _widest(reading, left, right)
    if widest is not None:
        said.append(
            _("They differ most in {name} ({difference}).").format(
                name=reading.names.node(widest[0]), difference=signed1(widest[1])
            )
        )
    return said


def _widest(reading: Reading, left: Side, right: Side) -> tuple[str, float] | None:
    found = []
    for place, code in enumerate(reading.dimensions()):
        first, second = (_side(reading, side, code) for side in (left, right))
        if first is not None and second is not None:
            apart = number(between(second, first)) or 0.0
            found.append((-abs(apart), place, code, apart))
    return None if not found else (min(found)[2], min(found)[3])


def _notes(left: Side, right: Side) -> list[str]:
    found = [_("Whether intervals part is a cautious test: parted intervals differ beyond chance.")]
    if left.view is not right.view:
        found.append(_("Between editions others take part too; the page of the country tells real change apart."))
    elif _holds(left.key, right.key) or _holds(right.key, left.key):
        found.append(_("One side holds the other, so the two are not independent."))
    return found


def _holds(wide: SetKey, narrow: SetKey) -> bool:
    return all(not label or narrow[at] == label for at, label in enumerate(wide))
