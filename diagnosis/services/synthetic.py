"""Writes synthetic companies with their results into the database, in bulk and marked synthetic everywhere."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from django.db import transaction

from accounts.models import Company, User
from accounts.services.people import user_create
from diagnosis.models import BenchmarkSnapshot, Diagnosis, ModelVersion, Submission
from diagnosis.services.benchmarks import snapshot_build, snapshot_current, snapshot_publish_by_platform
from diagnosis.services.bulk import Frozen, results_record
from diagnosis.services.bulk_rows import rows_insert
from diagnosis.simulation import SyntheticBatch
from qmplatform.audit import audit_record

PUBLISHED_NOTE: Final = "synthetic companies"
_AUTHOR: Final = "synthetic@platform.example"
# Plausible middles of what a company of a size class employs and sells; they are shown nowhere.
_EMPLOYEES: Final = {"micro": 5, "small": 25, "medium": 110, "mid": 600, "large": 4000, "public": 300}
_SALES_PER_HEAD: Final = 250_000_000
_FOUNDED, _LIMITS_ON = date(2005, 1, 1), date(2025, 9, 1)
# Ids follow from seed, number and year: the same companies on another site give the same benchmark.
_IDS: Final = uuid.UUID("5f0d3c1e-6a0b-5c1f-9f57-53594e544845")
_COMPANY: Final = (
    "id", "business_number", "name", "ksic_code", "sector_code", "region_code", "employees", "sales_krw", "founded_on",
    "size_suggested", "size_code", "size_limits_on", "certificates", "business_group_number", "is_synthetic",
    "created_at",
)  # fmt: skip
_DIAGNOSIS: Final = (
    "id", "company_id", "model_version_id", "reference_year", "modules", "state", "created_at", "updated_at",
)  # fmt: skip
_SUBMISSION: Final = (
    "id", "diagnosis_id", "receipt_number", "idempotency_key", "profile", "answers", "flags", "checksum",
    "submitted_at", "submitted_by_id",
)  # fmt: skip


def synthetic_companies_record(
    *, model_version: ModelVersion, batches: Iterable[SyntheticBatch], seed: int, now: datetime
) -> int:
    """Write companies, submissions and results; then build and publish the benchmark they make.

    Returns
    -------
    int
        How many submissions are new. A company is known by seed and number, its submission by the year: running twice
        writes nothing twice. Each batch is one transaction.
    """
    snapshot = snapshot_current(model_version=model_version, now=now)
    made = sum(_record(batch, model_version, snapshot, seed, now) for batch in batches)
    built = snapshot_build(model_version=model_version, by=None, now=now)
    if built.is_synthetic:
        snapshot_publish_by_platform(snapshot=built, note=PUBLISHED_NOTE, now=now)
    return made


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One company of a batch, with the ids it has in the database."""

    row: int
    number: str
    name: str
    company_id: uuid.UUID
    diagnosis_id: uuid.UUID
    submission_id: uuid.UUID


@transaction.atomic
def _record(
    batch: SyntheticBatch, model_version: ModelVersion, snapshot: BenchmarkSnapshot, seed: int, now: datetime
) -> int:
    author = _author(now)
    fresh, unknown = _fresh(batch, model_version, seed)
    rows_insert(Company, _COMPANY, (_company(batch, one, now) for one in unknown))
    rows_insert(Diagnosis, _DIAGNOSIS, (_diagnosis(batch, one, model_version, now) for one in fresh))
    profiles = [_profile(batch, one) for one in fresh]
    rows_insert(Submission, _SUBMISSION, _submissions(batch, fresh, profiles, author, now))
    results_record(
        model_version=model_version,
        submissions=[_frozen(batch, *both, now) for both in zip(fresh, profiles, strict=True)],
        table=batch.table().take(np.array([one.row for one in fresh], dtype=np.intp)),
        snapshot=snapshot,
        by=None,
        now=now,
    )
    if fresh:
        details = {"companies": len(fresh), "seed": seed}
        audit_record(action="synthetic_record", by=None, subject=str(model_version), details=details, now=now)
    return len(fresh)


def _fresh(batch: SyntheticBatch, model_version: ModelVersion, seed: int) -> tuple[list[_Drawn], list[_Drawn]]:
    """Return who has no submission of the year yet, and who of these is no company yet."""
    numbers = [_number(seed, number) for number in batch.numbers.tolist()]
    known = dict(Company.objects.filter(business_number__in=numbers).values_list("business_number", "pk"))
    diagnosed = set(
        Diagnosis.objects.filter(
            company_id__in=known.values(), model_version=model_version, reference_year=batch.year
        ).values_list("company_id", flat=True)
    )
    drawn = [
        _Drawn(
            row=row,
            number=number,
            name=f"가상기업 {plain:04d}",
            company_id=known.get(number) or uuid.uuid5(_IDS, number),
            diagnosis_id=uuid.uuid5(_IDS, f"{number} {model_version} {batch.year} diagnosis"),
            submission_id=uuid.uuid5(_IDS, f"{number} {model_version} {batch.year}"),
        )
        for row, (number, plain) in enumerate(zip(numbers, batch.numbers.tolist(), strict=True))
    ]
    fresh = [one for one in drawn if one.company_id not in diagnosed]
    return fresh, [one for one in fresh if one.number not in known]


def _author(now: datetime) -> User:
    existing = User.objects.filter(email=_AUTHOR).first()
    if existing is not None:
        return existing
    author = user_create(email=_AUTHOR, name="가상 기업", password="", by=None, now=now, is_synthetic=True)
    author.set_unusable_password()
    author.is_active = False
    author.save(update_fields=["password", "is_active"])
    return author


def _number(seed: int, number: int) -> str:
    """Return what stands where a real company's number would: an S and nine characters of seed and number."""
    return f"S{np.base_repr((seed % 10**7) * 10**7 + number, 36):0>9}"


def _company(batch: SyntheticBatch, one: _Drawn, now: datetime) -> tuple[Any, ...]:
    profile = batch.profile(one.row)
    size = profile.size or "small"
    employees = _EMPLOYEES[size]
    return (
        one.company_id, one.number, one.name, "", profile.sector or "", profile.region or "", employees,
        employees * _SALES_PER_HEAD, _FOUNDED, size, size, _LIMITS_ON, [], "", True, now,
    )  # fmt: skip


def _diagnosis(batch: SyntheticBatch, one: _Drawn, model_version: ModelVersion, now: datetime) -> tuple[Any, ...]:
    modules = list(batch.module_codes(one.row))
    return (
        one.diagnosis_id, one.company_id, model_version.pk, batch.year, modules, Diagnosis.State.SCORED.value, now, now,
    )  # fmt: skip


def _profile(batch: SyntheticBatch, one: _Drawn) -> dict[str, Any]:
    profile = batch.profile(one.row)
    told = {name: getattr(profile, name) for name in ("sector", "group", "size", "region", "year")}
    return {**told, "name": one.name, "is_synthetic": True, "modules": list(batch.module_codes(one.row))}


def _submissions(
    batch: SyntheticBatch, fresh: list[_Drawn], profiles: list[dict[str, Any]], author: User, now: datetime
) -> Iterator[tuple[Any, ...]]:
    for one, profile in zip(fresh, profiles, strict=True):
        answers = batch.frozen(one.row)
        receipt = f"SYN-{one.number}-{batch.year}"
        checksum = _checksum(answers)
        yield (one.submission_id, one.diagnosis_id, receipt, "", profile, answers, [], checksum, now, author.pk)


def _checksum(answers: Mapping[str, Any]) -> str:
    return f"sha256:{hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()}"


def _frozen(batch: SyntheticBatch, one: _Drawn, profile: dict[str, Any], now: datetime) -> Frozen:
    return Frozen(
        submission_id=one.submission_id,
        diagnosis_id=one.diagnosis_id,
        company_id=one.company_id,
        reference_year=batch.year,
        business_group="",
        profile=profile,
        submitted_at=now,
    )
