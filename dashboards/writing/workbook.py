"""A page as an Excel file: a sheet a table, every cell with its type, and a sheet of notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell as BookCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from dashboards.figures import Kind
from dashboards.writing.cells import Cell, Heading, Sheet, sheet_of
from dashboards.writing.safe import clean, is_formula_like
from dashboards.writing.words import Issue
from qmplatform.korean.formats import KST

MAX_TEXT: Final = 32_767
_TITLE_LENGTH: Final = 31
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\]")
_BOLD: Final = Font(bold=True)
_LARGE: Final = Font(bold=True, size=14)
_GREY: Final = Font(color="58616A")
_HEAD: Final = PatternFill("solid", fgColor="D6E0EB")
_HUSH: Final = PatternFill("lightUp", fgColor="CDD1D5")
_UNDER: Final = Border(bottom=Side(style="thin", color="1E2124"))
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_RIGHT: Final = Alignment(horizontal="right", wrap_text=True, vertical="top")
_FORMATS: Final = {
    Kind.TEXT: "@",
    Kind.POINTS: "0.0",
    Kind.CHANGE: "+0.0;-0.0;0.0",
    Kind.COUNT: "#,##0",
    Kind.PERCENT: '0.0"%"',
    Kind.RATIO: "0.00",
    Kind.WHOLE: "0",
    Kind.MINUTES: "#,##0",
    Kind.DATE: "yyyy-mm-dd",
}


def workbook(issue: Issue) -> bytes:
    """Return a page as an Excel file. No cell is ever a formula, whatever a text begins with."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for table in issue.page.tables:
        _write_sheet(book, sheet_of(table, issue.words), issue, taken)
    _write_notes(book, issue, taken)
    book.properties.title = clean(issue.page.title)
    book.properties.creator = clean(issue.words.product)
    book.properties.created = book.properties.modified = _naive(issue.stamp.at)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(book: Any, sheet: Sheet, issue: Issue, taken: set[str]) -> None:
    page = book.create_sheet(_title(sheet.title or sheet.code, taken))
    for place, width in enumerate(_widths(sheet), start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    above = [(sheet.title, _LARGE), *(((sheet.lead, _GREY),) if sheet.lead else ())]
    page.freeze_panes = f"C{len(above) + 4}"
    for text, font in (*above, (issue.stamp.source, _GREY)):
        cell = _text(page, text)
        cell.font = font
        page.append([cell])
    page.append([])
    page.append([_heading(page, heading) for heading in sheet.headings])
    withheld = frozenset(issue.words.withheld.values())
    for row in sheet.rows:
        page.append([_cell(page, cell, head.kind, withheld) for cell, head in zip(row, sheet.headings, strict=True)])


def _write_notes(book: Any, issue: Issue, taken: set[str]) -> None:
    page = book.create_sheet(_title(issue.words.notes_sheet, taken))
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 28, 96
    page.append([_heading(page, Heading(title, Kind.TEXT)) for title in (issue.words.what, issue.words.value)])
    for what, value in issue.stamp.notes:
        page.append([_text(page, what), _note(page, value)])


def _note(page: Any, value: str | int | datetime) -> BookCell:
    if isinstance(value, str):
        return _text(page, value)
    cell = _new(page)
    cell.value = _naive(value) if isinstance(value, datetime) else value
    cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "#,##0"
    cell.alignment = Alignment(horizontal="left", vertical="top")
    return cell


def _heading(page: Any, heading: Heading) -> BookCell:
    cell = _text(page, heading.title)
    cell.font, cell.fill, cell.border = _BOLD, _HEAD, _UNDER
    cell.alignment = _WRAP if heading.kind == Kind.TEXT else _RIGHT
    return cell


def _cell(page: Any, value: Cell | None, kind: Kind, withheld: frozenset[str]) -> BookCell:
    if isinstance(value, str):
        cell = _text(page, value)
        if kind != Kind.TEXT:
            cell.alignment = _RIGHT
        if value in withheld:
            cell.font, cell.fill = _GREY, _HUSH
        return cell
    cell = _new(page)
    cell.value = value
    cell.number_format = _FORMATS[Kind.DATE if isinstance(value, date) else kind]
    return cell


def _text(page: Any, text: str) -> BookCell:
    """Return a cell that is a text, whatever it begins with."""
    cell = _new(page)
    cell.value = clean(text)[:MAX_TEXT]
    cell.data_type = "s"
    # Excel would take it for a formula when somebody edits the cell; this mark keeps it a text.
    cell.quotePrefix = is_formula_like(text)
    cell.alignment = _WRAP
    return cell


def _new(page: Any) -> BookCell:
    cell: BookCell = WriteOnlyCell(page)  # A function in openpyxl, for all its name.
    return cell


def _title(text: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and no other one has."""
    plain = _NOT_IN_TITLES.sub(" ", clean(text)).strip(" '") or "-"
    found, number = plain[:_TITLE_LENGTH], 1
    while found.casefold() in taken:
        number += 1
        end = f" {number}"
        found = plain[: _TITLE_LENGTH - len(end)] + end
    taken.add(found.casefold())
    return found


def _widths(sheet: Sheet) -> Sequence[int]:
    columns: Iterable[Sequence[Cell | None]] = (
        zip(*sheet.rows, strict=True) if sheet.rows else ((),) * len(sheet.headings)
    )
    return [
        min(max([10, _wide(heading.title) // (1 if heading.kind == Kind.TEXT else 2), *map(_wide, column)]) + 2, 44)
        for heading, column in zip(sheet.headings, columns, strict=True)
    ]


def _wide(cell: Cell | None) -> int:
    """Return the width of a cell: a Korean syllable takes the room of two letters."""
    return sum(2 if ord(c) > 0x1100 else 1 for c in str("" if cell is None else cell))


def _naive(moment: datetime) -> datetime:
    """Return a moment in Korean time as Excel keeps it, without a zone."""
    return moment.astimezone(KST).replace(tzinfo=None, microsecond=0)
