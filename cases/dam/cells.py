"""Cells of files that spreadsheets open: nothing in them is ever computed. Pure."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

Value = str | int | float | bool | None
BOM: Final = "\ufeff"
# What neither a spreadsheet nor XML 1.0 can hold.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Where a cell begins: at the front, and after what a spreadsheet of another country takes for the end of a cell.
# The full-width forms count too, Excel folds them.
_FORMULA: Final = re.compile("(^|[\n\t;])([ \u00a0\u3000]*)([=+\\-@\uff1d\uff0b\uff0d\uff20])")


def clean(text: str) -> str:
    """Drop what cannot be written and make every line end the same."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe stands before what would begin one."""
    return _FORMULA.sub(r"\1\2'\3", clean(text))


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Yield a CSV file line by line: a byte-order mark first, commas between, CRLF after each row.

    Numbers and truths stand as JSON writes them, an unknown value is an empty cell.
    """
    line = _Line()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(header)
    yield BOM + line.text
    for row in rows:
        writer.writerow([_written(value) for value in row])
        yield line.text


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return text_cell(value) if isinstance(value, str) else str(value)


def number_text(value: float) -> str:
    """Write a number shortly: whole numbers without a point, others to the twelfth digit that says something."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"


class _Line:
    """What `csv` writes into: keeps the last line only."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)
