"""How companies use the library of cases: recommended, read, kept, tried, and whether it helped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from cases.models import Case
from dashboards.figures import Column, Kind, Page, Row, Table, Value
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

NAME: Final = "cases"


def page(query: Query) -> Page:
    """Return the use of cases.

    Raises
    ------
    UnableToReadFilters
        A code does not exist.
    """
    title = _("Use of cases")
    lead = _(
        "What companies do with the award-winning cases that the platform recommends or that they find themselves."
    )
    daily = daily_figures(NAME, query.now)
    if daily is None:
        return not_counted(NAME, title, lead, query)
    on = daily.as_of.date()
    part = part_of(query, on)
    content = daily.content
    steps = (("recommended", _("Recommended")), *_steps())
    tables = (
        funnel(
            "recommended",
            _("From recommendation to use"),
            part,
            part.numbers(content["recommended"]),
            steps,
        ),
        funnel(
            "use",
            _("Use, however the case was found"),
            part,
            part.numbers(content["use"]),
            (("registered", _("Registered")), *_steps()),
        ),
        _top(query, content["top"]),
        *by_dimension(
            query,
            content["use"],
            (
                shared("tried_rate", _("Tried of read"), "tried", "read"),
                *(counted(step, name) for step, name in _steps()),
            ),
            on,
        ),
    )
    notes = (
        _("A company counts once, however many cases it read. Helped: fully or in part."),
        _("Reading without being signed in for a company is not recorded. How often a page is viewed is not either."),
    )
    return Page(
        name=NAME,
        title=title,
        query=query.filters.query(),
        tables=tables,
        provenance=provenance(daily, whole(content["use"]).get("registered"), *notes),
        lead=lead,
        conditions=conditions_of(query),
        trail=trail_of(query, part),
        findings=_findings(content, tables[2]) if part.is_nation else (),
    )


def _steps() -> tuple[tuple[str, str], ...]:
    return (("read", _("Read")), ("kept", _("Saved or tried")), ("tried", _("Tried")), ("helped", _("Helped")))


def _top(query: Query, rows: Sequence[Mapping[str, Any]]) -> Table:
    titles = {
        case.pk: case
        for case in Case.published.filter(pk__in=[row["case"] for row in rows]).only("title_ko", "title_en")
    }
    return Table(
        "top",
        _("Cases that most companies read"),
        tuple(Column(step, name, Kind.COUNT) for step, name in _steps()),
        tuple(
            Row(
                row["case"],
                Value(_title(titles[row["case"]], query.language)),
                tuple(number(row[s]) for s, _n in _steps()),
            )
            for row in rows
            if row["case"] in titles
        ),
        lead=_("Cases are public; who read them is not. Whole country."),
        name_title=_("Case"),
        empty=_("No case was read by five companies yet."),
    )


def _title(case: Case, language: str) -> str:
    return case.title_ko if language == "ko" or not case.title_en else case.title_en


def _findings(content: Mapping[str, Any], top: Table) -> tuple[str, ...]:
    """Return what stands out in the country, from the same numbers."""
    numbers, use, said = whole(content["recommended"]), whole(content["use"]), []
    rate = share(numbers.get("read"), numbers.get("recommended")).value
    if rate is not None:
        said.append(_("%(rate)s%% of the companies with recommended cases read at least one of them.") % {"rate": rate})
    rate = share(use.get("tried"), use.get("read")).value
    if rate is not None:
        said.append(_("%(rate)s%% of the companies that read cases tried something from one.") % {"rate": rate})
    if top.rows:
        first = top.rows[0]
        said.append(
            _("Most read: “%(case)s”, by about %(companies)s companies.")
            % {"case": first.name.value, "companies": f"{first.values[0].value:,}"}
        )
    return tuple(said)
