"""The headline figure of a set of companies, in the style of the published index: both means side by side."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dashboards.figures import Column, Kind, Row, Table, Value, Withheld
from dashboards.selectors.population import PopulationMean, population_mean
from dashboards.selectors.reading import Reading


def weighed_mean(reading: Reading) -> PopulationMean | None:
    """Return the mean of the set weighed to all companies there are, as far as the office may see it."""
    if not reading.may_see(reading.key):
        return None
    return population_mean(reading.view, reading.node, reading.registry, reading.key)


def index_table(reading: Reading, population: PopulationMean | None) -> Table:
    """Return the mean of those who took part and the one weighed to all companies, side by side."""
    columns = (Column("mean", _("Mean"), Kind.POINTS), Column("companies", _("Number of companies"), Kind.COUNT))
    mine = reading.points(reading.key, reading.node)
    if population is not None:
        weighed = Value(population.mean, low=population.low, high=population.high)
        registered = Value(population.companies)
    else:
        weighed = registered = Value(withheld=mine.withheld or Withheld.NONE)
    rows = [Row("population", Value(_("Mean, weighed to all companies")), (weighed, registered))]
    if reading.key.region or reading.key.area:
        # The registry counts companies by sector and size, not by region.
        rows = []
    took_part = reading.companies(reading.key, reading.node)
    rows.append(Row("participants", Value(_("Mean of the participants")), (mine, took_part)))
    lead = _("Weighed to all companies: every sector and size counts as it does in the registry of companies.")
    return Table(
        "index", _("Mean score"), columns, tuple(rows), lead=lead, name_title=_("Kind of figure"), picture="tiles"
    )


def here_table(reading: Reading) -> Table:
    """Return what is told first of a part of the country: its mean, how far it moved, and its share at level three."""
    columns = (
        Column("mean", _("Mean"), Kind.POINTS),
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("change", _("Since the edition before"), Kind.CHANGE),
        Column("level3", _("Level 3 and above"), Kind.PERCENT),
    )
    key, node = reading.key, reading.node
    row = Row(
        "here",
        Value(reading.names.set(key)),
        (reading.points(key, node), reading.companies(key, node), reading.change(key, node), reading.level(key)),
    )
    name = _("Kind of companies")
    return Table("here", reading.names.node(node), columns, (row,), name_title=name, picture="tiles")
