"""Import files of every kind that say the same."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from cases.importing.columns import COLUMNS

NAMES = [column.name for column in COLUMNS]


def cells_of(row: dict[str, Any]) -> list[Any]:
    """Write a JSON line's values as the cells of the template's columns."""
    flat = dict(row)
    for name in ("themes", "methods"):
        flat[name] = "|".join(row.get(name) or [])
    flat["results"] = "\n".join(_line(one, "") for one in row.get("results") or [])
    flat["results_en"] = "\n".join(_line(one, "_en") for one in row.get("results") or [])
    flat["verification_status"] = row["verification"]["status"]
    flat["verification_note"] = row["verification"].get("note", "")
    for name in ("is_award", "is_synthetic"):
        flat[name] = "yes" if row.get(name) else "no"
    return [flat.get(name) or None for name in NAMES]


def _line(result: dict[str, Any], language: str) -> str:
    if "metric" not in result:
        return str(result.get(f"text{language}") or "")
    return f"{result[f'metric{language}']}: {result['before']} -> {result['after']} {result['unit']}"


def csv_of(rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([NAMES, *map(cells_of, rows)])
    return text.getvalue()


def workbook_of(rows: Sequence[dict[str, Any]]) -> bytes:
    return sheet_of([NAMES, *map(cells_of, rows)])


def sheet_of(lines: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(list(line))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
