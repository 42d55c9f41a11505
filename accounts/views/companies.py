"""A company: registration in two steps, its page, changes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import selectors
from accounts.forms.company import CertificatesForm, CompanyEditForm, CompanyForm, SizeForm
from accounts.forms.fields import language
from accounts.permissions import Permission, has_permission, membership_of
from accounts.reference import SizeSuggestion
from accounts.services.companies import (
    UnableToRegisterCompany,
    company_certificates_set,
    company_register,
    company_size_set,
    company_update,
    facts_of,
    size_suggestion,
)
from accounts.views.requests import UserRequest

# What was typed waits here between the two steps, as it was typed.
_DRAFT = "company_draft"


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: UserRequest) -> HttpResponse:
    if request.method == "POST":
        form = CompanyForm(request.POST)
        if form.is_valid():
            request.session[_DRAFT] = {name: request.POST.get(name, "") for name in form.fields}
            return redirect("accounts:company_confirm")
    else:
        form = CompanyForm(initial=request.session.get(_DRAFT))
    return render(request, "accounts/company_register.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: UserRequest) -> HttpResponse:
    draft: dict[str, Any] = request.session.get(_DRAFT) or {}
    facts_form = CompanyForm(draft)
    if not facts_form.is_valid():
        # Sent twice: the first click has registered it.
        mine = selectors.own_company_by_number(request.user, str(draft.get("business_number", "")))
        return redirect("accounts:company", mine.pk) if mine else redirect("accounts:company_register")
    facts, now = facts_form.new_facts(), timezone.now()
    suggestion = size_suggestion(facts, now=now)
    form = SizeForm(request.POST if request.method == "POST" else None, initial={"size": suggestion.code})
    if form.is_valid():
        try:
            company = company_register(facts=facts, size_code=form.cleaned_data["size"], by=request.user, now=now)
        except UnableToRegisterCompany:
            return redirect("accounts:company_register")
        messages.success(request, _("The company is registered. You can start the diagnosis now."))
        return redirect("accounts:company", company.pk)
    return render(request, "accounts/company_confirm.html", _size_context(form, suggestion) | {"facts": facts})


def _size_context(form: SizeForm, suggestion: SizeSuggestion) -> dict[str, Any]:
    return {"form": form, "suggestion": suggestion, "reason": suggestion.reason(language())}


@require_safe
def company(request: UserRequest, company_id: UUID) -> HttpResponse:
    found = selectors.company_for(request.user, company_id)
    context = {
        "company": found,
        "membership": membership_of(request.user, found),
        "can_edit": has_permission(request.user, Permission.COMPANY_EDIT, company=found),
    }
    return render(request, "accounts/company.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, company_id: UUID) -> HttpResponse:
    found = selectors.company_for(request.user, company_id, Permission.COMPANY_EDIT)
    form = CompanyEditForm(
        request.POST if request.method == "POST" else None, initial=CompanyEditForm.initial_of(found)
    )
    if form.is_valid():
        changed = company_update(
            company=found, facts=form.facts(found.business_number), by=request.user, now=timezone.now()
        )
        messages.success(request, _("The facts of the company are changed."))
        agrees = changed.size_suggested in ("", changed.size_code)
        return redirect("accounts:company" if agrees else "accounts:company_size", found.pk)
    return render(request, "accounts/company_edit.html", {"form": form, "company": found})


@require_http_methods(["GET", "HEAD", "POST"])
def size(request: UserRequest, company_id: UUID) -> HttpResponse:
    found = selectors.company_for(request.user, company_id, Permission.COMPANY_EDIT)
    now = timezone.now()
    form = SizeForm(request.POST if request.method == "POST" else None, initial={"size": found.size_code})
    if form.is_valid():
        company_size_set(company=found, size_code=form.cleaned_data["size"], by=request.user, now=now)
        messages.success(request, _("The size class is changed."))
        return redirect("accounts:company", found.pk)
    suggestion = size_suggestion(facts_of(found), now=now)
    return render(request, "accounts/company_size.html", _size_context(form, suggestion) | {"company": found})


@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: UserRequest, company_id: UUID) -> HttpResponse:
    found = selectors.company_for(request.user, company_id, Permission.COMPANY_EDIT)
    form = CertificatesForm(
        request.POST if request.method == "POST" else None, initial=CertificatesForm.initial_of(found)
    )
    if form.is_valid():
        company_certificates_set(company=found, certificates=form.certificates(), by=request.user, now=timezone.now())
        messages.success(request, _("The smart-factory certificate is changed."))
        return redirect("accounts:company", found.pk)
    return render(request, "accounts/company_certificates.html", {"form": form, "company": found})
