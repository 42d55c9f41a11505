"""One row reader for JSONL, CSV and XLSX: each row a mapping of the same columns."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop as _

from cases.importing.faults import UnableToReadFile
from cases.importing.limits import BY_COMMAND, Limits
from cases.importing.row import Row
from cases.importing.tables import table_rows
from cases.importing.texts import csv_cells, json_rows, text_of
from cases.importing.workbook import sheet_rows

SUFFIXES = (".xlsx", ".csv", ".jsonl")


def read_rows(content: bytes, *, suffix: str, limits: Limits = BY_COMMAND) -> list[Row]:
    """Read the rows of a file.

    Parameters
    ----------
    content : bytes
        The file; text in UTF-8, with or without a byte-order mark, CSV also as Excel in Korea writes it (CP949).
    suffix : str
        ``.jsonl``, ``.csv`` or ``.xlsx``. In the last two lists are separated by ``|``, `results` and `results_en`
        hold one result a line, `verification_status` and `verification_note` stand in columns of their own, and a
        row whose id begins with ``#`` is a note.

    Raises
    ------
    UnableToReadFile
        Another suffix, an unknown encoding, no workbook, a sheet without a header, more rows than the limits allow.
    """
    if suffix == ".xlsx":
        return _bounded(table_rows(sheet_rows(content, limits), has_cells=True), limits)
    if suffix == ".csv":
        return _bounded(table_rows(csv_cells(text_of(content, suffix=suffix)), has_cells=False), limits)
    if suffix == ".jsonl":
        return _bounded(json_rows(text_of(content, suffix=suffix)), limits)
    raise UnableToReadFile(_("Give a file that ends in .xlsx, .csv or .jsonl."))


def _bounded(rows: Iterable[Row], limits: Limits) -> list[Row]:
    read: list[Row] = []
    for row in rows:
        if len(read) >= limits.rows:
            raise UnableToReadFile(
                _("The file has more than %(limit)s rows. Split it, or load it on the server with load_cases."),
                limit=limits.rows,
            )
        read.append(row)
    return read
