"""People: signing up, names, consents, leaving."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from rest_framework.authtoken.models import Token

from accounts.consents import current_consent, current_consents
from accounts.models import Consent, Invitation, Membership, User
from accounts.selectors import consents_of
from qmplatform.audit import audit_record


class UnableToCloseAccount(ValueError):
    """The person is the only owner of a company that has other members."""


class UnableToWithdrawConsent(ValueError):
    """A required consent ends with the account only."""


def user_register(*, user: User, name: str, given: Iterable[str], now: datetime) -> User:
    """Complete a sign-up: name and the decision on every consent text in force."""
    agreed = set(given)
    with transaction.atomic():
        user.name = name
        user.save(update_fields=["name"])
        for text in current_consents(timezone.localdate(now)):
            _decide(user, text.purpose_code, text.version, text.purpose_code in agreed, now)
        audit_record(
            action="user.register",
            by=user,
            subject=f"user:{user.pk}",
            details={"consents": sorted(agreed)},
            now=now,
        )
    return user


def user_create(
    *,
    email: str,
    name: str,
    password: str,
    by: User | None,
    now: datetime,
    platform_role: str = User.PlatformRole.NONE,
    is_synthetic: bool = False,
) -> User:
    """Make a person whose address is known to be right: for the demo site and for operators."""
    with transaction.atomic():
        user = User.objects.create_user(
            email, password, name=name, platform_role=platform_role, is_synthetic=is_synthetic
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if is_synthetic:  # A real person decides at the first visit of the consent page.
            for text in current_consents(timezone.localdate(now)):
                _decide(user, text.purpose_code, text.version, text.required, now)
        audit_record(
            action="user.create",
            by=by,
            subject=f"user:{user.pk}",
            details={"platform_role": platform_role},
            now=now,
        )
    return user


def user_rename(*, name: str, by: User, now: datetime) -> User:
    """Change the name others see."""
    with transaction.atomic():
        by.name = name
        by.save(update_fields=["name"])
        audit_record(action="user.rename", by=by, subject=f"user:{by.pk}", now=now)
    return by


def consent_decide(*, purpose_code: str, given: bool, by: User, now: datetime) -> Consent:
    """Give or withdraw a consent; a decision that changes nothing writes nothing.

    Raises
    ------
    UnableToFindConsent
        No text of this purpose is in force.
    UnableToWithdrawConsent
        The text is required: close the account instead.
    """
    text = current_consent(purpose_code, timezone.localdate(now))
    if text.required and not given:
        raise UnableToWithdrawConsent
    with transaction.atomic():
        state = next(s for s in consents_of(by, now) if s.text == text)
        if state.decision is not None and state.is_given == given and not state.is_outdated:
            return state.decision
        consent = _decide(by, purpose_code, text.version, given, now)
        audit_record(
            action="consent.give" if given else "consent.withdraw",
            by=by,
            subject=f"user:{by.pk}",
            details={"purpose": purpose_code, "version": text.version},
            now=now,
        )
    return consent


def user_close(*, by: User, now: datetime) -> None:
    """Close the account: withdraw every consent, leave every company, erase address, name and password.

    Raises
    ------
    UnableToCloseAccount
        The person is the only owner of a company that has other members.
    """
    with transaction.atomic():
        for membership in Membership.objects.select_for_update().filter(user=by):
            others = Membership.objects.filter(company_id=membership.company_id).exclude(user=by)
            if membership.role == Membership.Role.OWNER and others and not others.filter(role=membership.role):
                raise UnableToCloseAccount
        for text in current_consents(timezone.localdate(now)):
            _decide(by, text.purpose_code, text.version, False, now)
        Membership.objects.filter(user=by).delete()
        Invitation.objects.filter(email=by.email, accepted_at__isnull=True).delete()
        EmailAddress.objects.filter(user=by).delete()
        Authenticator.objects.filter(user=by).delete()
        Token.objects.filter(user=by).delete()
        by.email, by.name, by.is_active = f"{by.pk}@closed.invalid", "", False
        by.set_unusable_password()
        by.save(update_fields=["email", "name", "is_active", "password"])
        audit_record(action="user.close", by=by, subject=f"user:{by.pk}", now=now)


def _decide(user: User, purpose_code: str, version: str, given: bool, now: datetime) -> Consent:
    return Consent.objects.create(user=user, purpose_code=purpose_code, version=version, given=given, decided_at=now)
