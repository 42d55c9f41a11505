"""Which support programmes reach whom, and whether companies take on and finish improvement tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from dashboards.figures import Column, Kind, Page, Row, Table, Value
from dashboards.selectors.daily import daily_figures
from dashboards.selectors.daily_tables import (
    Part,
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
from diagnosis.catalog.learning import read_learning

NAME: Final = "programmes"


def page(query: Query) -> Page:
    """Return the reach of support programmes and improvement tasks.

    Raises
    ------
    UnableToReadFilters
        A code does not exist.
    """
    title = _("Support reached")
    lead = _("Which support programmes companies were shown, and what they took on from their plans.")
    daily = daily_figures(NAME, query.now)
    if daily is None:
        return not_counted(NAME, title, lead, query)
    on = daily.as_of.date()
    part = part_of(query, on)
    content = daily.content
    both = _joined(content)
    steps = (
        ("scored", _("Companies with a result")),
        ("planned", _("Took on a task")),
        ("begun", _("Began one")),
        ("done", _("Finished one")),
    )
    programmes = _programmes(query, part, content["programmes"])
    tables = (
        funnel("tasks", _("From result to finished task"), part, part.numbers(content["tasks"]), steps),
        programmes,
        *by_dimension(
            query,
            both,
            (
                shared("reach", _("Shown a programme"), "offered", "scored"),
                counted("scored", _("Companies with a result")),
                counted("offered", _("Were shown a programme")),
                counted("planned", _("Took on a task")),
                counted("done", _("Finished one")),
            ),
            on,
        ),
    )
    notes = (
        _("Shown: the programme fitted the company's weaknesses on the day of its result."),
        _("Whether a company applied for a programme or was granted it is not recorded."),
    )
    return Page(
        name=NAME,
        title=title,
        query=query.filters.query(),
        tables=tables,
        provenance=provenance(daily, whole(content["offers"]).get("scored"), *notes),
        lead=lead,
        conditions=conditions_of(query),
        trail=trail_of(query, part),
        findings=_findings(query, content) if part.is_nation else (),
    )


def _joined(content: Mapping[str, Any]) -> dict[str, dict[str, dict[str, int | None]]]:
    """Return the numbers of offers and of tasks as one."""
    offers, tasks = content["offers"], content["tasks"]
    return {
        dimension: {code: {**tasks[dimension][code], **numbers} for code, numbers in rows.items()}
        for dimension, rows in offers.items()
    }


def _programmes(query: Query, part: Part, told: Mapping[str, Any]) -> Table:
    columns = (
        Column("offered", _("Were shown it"), Kind.COUNT),
        Column("body", _("Run by"), Kind.TEXT),
        Column("until", _("Named until"), Kind.DATE),
    )
    library = {one.code: one for one in read_learning().programmes}
    rows = []
    for code, protected in told.items():
        if code not in library:
            continue
        one, n = library[code], part.numbers(protected).get("offered")
        shown = Value(withheld=part.withheld) if part.withheld is not None else number(n)
        values = (shown, Value(one.body.in_(query.language)), Value(one.valid_until.isoformat()))
        rows.append((-(n or 0), code, Row(code, Value(one.title.in_(query.language)), values)))
    return Table(
        "programmes",
        _("Support programmes by companies that were shown them"),
        columns,
        tuple(row for _n, _code, row in sorted(rows, key=lambda one: one[:2])),
        lead=part.name,
        name_title=_("Programme"),
        empty=_("No programme was shown to five companies yet."),
    )


def _findings(query: Query, content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what stands out in the country, from the same numbers."""
    offers, tasks, said = whole(content["offers"]), whole(content["tasks"]), []
    rate = share(offers.get("offered"), offers.get("scored")).value
    if rate is not None:
        said.append(_("%(rate)s%% of the companies with a result were shown a support programme.") % {"rate": rate})
    rate = share(tasks.get("done"), tasks.get("planned")).value
    if rate is not None:
        said.append(_("%(rate)s%% of the companies that took on a task finished at least one.") % {"rate": rate})
    names = {one.code: one.title.in_(query.language) for one in read_learning().programmes}
    told = [(whole(one).get("offered") or 0, code) for code, one in content["programmes"].items() if code in names]
    if told:
        most, code = max(told)
        said.append(
            _("Shown most often: “%(programme)s”, to about %(companies)s companies.")
            % {"programme": names[code], "companies": f"{most:,}"}
        )
    return tuple(said)
