"""A published model, and submissions of companies as the survey would have left them."""

from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from accounts.models import Company
from diagnosis.models import Diagnosis, ModelVersion, Submission
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from tests.diagnosis.scoring.small_model import MIXED
from tests.factories import NOW, People, make_company, make_user

ANSWERS: dict[str, Any] = {
    "INF1.1": 3,
    "INF1.2": ["a"],
    "INF1.3": 4,
    "ORG1.1": 3,
    "ORG1.2": 45,
    "PER1.2": (120, "ppm"),
    "PER1.3": 7,
    "PER1.4": None,
}


NOT_APPLICABLE = object()


def frozen(value: Any) -> dict[str, Any]:
    """Return an answer as a submission keeps it: a value, (value, unit), None for not known, or NOT_APPLICABLE."""
    state, unit = "unknown" if value is None else "answered", None
    if value is NOT_APPLICABLE:
        state, value = "na_claimed", None
    if isinstance(value, tuple):
        value, unit = value
    return {
        "state": state,
        "value": value,
        "unit": unit,
        "confidence": "usual",
        "na_reason": "해당하는 공정이 없음" if state == "na_claimed" else "",
        "note": "",
        "evidence": "",
    }


def make_submission(
    company: Company, version: ModelVersion, *, year: int = 2026, profile: dict[str, Any] | None = None, **told: Any
) -> Submission:
    """Return a submission; `told` overrides answers, with `_` for the dot of a code, and ... for no answer at all."""
    given = ANSWERS | {code.replace("_", "."): value for code, value in told.items()}
    at = NOW - timedelta(days=365 * (2026 - year))
    diagnosis = Diagnosis.objects.create(
        company=company,
        model_version=version,
        reference_year=year,
        state=Diagnosis.State.SUBMITTED,
        created_at=at,
        updated_at=at,
    )
    facts = {"sector": "FOOD", "group": "MANUFACTURING", "size": company.size_code, "region": "41", "year": year}
    return Submission.objects.create(
        # Draws are seeded by it: the same company and year always draw the same.
        pk=uuid5(NAMESPACE_URL, f"{company.business_number}-{year}"),
        diagnosis=diagnosis,
        receipt_number=f"{year}-QM-{Submission.objects.count():06d}",
        profile={**facts, "name": company.name, "is_synthetic": company.is_synthetic, "modules": []} | (profile or {}),
        answers={code: frozen(value) for code, value in given.items() if value is not ...},
        checksum="sha256:0",
        submitted_at=at,
        submitted_by=make_user(f"{company.business_number}-{year}@example.com"),
    )


@pytest.fixture
def version(db: None, no_broker: list[str]) -> ModelVersion:
    row = model_version_load(text=MIXED, by=None, now=NOW - timedelta(days=1000))
    return model_version_publish(model_version=row, by=None, now=NOW - timedelta(days=1000))


@pytest.fixture
def submission(people: People, version: ModelVersion) -> Submission:
    return make_submission(people.company, version)


@pytest.fixture
def neighbours(version: ModelVersion) -> list[Submission]:
    """Twelve submissions of other companies of the same kind, one better than the next."""
    companies = [make_company(f"이웃{n}", f"90000000{n:02}", size_code="small") for n in range(12)]
    return [make_submission(company, version, ORG1_2=5 * n) for n, company in enumerate(companies)]
