"""Companies: registration and change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Company, Membership, User
from accounts.reference import SizeSuggestion, size_suggest
from qmplatform.audit import audit_record

_EDITABLE = (
    "name",
    "sector_code",
    "ksic_code",
    "region_code",
    "employees",
    "sales_krw",
    "founded_on",
    "business_group_number",
)


class UnableToRegisterCompany(ValueError):
    """The business registration number is taken."""


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What a company tells of itself, already checked.

    Attributes
    ----------
    business_number : str
        Ten digits.
    ksic_code : str
        As `accounts.reference.parse_ksic` gives it, or empty.
    sales_krw : int
        Yearly sales, average of the last three business years.
    business_group_number : str
        Business number of the company at the head of its group (기업집단); empty where it belongs to none.
    """

    business_number: str
    name: str
    sector_code: str
    ksic_code: str
    region_code: str
    employees: int
    sales_krw: int
    founded_on: date
    business_group_number: str = ""


class CertificateFact(TypedDict):
    """An official smart-factory rating the company holds."""

    scheme: str
    level: str
    number: str
    issued_on: str
    expires_on: str


def facts_of(company: Company) -> CompanyFacts:
    """Return what a registered company has told."""
    return CompanyFacts(**{name: getattr(company, name) for name in ("business_number", *_EDITABLE)})


def size_suggestion(facts: CompanyFacts, *, now: datetime) -> SizeSuggestion:
    """Suggest the size class by the limits of today."""
    return size_suggest(
        facts.ksic_code,
        facts.employees,
        facts.sales_krw,
        timezone.localdate(now),
        sector_code=facts.sector_code,
    )


def company_register(
    *, facts: CompanyFacts, size_code: str, by: User, now: datetime, is_synthetic: bool = False
) -> Company:
    """Register a company; its first owner is who registers it.

    Parameters
    ----------
    size_code : str
        The size class the company says it has; the suggestion is kept beside it.

    Raises
    ------
    UnableToRegisterCompany
        The business registration number is registered already.
    """
    suggestion = size_suggestion(facts, now=now)
    try:
        with transaction.atomic():
            company = Company.objects.create(
                business_number=facts.business_number,
                name=facts.name,
                sector_code=facts.sector_code,
                ksic_code=facts.ksic_code,
                region_code=facts.region_code,
                employees=facts.employees,
                sales_krw=facts.sales_krw,
                founded_on=facts.founded_on,
                business_group_number=facts.business_group_number,
                size_suggested=suggestion.code,
                size_code=size_code,
                size_limits_on=suggestion.limits_on,
                is_synthetic=is_synthetic,
                created_at=now,
                created_by=by,
            )
            Membership.objects.create(
                company=company, user=by, role=Membership.Role.OWNER, created_at=now, created_by=by
            )
            audit_record(
                action="company.register",
                by=by,
                subject=f"company:{company.pk}",
                company_id=company.pk,
                details={"size": size_code, "size_suggested": suggestion.code},
                now=now,
            )
    except IntegrityError as error:
        raise UnableToRegisterCompany(facts.business_number) from error
    return company


def company_update(*, company: Company, facts: CompanyFacts, by: User, now: datetime) -> Company:
    """Change what a company tells of itself and suggest its size class anew; the class it chose stays."""
    suggestion = size_suggestion(facts, now=now)
    with transaction.atomic():
        locked = Company.objects.select_for_update().get(pk=company.pk)
        changed = [name for name in _EDITABLE if getattr(locked, name) != getattr(facts, name)]
        for name in changed:
            setattr(locked, name, getattr(facts, name))
        locked.size_suggested, locked.size_limits_on = suggestion.code, suggestion.limits_on
        locked.save()
        _audit_change(locked, "company.update", {"changed": changed}, by=by, now=now)
    return locked


def company_size_set(*, company: Company, size_code: str, by: User, now: datetime) -> Company:
    """Set the size class the company says it has, and keep the suggestion of the day beside it."""
    with transaction.atomic():
        locked = Company.objects.select_for_update().get(pk=company.pk)
        suggestion = size_suggestion(facts_of(locked), now=now)
        details = {"from": locked.size_code, "to": size_code, "suggested": suggestion.code}
        locked.size_code = size_code
        locked.size_suggested, locked.size_limits_on = suggestion.code, suggestion.limits_on
        locked.save(update_fields=["size_code", "size_suggested", "size_limits_on"])
        _audit_change(locked, "company.size", details, by=by, now=now)
    return locked


def company_certificates_set(
    *, company: Company, certificates: Sequence[CertificateFact], by: User, now: datetime
) -> Company:
    """Set the smart-factory ratings the company holds."""
    with transaction.atomic():
        locked = Company.objects.select_for_update().get(pk=company.pk)
        locked.certificates = [dict(fact) for fact in certificates]
        locked.save(update_fields=["certificates"])
        levels = {fact["scheme"]: fact["level"] for fact in certificates}
        _audit_change(locked, "company.certificates", {"levels": levels}, by=by, now=now)
    return locked


def _audit_change(company: Company, action: str, details: Mapping[str, object], *, by: User, now: datetime) -> None:
    audit_record(
        action=action,
        by=by,
        subject=f"company:{company.pk}",
        company_id=company.pk,
        details=details,
        now=now,
    )
