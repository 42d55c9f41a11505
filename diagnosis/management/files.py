"""Files of commands: output that appears whole or not at all, a progress bar."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TextIO

_WIDTH: Final = 30


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
