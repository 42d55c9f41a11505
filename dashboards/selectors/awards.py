"""How far the award cycle is: applications by step and category, and who applies. No examiner, no company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from awards.catalog import Cycle
from awards.selectors.calendar import windows
from awards.selectors.files import cycle_of, published_cycles
from dashboards.figures import Column, Kind, Page, Row, Table, UnableToReadFilters, Value
from dashboards.selectors.daily import daily_figures
from dashboards.selectors.daily_tables import (
    by_dimension,
    conditions_of,
    counted,
    funnel,
    not_counted,
    number,
    part_of,
    provenance,
    share,
    shared,
    trail_of,
    whole,
)
from dashboards.selectors.query import Query
from qmplatform.korean.formats import KST

NAME: Final = "awards"


def page(query: Query) -> Page:
    """Return the progress of one award cycle: that of the filters, else the newest with applications.

    Raises
    ------
    UnableToReadFilters
        There is no such cycle, or a code does not exist.
    """
    title = _("Award cycle")
    lead = _("How far the applications for this year's awards are, and who applies.")
    daily = daily_figures(NAME, query.now)
    if daily is None:
        return not_counted(NAME, title, lead, query)
    on = daily.as_of.date()
    part = part_of(query, on)
    told: Mapping[str, Any] = daily.content["cycles"]
    cycle = _cycle(query, told)
    found = told.get(cycle.key) if cycle else None
    conditions = conditions_of(query, *([(_("Award cycle"), cycle.cycle.title.in_(query.language))] if cycle else []))
    tables: list[Table] = []
    if found is not None and cycle is not None:
        tables = [
            funnel("steps", _("From application to decision"), part, part.numbers(found["steps"]), _steps()),
            _applicants(found),
            _categories(query, cycle, found["categories"]),
            funnel("reports", _("Feedback reports"), part, part.numbers(found["reports"]), _reports()),
            *by_dimension(
                query,
                found["who"],
                (
                    counted("submitted", _("Applying companies")),
                    counted("first", _("For the first time")),
                    shared("first_rate", _("First-time share"), "first", "submitted"),
                ),
                on,
            ),
        ]
    else:
        lead = f"{lead} {_('No application of this cycle was handed in yet.')}"
    if cycle is not None:
        tables.append(_calendar(query, cycle))
    notes = (
        _("Counted are companies whose application was handed in. One in two categories counts in both."),
        _("For the first time: no application in another cycle on this platform. Earlier awards are not counted."),
    )
    submitted = whole(found["steps"]).get("submitted") if found else None
    return Page(
        name=NAME,
        title=title,
        query=query.filters.query(),
        tables=tuple(tables),
        provenance=provenance(daily, submitted, *notes),
        lead=lead,
        conditions=conditions,
        trail=trail_of(query, part),
        findings=_findings(found) if found and part.is_nation else (),
    )


def _cycle(query: Query, told: Mapping[str, Any]) -> Cycle | None:
    cycles = [cycle_of(row) for row in published_cycles()]
    if query.filters.cycle:
        for one in cycles:
            if one.key == query.filters.cycle:
                return one
        raise UnableToReadFilters("cycle", query.filters.cycle)
    return next((one for one in cycles if one.key in told), cycles[0] if cycles else None)


def _steps() -> tuple[tuple[str, str], ...]:
    return (
        ("submitted", _("Handed in")),
        ("eligible", _("Found eligible")),
        ("review", _("In independent review")),
        ("consensus", _("In consensus")),
        ("agreed", _("Consensus closed")),
        ("decided", _("Decided")),
    )


def _reports() -> tuple[tuple[str, str], ...]:
    return (("submitted", _("Handed in")), ("report", _("Report issued")), ("taken", _("Report taken")))


def _applicants(found: Mapping[str, Any]) -> Table:
    who, small = whole(found["who"]), found["small"][""]
    rows = (
        ("applicants", _("Applying companies"), who.get("submitted")),
        ("first", _("For the first time"), who.get("first")),
        ("small", _("Small and medium-sized"), small.get("small")),
    )
    return Table(
        "applicants",
        _("Who applies"),
        (
            Column("companies", _("Number of companies"), Kind.COUNT),
            Column("share", _("Of all applicants"), Kind.PERCENT),
        ),
        tuple(Row(code, Value(name), (number(n), share(n, who.get("submitted")))) for code, name, n in rows),
        lead=_("Whole country"),
        picture="tiles",
    )


def _categories(query: Query, cycle: Cycle, told: Mapping[str, Mapping[str, int | None]]) -> Table:
    names = {one.code: one.title.in_(query.language) for one in cycle.categories}
    order = [one.code for one in cycle.categories]
    codes: Sequence[str] = sorted(told, key=lambda code: order.index(code) if code in order else len(order))
    return Table(
        "categories",
        _("By category"),
        tuple(Column(step, name, Kind.COUNT) for step, name in _steps()),
        tuple(
            Row(code, Value(names.get(code, code)), tuple(number(told[code].get(step)) for step, _name in _steps()))
            for code in codes
        ),
        lead=_("Whole country"),
        name_title=_("Category"),
        empty=_("Nothing was handed in."),
    )


def _calendar(query: Query, cycle: Cycle) -> Table:
    """Return the stages with their days as they hold now; public, so nothing of it is withheld."""
    rows = []
    for code, window in windows(cycle).items():
        ends_on = (window.ends_at - timedelta(seconds=1)).astimezone(KST).date()
        state = (
            _("Under way")
            if window.is_open(query.now)
            else _("Is over")
            if window.ends_at <= query.now
            else _("Still to come")
        )
        days = (Value(window.starts_at.astimezone(KST).date().isoformat()), Value(ends_on.isoformat()))
        rows.append(Row(code, Value(cycle.stages[code].title.in_(query.language)), (Value(state), *days)))
    return Table(
        "calendar",
        _("Calendar"),
        (
            Column("state", _("State"), Kind.TEXT),
            Column("starts", _("First day"), Kind.DATE),
            Column("ends", _("Last day"), Kind.DATE),
        ),
        tuple(rows),
        name_title=_("Stage of the cycle"),
    )


def _findings(found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what stands out in the country, from the same numbers."""
    steps, who, small, said = whole(found["steps"]), whole(found["who"]), found["small"][""], []
    if steps.get("submitted") is not None:
        said.append(_("About %(companies)s companies handed in an application.") % {"companies": steps["submitted"]})
    rate = share(small.get("small"), small.get("submitted")).value
    if rate is not None:
        said.append(_("%(rate)s%% of the applicants are small or medium-sized.") % {"rate": rate})
    rate = share(who.get("first"), who.get("submitted")).value
    if rate is not None:
        said.append(_("%(rate)s%% of the applicants apply for the first time.") % {"rate": rate})
    return tuple(said)
