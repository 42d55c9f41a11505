"""The state of the country, or of one part of it: the index, why it moved, where it is weak."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from dashboards.editions import SetKey
from dashboards.figures import Column, Kind, Page, Row, Table, Value, Withheld
from dashboards.selectors.decomposition import ClassChange, Decomposition, decomposition
from dashboards.selectors.finding import weakest_dimensions
from dashboards.selectors.index import index_table, weighed_mean
from dashboards.selectors.population import PopulationMean
from dashboards.selectors.query import Query
from dashboards.selectors.reading import Reading, reading_of
from dashboards.selectors.reference import reference_table
from dashboards.selectors.stepping import possible_sets
from dashboards.selectors.tables import by_node, heat, region_map
from dashboards.selectors.trend import trend_table
from qmplatform.korean.formats import number1, signed1
from qmplatform.statistics import round_half_up

# Rows of the grid on the first page; the page of sectors has all.
_MOST_SECTORS: Final = 8


def page(query: Query) -> Page:
    """Return the page."""
    return overview(reading_of(query))


def overview(reading: Reading) -> Page:
    """Return the page of a reading."""
    population = weighed_mean(reading)
    parts = _parts(reading)
    weakest = weakest_dimensions(reading)
    tables = [
        index_table(reading, population),
        _change(reading, parts),
        _level(reading, population),
        _weakest(reading, weakest),
        *possible_sets(reading, "overview"),
        *_places(reading),
        trend_table(reading),
    ]
    below = reading.nodes_under(reading.node) if reading.node != reading.root else _core(reading)
    if below:
        title = _("Domains and dimensions") if reading.node == reading.root else _("What is under it")
        lead = _("The light band holds the middle half of the companies, the line their 90% interval.")
        tables.append(by_node(reading, "dimensions", title, below, reading.key, lead=lead))
    if parts is not None:
        tables.append(_classes(reading, parts))
    if reading.node == reading.root and reading.key == SetKey():
        tables.append(reference_table(reading))
    return reading.page(
        "overview",
        _("The country at a glance"),
        tables,
        lead=_("Where digital quality management stands, whether it improves, and where it is weak."),
        findings=_findings(reading, population, parts, weakest),
        notes=_notes(reading, population, parts),
    )


def _places(reading: Reading) -> list[Table]:
    """Return the largest sectors by size, and the map, as far as the filters leave them open."""
    key, found = reading.key, []
    place = SetKey(area=key.area, region=key.region)
    if not key.sector and reading.view.is_crossed(place._replace(sector="x", size="x")):
        lead = _("The sectors with most participants. Each cell: mean and number of companies.")
        title = _("How sectors and sizes differ")
        inside = place._replace(group=key.group)
        found.append(
            heat(reading, "grid", title, "sector", page="sectors", within=inside, most=_MOST_SECTORS, lead=lead)
        )
    kind = SetKey(sector=key.sector, group=key.group, size=key.size)
    if not key.region and reading.view.is_crossed(kind._replace(region="x")):
        found.append(region_map(reading, kind))
    return found


def _core(reading: Reading) -> tuple[str, ...]:
    """Return each domain of the core, followed by its dimensions."""
    published = set(reading.view.nodes)
    found = []
    for domain in reading.model.domains():
        found += [domain.code, *(group.code for group in domain.child_groups())]
    return tuple(code for code in found if code in published)


def _parts(reading: Reading) -> Decomposition | None:
    if not reading.may_see(reading.key):
        return None
    return decomposition(reading.view, reading.before, reading.node, reading.key)


def _change(reading: Reading, parts: Decomposition | None) -> Table:
    columns = (Column("change", _("Change in points"), Kind.CHANGE),)
    key, node = reading.key, reading.node
    why = reading.why_not(key, node) or (Withheld.NONE if reading.before is None else Withheld.FEW)
    rows = (
        Row("total", Value(_("Since the edition before")), (reading.change(key, node),)),
        Row("mix", Value(_("of it: others took part")), (Value(parts.mix) if parts else Value(withheld=why),)),
        Row("real", Value(_("of it: real change")), (Value(parts.real) if parts else Value(withheld=why),)),
        Row("panel", Value(_("Companies in both editions")), (reading.panel(key, node),)),
    )
    lead = _("Real change compares companies of the same kind; the rest comes from who took part.")
    return Table(
        "change", _("Change of the mean"), columns, rows, lead=lead, name_title=_("Kind of figure"), picture="tiles"
    )


def _level(reading: Reading, population: PopulationMean | None) -> Table:
    columns = (Column("share", _("Share"), Kind.PERCENT),)
    covered = Value(withheld=Withheld.NONE) if population is None else Value(population.own)
    rows = (
        Row("level3", Value(_("Participants at level 3 and above")), (reading.level(reading.key),)),
        Row("covered", Value(_("All companies whose sector and size are published")), (covered,)),
    )
    return Table("shares", _("Shares"), columns, rows, name_title=_("Kind of figure"), picture="tiles")


def _weakest(reading: Reading, weakest: list[tuple[str, float]]) -> Table:
    columns = (
        Column("dimension", _("Dimension"), Kind.TEXT),
        Column("mean", _("Mean"), Kind.POINTS),
        Column("gap", _("Against the whole score"), Kind.CHANGE),
    )
    whole = reading.published(reading.key, reading.root)
    names = (_("Weakest dimension"), _("Second weakest"), _("Third weakest"))
    rows = []
    for place, (code, mean) in enumerate(weakest, 1):
        gap = Value(withheld=Withheld.FEW) if whole is None else Value(round_half_up(mean - whole.mean))
        link = reading.link(reading.key, code)
        values = (
            Value(reading.names.node(code), query=link, page="indicators"),
            reading.points(reading.key, code),
            gap,
        )
        rows.append(Row(f"weakest{place}", Value(names[place - 1]), values))
    empty = _("Nothing can be shown for these filters.")
    title = _("Weakest dimensions")
    return Table("weakest", title, columns, tuple(rows), name_title=_("Order"), picture="tiles", empty=empty)


def _classes(reading: Reading, parts: Decomposition) -> Table:
    """Show every kind of companies and its part of the change, so that the split can be checked."""
    columns = (
        Column("share_before", _("Share before"), Kind.PERCENT),
        Column("share_after", _("Share now"), Kind.PERCENT),
        Column("mean_before", _("Mean before"), Kind.POINTS),
        Column("mean_after", _("Mean now"), Kind.POINTS),
        Column("mix", _("Mix change"), Kind.CHANGE),
        Column("real", _("Real change"), Kind.CHANGE),
    )
    before = sum(part.companies_before for part in parts.classes)
    after = sum(part.companies_after for part in parts.classes)
    rows = [
        Row(
            "rest" if part.key is None else ":".join(label for label in part.key if label),
            Value(_("All others together") if part.key is None else reading.names.set(part.key)),
            _class_values(part, before, after),
        )
        for part in parts.classes
    ]
    return Table(
        "parts",
        _("Where the change comes from"),
        columns,
        tuple(rows),
        lead=_("Worked out from published figures alone, so sums are off by rounding."),
        name_title=_("Kind of companies"),
    )


def _class_values(part: ClassChange, before: float, after: float) -> tuple[Value, ...]:
    shares = (part.companies_before / before, part.companies_after / after)
    return (
        *(Value(round_half_up(100 * share)) for share in shares),
        *(Value(round_half_up(value)) for value in (part.mean_before, part.mean_after, part.mix, part.real)),
    )


def _findings(
    reading: Reading,
    population: PopulationMean | None,
    parts: Decomposition | None,
    weakest: list[tuple[str, float]],
) -> list[str]:
    found = []
    mine = reading.published(reading.key, reading.node)
    if population is not None:
        found.append(
            _("The mean of all companies is {mean} points (90% interval {low}–{high}).").format(
                mean=number1(population.mean), low=number1(population.low), high=number1(population.high)
            )
        )
    elif mine is not None:
        found.append(
            _("The mean of the participants is {mean} points (90% interval {low}–{high}).").format(
                mean=number1(mine.mean), low=number1(mine.low), high=number1(mine.high)
            )
        )
    if parts is not None:
        found.append(
            _("The mean moved by {total} points: {real} real change, {mix} from who took part.").format(
                total=signed1(parts.total), real=signed1(parts.real), mix=signed1(parts.mix)
            )
        )
    if weakest:
        code, mean = weakest[0]
        found.append(
            _("The weakest dimension is {name} ({mean} points).").format(
                name=reading.names.node(code), mean=number1(mean)
            )
        )
    return found


def _notes(reading: Reading, population: PopulationMean | None, parts: Decomposition | None) -> list[str]:
    found = []
    if population is not None and reading.registry is not None:
        said = _(
            "Weighed by the registry of {year} ({source}). {own}% of all companies are of a sector and size"
            " with a published figure; for {near}% their group and size, or their size, stands in."
        )
        found.append(
            said.format(
                year=reading.registry.year,
                source=reading.registry.source,
                own=number1(population.own),
                near=number1(population.near),
            )
        )
        if reading.registry.is_synthetic:
            found.append(_("The numbers of the registry are invented."))
    elif reading.key.region or reading.key.area:
        found.append(_("The registry has no numbers by region, so nothing is weighed to all companies here."))
    elif reading.registry is None:
        found.append(_("No numbers of the registry are loaded, so nothing is weighed to all companies."))
    if parts is not None:
        found.append(_("Change taken apart after Kitagawa (1955) by group of sectors and size."))
    found.append(_("A sector is scored with its own weights, everything across sectors with common ones."))
    return found
