"""Files of commands: answers read line by line, output that appears whole or not at all, a progress bar."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TextIO

from diagnosis.catalog.model import Item
from diagnosis.scoring.submissions import document_from_row

MAX_LINE: Final = 1024 * 1024
_WIDTH: Final = 30


class UnableToReadLine(ValueError):
    """One line of the answers file cannot be read; the others can."""


@contextmanager
def atomic_output(path: Path) -> Iterator[TextIO]:
    """Write a text file that replaces the old one only when everything was written."""
    with atomic_binary(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="\n", write_through=True)
        yield text
        text.detach()


@contextmanager
def atomic_binary(path: Path) -> Iterator[IO[bytes]]:
    """Write a file that replaces the old one only when everything was written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


# A line as it stands in a file, or why it does not stand there as a line.
Raw = bytes | Mapping[str, str] | UnableToReadLine


def read_lines(file: IO[bytes], *, is_csv: bool, items: Mapping[str, Item]) -> Iterator[tuple[int, object]]:
    """Yield the number of each line and its document, or the `UnableToReadLine` that says why there is none."""
    for number, raw in raw_lines(file, is_csv=is_csv):
        yield number, document_of(raw, items)


def raw_lines(file: IO[bytes], *, is_csv: bool) -> Iterator[tuple[int, Raw]]:
    """Yield the number of each line and its bytes, its cells by column in CSV, or why it cannot be read."""
    return _csv_lines(file) if is_csv else _json_lines(file)


def document_of(raw: Raw, items: Mapping[str, Item]) -> object:
    """Return the document of a line, or the `UnableToReadLine` that says why there is none."""
    if isinstance(raw, UnableToReadLine):
        return raw
    return _document(raw) if isinstance(raw, bytes) else document_from_row(raw, items)


def _json_lines(file: IO[bytes]) -> Iterator[tuple[int, Raw]]:
    for number, line in enumerate(iter(lambda: file.readline(MAX_LINE + 1), b""), start=1):
        if len(line) > MAX_LINE:
            yield number, UnableToReadLine(f"is longer than {MAX_LINE:,} bytes")
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(MAX_LINE)
        elif line.strip():
            yield number, line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


def _document(line: bytes) -> object:
    try:
        text = line.decode()
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys)
    except UnicodeDecodeError:
        return UnableToReadLine("is not UTF-8")
    except RecursionError:
        return UnableToReadLine("is nested too deeply")
    except ValueError as error:
        return UnableToReadLine(f"is not valid JSON: {error}")


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number")


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"`{next(name for name in names if names.count(name) > 1)}` is written twice")
    return found


def _csv_lines(file: IO[bytes]) -> Iterator[tuple[int, Raw]]:
    reader = csv.reader(_decoded_lines(file))
    header: list[str] | None = None
    for row in reader:
        number = reader.line_num
        if header is None:
            header = [cell.strip() for cell in row]
            if len(set(header)) < len(header):
                yield number, UnableToReadLine("the header names a column twice")
                return
            continue
        if not any(cell.strip() for cell in row):
            continue
        if "\ufffd" in "".join(row):
            yield number, UnableToReadLine("is not UTF-8")
        elif len(row) != len(header):
            yield number, UnableToReadLine(f"has {len(row)} cells where the header has {len(header)}")
        else:
            yield number, dict(zip(header, row, strict=True))


def _decoded_lines(file: IO[bytes]) -> Iterator[str]:
    for number, line in enumerate(file):
        yield line.decode("utf-8-sig" if number == 0 else "utf-8", errors="replace")


class ProgressBar:
    """How much of a file is done, on stderr; silent where stderr is no terminal."""

    def __init__(self, size: int, stream: TextIO | None = None) -> None:
        self.size = max(1, size)
        self.stream = stream or sys.stderr
        self.shown = -1
        self.is_on = self.stream.isatty()

    def show(self, position: int, lines: int) -> None:
        """Draw the bar if a further percent is done."""
        percent = min(100, 100 * position // self.size)
        if self.is_on and percent > self.shown:
            done = _WIDTH * percent // 100
            self.stream.write(f"\r[{'#' * done}{'.' * (_WIDTH - done)}] {percent:3d} %  {lines:,} lines")
            self.stream.flush()
            self.shown = percent

    def close(self) -> None:
        """Leave the line of the bar."""
        if self.is_on and self.shown >= 0:
            self.stream.write("\n")
