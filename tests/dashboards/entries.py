"""Benchmark entries written straight into the database: results of invented companies, without their submissions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import numpy as np
from django.db import connection, transaction

from accounts.models import User
from diagnosis.models import BenchmarkEntry, Diagnosis, EntryDecision, ModelVersion, Submission
from diagnosis.selectors.catalog import model_of
from diagnosis.services.entry_arrays import company_key_of, entry_codes
from tests.factories import NOW, make_user

GROUP_OF = {"FOOD": "MANUFACTURING", "AUTO": "MANUFACTURING", "CONSTR": "CONSTRUCTION", "": ""}


def company_id(number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"company-{number}")


def make_entry(version: ModelVersion, number: int, *, seed: int | None = None, **told: Any) -> BenchmarkEntry:
    """Return an entry of a company by its number, not saved; values are drawn by the seed, else by the company."""
    model = model_of(version)
    codes, groups = entry_codes(model), len(model.groups())
    rng = np.random.default_rng(number if seed is None else seed)
    own = rng.integers(0, 1001, len(codes)).astype("<i2")
    own[rng.random(len(codes)) < 0.1] = -1
    base = np.where(own[:groups] < 0, -1, np.clip(own[:groups] + 7, 0, 1000)).astype("<i2")
    year = told.get("reference_year", 2026)
    at: datetime = told.pop("at", NOW - timedelta(days=10 * (2026 - year)))
    turn = told.pop("turn", 0)
    submission = uuid5(NAMESPACE_URL, f"submission-{number}-{year}-{turn}")
    facts: dict[str, Any] = {
        "result_id": uuid5(NAMESPACE_URL, f"result-{number}-{year}-{turn}-{at}"),
        "model_version": version,
        "company_id": company_id(number),
        "company_key": company_key_of(company_id(number)),
        "submission_id": submission,
        "reference_year": year,
        "sector": "FOOD",
        "size": "small",
        "region": "41",
        "business_group": "",
        "submitted_at": at,
        "scored_at": at,
        "engine_version": "test",
        "is_synthetic": True,
        "is_valid": True,
        "is_comparable": True,
        "own": own.tobytes(),
        "base": base.tobytes(),
    }
    facts |= told
    facts.setdefault("group", GROUP_OF[facts["sector"]])
    return BenchmarkEntry(**facts)


def write(entries: list[BenchmarkEntry]) -> None:
    """Save entries whose results, companies and submissions are not there; see `left_unchecked`."""
    with _unchecked():
        BenchmarkEntry.objects.bulk_create(entries)


def decide(version: ModelVersion, submission: UUID, *, is_left_out: bool) -> None:
    """Write an official's decision on a submission, and the submission if it is not there."""
    by = User.objects.filter(email="decides@example.com").first() or make_user("decides@example.com")
    with _unchecked():
        if not Submission.objects.filter(pk=submission).exists():
            diagnosis = Diagnosis(
                company_id=submission, model_version=version, reference_year=2026, created_at=NOW, updated_at=NOW
            )
            Diagnosis.objects.bulk_create([diagnosis])
            row = Submission(pk=submission, diagnosis=diagnosis, receipt_number=submission.hex[:30], submitted_by=by)
            row.profile, row.answers, row.submitted_at = {}, {}, NOW
            Submission.objects.bulk_create([row])
        EntryDecision.objects.create(
            submission_id=submission, is_left_out=is_left_out, reason="r", decided_at=NOW, decided_by=by
        )


@contextmanager
def _unchecked() -> Iterator[None]:
    with connection.cursor() as cursor:
        is_postgresql = connection.vendor == "postgresql"
        cursor.execute(
            "SET LOCAL session_replication_role = replica" if is_postgresql else "PRAGMA defer_foreign_keys = ON"
        )
        yield
        if is_postgresql:
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def left_unchecked(db: None) -> Iterator[None]:
    """Spare a test's end the look at foreign keys: all of it is rolled back. Make a fixture of it."""
    yield
    if connection.in_atomic_block:
        transaction.set_rollback(True)
