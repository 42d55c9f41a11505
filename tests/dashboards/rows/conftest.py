"""Companies with results, for whoever opens rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from diagnosis.models import BenchmarkEntry, BenchmarkSnapshot, Diagnosis, ModelVersion, Result, Submission
from diagnosis.services.entry_arrays import company_key_of
from tests.factories import NOW, People, make_company

MakeEntry = Callable[..., BenchmarkEntry]


@pytest.fixture
def version(db: None) -> ModelVersion:
    return ModelVersion.objects.create(
        key="t", version="1", title={"ko": "시험", "en": "Test"}, source="model: {}", checksum="sha256:0",
        status="published", loaded_at=NOW, published_at=NOW,
    )  # fmt: skip


@pytest.fixture
def snapshot(version: ModelVersion) -> BenchmarkSnapshot:
    return BenchmarkSnapshot.objects.create(id="sha256:2", model_version=version, as_of=NOW, content={}, companies=0)


@pytest.fixture
def make_entry(people: People, version: ModelVersion, snapshot: BenchmarkSnapshot) -> MakeEntry:
    companies: dict[str, Any] = {"한빛도금": people.company, "새롬건설": people.other_company}

    def make(
        name: str, *, score: float | None = 57.25, year: int = 2026, days: int = 10, **told: Any
    ) -> BenchmarkEntry:
        if name not in companies:
            companies[name] = make_company(name, f"{1000000000 + len(companies)}")
        company, at = companies[name], NOW - timedelta(days=days)
        diagnosis, _is_new = Diagnosis.objects.get_or_create(
            company=company, model_version=version, reference_year=year, defaults={"created_at": at, "updated_at": at}
        )
        # The same year again is a second scoring of what was handed in.
        number = Result.objects.count()
        submission, _is_new = Submission.objects.get_or_create(
            diagnosis=diagnosis,
            defaults={
                "receipt_number": f"2026-QM-{number:06}", "profile": {}, "answers": {}, "checksum": "sha256:1",
                "submitted_at": at, "submitted_by": people.owner,
            },
        )  # fmt: skip
        result = Result.objects.create(
            submission=submission, model_checksum="sha256:0", snapshot=snapshot, engine_version=str(number), score=score,
            level=None if score is None else 3, coverage_ratio=1.0, content={}, checksum="sha256:3", created_at=at,
        )  # fmt: skip
        facts: dict[str, Any] = {"sector": "FABMETAL", "group": "MANUFACTURING", "size": "small", "region": "41"} | told
        return BenchmarkEntry.objects.create(
            result=result, model_version=version, company=company, company_key=company_key_of(company.pk),
            submission_id=submission.pk, reference_year=year, submitted_at=at, scored_at=at, engine_version="1",
            is_synthetic=False, is_valid=score is not None, is_comparable=True, own=b"", base=b"", **facts,
        )  # fmt: skip

    return make
