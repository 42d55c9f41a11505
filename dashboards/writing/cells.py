"""A table as it stands in files: headings and typed cells, one row a row."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from dashboards.figures import Column, Kind, Table, Value
from dashboards.writing.safe import clean
from dashboards.writing.words import Words
from qmplatform.korean.formats import number1, plain_number, signed1, with_unit

Cell: TypeAlias = str | int | float | date
DIGITS: Final = {Kind.POINTS: 1, Kind.CHANGE: 1, Kind.PERCENT: 1, Kind.RATIO: 2}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a file."""

    title: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file."""

    code: str
    title: str
    lead: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell | None, ...], ...]


def sheet_of(table: Table, words: Words) -> Sheet:
    """Return a table as it stands in CSV and XLSX.

    Beside a value stand the ends of its interval, how many companies are behind it and its note, each in a column of
    its own, where any value of the column has them. Where there is no value, its cell says why.
    """
    parts = [_parts(table, at, words) for at in range(len(table.columns))]
    headings = [Heading(words.code, Kind.TEXT), Heading(clean(table.name_title) or words.name, Kind.TEXT)]
    headings += [heading for part in parts for heading, _what in part]
    rows = []
    for row in table.rows:
        cells: list[Cell | None] = [clean(row.code), _cell(row.name, Kind.TEXT, words)]
        for at, value in enumerate(row.values):
            cells += [_beside(value, table.columns[at].kind, what, words) for _heading, what in parts[at]]
        rows.append(tuple(cells))
    return Sheet(table.code, clean(table.title), clean(table.lead), tuple(headings), tuple(rows))


def shown(value: Value, column: Column, words: Words) -> str:
    """Return a value as a reader sees it: a number with its unit, or in a word why there is none."""
    given = value.value
    if given is None:
        return words.withheld_short[value.withheld] if value.withheld is not None else ""
    return clean(given) if isinstance(given, str) else shown_number(given, column)


def shown_number(given: float, column: Column) -> str:
    """Return a number with its unit as a reader sees it."""
    kind = column.kind
    if kind == Kind.CHANGE:
        text = signed1(given)
    elif kind in DIGITS:
        text = number1(given, DIGITS[kind])
    elif kind == Kind.WHOLE:
        text = str(given)
    else:
        text = plain_number(given)
    unit = column.unit or ("%" if kind == Kind.PERCENT else "")
    return with_unit(text, unit)


def _parts(table: Table, at: int, words: Words) -> list[tuple[Heading, str]]:
    """Return the columns that one column of a table becomes."""
    column, values = table.columns[at], [row.values[at] for row in table.rows]
    title = clean(column.title)
    with_units = f"{title} ({clean(column.unit)})" if column.unit else title
    parts = [(Heading(with_units, column.kind), "value")]
    if any(value.low is not None for value in values):
        parts += [(Heading(words.low % title, column.kind), "low"), (Heading(words.high % title, column.kind), "high")]
    if any(value.companies is not None for value in values):
        parts.append((Heading(words.companies % title, Kind.COUNT), "companies"))
    if any(value.note for value in values):
        parts.append((Heading(words.note % title, Kind.TEXT), "note"))
    return parts


def _beside(value: Value, kind: Kind, what: str, words: Words) -> Cell | None:
    if what == "value":
        return _cell(value, kind, words)
    if what == "note":
        return clean(value.note) or None
    found: float | int | None = getattr(value, what)
    return found


def _cell(value: Value, kind: Kind, words: Words) -> Cell:
    given = value.value
    if given is None:
        return words.withheld[value.withheld] if value.withheld is not None else ""
    if not isinstance(given, str):
        return given if math.isfinite(given) else str(given)
    if kind == Kind.DATE:
        try:
            return date.fromisoformat(given)
        except ValueError:
            return clean(given)
    return clean(given)


def texts(sheet: Sheet) -> Iterator[str]:
    """Yield every text of a sheet."""
    yield from (heading.title for heading in sheet.headings)
    yield from (cell for row in sheet.rows for cell in row if isinstance(cell, str))
