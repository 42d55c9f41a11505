"""People of a company: list, roles, invitations."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors
from accounts.forms.people import InviteForm, RoleForm
from accounts.models import Invitation, User
from accounts.permissions import Permission, has_permission
from accounts.services.members import (
    INVITATION_DAYS,
    UnableToAcceptInvitation,
    UnableToChangeMembers,
    UnableToInvite,
    invitation_accept,
    invitation_create,
    invitation_revoke,
    member_change_role,
    member_remove,
)
from accounts.views.requests import UserRequest


@require_safe
def members(request: UserRequest, company_id: UUID) -> HttpResponse:
    company = selectors.company_for(request.user, company_id)
    can_manage = has_permission(request.user, Permission.MEMBERS_MANAGE, company=company)
    context = {
        "company": company,
        "memberships": selectors.members_of(company),
        "invitations": selectors.open_invitations(company, timezone.now()) if can_manage else (),
        "can_manage": can_manage,
    }
    return render(request, "accounts/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: UserRequest, company_id: UUID, user_id: UUID) -> HttpResponse:
    company = selectors.company_for(request.user, company_id, Permission.MEMBERS_MANAGE)
    membership = selectors.membership_in(company, user_id)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": membership.role})
    if form.is_valid():
        role = form.cleaned_data["role"]
        try:
            member_change_role(membership=membership, role=role, by=request.user, now=timezone.now())
        except UnableToChangeMembers:
            form.add_error("role", _("A company needs an owner. Please make another member owner first."))
        else:
            messages.success(request, _("The role is changed."))
            return redirect("accounts:members", company.pk)
    return render(request, "accounts/member.html", {"form": form, "company": company, "membership": membership})


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: UserRequest, company_id: UUID, user_id: UUID) -> HttpResponse:
    is_self = user_id == request.user.pk
    right = Permission.COMPANY_VIEW if is_self else Permission.MEMBERS_MANAGE
    company = selectors.company_for(request.user, company_id, right)
    membership = selectors.membership_in(company, user_id)
    faults = []
    if request.method == "POST":
        try:
            member_remove(membership=membership, by=request.user, now=timezone.now())
        except UnableToChangeMembers:
            faults = [{"text": _("A company needs an owner. Please make another member owner first.")}]
        else:
            messages.success(request, _("The member is removed."))
            return redirect("accounts:home") if is_self else redirect("accounts:members", company.pk)
    context = {"company": company, "membership": membership, "is_self": is_self, "page_errors": faults}
    return render(request, "accounts/member_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: UserRequest, company_id: UUID) -> HttpResponse:
    company = selectors.company_for(request.user, company_id, Permission.MEMBERS_MANAGE)
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"role": "editor"})
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            invitation = invitation_create(
                company=company, email=cleaned["email"], role=cleaned["role"], by=request.user, now=timezone.now()
            )
        except UnableToInvite as error:
            form.add_error("email", _refusal(error.reason))
        else:
            messages.success(request, _("The invitation is sent to %(email)s.") % {"email": invitation.email})
            return redirect("accounts:members", company.pk)
    return render(request, "accounts/invite.html", {"form": form, "company": company, "days": INVITATION_DAYS})


def _refusal(reason: str) -> str:
    return {
        "member": _("A member has this address already. Please enter another one."),
        "many": _("Too many invitations are open. Please revoke some first."),
        "mail": _("The mail could not be sent. Please try again in a few minutes."),
    }[reason]


@require_POST
def revoke(request: UserRequest, company_id: UUID, invitation_id: UUID) -> HttpResponse:
    company = selectors.company_for(request.user, company_id, Permission.MEMBERS_MANAGE)
    invitation = get_object_or_404(Invitation, pk=invitation_id, company=company)
    invitation_revoke(invitation=invitation, by=request.user, now=timezone.now())
    messages.success(request, _("The invitation is revoked."))
    return redirect("accounts:members", company.pk)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = selectors.invitation_of_token(token)
    if invitation is None:
        raise Http404
    user, now = request.user, timezone.now()
    if request.method == "POST" and isinstance(user, User):
        try:
            membership = invitation_accept(invitation=invitation, by=user, now=now)
        except UnableToAcceptInvitation:
            return _invitation_page(request, invitation)
        messages.success(request, _("You are a member of %(company)s now.") % {"company": invitation.company.name})
        return redirect("accounts:company", membership.company_id)
    return _invitation_page(request, invitation)


def _invitation_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Show what the reader can do with the invitation: accept, log in or sign up first, or nothing any more."""
    user, now = request.user, timezone.now()
    if invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= now:
        if isinstance(user, User) and invitation.accepted_by_id == user.pk:
            return redirect("accounts:company", invitation.company_id)
        state, status = "ended", 410
    elif not isinstance(user, User):
        state, status = "anonymous", 200
        # The link came by mail to this address: who signs up with it here needs not confirm it once more.
        request.session["account_verified_email"] = invitation.email
    elif user.email.lower() != invitation.email:
        state, status = "other", 403
    else:
        state, status = "open", 200
    context = {"invitation": invitation, "company": invitation.company, "state": state}
    return render(request, "accounts/invitation.html", context, status=status)
