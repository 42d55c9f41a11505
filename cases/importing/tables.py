"""From the cells of a table to rows as a JSON line would say them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _
from openpyxl.utils import get_column_letter

from cases.importing.columns import COLUMN_NAMES, NO, YES
from cases.importing.faults import UNKNOWN_COLUMN, UnableToReadFile, Wording, worded
from cases.importing.limits import COLUMNS_READ
from cases.importing.row import Row, Unreadable
from qmplatform.korean.normalise import nfc

NOTE = "#"
_TRUE, _FALSE = {"true", "1", YES, "y", "o"}, {"false", "0", NO, "n", "x"}
_TRUTHS, _NUMBERS, _LISTS = ("is_award", "is_synthetic"), ("year", "start_level"), ("themes", "methods")
# "[defect-rate] ..." in a line of results: the family of measures it is compared in.
_FAMILY = re.compile(r"\[([a-z0-9-]{1,40})\]\s*")
_ARROWS = ("->", "→")


def table_rows(lines: Iterator[tuple[int, list[Any]]], *, has_cells: bool) -> Iterator[Row]:
    """Turn numbered lines of cells into rows; the first names the columns.

    Parameters
    ----------
    lines : iterator of (int, list)
        Number of the line and its cells; a `Wording` stands for a cell that cannot be taken.
    has_cells : bool
        The lines are those of a sheet, whose cells have addresses.

    Raises
    ------
    UnableToReadFile
        The first line names no column `id`.
    """
    lines = map(_narrow, lines)
    number, cells = next(lines, (0, []))
    header = [nfc(cell).strip() if isinstance(cell, str) else "" for cell in cells]
    if "id" not in header:
        raise UnableToReadFile(_("The first row must name the columns, one of them id. Begin with the template."))
    letters = {name: get_column_letter(place) for place, name in enumerate(header, start=1)} if has_cells else {}
    if faults := tuple(_header_faults(header, has_cells=has_cells)):
        yield Row(number, {}, faults=faults, is_table=True, is_note=True)
    identity = header.index("id")
    for number, cells in lines:
        if not cells:
            continue
        key = cells[identity] if identity < len(cells) else None
        if isinstance(key, str) and key.startswith(NOTE):
            yield Row(number, {}, is_table=True, is_note=True)
        else:
            yield _row(number, header, cells, letters)


def _narrow(line: tuple[int, list[Any]]) -> tuple[int, list[Any]]:
    """Take the empty cells off the end of a line."""
    number, cells = line
    while cells and cells[-1] in (None, ""):
        cells.pop()
    if len(cells) > COLUMNS_READ:
        raise UnableToReadFile(
            _("Row %(row)s has more than %(limit)s columns. Remove those beyond."), row=number, limit=COLUMNS_READ
        )
    return number, cells


def _header_faults(header: Sequence[str], *, has_cells: bool) -> Iterator[Unreadable]:
    for place, name in enumerate(header):
        letter = get_column_letter(place + 1) if has_cells else ""
        if name and name not in COLUMN_NAMES:
            yield Unreadable(name, letter, worded(UNKNOWN_COLUMN))
        elif name and name in header[:place]:
            yield Unreadable(name, letter, worded(_("The column stands twice. Remove one.")))


def _row(number: int, header: Sequence[str], cells: Sequence[Any], letters: dict[str, str]) -> Row:
    faults: list[Unreadable] = []
    given: dict[str, Any] = {}
    for place, found in enumerate(cells):
        name = header[place] if place < len(header) else ""
        cell = formula() if isinstance(found, str) and found.startswith("=") else found
        if cell in (None, ""):
            continue
        letter = get_column_letter(place + 1) if letters else ""
        if not name:
            faults.append(
                Unreadable("", letter, worded(_("The first row names no column here. Name it or empty the cell.")))
            )
        elif isinstance(cell, Wording):
            faults.append(Unreadable(name, letter, cell))
        else:
            given[name] = cell
    return Row(number, _as_json_says(given), letters=letters, faults=tuple(faults), is_table=True)


def formula() -> Wording:
    return worded(_("The cell begins with = like a formula. Write the value itself."))


def _as_json_says(cells: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column, cell in cells.items():
        value = cell.strip() or None if isinstance(cell, str) else cell
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if column in _TRUTHS:
            row[column] = _truth(value)
        elif column in _NUMBERS:
            row[column] = int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value) else value
        elif column in _LISTS:
            row[column] = [part.strip() for part in str(value or "").split("|") if part.strip()]
        else:
            row[column] = value if value is None else str(value)
    row["results"] = _results(row.get("results") or "", row.pop("results_en", None) or "")
    row["verification"] = {
        "status": row.pop("verification_status", None),
        "note": row.pop("verification_note", None) or "",
    }
    return row


def _truth(value: Any) -> Any:
    word = str(value).lower()
    return True if word in _TRUE else False if word in _FALSE else value


def _results(korean: str, english: str) -> list[dict[str, Any]]:
    found = []
    english_lines = english.splitlines()
    for place, line in enumerate(line.strip() for line in korean.splitlines() if line.strip()):
        family = _FAMILY.match(line)
        text = line[family.end() :] if family else line
        other = english_lines[place].strip() if place < len(english_lines) else None
        figure, other_figure = _figure(text), _figure(other or "")
        told = {**figure, "metric_en": other_figure["metric"] if other_figure else other} if figure else {
            "text": text, "text_en": other}  # fmt: skip
        found.append(told | ({"family": family.group(1)} if family else {}))
    return found


def _figure(line: str) -> dict[str, str | None] | None:
    """Read ``defect rate: 3.1 -> 0.7 %``; anything else is a result told in words."""
    metric, _colon, rest = line.partition(":")
    arrows = [(at, arrow) for arrow in _ARROWS if (at := rest.find(arrow)) >= 0]
    if not metric or not arrows:
        return None
    at, arrow = min(arrows)
    before, told = rest[:at].strip(), rest[at + len(arrow) :].split(None, 1)
    if not told or ":" in before:
        return None
    return {
        "metric": metric.strip(),
        "before": before or None,
        "after": told[0],
        "unit": told[1].strip() if len(told) > 1 else None,
    }
