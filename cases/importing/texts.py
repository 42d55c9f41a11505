"""The lines of a text file: its encoding, JSON a line, or the cells of CSV."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_noop as _

from cases.importing.faults import UnableToReadFile, worded
from cases.importing.row import Row, Unreadable

UTF_8, CP949 = "utf-8", "cp949"


def encoding_of(content: bytes, *, suffix: str) -> str:
    """Return ``utf-8``, or for CSV ``cp949``, whichever the text is in.

    Raises
    ------
    UnableToReadFile
        It is in neither.
    """
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if suffix == ".csv" and _is_cp949(content):
            return CP949
        raise UnableToReadFile(
            _("The text is not UTF-8 (byte %(place)s). In Excel save it as CSV UTF-8."), place=error.start + 1
        ) from error
    return UTF_8


def _is_cp949(content: bytes) -> bool:
    try:
        content.decode(CP949)
    except UnicodeDecodeError:
        return False
    return True


def text_of(content: bytes, *, suffix: str) -> str:
    """Return the text of a file without its byte-order mark; raises as `encoding_of` does."""
    return content.decode("utf-8-sig" if encoding_of(content, suffix=suffix) == UTF_8 else CP949)


def json_rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            values = None
        if isinstance(values, dict):
            yield Row(number, values)
        else:
            yield Row(number, {}, faults=(Unreadable("", "", worded(_("Write one JSON object in braces a line."))),))


def csv_cells(text: str) -> Iterator[tuple[int, list[Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnableToReadFile(
            _("Line %(line)s cannot be split into cells. Check its quotation marks."), line=reader.line_num
        ) from error
