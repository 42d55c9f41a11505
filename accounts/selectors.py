"""What may be read of people and companies; every read starts from what the person may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.db.models import Case, QuerySet, When
from django.http import Http404
from django.utils import timezone

from accounts.consents import ConsentText, current_consents
from accounts.models import Company, Consent, Invitation, Membership, User
from accounts.permissions import Permission, require_permission
from accounts.tokens import token_hash
from qmplatform.korean.business_number import UnableToReadBusinessNumber, parse_business_number


@dataclass(frozen=True)
class ConsentState:
    """A consent text in force and the person's latest decision on it."""

    text: ConsentText
    decision: Consent | None

    @property
    def is_given(self) -> bool:
        return self.decision is not None and self.decision.given

    @property
    def is_outdated(self) -> bool:
        """Tell whether the person decided on an earlier version."""
        return self.decision is not None and self.decision.version != self.text.version


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the person's memberships with their companies, by company name."""
    return Membership.objects.filter(user=user).select_related("company").order_by("company__name", "company_id")


def company_for(user: User, company_id: UUID, permission: Permission = Permission.COMPANY_VIEW) -> Company:
    """Return a company the person has the right for.

    Raises
    ------
    Http404
        No such company, or the person has nothing to do with it.
    PermissionDenied
        A member without the right.
    """
    company = Company.objects.filter(pk=company_id).first()
    if company is None:
        raise Http404
    require_permission(user, permission, company=company)
    return company


def own_company_by_number(user: User, business_number: str) -> Company | None:
    """Return the person's own company with a business registration number, however it was typed."""
    try:
        digits = parse_business_number(business_number).digits
    except UnableToReadBusinessNumber:
        return None
    return Company.objects.filter(business_number=digits, memberships__user=user).first()


def has_second_factor(user: User) -> bool:
    """Tell whether the person logs in with a second step."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP]))


def members_of(company: Company) -> QuerySet[Membership]:
    """Return the company's members, owners first."""
    is_owner = Case(When(role=Membership.Role.OWNER, then=0), default=1)
    return company.memberships.select_related("user").order_by(is_owner, "user__name", "user__email")


def membership_in(company: Company, user_id: UUID) -> Membership:
    """Return a person's membership of the company.

    Raises
    ------
    Http404
        The person is no member.
    """
    membership = company.memberships.select_related("user", "company").filter(user_id=user_id).first()
    if membership is None:
        raise Http404
    return membership


def open_invitations(company: Company, now: datetime) -> QuerySet[Invitation]:
    """Return the company's invitations that can still be accepted, newest first."""
    return company.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now).order_by(
        "-created_at"
    )


def invitation_of_token(token: str) -> Invitation | None:
    """Return the invitation a token belongs to, whatever has become of it."""
    return Invitation.objects.select_related("company", "created_by").filter(token_hash=token_hash(token)).first()


def consents_of(user: User, now: datetime) -> list[ConsentState]:
    """Return every consent text in force with the person's latest decision."""
    latest: dict[str, Consent] = {}
    for consent in Consent.objects.filter(user=user).order_by("decided_at", "pk"):
        latest[consent.purpose_code] = consent
    today = timezone.localdate(now)
    return [ConsentState(text, latest.get(text.purpose_code)) for text in current_consents(today)]
