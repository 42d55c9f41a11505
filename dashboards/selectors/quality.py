"""How well the survey itself measures: what the newest look through all answers found, of one reference year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from dashboards.figures import Column, Filters, Kind, Page, Provenance, Row, Table, UnableToReadFilters, Value
from dashboards.models import CarelessRun
from dashboards.selectors.quality_tables import (
    assessor_table,
    counted,
    formative_table,
    ratio,
    rules_table,
    share,
    signs_table,
)
from dashboards.selectors.query import Query
from dashboards.survey.figures import LEAST, VERSION
from diagnosis.catalog import AssessmentModel
from diagnosis.selectors.catalog import model_of

GOOD, USABLE, REDUNDANT, LOW_R, EDGE, WORDING = 0.80, 0.70, 0.95, 0.20, 40.0, 10.0
Figures = dict[str, Any]


def page(query: Query) -> Page:
    """Return the page.

    Raises
    ------
    UnableToReadFilters
        The time asked for is no year that was looked at.
    """
    run = newest_run()
    years = run.figures["years"] if run is not None else {}
    if run is None or not years:
        return _empty(query, run)
    judged = [one for one, figures in years.items() if figures["companies"] and figures["companies"] >= LEAST]
    year = query.filters.period[:4] or max(judged or years)
    if year not in years:
        raise UnableToReadFilters("period", query.filters.period)
    model, found = model_of(run.model_version), years[year]
    tables = [
        _counts(found),
        _judged(found),
        _scales(model, found, query.language),
        _items(model, found, query.language),
        formative_table(model, found, query.language),
        rules_table(model, found, query.language),
        signs_table(found),
    ]
    # Other offices see regions or sectors; how the country's assessors judge is not theirs.
    if run.figures["assessor"] and not (query.scope.region or query.scope.sector):
        tables.append(assessor_table(run.figures["assessor"]))
    return Page(
        name="quality",
        title=_title(),
        query=Filters(period=query.filters.period).query(),
        tables=tuple(tables),
        provenance=Provenance(
            edition="",
            as_of=run.ran_at,
            model=model.title.in_(query.language),
            companies=found["companies"],
            is_synthetic=found["synthetic"],
            notes=_notes(),
        ),
        lead=_("Whether the questions measure what they should, and how carefully they are answered."),
        conditions=((_("Reference year"), year),),
        findings=tuple(_findings(found)),
    )


def newest_run() -> CarelessRun | None:
    """Return the newest look whose figures this page can read; None before the first."""
    rows = CarelessRun.objects.filter(figures__version=VERSION).select_related("model_version")
    return rows.defer("model_version__source").order_by("-ran_at", "-pk").first()


def _title() -> str:
    return _("Quality of the survey")


def _empty(query: Query, run: CarelessRun | None) -> Page:
    return Page(
        name="quality",
        title=_title(),
        query=Filters(period=query.filters.period).query(),
        tables=(),
        provenance=Provenance(edition="", as_of=run.ran_at if run else None, notes=_notes()),
        lead=_("The answers have not been looked through yet. A worker does so every month."),
    )


def _notes() -> tuple[str, ...]:
    return (
        _("Alpha: Cronbach, pairwise covariances, interval by Feldt. Omega: one factor, maximum likelihood."),
        _("A reference year is looked at as a whole. Only the columns without flagged answers leave some out."),
        _("Nobody is left out of a benchmark by a sign alone: an official decides."),
    )


def _counts(found: Figures) -> Table:
    """Return the companies behind the page as tiles."""
    rows = (
        ("companies", _("Companies looked at"), found["companies"]),
        ("several", _("Two signs or more"), found["several"]["companies"]),
        ("left_out", _("Left out of benchmarks"), found["left_out"]["companies"]),
    )
    return Table(
        code="counts",
        title=_("Answers looked through"),
        columns=(Column("companies", _("Number of companies"), Kind.COUNT),),
        rows=tuple(Row(code, Value(title), (counted(number),)) for code, title, number in rows),
        picture="tiles",
    )


def _judged(found: Figures) -> Table:
    """Return how many scales measure well and how many questions stand out, as tiles."""
    told = [one["all"] for one in found["scales"] if one["all"]]
    good = sum(_measure(one) >= GOOD for one in told)
    rows = (
        ("good", _("Sub-areas that measure well"), good),
        ("others", _("Sub-areas that measure less well"), len(told) - good),
        ("items", _("Questions to look at"), sum(_stands_out(one) for one in found["items"])),
    )
    return Table(
        code="judged",
        title=_("Survey questions"),
        columns=(Column("number", _("Number"), Kind.WHOLE),),
        rows=tuple(Row(code, Value(title), (Value(number),)) for code, title, number in rows),
        picture="tiles",
    )


def _measure(told: Figures) -> float:
    """Return omega of a scale, alpha where omega has no value."""
    return float(told["omega"] if told["omega"] is not None else told["alpha"])


def _scales(model: AssessmentModel, found: Figures, language: str) -> Table:
    columns = (
        Column("reading", _("Reading"), Kind.TEXT),
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("items", _("Survey questions"), Kind.WHOLE),
        Column("alpha", _("Alpha"), Kind.RATIO),
        Column("alpha_low", _("Alpha, 95% from"), Kind.RATIO),
        Column("alpha_high", _("Alpha, 95% to"), Kind.RATIO),
        Column("omega", _("Omega"), Kind.RATIO),
        Column("average_r", _("Mean correlation"), Kind.RATIO),
        Column("alpha_without", _("Alpha without flagged answers"), Kind.RATIO),
        Column("omega_without", _("Omega without flagged answers"), Kind.RATIO),
    )
    rows = []
    for one in found["scales"]:
        told, without = one["all"] or {}, one.get("without") or {}
        rows.append(
            Row(
                one["code"],
                Value(f"{one['code']} {model.groups()[one['code']].title.in_(language)}"),
                (
                    Value(reading_of_scale(told) if one["items"] > 1 else _("One question, no scale")),
                    counted(one["companies"]),
                    Value(one["items"]),
                    *(ratio(told, name) for name in ("alpha", "low", "high", "omega", "average_r")),
                    *(ratio(without, name) for name in ("alpha", "omega")),
                ),
            )
        )
    return Table(
        code="scales",
        title=_("How well each sub-area hangs together"),
        columns=columns,
        rows=tuple(rows),
        name_title=_("Sub-area"),
        lead=_("Omega from .80 is good, from .70 usable. Below, the sub-area is not reported alone.")
        + " "
        + _("At least %(number)s companies are needed.") % {"number": LEAST},
    )


def reading_of_scale(told: Figures) -> str:
    """Say what alpha and omega of a scale mean; omega goes first, for it does not ask that all items weigh alike."""
    measure = told.get("omega") if told.get("omega") is not None else told.get("alpha")
    if measure is None:
        return _("Too few answers")
    if told["alpha"] > REDUNDANT:
        return _("Questions repeat each other")
    if measure >= GOOD:
        return _("Good")
    return _("Usable") if measure >= USABLE else _("Do not report alone")


def _items(model: AssessmentModel, found: Figures, language: str) -> Table:
    columns = (
        Column("reading", _("Look at"), Kind.TEXT),
        Column("companies", _("Number of companies"), Kind.COUNT),
        Column("missing", _("No answer"), Kind.PERCENT),
        Column("claimed", _("Said not to apply"), Kind.PERCENT),
        Column("floor", _("Lowest level"), Kind.PERCENT),
        Column("ceiling", _("Highest level"), Kind.PERCENT),
        Column("item_total", _("Correlation with the others"), Kind.RATIO),
        Column("if_dropped", _("Alpha without it"), Kind.RATIO),
    )
    rows = [
        Row(
            one["code"],
            Value(f"{one['code']} {model.items()[one['code']].title.in_(language)}"),
            (
                Value(reading_of_item(one)),
                counted(one["companies"]),
                *(share(one[name], enough=one["enough"]) for name in ("missing", "claimed")),
                *(share(one[name], enough=one["told"]) for name in ("floor", "ceiling")),
                *(ratio(one, name) for name in ("item_total", "if_dropped")),
            ),
        )
        for one in sorted(found["items"], key=_stands_out, reverse=True)
    ]
    return Table(
        code="items",
        title=_("Questions answered by a level"),
        columns=columns,
        rows=tuple(rows),
        name_title=_("Survey question"),
        lead=_("A question is looked at again if its correlation is below .20 or over 40% stand at one end.")
        + " "
        + _("Where over 10% give no answer, its wording is looked at.")
        + " "
        + _("Those that stand out come first."),
    )


def reading_of_item(one: Figures) -> str:
    """Say what to look at in a question, all of it; a dash where nothing stands out."""
    found = []
    if one["item_total"] is not None and one["item_total"] < LOW_R:
        found.append(_("Goes against the others"))
    if (one["floor"] or 0) > EDGE:
        found.append(_("Stuck at the bottom"))
    if (one["ceiling"] or 0) > EDGE:
        found.append(_("Stuck at the top"))
    if (one["missing"] or 0) > WORDING:
        found.append(_("Wording"))
    if not found:
        return "–" if one["told"] else _("Too few answers")
    return ", ".join(found)


def _stands_out(one: Figures) -> bool:
    low = one["item_total"] is not None and one["item_total"] < LOW_R
    return low or max(one["floor"] or 0, one["ceiling"] or 0) > EDGE or (one["missing"] or 0) > WORDING


def _findings(found: Figures) -> list[str]:
    told = [one for one in found["scales"] if one["all"]]
    if not told:
        return [_("Fewer than %(number)s companies took part, so scales cannot be judged yet.") % {"number": LEAST}]
    good = sum(_measure(one["all"]) >= GOOD for one in told)
    said = [
        _("%(good)s of %(all)s sub-areas measure well.") % {"good": good, "all": len(told)},
    ]
    looked = _looked_at(found["items"])
    if looked:
        said.append(_("Questions to look at first: %(codes)s.") % {"codes": ", ".join(looked)})
    else:
        said.append(_("No question stands out."))
    share = found["several"]["percent"]
    if share is not None:
        said.append(_("%(share)s%% of the answers show two signs of careless answering or more.") % {"share": share})
    return said


def _looked_at(items: Sequence[Figures], most: int = 3) -> list[str]:
    """Return the questions that go least with the others, of those that stand out."""
    ordered = sorted(filter(_stands_out, items), key=lambda one: (_or_one(one["item_total"]), one["code"]))
    return [one["code"] for one in ordered[:most]]


def _or_one(number: float | None) -> float:
    return 1.0 if number is None else number
