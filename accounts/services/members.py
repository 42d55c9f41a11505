"""Members of a company: invitations, roles, leaving."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Company, Invitation, Membership, User
from accounts.selectors import open_invitations
from accounts.tokens import make_token, token_hash
from qmplatform.audit import audit_record

INVITATION_DAYS = 14
# Nobody needs more at a time; more would make us a way to flood mailboxes.
MAX_OPEN_INVITATIONS = 30
_log = logging.getLogger(__name__)


class UnableToInvite(ValueError):
    """The invitation cannot be made: `reason` is member, many or mail."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnableToAcceptInvitation(ValueError):
    """The invitation is used, revoked or expired, or it is for somebody else."""


class UnableToChangeMembers(ValueError):
    """A company keeps at least one owner."""


def invitation_create(*, company: Company, email: str, role: str, by: User, now: datetime) -> Invitation:
    """Invite a person by e-mail. An earlier open invitation to the same address ends.

    Raises
    ------
    UnableToInvite
        A member has the address, too many invitations are open, or the mail could not be sent.
    """
    token, address = make_token(), email.lower()
    with transaction.atomic():
        Company.objects.select_for_update().get(pk=company.pk)
        if company.memberships.filter(user__email=address).exists():
            raise UnableToInvite("member")
        still_open = open_invitations(company, now)
        still_open.filter(email=address).update(revoked_at=now)
        if still_open.count() >= MAX_OPEN_INVITATIONS:
            raise UnableToInvite("many")
        invitation = Invitation.objects.create(
            company=company,
            email=address,
            role=role,
            token_hash=token_hash(token),
            created_at=now,
            created_by=by,
            expires_at=now + timedelta(days=INVITATION_DAYS),
        )
        _audit(invitation, "invitation.create", by=by, now=now, details={"role": role})
    try:
        _send(invitation, token)
    except (SMTPException, OSError):
        _log.exception("invitation %s was not sent", invitation.pk)
        invitation_revoke(invitation=invitation, by=by, now=now)
        raise UnableToInvite("mail") from None
    return invitation


def _send(invitation: Invitation, token: str) -> None:
    address = settings.QM_SITE_URL.rstrip("/") + reverse("accounts:invitation_accept", args=[token])
    context = {"invitation": invitation, "address": address, "days": INVITATION_DAYS}
    EmailMessage(
        subject=" ".join(render_to_string("accounts/mail/invitation_subject.txt", context).split()),
        body=render_to_string("accounts/mail/invitation_message.txt", context),
        to=[invitation.email],
    ).send()


def invitation_revoke(*, invitation: Invitation, by: User, now: datetime) -> None:
    """End an open invitation; one that has ended stays as it is."""
    with transaction.atomic():
        ended = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True).update(
            revoked_at=now
        )
        if ended:
            _audit(invitation, "invitation.revoke", by=by, now=now)


def invitation_accept(*, invitation: Invitation, by: User, now: datetime) -> Membership:
    """Make the invited person a member. Works once.

    Raises
    ------
    UnableToAcceptInvitation
        It has ended, or the person has another address than the invited one.
    """
    if by.email.lower() != invitation.email:
        raise UnableToAcceptInvitation
    with transaction.atomic():
        Company.objects.select_for_update().get(pk=invitation.company_id)
        used = Invitation.objects.filter(
            pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
        ).update(accepted_at=now, accepted_by=by)
        if not used:
            raise UnableToAcceptInvitation
        membership, _is_new = Membership.objects.get_or_create(
            company_id=invitation.company_id,
            user=by,
            defaults={"role": invitation.role, "created_at": now, "created_by": invitation.created_by},
        )
        _audit(invitation, "invitation.accept", by=by, now=now, details={"role": membership.role})
    return membership


def member_change_role(*, membership: Membership, role: str, by: User, now: datetime) -> Membership:
    """Give a member another role.

    Raises
    ------
    UnableToChangeMembers
        It would leave the company without an owner.
    """
    with transaction.atomic():
        locked = _locked(membership)
        if role != Membership.Role.OWNER:
            _keep_an_owner(locked)
        details = {"member": str(locked.user_id), "from": locked.role, "to": role}
        locked.role = role
        locked.save(update_fields=["role"])
        _audit_member(locked, "member.role", details, by=by, now=now)
    return locked


def member_remove(*, membership: Membership, by: User, now: datetime) -> None:
    """Take a member out of the company.

    Raises
    ------
    UnableToChangeMembers
        It would leave the company without an owner.
    """
    with transaction.atomic():
        locked = _locked(membership)
        _keep_an_owner(locked)
        _audit_member(locked, "member.remove", {"member": str(locked.user_id), "role": locked.role}, by=by, now=now)
        locked.delete()


def _locked(membership: Membership) -> Membership:
    Company.objects.select_for_update().get(pk=membership.company_id)
    return Membership.objects.select_related("company").get(pk=membership.pk)


def _keep_an_owner(membership: Membership) -> None:
    owners = Membership.objects.filter(company_id=membership.company_id, role=Membership.Role.OWNER)
    if membership.role == Membership.Role.OWNER and not owners.exclude(pk=membership.pk).exists():
        raise UnableToChangeMembers


def _audit(
    invitation: Invitation, action: str, *, by: User, now: datetime, details: Mapping[str, object] | None = None
) -> None:
    # The address stays out of the trail: it could not be erased there.
    audit_record(
        action=action,
        by=by,
        subject=f"invitation:{invitation.pk}",
        company_id=invitation.company_id,
        details=details,
        now=now,
    )


def _audit_member(
    membership: Membership, action: str, details: Mapping[str, object], *, by: User, now: datetime
) -> None:
    audit_record(
        action=action,
        by=by,
        subject=f"company:{membership.company_id}",
        company_id=membership.company_id,
        details=details,
        now=now,
    )
