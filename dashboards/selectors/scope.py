"""What a person's office may see: the only place that says so."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils import timezone

from accounts.models import Office, User
from accounts.reference import UnableToFindRegion, UnableToFindSector, region_on, sector
from dashboards.figures import Scope

# No region and no sector has this code: whoever is held to it sees the country as a whole and no part of it.
NOWHERE: Final = "none"
_WHOLE_COUNTRY: Final = frozenset({User.PlatformRole.OFFICIAL, User.PlatformRole.ANALYST})


def scope_of(user: User, *, on: date | None = None) -> Scope:
    """Return what a person's office may see beside the country as a whole.

    Officials of the ministry and analysts see everything. An official of a local government sees its own region, an
    association its own sector; what the office does not say, or says wrongly, opens nothing. Regions that have merged
    are those they became.

    Parameters
    ----------
    user
        Anybody; whoever has no office that reads dashboards sees no part of the country.
    on
        Day whose regions count; today in Korea if left out.
    """
    if not user.is_active:
        return Scope(NOWHERE, NOWHERE)
    if user.platform_role in _WHOLE_COUNTRY:
        return Scope()
    office = Office.objects.filter(user=user).first()
    if user.platform_role == User.PlatformRole.LOCAL_OFFICIAL:
        return Scope(region=_region(office, on or timezone.localdate()))
    if user.platform_role == User.PlatformRole.ASSOCIATION:
        return Scope(sector=_sector(office))
    return Scope(NOWHERE, NOWHERE)


def _region(office: Office | None, on: date) -> str:
    if office is None:
        return NOWHERE
    try:
        found = region_on(office.region_code, on)
    except UnableToFindRegion:
        return NOWHERE
    return found.code if found.is_valid(on) else NOWHERE


def _sector(office: Office | None) -> str:
    try:
        return NOWHERE if office is None else sector(office.sector_code).code
    except UnableToFindSector:
        return NOWHERE
