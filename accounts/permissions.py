"""Every right on the platform: who may do what, and nowhere else.

Rights come from two places. A *membership* gives rights inside one company; a *platform role* gives rights over the
whole platform. Strangers to a company get 404 (they do not learn that it exists), members without the right get 403.
"""

from enum import StrEnum
from typing import TypeGuard

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Company, Membership, User


class Permission(StrEnum):
    """Something a person may do."""

    COMPANY_VIEW = "company.view"
    COMPANY_EDIT = "company.edit"
    MEMBERS_MANAGE = "members.manage"
    DIAGNOSIS_VIEW = "diagnosis.view"
    DIAGNOSIS_EDIT = "diagnosis.edit"
    DIAGNOSIS_SUBMIT = "diagnosis.submit"
    REPORT_DOWNLOAD = "report.download"
    # How much of the country: dashboards/selectors/scope.py.
    DASHBOARDS_VIEW = "dashboards.view"
    DASHBOARDS_EXPORT = "dashboards.export"
    # Rows of single companies, for a stated purpose; the monthly look at who opened them.
    ROWS_OPEN = "rows.open"
    ROWS_REVIEW = "rows.review"
    # Which answers enter benchmarks; counts of the registry.
    SURVEY_QUALITY = "survey.quality"
    BENCHMARKS_PUBLISH = "benchmarks.publish"
    # A company's own list of cases: saved, tried, what came of it.
    CASES_KEEP = "cases.keep"
    CASES_PROPOSE = "cases.propose"
    CASES_CURATE = "cases.curate"
    # A company's application for an award: looked at by all its members, written by editors, handed in by owners.
    AWARDS_VIEW = "awards.view"
    AWARDS_APPLY = "awards.apply"
    AWARDS_SUBMIT = "awards.submit"
    # Which file an examiner or judge may see at which stage: awards/selectors/access.py.
    AWARDS_REVIEW = "awards.review"
    AWARDS_MANAGE = "awards.manage"
    PLATFORM_ADMINISTER = "platform.administer"


_VIEWER = frozenset(
    {Permission.COMPANY_VIEW, Permission.DIAGNOSIS_VIEW, Permission.REPORT_DOWNLOAD, Permission.AWARDS_VIEW}
)
_EDITOR = _VIEWER | {
    Permission.DIAGNOSIS_EDIT,
    Permission.CASES_KEEP,
    Permission.CASES_PROPOSE,
    Permission.AWARDS_APPLY,
}
_OWNER = _EDITOR | {
    Permission.COMPANY_EDIT,
    Permission.MEMBERS_MANAGE,
    Permission.DIAGNOSIS_SUBMIT,
    Permission.AWARDS_SUBMIT,
}

COMPANY_RIGHTS: dict[str, frozenset[Permission]] = {
    Membership.Role.VIEWER: _VIEWER,
    Membership.Role.EDITOR: _EDITOR,
    Membership.Role.OWNER: _OWNER,
}
PLATFORM_RIGHTS: dict[str, frozenset[Permission]] = {
    User.PlatformRole.NONE: frozenset(),
    User.PlatformRole.OFFICIAL: frozenset(
        {
            Permission.DASHBOARDS_VIEW,
            Permission.DASHBOARDS_EXPORT,
            Permission.ROWS_OPEN,
            Permission.ROWS_REVIEW,
            Permission.SURVEY_QUALITY,
            Permission.BENCHMARKS_PUBLISH,
            Permission.CASES_CURATE,
            Permission.AWARDS_MANAGE,
        }
    ),
    User.PlatformRole.LOCAL_OFFICIAL: frozenset({Permission.DASHBOARDS_VIEW, Permission.DASHBOARDS_EXPORT}),
    User.PlatformRole.ASSOCIATION: frozenset({Permission.DASHBOARDS_VIEW, Permission.DASHBOARDS_EXPORT}),
    User.PlatformRole.ANALYST: frozenset({Permission.DASHBOARDS_VIEW, Permission.DASHBOARDS_EXPORT}),
    User.PlatformRole.EXAMINER: frozenset({Permission.AWARDS_REVIEW}),
    User.PlatformRole.ADMINISTRATOR: frozenset({Permission.PLATFORM_ADMINISTER}),
}
# These people see or change what is not theirs: a second factor is forced on them (settings.QM_FORCE_MFA).
ROLES_WITH_FORCED_MFA = frozenset(
    {
        User.PlatformRole.OFFICIAL,
        User.PlatformRole.LOCAL_OFFICIAL,
        User.PlatformRole.ASSOCIATION,
        User.PlatformRole.ANALYST,
        User.PlatformRole.EXAMINER,
        User.PlatformRole.ADMINISTRATOR,
    }
)
# They look at the whole country or run the platform: their sessions end sooner (accounts.middleware). Examiners write
# long texts and are not among them.
ROLES_WITH_LIMITED_SESSION = ROLES_WITH_FORCED_MFA - {User.PlatformRole.EXAMINER}


def has_limited_session(user: User) -> bool:
    """Tell whether the person's session ends sooner than that of others."""
    return user.platform_role in ROLES_WITH_LIMITED_SESSION


def is_mfa_forced(user: User | AnonymousUser) -> TypeGuard[User]:
    """Tell whether the person may not do without a second factor."""
    return isinstance(user, User) and settings.QM_FORCE_MFA and user.platform_role in ROLES_WITH_FORCED_MFA


def membership_of(user: User | AnonymousUser, company: Company) -> Membership | None:
    """Return the person's membership of the company, or None."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return Membership.objects.filter(user=user, company=company).first()


def has_permission(user: User | AnonymousUser, permission: Permission, *, company: Company | None = None) -> bool:
    """Tell whether the person has the right, in the company if one is given, else on the platform."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if company is None:
        return permission in PLATFORM_RIGHTS.get(user.platform_role, frozenset())
    membership = membership_of(user, company)
    return membership is not None and permission in COMPANY_RIGHTS[membership.role]


def require_permission(user: User | AnonymousUser, permission: Permission, *, company: Company | None = None) -> None:
    """Let the person pass or raise.

    Raises
    ------
    Http404
        The person has nothing to do with the company.
    PermissionDenied
        A member, or a person of the platform, without this right.
    """
    if has_permission(user, permission, company=company):
        return
    if company is not None and membership_of(user, company) is None:
        raise Http404
    raise PermissionDenied
