"""Companies and what they did, made in bulk for counting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from accounts.models import Company
from dashboards.daily import Tally
from diagnosis.models import Diagnosis, ImprovementTask, ModelVersion

# A Friday afternoon in Korea, and some days before its midnight.
NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(days=3)
_NUMBERS = count(1)


def make_companies(number: int, *, created_at: datetime = EARLIER, **fields: object) -> list[Company]:
    """Make companies that differ in nothing but their numbers."""
    values = {
        "sector_code": "FABMETAL",
        "ksic_code": "C2592",
        "region_code": "41",
        "employees": 32,
        "sales_krw": 6_200_000_000,
        "founded_on": datetime(2009, 3, 2, tzinfo=UTC).date(),
        "size_code": "small",
        "created_at": created_at,
    } | fields
    numbers = [f"{next(_NUMBERS):010d}" for _ in range(number)]
    return Company.objects.bulk_create(
        [Company(name=f"회사 {one}", business_number=one, **values) for one in numbers]  # type: ignore[misc]
    )


def make_version(key: str = "plain") -> ModelVersion:
    """Make a model version that nobody reads."""
    return ModelVersion.objects.create(
        key=key, version="1.0", title={"ko": "모형", "en": "Model"}, source="", checksum=f"sha256:{key}",
        status="published", loaded_at=EARLIER, published_at=EARLIER,
    )  # fmt: skip


def make_diagnoses(
    companies: Iterable[Company],
    version: ModelVersion,
    *,
    year: int = 2026,
    at: datetime = EARLIER,
    state: str = "draft",
) -> list[Diagnosis]:
    """Start a diagnosis for each company."""
    return Diagnosis.objects.bulk_create(
        [
            Diagnosis(
                company=company, model_version=version, reference_year=year, created_at=at, updated_at=at, state=state
            )
            for company in companies
        ]
    )


def make_tasks(diagnoses: Iterable[Diagnosis], measure: str, *, at: datetime = EARLIER, status: str = "todo") -> None:
    """Take a measure on in each diagnosis."""
    ImprovementTask.objects.bulk_create(
        [
            ImprovementTask(diagnosis=one, measure=measure, status=status, created_at=at, updated_at=at)
            for one in diagnoses
        ]
    )


def tally(
    companies: int, *, sector: str = "FABMETAL", size: str = "small", region: str = "41", owner: str = ""
) -> Tally:
    """Return a tally."""
    return Tally(sector, size, region, owner, companies)
