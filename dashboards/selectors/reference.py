"""The published figures of the survey of 2022 beside ours: another instrument, so a rough guide only."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dashboards.editions import NATION, SetKey
from dashboards.figures import Column, Kind, Row, Table, Value, Withheld
from dashboards.selectors.reading import Reading
from diagnosis.benchmark.anchors import KSA_2022, AnchorPoint
from qmplatform.statistics import round_half_up


def reference_table(reading: Reading) -> Table:
    """Return the published figures, and ours for the same kind of companies."""
    language = reading.query.language
    columns = (
        Column("reference", _("Published in {year}").format(year=KSA_2022.year), Kind.POINTS),
        Column("mean", _("Our participants"), Kind.POINTS),
    )
    rows = tuple(
        Row(point.code, Value(point.label.in_(language)), (Value(point.value), _ours(reading, point)))
        for point in KSA_2022.points
    )
    return Table(
        "reference",
        KSA_2022.label.in_(language),
        columns,
        rows,
        lead=_("Measured by another instrument: compare the order, not the distance."),
        name_title=_("Kind of companies"),
    )


def _ours(reading: Reading, point: AnchorPoint) -> Value:
    if point.sizes:
        return _together(reading, [SetKey(size=size) for size in sorted(point.sizes)])
    if point.sectors:
        return _together(reading, [SetKey(sector=sector) for sector in sorted(point.sectors)])
    return reading.points(NATION, reading.root)


def _together(reading: Reading, keys: Sequence[SetKey]) -> Value:
    """Return the mean of several published sets together; withheld where one of them is."""
    there = [key for key in keys if reading.view.has_companies(key)]
    found = [reading.published(key, reading.root) for key in there]
    if any(not reading.may_see(key) for key in there):
        return Value(withheld=Withheld.OUTSIDE)
    if not there:
        return Value(withheld=Withheld.NONE)
    known = [value for value in found if value is not None and value.companies]
    if len(known) < len(found):
        return Value(withheld=Withheld.FEW)
    companies = sum(value.companies for value in known)
    mean = sum(value.companies * value.mean for value in known) / companies
    return Value(round_half_up(mean), companies=companies)
