"""One set of companies and one node over the editions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dashboards.editions import EditionView
from dashboards.figures import Column, Kind, Row, Table, Value, Withheld
from dashboards.selectors.population import population_mean
from dashboards.selectors.reading import Reading
from dashboards.selectors.tables import number
from qmplatform.charts import ChartSpec
from qmplatform.korean.formats import number1


def trend_table(reading: Reading) -> Table:
    """Return every edition's means, and what the same companies did from one to the next."""
    columns = (
        Column("mean", _("Mean of the participants"), Kind.POINTS),
        Column("population", _("Mean, weighed to all companies"), Kind.POINTS),
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("panel", _("Companies in both editions"), Kind.CHANGE),
    )
    rows = [_edition_row(reading, view) for view in reading.trend]
    own, weighed = ([number(row.values[at]) for row in rows] for at in (0, 1))
    chart = None
    if any(value is not None for value in own):
        chart = ChartSpec(
            kind="trend",
            title=_("Over the editions"),
            summary=_("Mean of the participants, from edition to edition: {means}.").format(
                means=", ".join("–" if value is None else number1(value) for value in own)
            ),
            labels=[str(row.name.value) for row in rows],
            own=own,
            benchmark=weighed if any(value is not None for value in weighed) else [],
            own_name=_("Participants"),
            benchmark_name=_("All companies"),
            language=reading.query.language,
        )
    return Table(
        "trend",
        _("Does it improve?"),
        columns,
        tuple(rows),
        lead=_("Each point is one edition. Others may take part each time."),
        name_title=_("Edition (as of)"),
        picture="trend" if chart else "none",
        chart=chart,
    )


def _edition_row(reading: Reading, view: EditionView) -> Row:
    key, node = reading.key, reading.node
    why = reading.why_not(key, node, view)
    found = view.value(key, node)
    name = Value(reading.date(view.as_of), query=reading.filters.with_(edition=view.id).query())
    if why is not None or found is None:
        return Row(view.id[:16], name, tuple(Value(withheld=why or Withheld.FEW) for _column in range(4)))
    weighed = population_mean(view, node, reading.registry, key)
    panel = view.panel.get(key, {}).get(node)
    withheld = reading.why_no_panel(view, key)
    values = (
        Value(found.mean, low=found.low, high=found.high, companies=found.companies, note=reading.kept(found)),
        Value(withheld=Withheld.NONE) if weighed is None else Value(weighed.mean, low=weighed.low, high=weighed.high),
        Value(found.companies),
        Value(withheld=withheld)
        if panel is None
        else Value(panel.mean, low=panel.low, high=panel.high, companies=panel.companies),
    )
    return Row(view.id[:16], name, values)
