"""The list of diagnoses, and the steps before the first question."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from diagnosis.forms.start import StartForm
from diagnosis.models import Diagnosis, ModelVersion
from diagnosis.selectors.catalog import model_of, published_versions
from diagnosis.selectors.diagnoses import companies_of, diagnoses_of, diagnosis_get, editable_companies_of
from diagnosis.services.start import (
    UnableToChangeDiagnosis,
    UnableToStartDiagnosis,
    diagnosis_cancel,
    diagnosis_start,
    reference_years,
)
from diagnosis.views.responses import SeeOther, closed, posted

PAGE_SIZE = 20
_SORTS: dict[str, tuple[Any, ...]] = {
    "year": (F("reference_year").desc(), F("created_at").desc()),
    "saved": (F("answered_at").desc(nulls_last=True), F("created_at").desc()),
    "company": (F("company__name").asc(), F("reference_year").desc()),
}


def state_badges() -> dict[str, tuple[str, str]]:
    """Return the badge and the word of each state of a diagnosis."""
    return {
        Diagnosis.State.DRAFT.value: ("now", _("In progress")),
        Diagnosis.State.SUBMITTED.value: ("todo", _("Scoring")),
        Diagnosis.State.SCORED.value: ("ok", _("Result ready")),
        Diagnosis.State.CANCELLED.value: ("", _("Cancelled")),
    }


@require_safe
def listing(request: UserRequest) -> HttpResponse:
    everything = diagnoses_of(request.user)
    years = sorted(set(everything.values_list("reference_year", flat=True)), reverse=True)
    badges = state_badges()
    year, state = request.GET.get("year", ""), request.GET.get("state", "")
    sort = request.GET.get("sort", "year")
    sort = sort if sort in _SORTS else "year"
    rows = everything.order_by(*_SORTS[sort], "pk")
    if year in {str(known) for known in years}:
        rows = rows.filter(reference_year=int(year))
    if state in badges:
        rows = rows.filter(state=state)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    companies = list(companies_of(request.user))
    context = {
        "page": page,
        "rows": [(row, *badges[row.state]) for row in page],
        "query": query.urlencode(),
        "years": years,
        "states": [(value, word) for value, (_badge, word) in badges.items()],
        "sorts": [("year", _("Year")), ("saved", _("Last saved")), ("company", _("Company"))],
        "chosen": {"year": year, "state": state, "sort": sort},
        "has_any": bool(years),
        "companies": companies,
        "may_edit": set(editable_companies_of(request.user).values_list("pk", flat=True)),
    }
    return render(request, "diagnosis/survey/list.html", context)


@require_safe
def start(request: UserRequest) -> HttpResponse:
    """Say what a diagnosis takes, before it begins."""
    version = _latest_version()
    model = model_of(version) if version else None
    context = {
        "version": version,
        "questions": len(model.core_items()) if model else 0,
        "dimensions": len(model.dimensions()) if model else 0,
        "modules": len(model.modules) if model else 0,
        "has_company": companies_of(request.user).exists(),
        "may_start": editable_companies_of(request.user).exists(),
    }
    return render(request, "diagnosis/survey/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: UserRequest) -> HttpResponse:
    """Choose company, year and modules, and begin."""
    version = _latest_version()
    companies = list(editable_companies_of(request.user))
    if version is None or not companies:
        return SeeOther(reverse("diagnosis:start"))
    now = timezone.now()
    form = StartForm(posted(request), model_version=version, companies=companies, years=reference_years(now))
    existing: Diagnosis | None = None
    if request.method == "POST" and form.is_valid():
        company = next(row for row in companies if str(row.pk) == form.cleaned_data["company"])
        require_permission(request.user, Permission.DIAGNOSIS_EDIT, company=company)
        try:
            diagnosis = diagnosis_start(
                company=company,
                model_version=version,
                reference_year=form.cleaned_data["reference_year"],
                modules=form.cleaned_data.get("modules", []),
                by=request.user,
                now=now,
            )
        except UnableToStartDiagnosis as error:
            existing = error.existing
            form.add_error("reference_year", _("There is a diagnosis of this year already. Open it below."))
        else:
            return SeeOther(reverse("diagnosis:tasks", args=[diagnosis.pk]))
    context = {"form": form, "existing": existing, "version": version}
    return render(request, "diagnosis/survey/begin.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Ask once, then cancel a draft."""
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_EDIT)
    if request.method != "POST":
        if diagnosis.state != Diagnosis.State.DRAFT:
            return closed(request, diagnosis)
        return render(request, "diagnosis/survey/cancel.html", {"diagnosis": diagnosis})
    try:
        diagnosis_cancel(diagnosis=diagnosis, by=request.user, now=timezone.now())
    except UnableToChangeDiagnosis:
        return closed(request, diagnosis)
    messages.success(request, _("The diagnosis was cancelled."))
    return SeeOther(reverse("diagnosis:list"))


def _latest_version() -> ModelVersion | None:
    return published_versions().first()
