"""The cells of an Excel workbook, read as if an enemy had sent it: no entity, no bomb, no formula, no endless sheet."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import openpyxl
from django.utils.translation import gettext_noop as _

from cases.importing.faults import UnableToReadFile, worded
from cases.importing.limits import ROWS_OF_A_SHEET, Limits

SHEET = "cases"
_NO_WORKBOOK = _("Not an Excel workbook (.xlsx), or it has a password. Save it as .xlsx without one.")
_TOO_BIG = _("Unpacked, the workbook is larger than %(limit)s MB. Split it.")
_DECLARES = _("The workbook holds declarations that Excel never writes. Save it anew from Excel.")
_ENTRIES = 500
_CHUNK = 1 << 20
_CELL_PARTS = ("xl/worksheets/", "xl/sharedStrings")
# Styles and the like are kept in memory as a whole.
_COST_OF_FORMATS = 4


def sheet_rows(content: bytes, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
    """Yield the number and the cells of each row of the sheet named `cases`, or of the first; macros are not run.

    A cell that cannot be taken as it is (formula, error, date) comes as a `Wording` that says so.

    Raises
    ------
    UnableToReadFile
        No workbook, one too large, one that is not well formed.
    """
    _refuse_hostile(content, limits)
    try:
        yield from _cells(content)
    except UnableToReadFile:
        raise
    except Exception as error:
        # openpyxl has no error class of its own: a broken part shows as almost any of Python's.
        raise UnableToReadFile(_NO_WORKBOOK) from error


def _refuse_hostile(content: bytes, limits: Limits) -> None:
    """Look at the archive before anything parses it. What unpacks is bounded by the sizes it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > limits.unpacked:
                raise UnableToReadFile(_TOO_BIG, limit=limits.unpacked // _CHUNK)
            marks = 0
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(entry) as part:
                        found = _marks_of(part)
                    holds_cells = entry.filename.startswith(_CELL_PARTS)
                    marks += found if holds_cells else found * _COST_OF_FORMATS
            if marks > limits.marks:
                raise UnableToReadFile(_("The workbook holds too many cells or formats. Split it."))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnableToReadFile(_NO_WORKBOOK) from error


def _marks_of(part: Any) -> int:
    """Count tags and attributes. Refuse document types, and with them every entity; UTF-16 could hide one."""
    tail, marks = b"", 0
    while block := part.read(_CHUNK):
        window = tail + block
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window or (not tail and b"\x00" in window[:100]):
            raise UnableToReadFile(_DECLARES)
        marks += block.count(b"<") + block.count(b'="') + block.count(b"='")
        tail = window[-16:]
    return marks


def _cells(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    with warnings.catch_warnings():
        # What openpyxl does not keep (pictures, validations) is of no concern here.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        sheets = book.worksheets
        if not sheets:
            raise UnableToReadFile(_NO_WORKBOOK)
        sheet = next((one for one in sheets if one.title == SHEET), sheets[0])
        # A file may claim a million rows by sixteen thousand columns; what it holds counts.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_row=ROWS_OF_A_SHEET), start=1):
            yield number, [_value(cell) for cell in row]
    finally:
        book.close()


def _value(cell: Any) -> Any:
    kind, value = getattr(cell, "data_type", "n"), cell.value
    if kind == "f":
        # Told with all cells that begin with "="; some kinds of formula come without one.
        return "="
    if kind == "e":
        return worded(_("The cell holds the error %(value)s. Write the value itself."), value=str(value))
    if isinstance(value, date | time | timedelta):
        return worded(_("The cell is formatted as a date. Format it as text."))
    return value
