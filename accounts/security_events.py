"""Writes what allauth changes of an account into the audit trail: its signals are the only place that tells."""

from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from accounts.models import User
from qmplatform.audit import audit_record

_ACTIONS: dict[Signal, str] = {
    password_changed: "user.password",
    password_set: "user.password",
    password_reset: "user.password_reset",
    email_changed: "user.email",
    authenticator_added: "user.second_factor_on",
    authenticator_removed: "user.second_factor_off",
    authenticator_reset: "user.recovery_codes",
}


def _record(signal: Signal, user: User, **_: Any) -> None:
    with transaction.atomic():
        audit_record(action=_ACTIONS[signal], by=user, subject=f"user:{user.pk}", now=timezone.now())


def listen() -> None:
    """Begin to write."""
    for signal in _ACTIONS:
        signal.connect(_record, dispatch_uid="accounts.security_events")
