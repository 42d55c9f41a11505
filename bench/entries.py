"""Benchmark entries of any number of companies, written directly: their results are not what is measured.

Import it in an installation, after Django is set up.
"""

import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from diagnosis.models import BenchmarkEntry, ModelVersion
from diagnosis.scoring import ENGINE_VERSION, score_table
from diagnosis.selectors.catalog import model_of
from diagnosis.services.bulk import entry_columns
from diagnosis.services.bulk_rows import rows_insert
from diagnosis.services.entry_arrays import company_key_of
from diagnosis.simulation import simulate_batches

# So many companies are drawn; more entries than that repeat their values under other companies.
_DRAWN: Final = 65_536
_NAMES: Final = [field.attname for field in BenchmarkEntry._meta.concrete_fields if field.attname != "id"]


def entries_write(
    count: int, *, seed: int, regions: Sequence[str] = ("",), years: Sequence[int] = (2025,), before: timedelta
) -> None:
    """Write so many entries, one a company, scored so long before now, with foreign keys unchecked."""
    version = ModelVersion.objects.get()
    drawn = [row for batch in _batches(min(count, _DRAWN)) for row in batch]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
        with transaction.atomic():
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")
            rows_insert(BenchmarkEntry, _NAMES, _rows(drawn, count, version.pk, seed, regions, years, before))
        cursor.execute("ANALYZE diagnosis_benchmarkentry")


def _batches(count: int) -> Iterator[list[tuple[Any, ...]]]:
    model = model_of(ModelVersion.objects.get())
    for batch in simulate_batches(model, companies=count, seed=5, year=2025):
        scores = score_table(batch.table())
        own, base, valid = entry_columns(scores)
        kinds = [batch.profile(row) for row in range(len(batch))]
        yield [
            (kind, is_valid, fits, own[row].tobytes(), base[row].tobytes())
            for row, (kind, is_valid, fits) in enumerate(zip(kinds, valid, scores.comparable.tolist(), strict=True))
        ]


def _rows(
    drawn: list[tuple[Any, ...]],
    count: int,
    version: int,
    seed: int,
    regions: Sequence[str],
    years: Sequence[int],
    before: timedelta,
) -> Iterator[tuple[Any, ...]]:
    now = timezone.now() - before
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.full(len(regions), 2.0))
    where = rng.choice(regions, size=count, p=weights).tolist()
    when = rng.choice(years, size=count).tolist()
    for number in range(count):
        kind, valid, fits, own, base = drawn[number % len(drawn)]
        company, other = uuid.UUID(bytes=rng.bytes(16)), uuid.UUID(bytes=rng.bytes(16))
        facts = {
            "result_id": other,
            "model_version_id": version,
            "company_id": company,
            "company_key": company_key_of(company),
            "submission_id": other,
            "reference_year": when[number],
            "sector": kind.sector or "",
            "group": kind.group or "",
            "size": kind.size or "",
            "region": where[number],
            # One company in ten belongs to a group of companies.
            "business_group": f"{number % 997:010d}" if number % 10 == 0 else "",
            "submitted_at": now,
            "scored_at": now,
            "engine_version": ENGINE_VERSION,
            "is_synthetic": True,
            "is_valid": valid,
            "is_comparable": fits,
            "verified": False,
            "own": own,
            "base": base,
        }
        yield tuple(facts[name] for name in _NAMES)
