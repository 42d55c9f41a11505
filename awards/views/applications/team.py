"""The quality circle, the companies of a supplier team, and others an application names."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from awards.application_states import RELATIONS, ROLES
from awards.forms.application import MemberForm, PartnerForm
from awards.models import AwardApplication, TeamMember
from awards.selectors.access import partnership_of
from awards.selectors.applications import WRITABLE, category_of, field_title, is_team, may_write, team_partners
from awards.selectors.review_log import criteria_for, cycle_for
from awards.services.teams import (
    UnableToChangeTeam,
    UnableToConfirmPartner,
    partner_add,
    partner_decide,
    partner_remove,
    team_member_remove,
    team_member_save,
)
from awards.services.writing import UnableToWrite
from awards.views.applications.parts import application_for, closed, page_context
from diagnosis.views.responses import SeeOther

_REFUSED: Final[dict[str, str | Promise]] = {
    "no_team": gettext_lazy("No team applies in this category."),
    "full": gettext_lazy("The circle has as many members as it may have."),
    "partner": gettext_lazy("This company is not part of the team."),
    "twice": gettext_lazy("This company is named already."),
    "self": gettext_lazy("This is your own company."),
    "members": gettext_lazy("Members of this company are still in the circle. Change them first."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show who takes part; add a member or a company."""
    application = application_for(request, application_id, Permission.AWARDS_APPLY)
    if not may_write(application, timezone.now()):
        return closed(request, application)
    adds = request.POST.get("add") if request.method == "POST" else None
    member = _member_form(request, application, is_posted=adds == "member")
    partner = PartnerForm(request.POST if adds == "partner" else None, has_team=is_team(application), prefix="partner")
    try:
        if adds == "member" and member.is_valid():
            _save(request, application, member)
            messages.success(request, _("The member is added."))
            return _back(application)
        if adds == "partner" and partner.is_valid():
            told, now = partner.cleaned_data, timezone.now()
            partner_add(application=application, by=request.user, now=now, **told)
            messages.success(request, _("The company is named."))
            return _back(application)
    except UnableToWrite as error:
        return closed(request, application, error)
    except UnableToChangeTeam as error:
        (member if adds == "member" else partner).add_error(None, str(_REFUSED[error.why]))
    criteria = criteria_for(application)
    context = page_context(request, application) | {
        "is_team": is_team(application),
        "members": [
            (one, ROLES[one.role]) for one in application.team.select_related("partner").order_by("role", "pk")
        ],
        "bounds": criteria.team.members if criteria.team else None,
        "may_enter": criteria.team.may_enter if criteria.team else None,
        "partners": [(one, RELATIONS[one.relation]) for one in application.partners.order_by("relation", "pk")],
        "member_form": member,
        "partner_form": partner,
        "form": partner if adds == "partner" else member,
    }
    return render(request, "awards/application/team.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: UserRequest, application_id: uuid.UUID, member_id: int) -> HttpResponse:
    """Change a member, or take one off."""
    application = application_for(request, application_id, Permission.AWARDS_APPLY)
    found = application.team.filter(pk=member_id).first()
    if found is None:
        raise Http404
    if not may_write(application, timezone.now()):
        return closed(request, application)
    try:
        if request.method == "POST" and "remove" in request.POST:
            team_member_remove(application=application, member=found, by=request.user, now=timezone.now())
            messages.success(request, _("The member is taken off."))
            return _back(application)
        form = _member_form(request, application, is_posted=request.method == "POST", member=found)
        if request.method == "POST" and form.is_valid():
            _save(request, application, form, found)
            messages.success(request, _("Saved."))
            return _back(application)
    except UnableToWrite as error:
        return closed(request, application, error)
    except UnableToChangeTeam as error:
        form.add_error(None, str(_REFUSED[error.why]))
    context = page_context(request, application) | {"form": form, "member": found}
    return render(request, "awards/application/member.html", context)


@require_POST
def partner_out(request: UserRequest, application_id: uuid.UUID, partner_id: int) -> HttpResponse:
    """Take a company out again."""
    application = application_for(request, application_id, Permission.AWARDS_APPLY)
    found = application.partners.filter(pk=partner_id).first()
    if found is None:
        raise Http404
    try:
        partner_remove(application=application, partner=found, by=request.user, now=timezone.now())
    except UnableToWrite as error:
        return closed(request, application, error)
    except UnableToChangeTeam as error:
        messages.error(request, str(_REFUSED[error.why]))
    else:
        messages.success(request, _("The company is taken out."))
    return _back(application)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partnership(request: UserRequest, partner_id: int) -> HttpResponse:
    """An owner of a company of a supplier team says whether it takes part."""
    partner = partnership_of(request.user, partner_id)
    application = partner.application
    if request.method == "POST":
        takes_part = request.POST.get("takes_part") == "yes"
        try:
            partner_decide(partner=partner, takes_part=takes_part, by=request.user, now=timezone.now())
        except UnableToConfirmPartner:
            messages.error(request, _("The application is handed in. Ask the award office."))
        else:
            said = _("Your company takes part.") if takes_part else _("Your company does not take part.")
            messages.success(request, said)
        return SeeOther(reverse("awards:applications"))
    context = {
        "partner": partner,
        "application": application,
        "cycle": cycle_for(application),
        "category": category_of(application),
        "field_title": field_title(application),
        "is_open": application.state in WRITABLE,
    }
    return render(request, "awards/application/partnership.html", context)


def _member_form(
    request: UserRequest, application: AwardApplication, *, is_posted: bool, member: TeamMember | None = None
) -> MemberForm:
    initial = None
    if member is not None:
        initial = {"name": member.name, "role": member.role, "duty": member.duty, "partner": member.partner_id or ""}
    return MemberForm(
        request.POST if is_posted else None, company=application.company, partners=team_partners(application),
        prefix="member", initial=initial,
    )  # fmt: skip


def _save(
    request: UserRequest, application: AwardApplication, form: MemberForm, member: TeamMember | None = None
) -> None:
    told = form.cleaned_data
    partner = application.partners.filter(pk=int(told["partner"])).first() if told.get("partner") else None
    team_member_save(
        application=application, name=told["name"], role=told["role"], duty=told["duty"], partner=partner,
        member=member, by=request.user, now=timezone.now(),
    )  # fmt: skip


def _back(application: AwardApplication) -> SeeOther:
    return SeeOther(reverse("awards:application-team", args=[application.pk]))
