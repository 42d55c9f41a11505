"""Writes synthetic companies with their results into the database, in bulk and marked synthetic everywhere."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

import numpy as np
from django.db import transaction

from accounts.models import Company, User
from accounts.services.people import user_create
from diagnosis.models import Diagnosis, ModelVersion, Result, Submission
from diagnosis.scoring import ENGINE_VERSION, Answer, ScoreSheet, score
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmarks import snapshot_build, snapshot_current
from diagnosis.services.scoring import content_checksum
from diagnosis.simulation import SyntheticCompany
from qmplatform.audit import audit_record

_BATCH: Final = 500
_AUTHOR: Final = "synthetic@platform.example"
# Plausible middles of what a company of a size class employs and sells; they are shown nowhere.
_EMPLOYEES: Final = {"micro": 5, "small": 25, "medium": 110, "mid": 600, "large": 4000, "public": 300}
_SALES_PER_HEAD: Final = 250_000_000


def synthetic_companies_record(
    *,
    model_version: ModelVersion,
    companies: Iterable[SyntheticCompany],
    reference_year: int,
    seed: int,
    now: datetime,
) -> int:
    """Write companies, submissions and results; then build the benchmark they make. Return how many are new.

    A company is known by seed and number: running twice writes nothing twice. Each batch is one transaction.
    """
    made = 0
    remaining = iter(companies)
    while batch := list(islice(remaining, _BATCH)):
        with transaction.atomic():
            made += _record(batch, model_version, reference_year, seed, now)
    snapshot_build(model_version=model_version, by=None, now=now)
    return made


def _record(
    batch: list[SyntheticCompany], model_version: ModelVersion, reference_year: int, seed: int, now: datetime
) -> int:
    author = _author(now)
    numbers = {company.number: _number(seed, company.number) for company in batch}
    known = set(Company.objects.filter(business_number__in=numbers.values()).values_list("business_number", flat=True))
    fresh = [company for company in batch if numbers[company.number] not in known]
    rows = Company.objects.bulk_create([_company(c, numbers[c.number], now) for c in fresh])
    diagnoses = Diagnosis.objects.bulk_create(
        Diagnosis(
            company=row,
            model_version=model_version,
            reference_year=reference_year,
            modules=list(company.modules),
            state=Diagnosis.State.SCORED,
            created_at=now,
            updated_at=now,
        )
        for row, company in zip(rows, fresh, strict=True)
    )
    submissions = Submission.objects.bulk_create(
        _submission(diagnosis, company, numbers[company.number], author, now)
        for diagnosis, company in zip(diagnoses, fresh, strict=True)
    )
    model, snapshot = model_of(model_version), snapshot_current(model_version=model_version, now=now)
    Result.objects.bulk_create(
        _result(submission, score(model, company.profile, company.answers), model_version, snapshot.pk, now)
        for submission, company in zip(submissions, fresh, strict=True)
    )
    if fresh:
        details = {"companies": len(fresh), "seed": seed}
        audit_record(action="synthetic_record", by=None, subject=str(model_version), details=details, now=now)
    return len(fresh)


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


def _company(company: SyntheticCompany, business_number: str, now: datetime) -> Company:
    size = company.profile.size or "small"
    employees = _EMPLOYEES[size]
    return Company(
        business_number=business_number,
        name=f"가상기업 {company.number:04d}",
        sector_code=company.profile.sector or "",
        region_code=company.profile.region or "",
        employees=employees,
        sales_krw=employees * _SALES_PER_HEAD,
        founded_on=date(2005, 1, 1),
        size_suggested=size,
        size_code=size,
        size_limits_on=date(2025, 9, 1),
        is_synthetic=True,
        created_at=now,
    )


def _submission(
    diagnosis: Diagnosis, company: SyntheticCompany, number: str, author: User, now: datetime
) -> Submission:
    answers = {code: _frozen(answer) for code, answer in company.answers.items()}
    profile = {name: getattr(company.profile, name) for name in ("sector", "group", "size", "region", "year")}
    return Submission(
        diagnosis=diagnosis,
        receipt_number=f"SYN-{number}-{diagnosis.reference_year}",
        profile={
            **profile,
            "name": f"가상기업 {company.number:04d}",
            "is_synthetic": True,
            "modules": diagnosis.modules,
        },
        answers=answers,
        checksum=f"sha256:{hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()}",
        submitted_at=now,
        submitted_by=author,
    )


def _frozen(answer: Answer) -> dict[str, Any]:
    return {
        "state": answer.state.value,
        "value": list(answer.value) if isinstance(answer.value, tuple) else answer.value,
        "unit": answer.unit,
        "confidence": answer.confidence,
        "na_reason": answer.na_reason,
        "note": "",
        "evidence": "",
    }


def _result(
    submission: Submission, sheet: ScoreSheet, model_version: ModelVersion, snapshot_id: str, now: datetime
) -> Result:
    content = {"sheet": sheet.as_dict()}
    return Result(
        submission=submission,
        model_checksum=model_version.checksum,
        snapshot_id=snapshot_id,
        engine_version=ENGINE_VERSION,
        score=sheet.score,
        base_score=sheet.base_score,
        level=sheet.level,
        coverage_ratio=sheet.coverage,
        content=content,
        checksum=content_checksum(content),
        created_at=now,
    )
