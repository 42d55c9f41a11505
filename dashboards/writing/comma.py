"""Tables as CSV that Korean Excel opens with a double click."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Final, Protocol

from dashboards.figures import Kind
from dashboards.writing.cells import DIGITS, Cell, Sheet
from dashboards.writing.safe import guarded

BOM: Final = "\ufeff"


class Sink(Protocol):
    """Takes texts."""

    def write(self, text: str, /) -> object: ...


class CsvWriter:
    """Writes rows one by one. Texts are quoted and never computed; numbers stay numbers."""

    def __init__(self, sink: Sink) -> None:
        sink.write(BOM)
        self._rows = csv.writer(sink, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")

    def write(self, cells: Iterable[Cell | None], kinds: Iterable[Kind]) -> None:
        """Write a row."""
        self._rows.writerow([_field(cell, kind) for cell, kind in zip(cells, kinds, strict=True)])


class _Number(float):
    """A number with the decimals it is displayed with."""

    def __new__(cls, value: float, digits: int) -> _Number:
        made = super().__new__(cls, value)
        made.digits = digits
        return made

    digits: int

    def __repr__(self) -> str:
        return f"{float(self):.{self.digits}f}"

    __str__ = __repr__


def csv_bytes(sheet: Sheet) -> bytes:
    """Return a sheet as CSV: UTF-8 with a byte order mark, comma, CRLF."""
    out = io.StringIO(newline="")
    writer = CsvWriter(out)
    kinds = [heading.kind for heading in sheet.headings]
    writer.write([heading.title for heading in sheet.headings], [Kind.TEXT] * len(kinds))
    for row in sheet.rows:
        writer.write(row, kinds)
    return out.getvalue().encode("utf-8")


def _field(cell: Cell | None, kind: Kind) -> object:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return _Number(cell, DIGITS[kind]) if kind in DIGITS else cell
