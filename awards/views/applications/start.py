"""An application begins: company and category, then whether one may apply, and only then something is written."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Company
from accounts.views.requests import UserRequest
from awards.catalog import Cycle
from awards.catalog.eligibility import may_submit
from awards.forms.application import BeginForm, WhichForm
from awards.forms.application_facts import declared_initial
from awards.models import AwardFile
from awards.selectors.access import companies_to_apply_for
from awards.selectors.applications import Deadline, apply_stage
from awards.selectors.calendar import window
from awards.selectors.eligibility import declared_facts, facts_of_company, precheck
from awards.selectors.files import criteria_of, cycle_of, published_criteria, published_cycles
from awards.services.applications import UnableToStartApplication, application_start
from diagnosis.views.responses import SeeOther
from qmplatform.korean.formats import KST

_REFUSED: Final[dict[str, str | Promise]] = {
    "closed": gettext_lazy("Applications are not open now."),
    "category": gettext_lazy("No applications are taken in this category."),
    "field": gettext_lazy("Choose the field from the list."),
    "barred": gettext_lazy("A rule bars this application. Look at what is marked."),
    "twice": gettext_lazy("Your company has an application in this category already."),
    "language": gettext_lazy("Choose the language from the list."),
}


@never_cache
@require_safe
def start(request: UserRequest) -> HttpResponse:
    """Choose company and category."""
    row, cycle = _cycle()
    companies = list(companies_to_apply_for(request.user))
    now, held = timezone.now(), window(cycle, apply_stage(cycle))
    asked = "category" in request.GET
    form = WhichForm(request.GET if asked else None, companies=companies, cycle=cycle)
    if asked and form.is_valid() and held.is_open(now):
        query = f"?company={form.cleaned_data['company']}&category={form.cleaned_data['category']}"
        return SeeOther(reverse("awards:application-begin") + query)
    context = {
        "form": form,
        "cycle_row": row,
        "cycle": cycle,
        "companies": companies,
        "window": held,
        "is_open": held.is_open(now),
        "deadline": Deadline(held.ends_at, now),
    }
    return render(request, "awards/application/start.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: UserRequest) -> HttpResponse:
    """Ask for the facts the rules turn on, say what they come to, and begin if nothing bars it."""
    row, cycle = _cycle()
    told = request.POST if request.method == "POST" else request.GET
    company = _company(request, str(told.get("company", "")))
    category = next((one for one in cycle.categories if one.code == told.get("category")), None)
    if company is None or category is None or category.criteria is None or not category.open:
        return SeeOther(reverse("awards:application-start"))
    criteria, facts = (
        criteria_of(published_criteria(cycle.criteria_of(category.code) or "")),
        declared_facts(cycle, category),
    )
    known = facts_of_company(company, timezone.now().astimezone(KST).date())
    initial = declared_initial(facts, {**known, "applicant.is_corporate_or_public": True})
    form = BeginForm(
        request.POST if request.method == "POST" else None, initial=initial | {"language": "ko"}, category=category,
        criteria=criteria, year=cycle.year, facts=facts,
    )  # fmt: skip
    context: dict[str, Any] = {
        "form": form, "cycle": cycle, "cycle_row": row, "company": company, "category": category,
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "awards/application/begin.html", context)
    lines = precheck(cycle, category, form.declared())
    context |= {"lines": lines, "may_start": may_submit([line.finding for line in lines])}
    if "start" not in request.POST or not context["may_start"]:
        # Nothing is written yet: the page says what the rules say, and offers to begin.
        return render(request, "awards/application/begin.html", context)
    try:
        application = application_start(
            company=company, cycle=row, category=category.code, declared=form.declared(), by=request.user,
            now=timezone.now(), field_code=form.cleaned_data.get("field_code", ""),
            team_name=form.cleaned_data.get("team_name", ""), language=form.cleaned_data["language"],
        )  # fmt: skip
    except UnableToStartApplication as error:
        form.add_error(None, str(_REFUSED[error.why]))
        context["existing"] = error.existing
        return render(request, "awards/application/begin.html", context, status=409)
    messages.success(request, _("The application is begun. Everything you write is kept until you hand it in."))
    return SeeOther(reverse("awards:application", args=[application.pk]))


def _cycle() -> tuple[AwardFile, Cycle]:
    rows = published_cycles()
    if not rows:
        raise Http404
    return rows[0], cycle_of(rows[0])


def _company(request: UserRequest, company_id: str) -> Company | None:
    return next((one for one in companies_to_apply_for(request.user) if str(one.pk) == company_id), None)
