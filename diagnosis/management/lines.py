"""Lines of answers files as they come: cut off where they are too long, read into documents where they are sound."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final

from diagnosis.catalog.model import Item
from diagnosis.scoring.submissions import document_from_row

MAX_LINE: Final = 1024 * 1024


class UnableToReadLine(ValueError):
    """One line of the answers file cannot be read; the others can."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: JSON as bytes, a CSV row as cells by column, or what is wrong with it."""

    number: int
    content: bytes | dict[str, str] | str

    @property
    def size(self) -> int:
        """Return about how many bytes it takes."""
        content = self.content
        return sum(map(len, content.values())) if isinstance(content, dict) else len(content)


def read_lines(file: IO[bytes], *, is_csv: bool) -> Iterator[Line]:
    """Yield the lines that hold anything, each with its number; content that is text says why a line cannot be read."""
    return _csv_lines(file) if is_csv else _json_lines(file)


def read_documents(file: IO[bytes], *, is_csv: bool, items: Mapping[str, Item]) -> Iterator[tuple[int, object]]:
    """Yield the number of each line and its document, or the `UnableToReadLine` that says why there is none."""
    for line in read_lines(file, is_csv=is_csv):
        try:
            yield line.number, document_of(line, items)
        except UnableToReadLine as error:
            yield line.number, error


def document_of(line: Line, items: Mapping[str, Item]) -> object:
    """Return the document of a line.

    Raises
    ------
    UnableToReadLine
        Says why there is none.
    """
    content = line.content
    if isinstance(content, str):
        raise UnableToReadLine(content)
    if isinstance(content, dict):
        return document_from_row(content, items)
    try:
        text = content.decode("utf-8-sig" if line.number == 1 else "utf-8")
        return _DECODER.decode(text)
    except UnicodeDecodeError:
        raise UnableToReadLine("is not UTF-8") from None
    except RecursionError:
        raise UnableToReadLine("is nested too deeply") from None
    except ValueError as error:
        raise UnableToReadLine(f"is not valid JSON: {error}") from None


def _json_lines(file: IO[bytes]) -> Iterator[Line]:
    for number, line in enumerate(iter(lambda: file.readline(MAX_LINE + 1), b""), start=1):
        if len(line) > MAX_LINE:
            _skip_rest(file, line)
            yield Line(number, _too_long())
        elif line.strip().removeprefix(codecs.BOM_UTF8):
            yield Line(number, line)


def _too_long() -> str:
    return f"is longer than {MAX_LINE:,} bytes"


def _skip_rest(file: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(MAX_LINE)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number")


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"`{next(name for name in names if names.count(name) > 1)}` is written twice")
    return found


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_unique_keys)


def _csv_lines(file: IO[bytes]) -> Iterator[Line]:
    text = _Text(file)
    reader = csv.reader(text)
    header: list[str] | None = None
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(text.number, str(error) if text.is_too_long else f"is not valid CSV: {error}")
            if header is None:
                return
            continue
        number = text.number
        if header is None:
            header = [cell.strip() for cell in row]
            if fault := _header_fault(header):
                yield Line(number, fault)
                return
        elif any(cell.strip() for cell in row):
            yield Line(number, _cells(row, header))


def _header_fault(header: list[str]) -> str:
    if "\ufffd" in "".join(header):
        return "the header is not UTF-8"
    return "the header names a column twice" if len(set(header)) < len(header) else ""


def _cells(row: list[str], header: list[str]) -> dict[str, str] | str:
    if "\ufffd" in "".join(row):
        return "is not UTF-8"
    if len(row) != len(header):
        return f"has {len(row)} cells where the header has {len(header)}"
    return dict(zip(header, row, strict=True))


class _Text:
    """The lines of a CSV file as text; one that is too long is a fault of its own, and the next can be read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.number = 0
        self.is_too_long = False

    def __iter__(self) -> _Text:
        return self

    def __next__(self) -> str:
        line = self.file.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.is_too_long = len(line) > MAX_LINE
        if self.is_too_long:
            _skip_rest(self.file, line)
            raise csv.Error(_too_long())
        return line.decode("utf-8-sig" if self.number == 1 else "utf-8", errors="replace")
