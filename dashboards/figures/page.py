"""A page: tables of values as they are displayed, each value with its kind and, where there is none, why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from qmplatform.charts import ChartSpec

Picture = Literal["none", "tiles", "heat", "map", "bars", "trend", "funnel", "matrix"]


class Kind(StrEnum):
    """How a value is written; it is stored as displayed, already rounded."""

    TEXT = "text"
    # Points of 0-100, one decimal.
    POINTS = "points"
    # A difference of points, one decimal, always with its sign.
    CHANGE = "change"
    # Companies or events, to the nearest five.
    COUNT = "count"
    # 0-100, one decimal.
    PERCENT = "percent"
    # A statistic such as alpha: two decimals.
    RATIO = "ratio"
    # A whole number that is no count of companies: a year, a place.
    WHOLE = "whole"
    MINUTES = "minutes"
    DATE = "date"


class Withheld(StrEnum):
    """Why there is no value."""

    # Fewer than five companies, or a number from which such a one could be worked out. Never told apart.
    FEW = "few"
    # Outside what the reader's office may see.
    OUTSIDE = "outside"
    # Nobody answered, or nothing is measured yet.
    NONE = "none"
    # So few companies took part that this crossing is not published at all.
    NOT_CROSSED = "not_crossed"


@dataclass(frozen=True, slots=True)
class Value:
    """One displayed value.

    Attributes
    ----------
    value
        As displayed: rounded to its column's kind; None where withheld.
    withheld
        Why there is none; None where there is one.
    low, high
        Ends of its 90 % interval, rounded alike; None without one.
    companies
        Companies behind it, to the nearest five; None where that says nothing.
    query
        Query string of the page one level down, '' where there is none; always safe for the reader's scope.
    page
        Name of that page, '' for the same page.
    note
        A short mark shown beside it, such as that the number is that of the edition before.
    """

    value: float | int | str | None = None
    withheld: Withheld | None = None
    low: float | None = None
    high: float | None = None
    companies: int | None = None
    query: str = ""
    page: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.withheld is None):
            raise ValueError("A value is there, or it says why it is not.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `code` is stable; the title is in the reader's language."""

    code: str
    title: str
    kind: Kind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a stable code, its name in the reader's language, and one value a column."""

    code: str
    name: Value
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and the picture it is shown as; the table itself is always beside the picture.

    Attributes
    ----------
    code
        Stable, unique on its page; names its anchor, its file and its place in the API.
    title, lead
        Heading, and a sentence or two that say how to read it.
    name_title
        Heading of the column of row names.
    picture
        ``tiles``: each row is a tile, its first value large, the others below. ``heat``: shaded cells. ``map``: rows
        are regions by code, shaded by the first column. ``bars``, ``trend``, ``matrix``: `chart` says how. ``funnel``:
        rows are steps, the first column how many came so far.
    chart
        What is drawn for ``bars``, ``trend`` and ``matrix``.
    shades
        Lower bounds of the shades two to five of ``heat`` and ``map``; empty for the product's own.
    empty
        What is said in place of a table without rows.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    lead: str = ""
    name_title: str = ""
    picture: Picture = "none"
    chart: ChartSpec | None = None
    shades: tuple[float, ...] = ()
    empty: str = ""

    def __post_init__(self) -> None:
        if any(len(row.values) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.code}: a row has as many values as there are columns.")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the numbers of a page come from.

    Attributes
    ----------
    edition
        Identity of the edition, '' for figures that are counted day by day.
    as_of
        Moment up to which companies are counted.
    model
        Title of the assessment model.
    companies
        Companies in all, to the nearest five; None where withheld.
    is_synthetic
        Invented companies are among them.
    notes
        Sentences on method and limits, in the reader's language.
    """

    edition: str
    as_of: datetime | None
    model: str = ""
    companies: int | None = None
    is_synthetic: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page.

    Attributes
    ----------
    name
        Stable name: the last part of its address.
    title, lead
        Heading and what it answers.
    query
        The filters it shows, as a query string in one fixed order.
    conditions
        The same filters in words: (name, chosen), for exports and headings; nothing for what is not restricted.
    trail
        Way down from the country: (title, query); the last is where the reader is.
    findings
        Up to three sentences that say what stands out, from the same numbers.
    """

    name: str
    title: str
    query: str
    tables: tuple[Table, ...]
    provenance: Provenance
    lead: str = ""
    conditions: tuple[tuple[str, str], ...] = ()
    trail: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()

    def table(self, code: str) -> Table:
        """Return a table by its code; LookupError if the page has none."""
        for table in self.tables:
            if table.code == code:
                return table
        raise LookupError(f"{self.name} has no table {code!r}")

    def values(self) -> Iterator[tuple[str, str, str, Value]]:
        """Yield every value with its place: table, row, column."""
        for table in self.tables:
            for row in table.rows:
                for column, value in zip(table.columns, row.values, strict=True):
                    yield table.code, row.code, column.code, value
