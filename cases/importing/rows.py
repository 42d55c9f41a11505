"""One row reader for JSONL, CSV and XLSX: each row a mapping of the same columns."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

# In a cell: "defect rate: 3.1 -> 0.7 %"; anything else is a result told in words.
_FIGURE = re.compile(
    r"^(?:\[(?P<family>[a-z0-9-]+)\]\s*)?(?P<metric>[^:]+):\s*(?P<before>[^:]*?)\s*(?:->|→)\s*(?P<after>[^\s]+)\s*(?P<unit>.*)$"
)
_TRUE, _FALSE = {"true", "1", "yes", "y", "o"}, {"false", "0", "no", "n", "x"}
_NOT_TEXT = {"year", "start_level", "is_award", "is_synthetic"}


class UnableToReadFile(Exception):
    """The file as a whole is not what its name says."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row and where it stands: the line of a text file, the row of a sheet. `fault` where it cannot be read."""

    number: int
    values: dict[str, Any]
    fault: str = ""


def read_rows(content: bytes, *, suffix: str) -> list[Row]:
    """Read the rows of a file.

    Parameters
    ----------
    content : bytes
        The file; text in UTF-8, with or without a byte-order mark.
    suffix : str
        ``.jsonl``, ``.csv`` or ``.xlsx``. In the last two lists are separated by ``|``, `results` and `results_en`
        hold one result a line, and `verification_status`, `verification_note` stand in columns of their own.

    Raises
    ------
    UnableToReadFile
        Another suffix, text that is not UTF-8, no workbook, a sheet without a header.
    """
    if suffix == ".xlsx":
        return list(_table(_sheet(content)))
    if suffix not in {".jsonl", ".csv"}:
        raise UnableToReadFile(f"{suffix or 'no suffix'}: give a .jsonl, .csv or .xlsx file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnableToReadFile(f"not UTF-8 at byte {error.start}: save the file as UTF-8.") from error
    return list(_lines(text)) if suffix == ".jsonl" else list(_table(_csv(text)))


def _lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Row(number, {}, f"not JSON: {error}")
            continue
        if isinstance(values, dict):
            yield Row(number, values)
        else:
            yield Row(number, {}, "not an object in braces")


def _csv(text: str) -> Iterator[tuple[int, list[Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnableToReadFile(f"line {reader.line_num}: {error}.") from error


def _sheet(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise UnableToReadFile("not an Excel workbook (.xlsx).") from error
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield number, list(cells)
    finally:
        book.close()


def _table(lines: Iterator[tuple[int, list[Any]]]) -> Iterator[Row]:
    header = [str(cell or "").strip() for cell in next(lines, (0, []))[1]]
    while header and not header[-1]:
        header.pop()
    if "id" not in header:
        raise UnableToReadFile("the first row must name the columns, one of them `id`.")
    for number, cells in lines:
        if any(cell not in (None, "") for cell in cells):
            beyond = [cell for cell in cells[len(header) :] if cell not in (None, "")]
            fault = "more cells than the header names" if beyond else ""
            yield Row(number, _from_cells(dict(zip(header, cells, strict=False))), fault)


def _from_cells(cells: dict[str, Any]) -> dict[str, Any]:
    """Bring a table's row to the form of a JSON one."""
    row: dict[str, Any] = {}
    for column, cell in cells.items():
        value = cell.strip() or None if isinstance(cell, str) else cell
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        row[column] = value if value is None or column in _NOT_TEXT else str(value)
    for column in ("themes", "methods"):
        row[column] = [part.strip() for part in (row.get(column) or "").split("|") if part.strip()]
    row["results"] = _results(row.get("results") or "", row.pop("results_en", None) or "")
    row["verification"] = {
        "status": row.pop("verification_status", None),
        "note": row.pop("verification_note", None) or "",
    }
    for column in ("is_award", "is_synthetic"):
        if column in row:
            row[column] = _truth(row[column])
    for column in ("year", "start_level"):
        if isinstance(row.get(column), str) and row[column].isdecimal():
            row[column] = int(row[column])
    return row


def _truth(value: Any) -> Any:
    word = str(value).lower()
    return True if word in _TRUE else False if word in _FALSE else value


def _results(korean: str, english: str) -> list[dict[str, Any]]:
    found = []
    english_lines = english.splitlines()
    for place, line in enumerate(line.strip() for line in korean.splitlines() if line.strip()):
        other = english_lines[place].strip() if place < len(english_lines) else None
        figure = _FIGURE.match(line)
        if figure:
            parts = {key: (value or "").strip() or None for key, value in figure.groupdict().items()}
            english_figure = _FIGURE.match(other or "")
            found.append({**parts, "metric_en": english_figure.group("metric").strip() if english_figure else other})
        else:
            found.append({"text": line, "text_en": other})
    return found
