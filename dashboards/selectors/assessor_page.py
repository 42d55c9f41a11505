"""Self against assessor by sector, and what sectors would reach by it: for officials, never in place of a score."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dashboards.editions import EditionView, SetKey
from dashboards.figures import Column, Kind, Page, Provenance, Row, Table, Value, Withheld
from dashboards.selectors.editions import UnableToFindEdition, edition_of
from dashboards.selectors.naming import Names
from dashboards.selectors.quality import newest_run
from dashboards.selectors.quality_tables import assessor_table
from dashboards.selectors.query import Query
from diagnosis.selectors.catalog import model_of
from qmplatform.korean.formats import KST
from qmplatform.statistics import round_half_up


def assessor_page(query: Query) -> Page:
    """Return the page; without pairs that may be told it says so."""
    run = newest_run()
    found: dict[str, Any] = run.figures["assessor"] if run is not None else {}
    tables: tuple[Table, ...] = ()
    if run is not None and found:
        names = Names(model_of(run.model_version), query.language, query.now.astimezone(KST).date())
        tables = (assessor_table(found), _sectors(found, names, _edition()))
    lead = _("How much companies rate themselves above those who assessed them for the award.")
    return Page(
        name="quality",
        title=_("Self-diagnosis against assessors"),
        query="",
        tables=tables,
        provenance=Provenance(edition="", as_of=run.ran_at if run else None, notes=_notes()),
        lead=lead if tables else _("Fewer than 5 companies can be set beside their assessors so far."),
    )


def _notes() -> tuple[str, ...]:
    return (
        _("For officials only. A corrected score never stands in place of a score."),
        _("Companies that apply for an award are not like all others, so the correction is a rough one."),
    )


def _edition() -> EditionView | None:
    try:
        return edition_of()
    except UnableToFindEdition:
        return None


def _sectors(found: dict[str, Any], names: Names, view: EditionView | None) -> Table:
    columns = (
        Column("bias", _("Self above assessor, drawn to all"), Kind.CHANGE),
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("own_share", _("Share of own data"), Kind.PERCENT),
        Column("mean", _("Mean of the sector"), Kind.POINTS),
        Column("corrected", _("Corrected"), Kind.POINTS),
    )
    rows = []
    for one in found["sectors"]:
        mean = None if view is None else view.value(SetKey(sector=one["sector"]), view.nodes[0])
        corrected = None if mean is None else round_half_up(min(100.0, max(0.0, mean.mean - one["bias"])))
        missing = Value(withheld=Withheld.NONE if view is None else Withheld.FEW)
        rows.append(
            Row(
                one["sector"],
                Value(names.label("sector", one["sector"])),
                (
                    Value(one["bias"], low=one["low"], high=one["high"]),
                    Value(one["companies"]),
                    Value(one["own_share"]),
                    missing if mean is None else Value(mean.mean),
                    missing if corrected is None else Value(corrected),
                ),
            )
        )
    return Table(
        code="sectors",
        title=_("By sector"),
        columns=columns,
        rows=tuple(rows),
        name_title=_("Sector"),
        lead=_("Where few companies of a sector were assessed, its figure leans on that of all sectors."),
        empty=_("No sector has enough companies to be told apart."),
    )
