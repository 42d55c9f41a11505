"""Names of codes in templates, in the reader's language."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Company, Membership
from accounts.reference import (
    UnableToFindRegion,
    UnableToFindSector,
    certificate_schemes,
    region_on,
    sector,
)
from qmplatform.korean.business_number import BusinessNumber

register = template.Library()


def _language() -> str:
    return (get_language() or "ko").split("-")[0]


@register.filter
def sector_name(code: str) -> str:
    """Name a sector; an unknown code stays itself."""
    try:
        return sector(code).name(_language())
    except UnableToFindSector:
        return code


@register.filter
def region_name(code: str) -> str:
    """Name what the region has become by today; an unknown code stays itself."""
    try:
        return region_on(code, timezone.localdate()).name(_language())
    except UnableToFindRegion:
        return code


@register.filter
def size_name(code: str) -> str:
    """Name a size class."""
    return str(dict(Company.Size.choices).get(code, ""))


@register.filter
def role_name(code: str) -> str:
    """Name a role in a company."""
    return str(dict(Membership.Role.choices).get(code, ""))


@register.filter
def business_number(digits: str) -> str:
    """Write a business registration number with its hyphens."""
    return str(BusinessNumber(digits))


@register.filter
def certificate_facts(company: Company) -> list[dict[str, Any]]:
    """Return the smart-factory ratings a company holds, named."""
    found = []
    for scheme in certificate_schemes():
        for fact in company.certificates:
            level = scheme.level(fact["level"]) if fact["scheme"] == scheme.code else None
            if level:
                found.append({"scheme": scheme.name(_language()), "level": level.name(_language()), "fact": fact})
    return found
