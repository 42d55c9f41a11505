"""Parts of an application beside its dossier: contact and facts, key factors, consents."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, has_permission
from accounts.views.requests import UserRequest
from awards.forms.application import KeyFactorsForm, ProfileForm
from awards.forms.application_facts import declared_initial
from awards.models import ApplicationConsent
from awards.selectors.applications import WRITABLE, is_team, may_write
from awards.selectors.eligibility import declared_facts, fact_value, facts_of_company
from awards.selectors.review_log import criteria_for, cycle_for
from awards.services.applications import UnableToStartApplication, application_describe, key_factors_write
from awards.services.consents import UnableToDecideConsent, consent_decide
from awards.services.facts import facts_declare
from awards.services.writing import UnableToWrite
from awards.views.applications.parts import application_for, closed, page_context, to_application
from diagnosis.views.responses import SeeOther
from qmplatform.korean.formats import KST

_CONSENT_REFUSED: Final[dict[str, str | Promise]] = {
    "unknown": gettext_lazy("There is no such consent."),
    "over": gettext_lazy("The application is over. Its consents stay as they are on record."),
    "required": gettext_lazy("It is needed while the application is in. Withdraw the application to take it back."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Write down whom the office asks and what the rules ask for."""
    application = application_for(request, application_id, Permission.AWARDS_APPLY)
    now, cycle = timezone.now(), cycle_for(application)
    if not may_write(application, now):
        return closed(request, application)
    facts = declared_facts(cycle, cycle.category(application.category))
    if application.team.exists():
        facts = [fact for fact in facts if fact.key != "team.members"]
    known = facts_of_company(application.company, now.astimezone(KST).date())
    held = {fact.key: fact for fact in facts}
    for row in application.facts.all():
        if row.key in held:
            known[row.key] = fact_value(held[row.key], row.value)
    initial: dict[str, Any] = declared_initial(facts, known) | {
        "contact_name": application.contact_name, "contact_phone": application.contact_phone,
        "language": application.language, "team_name": application.team_name,
    }  # fmt: skip
    posted = request.POST if request.method == "POST" else None
    form = ProfileForm(posted, initial=initial, facts=facts, has_team=is_team(application))
    if posted is not None and form.is_valid():
        told = form.cleaned_data
        try:
            application_describe(
                application=application, contact_name=told["contact_name"], contact_phone=told["contact_phone"],
                language=told["language"], team_name=told.get("team_name", ""), by=request.user, now=now,
            )  # fmt: skip
            facts_declare(application=application, values=form.declared(), by=request.user, now=now)
        except UnableToWrite as error:
            return closed(request, application, error)
        except UnableToStartApplication:
            form.add_error("team_name", _("Another circle of your company has this name in the field."))
        else:
            messages.success(request, _("Saved."))
            return to_application(application)
    context = page_context(request, application) | {"form": form}
    return render(request, "awards/application/profile.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factors(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Write down what is important for the organisation."""
    application = application_for(request, application_id, Permission.AWARDS_APPLY)
    now = timezone.now()
    if not may_write(application, now):
        return closed(request, application)
    initial = {f"factor_{number}": one["text"] for number, one in enumerate(application.key_factors, start=1)}
    posted = request.POST if request.method == "POST" else None
    form = KeyFactorsForm(posted, initial=initial)
    if posted is not None and form.is_valid():
        try:
            key_factors_write(application=application, texts=form.texts(), by=request.user, now=now)
        except UnableToWrite as error:
            return closed(request, application, error)
        messages.success(request, _("Saved."))
        return to_application(application)
    criteria = criteria_for(application)
    context = page_context(request, application) | {"form": form, "profile_section": criteria.profile_section}
    return render(request, "awards/application/factors.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Give a consent or take it back, each on its own; what was handed in only its owners change."""
    application = application_for(request, application_id, Permission.AWARDS_APPLY)
    is_owners = application.state not in WRITABLE
    may_decide = not is_owners or has_permission(request.user, Permission.AWARDS_SUBMIT, company=application.company)
    refused = ""
    if request.method == "POST":
        if not may_decide:
            application_for(request, application_id, Permission.AWARDS_SUBMIT)
        try:
            given = request.POST.get("given") == "yes"
            code = str(request.POST.get("code", ""))
            consent_decide(application=application, code=code, given=given, by=request.user, now=timezone.now())
        except UnableToDecideConsent as error:
            refused = str(_CONSENT_REFUSED[error.why])
        else:
            messages.success(request, _("Your consent is recorded.") if given else _("Your consent is taken back."))
            return SeeOther(reverse("awards:application-consents", args=[application.pk]))
    rows: dict[str, ApplicationConsent] = {}
    for row in application.consents.select_related("decided_by").order_by("pk"):
        rows[row.code] = row
    context = page_context(request, application) | {
        "lines": [(one, rows.get(one.code)) for one in cycle_for(application).consents],
        "may_decide": may_decide and application.state not in ("withdrawn", "refused"),
        "is_writable": application.state in WRITABLE,
        "page_errors": [{"target": "", "label": "", "text": refused}] if refused else [],
    }
    return render(request, "awards/application/consents.html", context, status=409 if refused else 200)
