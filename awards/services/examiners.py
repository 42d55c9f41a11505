"""The pool of examiners: who is in it, and their ties to organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission, has_permission, require_permission
from awards.models import ExaminerProfile, ExaminerTie
from qmplatform.audit import audit_record

# What an official says of somebody, and what everybody keeps up to date about themselves.
PROFILE_FIELDS: Final = (
    "cycles_before", "employer_name", "employer_number", "region_code", "sectors", "groups", "skills",
    "sme_experience", "is_judge", "is_active",
)  # fmt: skip
OWN_FIELDS: Final = ("employer_name", "employer_number", "region_code")
TIE_FIELDS: Final = (
    "relation", "organisation_name", "organisation_number", "group_number", "since", "until", "is_listed",
    "share_ratio", "note",
)  # fmt: skip


class UnableToAddExaminer(Exception):
    """There is no examiner's account with this address (`unknown`), or it is in the pool already (`there`)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class UnableToWithdrawTie(Exception):
    """It was entered by somebody else, or is withdrawn already."""


@transaction.atomic
def examiner_add(*, email: str, profile: Mapping[str, Any], by: User, now: datetime) -> ExaminerProfile:
    """Take somebody with an examiner's account into the pool.

    Parameters
    ----------
    profile
        Value of each of `PROFILE_FIELDS`, already checked.

    Raises
    ------
    UnableToAddExaminer
        Nobody has such an account, or they are in the pool.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    user = User.objects.select_for_update().filter(email=email.lower(), is_active=True).first()
    if user is None or not has_permission(user, Permission.AWARDS_REVIEW):
        raise UnableToAddExaminer("unknown")
    if ExaminerProfile.objects.filter(user=user).exists():
        raise UnableToAddExaminer("there")
    values = {name: profile[name] for name in PROFILE_FIELDS}
    row = ExaminerProfile.objects.create(
        user=user, is_synthetic=user.is_synthetic, created_at=now, updated_at=now, **values
    )
    _audit("award_examiner_add", row, by, now)
    return row


@transaction.atomic
def examiner_change(
    *, examiner: ExaminerProfile, profile: Mapping[str, Any], by: User, now: datetime
) -> ExaminerProfile:
    """Change what is known about somebody; examiners themselves change where they work and live.

    Parameters
    ----------
    profile
        Value of some of `PROFILE_FIELDS`, already checked; from examiners of `OWN_FIELDS` only.
    """
    is_own = examiner.user_id == by.pk and set(profile) <= set(OWN_FIELDS)
    if not is_own and not has_permission(by, Permission.AWARDS_MANAGE):
        raise PermissionDenied
    row = ExaminerProfile.objects.select_for_update().get(pk=examiner.pk)
    changed = sorted(name for name in profile if name in PROFILE_FIELDS and getattr(row, name) != profile[name])
    if not changed:
        return row
    for name in changed:
        setattr(row, name, profile[name])
    row.updated_at = now
    row.save(update_fields=[*changed, "updated_at"])
    _audit("award_examiner_change", row, by, now, {"fields": changed})
    return row


@transaction.atomic
def tie_declare(*, examiner: ExaminerProfile, tie: Mapping[str, Any], by: User, now: datetime) -> ExaminerTie:
    """Note a tie to an organisation: the examiner's own word, or what an official found.

    Parameters
    ----------
    tie
        Value of each of `TIE_FIELDS`, already checked.
    """
    if examiner.user_id != by.pk and not has_permission(by, Permission.AWARDS_MANAGE):
        raise PermissionDenied
    values = {name: tie[name] for name in TIE_FIELDS}
    row = ExaminerTie.objects.create(examiner=examiner, declared_at=now, declared_by=by, **values)
    # With whom somebody is tied stays out of the trail: it could not be erased there.
    _audit("award_tie_declare", examiner, by, now, {"tie": row.pk, "relation": row.relation})
    return row


@transaction.atomic
def tie_withdraw(*, tie: ExaminerTie, by: User, now: datetime) -> ExaminerTie:
    """Take back a tie that was entered by mistake; the row stays. Examiners take back their own word only.

    Raises
    ------
    UnableToWithdrawTie
        It is withdrawn, or the examiner did not enter it.
    """
    row = ExaminerTie.objects.select_for_update(of=("self",)).select_related("examiner").get(pk=tie.pk)
    is_official = has_permission(by, Permission.AWARDS_MANAGE)
    if row.examiner.user_id != by.pk and not is_official:
        raise PermissionDenied
    if row.withdrawn_at is not None or (row.declared_by_id != by.pk and not is_official):
        raise UnableToWithdrawTie
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    _audit("award_tie_withdraw", row.examiner, by, now, {"tie": row.pk, "relation": row.relation})
    return row


def _audit(
    action: str, row: ExaminerProfile, by: User, now: datetime, details: Mapping[str, object] | None = None
) -> None:
    audit_record(action=action, by=by, subject=f"award_examiner:{row.pk}", now=now, details=details)
