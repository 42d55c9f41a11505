"""Takes in how many companies there are in the country, from a file: all of it, or nothing and every fault."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reference import SIZES, sectors
from dashboards.models import RegistryCount
from qmplatform.audit import audit_record

COLUMNS: Final = ("year", "sector", "size", "companies", "source")
MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 20_000
_MOST_FAULTS: Final = 100
_YEARS: Final = (2000, 2100)
_MOST_COMPANIES: Final = 100_000_000
_LONGEST_SOURCE: Final = 200


class UnableToLoadRegistry(ValueError):
    """The file cannot be taken in; `faults` says why, each with its line, in the reader's language."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@transaction.atomic
def registry_load(*, content: bytes, is_synthetic: bool, by: User | None, now: datetime) -> int:
    """Put the counts of a file in the place of those of its years; returns how many rows it has.

    Parameters
    ----------
    content
        CSV in UTF-8 or, as Excel in Korea writes it, in CP949, with the columns `COLUMNS`.
    is_synthetic
        The numbers are invented, for a demonstration.

    Raises
    ------
    UnableToLoadRegistry
        With every fault up to a hundred; then nothing has changed.
    """
    rows = _read(content)
    years = sorted({row.year for row in rows})
    RegistryCount.objects.filter(year__in=years).delete()
    for row in rows:
        row.is_synthetic, row.loaded_at, row.loaded_by = is_synthetic, now, by
    RegistryCount.objects.bulk_create(rows, batch_size=500)
    details = {"years": years, "rows": len(rows), "synthetic": is_synthetic}
    audit_record(action="registry_load", by=by, subject="registry", details=details, now=now)
    return len(rows)


def _read(content: bytes) -> list[RegistryCount]:
    reader = csv.DictReader(io.StringIO(_text(content), newline=""), strict=True)
    faults: list[str] = []
    rows: list[RegistryCount] = []
    try:
        if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
            raise UnableToLoadRegistry(
                (_("Line 1: the columns %(names)s are missing.") % {"names": ", ".join(missing)},)
            )
        first_line: dict[tuple[int, str, str], int] = {}
        for line, cells in _lines(reader):
            row, found = _row(cells)
            key = (row.year, row.sector, row.size) if row is not None else None
            if key is not None and key in first_line:
                found = [_("the same year, sector and size stand in line %(line)d already") % {"line": first_line[key]}]
            faults += [_("Line %(line)d: %(fault)s.") % {"line": line, "fault": fault} for fault in found]
            if row is not None and key is not None and not found:
                first_line[key] = line
                rows.append(row)
            if len(faults) >= _MOST_FAULTS or len(rows) > MOST_ROWS:
                break
    except csv.Error:
        # The reader stands before the line it could not read.
        told = {"line": reader.line_num + 1, "fault": _("a quote is opened and not closed, or stands inside a value")}
        faults.append(_("Line %(line)d: %(fault)s.") % told)
    if len(rows) > MOST_ROWS:
        faults.append(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
    if not rows and not faults:
        faults.append(_("The file has no rows."))
    if faults:
        raise UnableToLoadRegistry(tuple(faults[:_MOST_FAULTS]))
    return rows


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise UnableToLoadRegistry((_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1_000_000},))
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnableToLoadRegistry((_("The file is not text in UTF-8 or CP949."),))


def _lines(reader: csv.DictReader[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for cells in reader:
        told = {name: (cells.get(name) or "").strip() for name in COLUMNS}
        if any(told.values()):
            yield reader.line_num, told


def _row(cells: Mapping[str, str]) -> tuple[RegistryCount | None, list[str]]:
    """Return a row, and what is wrong with it; None where not even a row can be made of it."""
    found = []
    year, companies = _whole(cells["year"]), _whole(cells["companies"].replace(",", ""))
    if year is None or not _YEARS[0] <= year <= _YEARS[1]:
        found.append(_("year %(given)r is no year from %(low)d to %(high)d") % _given(cells["year"], *_YEARS))
    if cells["sector"] not in {sector.code for sector in sectors()}:
        found.append(_("there is no sector with the code %(given)r") % _given(cells["sector"]))
    if cells["size"] not in SIZES:
        told = {**_given(cells["size"]), "sizes": ", ".join(SIZES)}
        found.append(_("size %(given)r is none of %(sizes)s") % told)
    if companies is None or companies > _MOST_COMPANIES:
        found.append(_("companies %(given)r is no whole number from %(low)d to %(high)d")
                     % _given(cells["companies"], 0, _MOST_COMPANIES))  # fmt: skip
    if not cells["source"]:
        found.append(_("the source is missing"))
    elif len(cells["source"]) > _LONGEST_SOURCE:
        found.append(_("the source is longer than %(most)d characters") % {"most": _LONGEST_SOURCE})
    if found or year is None or companies is None:
        return None, found
    names = {name: cells[name] for name in ("sector", "size", "source")}
    return RegistryCount(year=year, companies=companies, **names), []


def _given(value: str, low: int = 0, high: int = 0) -> dict[str, object]:
    return {"given": value[:40], "low": low, "high": high}


def _whole(text: str) -> int | None:
    """Return a plain whole number, not negative, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
