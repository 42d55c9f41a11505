"""Begins and cancels diagnoses, and chooses their optional modules."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Company, User
from diagnosis.models import Diagnosis, ModelVersion
from diagnosis.selectors.catalog import model_of
from qmplatform.audit import audit_record
from qmplatform.korean.formats import KST

# A diagnosis looks back: the year that runs, or one of the years before it.
YEARS_BACK = 3


class UnableToStartDiagnosis(Exception):
    """The diagnosis cannot begin; ``existing`` is the one that stands in its place, if any."""

    def __init__(self, reason: str, existing: Diagnosis | None = None) -> None:
        super().__init__(reason)
        self.existing = existing


class UnableToChangeDiagnosis(Exception):
    """The diagnosis is no longer a draft."""


class UnableToFindModule(Exception):
    """The model has no optional module of this code."""


def reference_years(now: datetime) -> tuple[int, ...]:
    """Return the years a diagnosis may be about, the latest first, as the calendar stands in Korea."""
    year = now.astimezone(KST).year
    return tuple(range(year, year - YEARS_BACK - 1, -1))


@transaction.atomic
def diagnosis_start(
    *,
    company: Company,
    model_version: ModelVersion,
    reference_year: int,
    modules: Iterable[str],
    by: User,
    now: datetime,
) -> Diagnosis:
    """Begin a draft for one company, model version and year.

    Raises
    ------
    UnableToStartDiagnosis
        The model is not published, the year is out of range, or there is a diagnosis for this year already.
    UnableToFindModule
        A module the model does not have.
    """
    if model_version.status != ModelVersion.Status.PUBLISHED:
        raise UnableToStartDiagnosis(f"{model_version} is not published")
    if reference_year not in reference_years(now):
        raise UnableToStartDiagnosis(f"{reference_year} is not one of {reference_years(now)}")
    chosen = _modules(model_version, modules)
    try:
        with transaction.atomic():
            diagnosis = Diagnosis.objects.create(
                company=company,
                model_version=model_version,
                reference_year=reference_year,
                modules=chosen,
                created_at=now,
                created_by=by,
                updated_at=now,
            )
    except IntegrityError as error:
        rows = Diagnosis.objects.exclude(state=Diagnosis.State.CANCELLED)
        same = rows.filter(company=company, model_version=model_version, reference_year=reference_year)
        raise UnableToStartDiagnosis(f"{company.pk} has a diagnosis of {reference_year}", same.first()) from error
    _audit("diagnosis_start", diagnosis, by=by, now=now, year=reference_year, modules=chosen)
    return diagnosis


@transaction.atomic
def diagnosis_modules_set(*, diagnosis: Diagnosis, modules: Iterable[str], by: User, now: datetime) -> Diagnosis:
    """Choose the optional modules of a draft. Answers to a module left out are kept, and not submitted.

    Raises
    ------
    UnableToChangeDiagnosis
        It is no longer a draft.
    UnableToFindModule
        A module the model does not have.
    """
    chosen = _modules(diagnosis.model_version, modules)
    draft = Diagnosis.objects.select_for_update().filter(pk=diagnosis.pk, state=Diagnosis.State.DRAFT).first()
    if draft is None:
        raise UnableToChangeDiagnosis
    diagnosis.modules = chosen
    if draft.modules == chosen:
        return diagnosis
    draft.modules, draft.updated_at = chosen, now
    draft.save(update_fields=["modules", "updated_at"])
    _audit("diagnosis_modules_set", diagnosis, by=by, now=now, modules=chosen)
    return diagnosis


@transaction.atomic
def diagnosis_cancel(*, diagnosis: Diagnosis, by: User, now: datetime) -> Diagnosis:
    """Cancel a draft; its year is free again. Cancelling twice changes nothing.

    Raises
    ------
    UnableToChangeDiagnosis
        It was submitted.
    """
    drafts = Diagnosis.objects.filter(pk=diagnosis.pk, state=Diagnosis.State.DRAFT)
    if drafts.update(state=Diagnosis.State.CANCELLED, cancelled_at=now, updated_at=now):
        _audit("diagnosis_cancel", diagnosis, by=by, now=now)
    diagnosis.refresh_from_db(fields=["state", "cancelled_at", "updated_at"])
    if diagnosis.state != Diagnosis.State.CANCELLED:
        raise UnableToChangeDiagnosis
    return diagnosis


def _modules(model_version: ModelVersion, codes: Iterable[str]) -> list[str]:
    known = [module.code for module in model_of(model_version).modules]
    wanted = set(codes)
    if unknown := wanted - set(known):
        raise UnableToFindModule(", ".join(sorted(unknown)))
    return [code for code in known if code in wanted]


def _audit(action: str, diagnosis: Diagnosis, *, by: User, now: datetime, **details: object) -> None:
    subject = f"diagnosis:{diagnosis.pk}"
    audit_record(action=action, by=by, subject=subject, company_id=diagnosis.company_id, details=details, now=now)
