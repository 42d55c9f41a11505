"""Reads the companies that count, each once, by the very rule that benchmarks go by."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from dashboards.rollups.table import EnteredTable, Texts
from diagnosis.catalog import AssessmentModel
from diagnosis.models import BenchmarkEntry
from diagnosis.services.benchmark_entries import ENTRY_ORDER, key_range, who_enters
from diagnosis.services.entry_arrays import TENTHS, entry_codes

# Companies are read in ranges of their key that hold about this many entries.
_ENTRIES_AT_ONCE: Final = 20_000
# A database refuses statements with too many parameters.
_COMPANIES_AT_ONCE: Final = 500
_COLUMNS: Final = (
    "company_key", "reference_year", "is_valid", "is_comparable", "is_synthetic", "submission_id",
    "sector", "group", "size", "region", "business_group", "own", "base",
)  # fmt: skip


def entered_tables(rows: QuerySet[BenchmarkEntry], model: AssessmentModel) -> Iterator[EnteredTable]:
    """Yield the companies that enter of the rows, each once, in tables of bounded size, by company key."""
    first, last = key_range(0, 1)
    ranges = max(1, -(-rows.count() // _ENTRIES_AT_ONCE))
    for number in range(ranges):
        low = first + (last - first + 1) * number // ranges
        high = first + (last - first + 1) * (number + 1) // ranges - 1
        table = _table(rows.filter(company_key__range=(low, high)), model)
        if len(table):
            yield table


def entered_of(rows: QuerySet[BenchmarkEntry], model: AssessmentModel, *, companies: Collection[int]) -> EnteredTable:
    """Return those of some companies, by key, that enter of the rows."""
    keys = sorted(companies)
    parts = [
        _table(rows.filter(company_key__in=keys[at : at + _COMPANIES_AT_ONCE]), model)
        for at in range(0, max(1, len(keys)), _COMPANIES_AT_ONCE)
    ]
    return EnteredTable.joined(parts)


def _table(rows: QuerySet[BenchmarkEntry], model: AssessmentModel) -> EnteredTable:
    found = list(rows.order_by(*ENTRY_ORDER).values_list(*_COLUMNS))
    columns: dict[str, tuple[Any, ...]] = dict.fromkeys(_COLUMNS, ())
    if found:
        columns = dict(zip(_COLUMNS, zip(*found, strict=True), strict=True))
    kept = who_enters(
        np.array(columns["company_key"], dtype=np.int64),
        np.array(columns["reference_year"], dtype=np.int64),
        np.array(columns["is_valid"], dtype=bool),
        np.array(columns["is_comparable"], dtype=bool),
    )
    codes, groups = len(entry_codes(model)), len(model.groups())
    return EnteredTable(
        company=np.array(columns["company_key"], dtype=np.int64)[kept],
        submission=_objects([one.bytes[:8] for one in columns["submission_id"]])[kept],
        year=np.array(columns["reference_year"], dtype=np.int64)[kept],
        **{name: _objects(columns[name])[kept] for name in ("sector", "group", "size", "region", "business_group")},
        own=_arrays(columns["own"], kept, codes),
        base=_arrays(columns["base"], kept, groups),
        synthetic=np.array(columns["is_synthetic"], dtype=bool)[kept],
    )


def _objects(values: Collection[Any]) -> Texts:
    column = np.empty(len(values), dtype=object)
    column[:] = list(values)
    return column


def _arrays(rows: tuple[bytes, ...], kept: NDArray[np.int64], width: int) -> NDArray[np.int16]:
    joined = b"".join(rows[place] for place in kept.tolist())
    return np.frombuffer(joined, dtype=TENTHS).reshape(len(kept), width)
