"""An application is checked, handed in and receipted; what was handed in can be read ever after."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from awards.application_states import RELATIONS, ROLES
from awards.forms.application import SubmitForm
from awards.models import ApplicationSubmission, AwardApplication
from awards.selectors.application_check import check_of
from awards.selectors.applications import WRITABLE, timeline
from awards.selectors.dossier import consents_of, dossier_of, latest_submission
from awards.selectors.review_log import criteria_for, cycle_for
from awards.services.submitting import UnableToSubmit, UnableToSubmitAgain, application_submit
from awards.services.writing import UnableToWrite
from awards.views.applications.parts import application_for, closed, page_context
from diagnosis.views.responses import SeeOther


@never_cache
@require_safe
def check(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show what is missing and what the rules say, and offer to hand in."""
    application = application_for(request, application_id, Permission.AWARDS_VIEW)
    if application.state not in WRITABLE:
        return closed(request, application)
    found, given = check_of(application, timezone.now()), consents_of(application)
    shown = request.GET.get("show", "")
    page_errors = []
    if shown == "confirm":
        page_errors = [{"target": "id_confirmed", "label": "", "text": _("Confirm that what you hand in is true.")}]
    elif shown == "faults" and not found.is_ready:
        page_errors = [
            {"target": "missing", "label": "", "text": _("It cannot be handed in yet. See what is missing.")}
        ]
    context = page_context(request, application) | {
        "check": found,
        "key": uuid.uuid4().hex,
        "page_errors": page_errors,
        "consents": [(one, given.get(one.code)) for one in cycle_for(application).consents],
        "members": [(one, ROLES[one.role]) for one in application.team.order_by("role", "pk")],
        "partners": [(one, RELATIONS[one.relation]) for one in application.partners.order_by("relation", "pk")],
    }
    return render(request, "awards/application/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Hand in once; a second click or a second tab finds the same receipt."""
    application = application_for(request, application_id, Permission.AWARDS_SUBMIT)
    page = reverse("awards:application-check", args=[application.pk])
    receipt_page = SeeOther(reverse("awards:application-receipt", args=[application.pk]))
    if request.method != "POST":
        return SeeOther(page)
    form = SubmitForm(request.POST)
    if not form.is_valid() and application.state in WRITABLE:
        return SeeOther(f"{page}?show=confirm")
    key = form.cleaned_data.get("key", "")
    try:
        application_submit(application=application, idempotency_key=key, by=request.user, now=timezone.now())
    except UnableToSubmit:
        return SeeOther(f"{page}?show=faults")
    except UnableToSubmitAgain:
        return receipt_page
    except UnableToWrite as error:
        return closed(request, application, error)
    return receipt_page


@never_cache
@require_safe
def receipt(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the receipt: its number, the second, and what happens next."""
    application = application_for(request, application_id, Permission.AWARDS_VIEW)
    found = _submission(application)
    now = timezone.now()
    context = page_context(request, application) | {
        "submission": found,
        "earlier": application.submissions.exclude(pk=found.pk).order_by("-number"),
        "timeline": timeline(application, now),
    }
    return render(request, "awards/application/receipt.html", context)


@never_cache
@require_safe
def submission(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show what was handed in last, whole."""
    application = application_for(request, application_id, Permission.AWARDS_VIEW)
    found = _submission(application)
    context = page_context(request, application) | submission_context(application, found)
    return render(request, "awards/application/submission.html", context)


def submission_context(application: AwardApplication, found: ApplicationSubmission) -> dict[str, Any]:
    """Return what a page that shows a submission needs."""
    criteria, dossier = criteria_for(application), dossier_of(found)
    sections = []
    for section in dossier.sections:
        item = criteria.items.get(section.code)
        title = item.title if item else criteria.profile_section.title if criteria.profile_section else None
        sections.append((section, title))
    return {
        "submission": found,
        "dossier": dossier,
        "sections": sections,
        "team_lines": [(one, ROLES.get(one.role, one.role)) for one in dossier.team],
        "partner_lines": [(one, RELATIONS.get(one.relation, one.relation)) for one in dossier.partners],
        "consent_lines": [(one, found.consents.get(one.code)) for one in cycle_for(application).consents],
    }


def _submission(application: AwardApplication) -> ApplicationSubmission:
    found = latest_submission(application)
    if found is None:
        raise Http404
    return found
