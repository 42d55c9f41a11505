"""Which points of the criteria are for an applicant."""

from __future__ import annotations

from typing import Final

from accounts.models import Company
from accounts.reference import UnableToFindSector, sector
from awards.catalog import Criteria

# A group of sectors as criteria name an industry; a group that is not here has the base points.
_INDUSTRY_OF: Final[dict[str, str]] = {
    "MANUFACTURING": "manufacturing",
    "SERVICE": "service",
    "CONSTRUCTION": "construction",
    "PUBLIC": "public",
}


def variant_of(criteria: Criteria, company: Company, *, size: str, field_code: str) -> str:
    """Return the code of the points that are for an applicant, by its field, industry or size; empty for the base."""
    profile = {"field": field_code} if field_code else {}
    try:
        industry = _INDUSTRY_OF.get(sector(company.sector_code).group_code)
    except UnableToFindSector:
        industry = None
    if industry is not None:
        profile["industry"] = industry
    found = criteria.variant_for(**profile, size=size)
    return found.code if found else ""
