"""The figures of an item: added, changed, taken out, and drawn while they are typed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from awards.dossier import Figure, figure_id
from awards.dossier_page import place_of
from awards.figure_chart import FigureChart, figure_chart
from awards.forms.dossier import SERIES, FigureForm, figure_initial, figure_years
from awards.models import AwardApplication, DossierFigure
from awards.selectors.access import application_of_company
from awards.selectors.dossier import figure_limit, figure_of, has_short_form, origins_of
from awards.selectors.review_log import cycle_for
from awards.services.figures import (
    UnableToAddFigure,
    UnableToKeepFigure,
    UnableToOverwriteFigure,
    figure_add,
    figure_remove,
    figure_save,
)
from awards.services.writing import UnableToWrite, writing_check
from awards.views.dossier.answers import SeeOther, closed, criteria_with

_TEMPLATE = "awards/dossier/figure.html"
# Years from the cycle's own that are drawn; what is posted beyond is nobody's page.
_FAR = 40


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: UserRequest, application_id: uuid.UUID, code: str) -> HttpResponse:
    """Add a figure to an item."""
    application = _application(request, application_id)
    limit = figure_limit(criteria_with(application, code), code)
    if limit == 0:
        raise Http404
    years = figure_years(cycle_for(application).year)
    form = FigureForm(request.POST if request.method == "POST" else None, years=years)
    try:
        writing_check(application, now=timezone.now())
        if DossierFigure.objects.filter(application=application, code=code).count() >= limit:
            return _full(request, application, code, limit)
        if request.method == "POST" and form.is_valid():
            row = figure_add(
                application=application, code=code, content=form.content(), by=request.user, now=timezone.now()
            )
            messages.success(request, _("Figure %(name)s is saved.") % {"name": figure_id(code, row.number)})
            return SeeOther(_back(application, code))
    except UnableToWrite as error:
        return closed(request, application, error)
    except UnableToAddFigure:
        return _full(request, application, code, limit)
    except UnableToKeepFigure:
        form.add_error(None, _("The figure could not be read. Check years and numbers."))
    return render(request, _TEMPLATE, _context(application, code, form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, application_id: uuid.UUID, code: str, number: int) -> HttpResponse:
    """Change a figure."""
    application = _application(request, application_id)
    criteria_with(application, code)
    row = get_object_or_404(DossierFigure, application=application, code=code, number=number)
    years = figure_years(cycle_for(application).year, row)
    form = FigureForm(request.POST if request.method == "POST" else None, years=years, initial=figure_initial(row))
    status = 200
    try:
        writing_check(application, now=timezone.now())
        if request.method == "POST" and form.is_valid():
            seen = form.seen() or datetime.fromtimestamp(0, tz=row.saved_at.tzinfo)
            figure_save(figure=row, content=form.content(), seen_at=seen, by=request.user, now=timezone.now())
            messages.success(request, _("Figure %(name)s is saved.") % {"name": figure_id(code, row.number)})
            return SeeOther(_back(application, code))
    except UnableToWrite as error:
        return closed(request, application, error)
    except UnableToOverwriteFigure as error:
        if error.current is None:
            messages.warning(request, _("Somebody took this figure out meanwhile."))
            return SeeOther(_back(application, code))
        # What was typed stays; saving once more is then meant.
        posted = request.POST.copy()
        posted["seen_at"] = error.current.saved_at.isoformat()
        form.data = posted
        row, status = error.current, 409
        words = _("Somebody saved other numbers meanwhile. They are shown beside. Save again if yours are right.")
        form.add_error(None, words)
    except UnableToKeepFigure:
        form.add_error(None, _("The figure could not be read. Check years and numbers."))
    context = _context(application, code, form) | {"row": row, "origins": origins_of(row.origins)}
    context["stored"] = figure_chart(figure_of(row)) if status == 409 else None
    if not form.is_bound:
        context["chart"] = figure_chart(figure_of(row))
    return render(request, _TEMPLATE, context, status=status)


@never_cache
@require_POST
def preview(request: UserRequest, application_id: uuid.UUID, code: str) -> HttpResponse:
    """Draw what is typed so far; nothing is saved."""
    application = _application(request, application_id)
    criteria_with(application, code)
    form = FigureForm(request.POST, years=_posted_years(request, application))
    return render(request, "awards/dossier/figure_preview.html", {"chart": _drawn(form)})


@require_POST
def remove(request: UserRequest, application_id: uuid.UUID, code: str, number: int) -> HttpResponse:
    """Take a figure out."""
    application = _application(request, application_id)
    row = get_object_or_404(DossierFigure, application=application, code=code, number=number)
    try:
        figure_remove(figure=row, by=request.user, now=timezone.now())
    except UnableToWrite as error:
        return closed(request, application, error)
    messages.success(request, _("Figure %(name)s was taken out.") % {"name": figure_id(code, number)})
    return SeeOther(_back(application, code))


def _full(request: UserRequest, application: AwardApplication, code: str, limit: int) -> HttpResponse:
    messages.warning(request, _("This item has as many figures as it may have: %(limit)s.") % {"limit": limit})
    return SeeOther(_back(application, code))


def _application(request: UserRequest, application_id: uuid.UUID) -> AwardApplication:
    return application_of_company(request.user, application_id, Permission.AWARDS_APPLY)


def _back(application: AwardApplication, code: str) -> str:
    return f"{reverse('awards:dossier-item', args=[application.pk, code])}#figures"


def _posted_years(request: UserRequest, application: AwardApplication) -> range:
    year = cycle_for(application).year
    posted = [int(name[7:]) for name in request.POST if name.startswith("values_") and name[7:].isdecimal()]
    held = [one for one in posted if abs(one - year) <= _FAR]
    usual = figure_years(year)
    return range(min([usual.start, *held]), max([usual.stop - 1, *held]) + 1)


def _context(application: AwardApplication, code: str, form: FigureForm) -> dict[str, Any]:
    criteria = criteria_with(application, code)
    return {
        "application": application,
        "place": place_of(criteria, code, is_short=has_short_form(application)),
        "form": form,
        "rows": [(year, [form[f"{series}_{year}"] for series in SERIES]) for year in form.years],
        "years": criteria.submission.years_of_results,
        "chart": _drawn(form) if form.is_bound else None,
        "row": None,
        "stored": None,
        "origins": (),
    }


def _drawn(form: FigureForm) -> FigureChart | None:
    """Draw what of a form can be read; None where it has no value yet."""
    form.is_valid()
    if not form.numbers("values"):
        return None
    data = form.cleaned_data
    return figure_chart(
        Figure(
            id="",
            title=data.get("title") or "",
            unit=data.get("unit") or "",
            direction=data.get("direction") or "up",
            values=form.numbers("values"),
            target=form.numbers("target"),
            comparison=form.numbers("comparison"),
            comparison_label=data.get("comparison_label") or "",
        )
    )
