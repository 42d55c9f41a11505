"""A company's own list of cases, and the short addresses that stand in print."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from accounts.selectors import company_for
from accounts.views.requests import UserRequest
from cases.forms.telling import TellingForm
from cases.models import Case
from cases.saved_export import list_csv
from cases.selectors.companies import Keeping, companies_of, company_list, keeping_for
from cases.services.companies import UnableToKeepCase, case_mark_read, case_save, case_tell, case_unsave
from cases.texts import localised

_DEEDS = {"save": case_save, "unsave": case_unsave, "read": case_mark_read}


@never_cache
@require_safe
def listing(request: UserRequest) -> HttpResponse:
    """Show the list of one of the person's companies: the one asked for, else the first by name."""
    companies = companies_of(request.user)
    wanted = request.GET.get("company", "")
    chosen = next((one for one in companies if str(one[0].pk) == wanted), companies[0] if companies else None)
    context: dict[str, Any] = {"companies": [company for company, _may in companies], "kept": None}
    if chosen is not None:
        kept = company_list(chosen[0], may_keep=chosen[1])
        parts = (
            ("tried", _("Tried"), kept.tried),
            ("saved", _("Saved"), kept.saved),
            ("recommended", _("Recommended by your results"), kept.recommended),
        )
        context |= {
            "kept": kept,
            "may_keep": chosen[1],
            "parts": [(name, title, [_line(one) for one in found]) for name, title, found in parts if found],
        }
    return render(request, "cases/saved/list.html", context)


@never_cache
@require_safe
def export(request: UserRequest, company_id: UUID) -> HttpResponse:
    """Give the company's list as a CSV file."""
    company = company_for(request.user, company_id)
    body = list_csv(company_list(company, may_keep=False), get_language() or "ko")
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = _("Cases of %(company)s.csv") % {"company": company.name}
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_POST
def keep(request: UserRequest, company_id: UUID, case_id: str) -> HttpResponse:
    """Save a case, take it off the list, or mark it as read; then back to where the person was."""
    keeping = keeping_for(request.user, company_id, case_id, Permission.CASES_KEEP)
    deed = _DEEDS.get(request.POST.get("deed", ""))
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = reverse("cases:detail", args=[keeping.case.pk])
    if deed is None:
        return redirect(back)
    try:
        deed(company=keeping.company, case=keeping.case, by=request.user, now=timezone.now())
    except UnableToKeepCase:
        messages.warning(request, _("This case was taken down. It cannot be saved."))
    return redirect(back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: UserRequest, company_id: UUID, case_id: str) -> HttpResponse:
    """Show and take what a company says of a case it tried; a reader without the right sees what was said."""
    is_post = request.method == "POST"
    permission = Permission.CASES_KEEP if is_post else Permission.COMPANY_VIEW
    keeping, today = keeping_for(request.user, company_id, case_id, permission), timezone.localdate()
    form = TellingForm(
        request.POST if is_post else None, today=today, initial=TellingForm.initial_of(keeping.row, today)
    )
    if is_post and form.is_valid():
        company, case, now = keeping.company, keeping.case, timezone.now()
        try:
            case_tell(company=company, case=case, telling=form.telling(), by=request.user, now=now)
            messages.success(request, _("What you said is kept."))
        except UnableToKeepCase:
            messages.warning(request, _("This case was taken down. It cannot be saved."))
        return redirect(f"{reverse('cases:saved')}?company={keeping.company.pk}")
    return render(request, "cases/saved/tell.html", {"form": form, "line": _line(keeping), "keeping": keeping})


def _line(keeping: Keeping) -> dict[str, Any]:
    """Return a case of the list in the reader's language; of one that was taken down, nothing but that."""
    language, case = get_language() or "ko", keeping.case
    if not keeping.is_published:
        return {"keeping": keeping, "title": None, "facts": ""}
    organisation = localised(case.organisation_ko, case.organisation_en, language).text
    award = localised(case.award_ko, case.award_en, language).text
    facts = " · ".join(part for part in (organisation, award, str(case.year or "")) if part)
    return {"keeping": keeping, "title": localised(case.title_ko, case.title_en, language), "facts": facts}


@login_not_required
@require_safe
def short_case(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from a printed address to the case; one that was taken down says so on its own page."""
    shown = Case.objects.filter(state__in=(Case.State.PUBLISHED, Case.State.WITHDRAWN))
    case = get_object_or_404(shown.only("pk"), short_code=code.lower())
    return redirect("cases:detail", case.pk)
