"""How far companies come with their diagnosis, where they leave off and how long it takes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.reference import SIZES
from dashboards.figures import Column, Kind, Page, Row, Table, UnableToReadFilters, Value, Withheld
from dashboards.selectors.daily import daily_figures
from dashboards.selectors.daily_tables import (
    Part,
    bars,
    by_dimension,
    conditions_of,
    counted,
    funnel,
    label,
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

NAME: Final = "participation"
_PERIOD: Final = re.compile(r"(\d{4})(-\d{2})?")


def page(query: Query) -> Page:
    """Return participation for one reference year: that of the filters, else the newest one with figures.

    Raises
    ------
    UnableToReadFilters
        The period is no year, or a code does not exist.
    """
    title = _("Participation")
    lead = _("How many companies start a diagnosis, how far they come and where they leave off.")
    daily = daily_figures(NAME, query.now)
    if daily is None:
        return not_counted(NAME, title, lead, query)
    on = daily.as_of.date()
    part = part_of(query, on)
    years: Mapping[str, Any] = daily.content["years"]
    year = _year(query) or _newest(years)
    conditions = conditions_of(query, (_("Reference year"), year)) if year else conditions_of(query)
    found = years.get(year)
    notes = (
        _("A company counts once a year. Half way: half of the core questions are answered."),
        _("A report counts once it was made. Time runs from the start to handing in, pauses included."),
    )
    if found is None:
        said = _("No diagnosis of this year was started.")
        return Page(
            NAME, title, query.filters.query(), (), provenance(daily, None, *notes), lead=f"{lead} {said}",
            conditions=conditions, trail=trail_of(query, part),
        )  # fmt: skip
    steps = found["steps"]
    numbers = part.numbers(steps)
    tables = [
        funnel("steps", _("From registration to report"), part, numbers, steps_named()),
        _years_table(query, part, years),
        *by_dimension(query, steps, _columns(), on),
        *_national(query, found),
    ]
    return Page(
        name=NAME,
        title=title,
        query=query.filters.query(),
        tables=tuple(tables),
        provenance=provenance(daily, whole(steps).get("registered"), *notes),
        lead=lead,
        conditions=conditions,
        trail=trail_of(query, part),
        findings=_findings(query, found, year) if part.is_nation else (),
    )


def steps_named() -> tuple[tuple[str, str], ...]:
    """Return the steps with their names."""
    return (
        ("registered", _("Registered")),
        ("started", _("Started")),
        ("half", _("Half way")),
        ("submitted", _("Handed in")),
        ("scored", _("Scored")),
        ("reported", _("Report made")),
    )


def _columns() -> tuple[Any, ...]:
    return (
        shared("completion", _("Completion"), "submitted", "started"),
        shared("participation", _("Share taking part"), "started", "registered"),
        *(counted(step, name) for step, name in steps_named()),
    )


def _newest(years: Mapping[str, Any]) -> str:
    """Return the newest year of which something is told: a year that has just begun would show an empty page."""
    told = [year for year, found in years.items() if whole(found["steps"]).get("started")]
    return max(told or years, default="")


def _year(query: Query) -> str:
    if not query.filters.period:
        return ""
    found = _PERIOD.fullmatch(query.filters.period)
    if found is None:
        raise UnableToReadFilters("period", query.filters.period)
    return found[1]


def _years_table(query: Query, part: Part, years: Mapping[str, Any]) -> Table:
    columns = _columns()
    rows = []
    for year, found in sorted(years.items()):
        numbers = part.numbers(found["steps"])
        values = tuple(
            Value(withheld=part.withheld) if part.withheld is not None else told(numbers) for _column, told in columns
        )
        rows.append(Row(year, Value(year, query=query.filters.with_(period=year).query()), values))
    return Table(
        "years",
        _("By reference year"),
        tuple(column for column, _told in columns),
        tuple(rows),
        lead=part.name,
        name_title=_("Reference year"),
    )


def _national(query: Query, found: Mapping[str, Any]) -> Sequence[Table]:
    """Return the tables that are told of the whole country alone."""
    country = _("Whole country")
    sections = [row for row in found["sections"] if row["code"]]
    start = [row for row in found["sections"] if not row["code"]]
    section_rows = tuple(
        Row(
            row["code"] or "start",
            Value(row["title"].get(query.language) or row["title"].get("en") or _("Before the first answer")),
            (
                number(row["left"]),
                number(row["reached"]) if row["code"] else Value(withheld=Withheld.NONE),
                share(row["left"], row["reached"]) if row["code"] else Value(withheld=Withheld.NONE),
            ),
        )
        for row in (*start, *sections)
    )
    quartiles = found["minutes"]
    minute_rows = tuple(
        Row(
            size or "all",
            Value(label("size", size, query.language) if size else _("All sizes")),
            tuple(Value(one) for one in quartiles[size]) if size in quartiles else (Value(withheld=Withheld.FEW),) * 3,
        )
        for size in ("", *SIZES)
    )
    months = tuple(Row(month, Value(month), (number(n),)) for month, n in sorted(found["months"].items()))
    handed_in = Column("submitted", _("Handed in"), Kind.COUNT)
    month_title = _("Handed in by month")
    return (
        Table(
            "sections",
            _("Where companies leave off"),
            (
                Column("left", _("Left off here"), Kind.COUNT),
                Column("reached", _("Came so far"), Kind.COUNT),
                Column("rate", _("Drop-out"), Kind.PERCENT),
            ),
            section_rows,
            lead=_("The last section with an answer of drafts in which nothing was saved for 30 days. Whole country."),
            name_title=_("Section"),
            empty=_("No draft is waiting."),
        ),
        Table(
            "minutes",
            _("Time from start to handing in"),
            (
                Column("median", _("Median"), Kind.MINUTES),
                Column("low", _("Lower quartile"), Kind.MINUTES),
                Column("high", _("Upper quartile"), Kind.MINUTES),
            ),
            tuple(Row(row.code, row.name, (row.values[1], row.values[0], row.values[2])) for row in minute_rows),
            lead=_("Shown where at least twelve companies handed in. Whole country."),
            name_title=_("Size"),
        ),
        Table(
            "months",
            month_title,
            (handed_in,),
            months,
            lead=country,
            name_title=_("Month"),
            picture="bars" if months else "none",
            chart=bars(query, month_title, handed_in.title, months, is_count=True) if months else None,
            empty=_("Nothing was handed in."),
        ),
    )


def _findings(query: Query, found: Mapping[str, Any], year: str) -> tuple[str, ...]:
    """Return what stands out in the country, from the same numbers."""
    numbers, said = whole(found["steps"]), []
    started, submitted = numbers.get("started"), numbers.get("submitted")
    rate = share(submitted, started).value
    if rate is not None:
        said.append(
            _("For %(year)s about %(started)s companies started and %(rate)s%% of them handed in.")
            % {"year": year, "started": f"{started:,}", "rate": rate}
        )
    left = [row for row in found["sections"] if row["code"] and row["left"]]
    if left:
        most = max(left, key=lambda row: row["left"])
        said.append(
            _("Most companies leave off in “%(section)s”: about %(left)s.")
            % {"section": most["title"].get(query.language) or most["title"]["en"], "left": f"{most['left']:,}"}
        )
    minutes = found["minutes"].get("")
    if minutes:
        said.append(
            _("Half of them take no longer than %(minutes)s minutes from the start to handing in.")
            % {"minutes": f"{minutes[1]:,}"}
        )
    return tuple(said)
