"""Companies of the demo that have not handed in: some only registered, some stopped on the way. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from accounts.models import Company
from diagnosis.models import Answer, Diagnosis, ModelVersion
from diagnosis.scoring import AnswerState
from diagnosis.selectors.catalog import model_of
from diagnosis.simulation import SyntheticCompany, simulate

_SEED: Final = 20261123
_COMPANIES: Final = 240
# Of four companies one only registered; the others answered so much of the core, in twelfths, and then stopped.
_REGISTERED_ONLY: Final = 4
_STOPPED_AFTER: Final = (1, 1, 2, 2, 3, 4, 5, 6, 7, 9, 11)
_EMPLOYEES: Final = {"micro": 5, "small": 25, "medium": 110, "mid": 600, "large": 4000, "public": 300}
_FOUNDED: Final = date(2010, 1, 1)
_SALES_PER_HEAD: Final = 250_000_000


def drafts_seed(*, model_version: ModelVersion, year: int, regions: list[str], now: datetime) -> None:
    """Make the companies, their diagnoses and the answers they gave before they stopped."""
    model = model_of(model_version)
    drawn = list(simulate(model, companies=_COMPANIES, seed=_SEED, year=year, regions=regions))
    companies = Company.objects.bulk_create([_company(one, now) for one in drawn])
    begun = [
        (one, Diagnosis(company=company, model_version=model_version, reference_year=year, **_times(one, now)))
        for one, company in zip(drawn, companies, strict=True)
        if one.number % _REGISTERED_ONLY
    ]
    Diagnosis.objects.bulk_create([diagnosis for _one, diagnosis in begun])
    codes = list(model.core_items())
    Answer.objects.bulk_create(
        [answer for one, diagnosis in begun for answer in _answers(one, diagnosis, codes)], batch_size=1000
    )


def _company(one: SyntheticCompany, now: datetime) -> Company:
    profile, size = one.profile, one.profile.size or "small"
    return Company(
        business_number=f"SD{one.number:08d}",
        name=f"가상기업 초안 {one.number:04d}",
        sector_code=profile.sector or "",
        region_code=profile.region or "",
        employees=_EMPLOYEES[size],
        sales_krw=_EMPLOYEES[size] * _SALES_PER_HEAD,
        founded_on=_FOUNDED,
        size_suggested=size,
        size_code=size,
        is_synthetic=True,
        created_at=_times(one, now)["created_at"],
    )


def _times(one: SyntheticCompany, now: datetime) -> dict[str, datetime]:
    begun = now - timedelta(days=3 + one.number * 7 % 150)
    return {"created_at": begun, "updated_at": begun + timedelta(minutes=20)}


def _answers(one: SyntheticCompany, diagnosis: Diagnosis, codes: list[str]) -> Iterator[Answer]:
    last = len(codes) * _STOPPED_AFTER[one.number % len(_STOPPED_AFTER)] // 12
    for place, code in enumerate(codes[:last]):
        answer = one.answers.get(code)
        if answer is not None and answer.state is AnswerState.ANSWERED and isinstance(answer.value, int | float):
            yield Answer(
                diagnosis=diagnosis,
                code=code,
                state=Answer.State.ANSWERED,
                value=answer.value,
                revision=1,
                saved_at=diagnosis.created_at + timedelta(seconds=25 * place),
            )
