"""Platform roles and the offices that go with them: given by administrators, never to oneself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Office, User
from accounts.permissions import Permission, require_permission
from accounts.reference import regions, sectors
from qmplatform.audit import audit_record

Role = User.PlatformRole
# Roles that read dashboards have an office; of two of them it says which part of the country they see.
ROLES_WITH_OFFICE = frozenset({Role.OFFICIAL, Role.LOCAL_OFFICIAL, Role.ASSOCIATION, Role.ANALYST})


class UnableToGiveOffice(ValueError):
    """The office cannot be given: `reason` is self, role, region or sector."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def office_give(
    *,
    user: User,
    platform_role: str,
    region_code: str = "",
    sector_code: str = "",
    name: str = "",
    by: User,
    now: datetime,
) -> User:
    """Give a person a platform role and what goes with it; what was there before ends. Nothing new writes nothing.

    Parameters
    ----------
    platform_role
        One of `User.PlatformRole`; '' takes every right over the platform away.
    region_code
        Of an official of a local government: the region it may see, one that exists today.
    sector_code
        Of an association: the sector it may see.
    name
        What the office is called.

    Raises
    ------
    UnableToGiveOffice
        To oneself; a role that is none; a local government without a region or an association without a sector.
    PermissionDenied
        The giver is no administrator.
    """
    require_permission(by, Permission.PLATFORM_ADMINISTER)
    if user.pk == by.pk:
        raise UnableToGiveOffice("self")
    if platform_role not in Role.values:
        raise UnableToGiveOffice("role")
    region_code = region_code if platform_role == Role.LOCAL_OFFICIAL else ""
    sector_code = sector_code if platform_role == Role.ASSOCIATION else ""
    if platform_role == Role.LOCAL_OFFICIAL and region_code not in _regions(now):
        raise UnableToGiveOffice("region")
    if platform_role == Role.ASSOCIATION and sector_code not in {one.code for one in sectors()}:
        raise UnableToGiveOffice("sector")
    told = {"region_code": region_code, "sector_code": sector_code, "name": name}
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        office = Office.objects.filter(user=locked).first()
        before = _told(locked, office)
        if platform_role in ROLES_WITH_OFFICE:
            after = {"platform_role": platform_role, **told}
            if after != before:
                Office.objects.update_or_create(user=locked, defaults=told | {"given_at": now, "given_by": by})
        else:
            after = {"platform_role": platform_role}
            Office.objects.filter(user=locked).delete()
        if after == before:
            return locked
        locked.platform_role = platform_role
        locked.save(update_fields=["platform_role"])
        audit_record(
            action="office.give", by=by, subject=f"user:{locked.pk}", details={"from": before, "to": after}, now=now
        )
    return locked


def _regions(now: datetime) -> set[str]:
    return {one.code for one in regions(timezone.localdate(now))}


def _told(user: User, office: Office | None) -> dict[str, Any]:
    found: dict[str, Any] = {"platform_role": user.platform_role}
    if office is not None:
        found |= {"region_code": office.region_code, "sector_code": office.sector_code, "name": office.name}
    return found
