"""The dossier as a list of what to write, and as its readers will have it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, has_permission
from accounts.views.requests import UserRequest
from awards.dossier_page import places_of
from awards.figure_chart import figure_chart
from awards.models import Attachment, AwardApplication, DossierFigure, DossierText
from awards.selectors.access import application_of_company
from awards.selectors.calendar import window
from awards.selectors.completeness import Completeness, completeness
from awards.selectors.dossier import character_limits, dossier_now, has_short_form
from awards.selectors.prefill import prefill_of
from awards.selectors.review_log import criteria_for, cycle_for
from awards.services.writing import APPLY, UnableToWrite, writing_check
from awards.views.dossier.answers import WHY_NOT


@never_cache
@require_safe
def overview(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show every item with its state, and what is still missing."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_VIEW)
    criteria, found = criteria_for(application), completeness(application)
    may_write = has_permission(request.user, Permission.AWARDS_APPLY, company=application.company)
    why_not = _why_not(application)
    context = {
        "application": application,
        "cycle": cycle_for(application),
        "criteria": criteria,
        "found": found,
        "percent": round(found.answered_ratio * 100),
        "groups": _groups(application, found),
        "is_short": has_short_form(application),
        "may_write": may_write and not why_not,
        "why_not": why_not if may_write else "",
        "prefill": prefill_of(application) if may_write and not why_not else None,
        "due_at": application.completion_due_at or window(cycle_for(application), APPLY).ends_at,
    }
    return render(request, "awards/dossier/overview.html", context)


@never_cache
@require_safe
def reading(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the dossier as it stands, numbered as examiners will cite it."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_VIEW)
    dossier, criteria = dossier_now(application), criteria_for(application)
    sections = []
    for place in places_of(criteria, is_short=has_short_form(application), variant=application.variant):
        section = dossier.section(place.code)
        charts = [(figure, figure_chart(figure)) for figure in section.figures]
        sections.append((place, section, charts))
    context = {"application": application, "dossier": dossier, "sections": sections}
    return render(request, "awards/dossier/reading.html", context)


def _why_not(application: AwardApplication) -> Any:
    """Return why nothing can be written now; nothing where something can."""
    try:
        writing_check(application, now=timezone.now())
    except UnableToWrite as error:
        return WHY_NOT[error.why]
    return ""


def _groups(application: AwardApplication, found: Completeness) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return the places under their categories, each with how far it is."""
    texts = {row.code: row for row in DossierText.objects.filter(application=application).select_related("saved_by")}
    figures = _counts(DossierFigure.objects.filter(application=application).values_list("code", flat=True))
    files = Attachment.objects.filter(application=application, removed_at=None).values_list("code", flat=True)
    attached, limits = _counts(files), character_limits(application)
    groups: list[tuple[Any, list[dict[str, Any]]]] = []
    criteria = criteria_for(application)
    for place in places_of(criteria, is_short=has_short_form(application), variant=application.variant):
        row = {
            "place": place,
            "part": found.by_code[place.code],
            "text": texts.get(place.code),
            "limit": limits[place.code],
            "figures": figures.get(place.code, 0),
            "attached": attached.get(place.code, 0),
        }
        if not groups or groups[-1][0] != place.group:
            groups.append((place.group, []))
        groups[-1][1].append(row)
    return groups


def _counts(codes: Any) -> dict[str, int]:
    counted: dict[str, int] = {}
    for code in codes:
        counted[code] = counted.get(code, 0) + 1
    return counted
