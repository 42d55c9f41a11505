"""A page as a brief: what stands out, its pictures and its tables, laid out alike on paper and in Hangul."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dashboards.figures import Column, Kind, Page, Table, Value
from dashboards.writing.cells import shown, shown_number
from dashboards.writing.pictures import drawing, is_drawable, shade_of
from dashboards.writing.safe import clean
from dashboards.writing.words import Issue, Words

FINDINGS: Final = 3
# A brief is read, not searched: what is longer goes on in the Excel file, and the brief says so.
MOST_ROWS: Final = 40
# Beyond these a table no longer fits across a page.
MOST_COLUMNS: Final = 8
# A map leaves room for its table beside it.
MAP_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class BriefCell:
    """One cell in words.

    Attributes
    ----------
    text
        The value as a reader sees it, or in a word why there is none.
    beside
        Its interval, how many companies are behind it and its note; '' without.
    shade
        Which of the five shades, from 1; 0 for none.
    is_withheld
        There is no value.
    """

    text: str
    beside: str = ""
    shade: int = 0
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class BriefTable:
    """One table: heading, picture if it has one, and its rows.

    `left_out` rows and `columns_left_out` columns stand in the Excel file only.
    """

    code: str
    title: str
    lead: str
    svg: str
    head: tuple[str, ...]
    is_number: tuple[bool, ...]
    rows: tuple[tuple[BriefCell, ...], ...]
    is_shaded: bool = False
    is_tiles: bool = False
    # A map that has its table beside it; a wide table stands below.
    is_beside: bool = False
    # Notes on values that bear a star.
    footnotes: tuple[str, ...] = ()
    left_out: int = 0
    columns_left_out: int = 0
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """A whole brief."""

    title: str
    lead: str
    conditions: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    tables: tuple[BriefTable, ...]


def brief_of(issue: Issue, *, width: float) -> Brief:
    """Return a page as a brief; `width` is that of its pictures in px."""
    page = issue.page
    return Brief(
        title=clean(page.title),
        lead=clean(page.lead),
        conditions=tuple((clean(name), clean(chosen)) for name, chosen in page.conditions),
        findings=tuple(clean(finding) for finding in page.findings[:FINDINGS]),
        tables=tuple(_table(table, issue.words, width) for table in _ordered(page)),
    )


def _ordered(page: Page) -> list[Table]:
    """Return the tables, those without anything to say left out."""
    return [table for table in page.tables if table.rows or table.empty]


def _table(table: Table, words: Words, width: float) -> BriefTable:
    is_shaded = table.picture == "heat"
    columns = table.columns[:MOST_COLUMNS]
    across = width * MAP_SHARE if table.picture == "map" else width
    svg = drawing(table, words, width=across) if is_drawable(table) and not is_shaded else ""
    rows = tuple(
        (
            BriefCell(shown(row.name, _NAME, words)),
            *(
                _cell(table, column, value, words)
                for column, value in zip(columns, row.values[:MOST_COLUMNS], strict=True)
            ),
        )
        for row in table.rows[:MOST_ROWS]
    )
    return BriefTable(
        code=table.code,
        title=clean(table.title),
        lead=clean(table.lead),
        svg=svg,
        head=(clean(table.name_title) or words.name, *(clean(column.title) for column in columns)),
        is_number=(False, *(column.kind not in (Kind.TEXT, Kind.DATE) for column in columns)),
        rows=rows,
        is_shaded=is_shaded,
        is_tiles=table.picture == "tiles",
        is_beside=table.picture == "map" and len(columns) == 1,
        footnotes=() if table.picture == "tiles" else _footnotes(table),
        left_out=max(len(table.rows) - MOST_ROWS, 0),
        columns_left_out=max(len(table.columns) - MOST_COLUMNS, 0),
        empty=clean(table.empty),
    )


_NAME: Final = Column("name", "", Kind.TEXT)


def _cell(table: Table, column: Column, value: Value, words: Words) -> BriefCell:
    if value.value is None:
        return BriefCell(shown(value, column, words), is_withheld=True)
    many = words.n % f"{value.companies:,}" if value.companies is not None else ""
    star = "*" if value.note and table.picture != "tiles" else ""
    if table.picture == "heat":
        return BriefCell(shown(value, column, words) + star, many, shade_of(table, column, value))
    bare = Column(column.code, column.title, column.kind)
    parts = []
    if value.low is not None and value.high is not None:
        parts.append(f"{shown_number(value.low, bare)}~{shown_number(value.high, bare)}")
    if many and not any(one.kind == Kind.COUNT for one in table.columns):
        parts.append(many)
    if value.note and not star:
        parts.append(clean(value.note))
    return BriefCell(shown(value, column, words) + star, " · ".join(parts))


def _footnotes(table: Table) -> tuple[str, ...]:
    notes = dict.fromkeys(clean(value.note) for row in table.rows for value in row.values if value.note)
    return tuple(f"* {note}" for note in notes)
