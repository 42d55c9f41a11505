"""Builds the demo's country through the services: companies of two years, published, counted, looked through."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from accounts.models import Company, User
from accounts.reference import regions
from accounts.services.offices import office_give
from accounts.services.people import user_create
from dashboards.demo.drafts import drafts_seed
from dashboards.demo.people import ADMINISTRATOR, OFFICES, PASSWORD
from dashboards.models import Edition, RegistryCount
from dashboards.services.daily import daily_refresh
from dashboards.services.editions import edition_build
from dashboards.services.registry import COLUMNS, registry_load
from dashboards.services.survey_quality import survey_run_make
from diagnosis.models import BenchmarkSnapshot, Diagnosis, ModelVersion
from diagnosis.selectors.catalog import model_of
from diagnosis.services.synthetic import synthetic_companies_record
from diagnosis.simulation import simulate_batches
from diagnosis.simulation.population import FAMILIES, SIZES

SEED: Final = 20261122
# So many took part first, and so many a year later: the first ones among them.
# More are more beautiful, but what may be told of them is searched for at the first start.
COMPANIES: Final = (420, 520)
_FIRST, _SECOND = timedelta(days=385), timedelta(days=20)
# The register, invented: companies of the country in all, and how far small ones outnumber those that take part.
_REGISTERED: Final = 420_000
_WEIGHTS: Final = {"micro": 4.0, "small": 1.6, "medium": 0.6, "mid": 0.2, "large": 0.1}
SOURCE: Final = "가상 등록 통계 (시연용)"


def country_seed(*, model_version: ModelVersion, now: datetime) -> list[Edition]:
    """Make the companies of both years and publish what may be told of each year; what is there stays.

    The later year's statistics are those that the demo's own companies are compared with, so this comes first.
    """
    if BenchmarkSnapshot.objects.filter(model_version=model_version, is_synthetic=True).exists():
        return []
    model, lasting = model_of(model_version), _regions(now)
    made = []
    year = timezone.localdate(now - _SECOND).year - 1
    for companies, back in zip(COMPANIES, (_FIRST, _SECOND), strict=True):
        moment = now - back
        told = timezone.localdate(moment).year - 1
        both = simulate_batches(model, companies=companies, seed=SEED, year=year, years=2, regions=lasting)
        batches = (batch for batch in both if batch.year == told)
        synthetic_companies_record(model_version=model_version, batches=batches, seed=SEED, now=moment)
        made.append(_publish(model_version, moment))
    _as_if_worked_on(model_version)
    drafts_seed(model_version=model_version, year=year, regions=lasting, now=now - _SECOND)
    registry_seed(now=now)
    return made


def offices_seed(*, now: datetime) -> None:
    """Make the people of the offices, each with its region or sector."""
    administrator = _person(ADMINISTRATOR.email, ADMINISTRATOR.name, now, role=ADMINISTRATOR.role)
    for one in OFFICES:
        if not User.objects.filter(email=one.email).exists():
            office_give(
                user=_person(one.email, one.name, now),
                platform_role=one.role,
                region_code=one.region_code,
                sector_code=one.sector_code,
                name=one.office,
                by=administrator,
                now=now,
            )


def registry_seed(*, now: datetime) -> None:
    """Load invented counts of all companies of the country, by sector and size, marked as invented."""
    if RegistryCount.objects.exists():
        return
    year = timezone.localdate(now).year - 1
    sectors = {code: share for _mean, family in FAMILIES.values() for code, (share, _own) in family.items()}
    weights = {size: share * _WEIGHTS[size] for size, (share, _mean) in SIZES.items()}
    whole = sum(sectors.values()) * sum(weights.values())
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for before in (year - 1, year):
        for sector, share in sectors.items():
            for size, weight in weights.items():
                number = round(_REGISTERED * share * weight / whole * (1.0 if before == year else 0.97))
                writer.writerow((before, sector, size, number, SOURCE))
    registry_load(content=file.getvalue().encode(), is_synthetic=True, by=None, now=now)


def day_count(*, model_version: ModelVersion, now: datetime) -> None:
    """Count what the pages of the day show, and look through the answers: after the rest of the demo is there."""
    daily_refresh(now=now, again=True)
    survey_run_make(model_version=model_version, now=now)


def _publish(model_version: ModelVersion, moment: datetime) -> Edition:
    newest = (
        BenchmarkSnapshot.objects.filter(model_version=model_version, publication__isnull=False)
        .order_by("publication__published_at", "publication__pk")
        .last()
    )
    assert newest is not None
    return edition_build(snapshot_id=newest.pk, now=moment)


def _regions(now: datetime) -> list[str]:
    """Return the regions of the first of the two years: those that merged since are told under their new name."""
    return [region.code for region in regions(date(timezone.localdate(now - _FIRST).year - 1, 12, 31))]


def _as_if_worked_on(model_version: ModelVersion) -> None:
    """Let the companies have begun some days before they handed in: bulk records know one moment only."""
    rows = Diagnosis.objects.filter(model_version=model_version, company__is_synthetic=True).order_by("pk")
    changed = []
    for place, row in enumerate(rows.only("pk", "created_at")):
        row.created_at -= timedelta(minutes=25 + place * 37 % 90, days=place % 5 if place % 3 == 0 else 0)
        changed.append(row)
    Diagnosis.objects.bulk_update(changed, ["created_at"], batch_size=500)
    Company.objects.filter(is_synthetic=True).update(created_at=min(row.created_at for row in changed))


def _person(email: str, name: str, now: datetime, *, role: str = "") -> User:
    existing = User.objects.filter(email=email).first()
    if existing is not None:
        return existing
    return user_create(
        email=email, name=name, password=PASSWORD, by=None, now=now, platform_role=role, is_synthetic=True
    )
