"""An examiner's reviews, one file with all its items, and the whole dossier to read."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Company
from accounts.reference import UnableToFindSector, sector
from accounts.reference import region as region_of
from accounts.views.requests import UserRequest
from awards.review_page import all_sections, section_view
from awards.selectors.access import open_seat_of
from awards.selectors.evidence import UnableToFindSubmission
from awards.selectors.reviewing import ReviewFile, days_left, my_reviews, review_file
from awards.selectors.self_view import self_view


@never_cache
@require_safe
def reviews(request: UserRequest) -> HttpResponse:
    """Show the files an examiner has, those still to do first."""
    now = timezone.now()
    rows = [(row, days_left(row.window, now)) for row in my_reviews(request.user, now)]
    context = {
        "rows": rows,
        "open": sum(row.state in ("open", "declare", "early") for row, _days in rows),
        "hours_left": sum(row.hours_left for row, _days in rows if row.state in ("open", "declare", "early")),
    }
    return render(request, "awards/review/list.html", context)


@never_cache
@require_safe
def overview(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show one file: who applies, what matters to it, and how far each item is."""
    now = timezone.now()
    file = file_for(request, application_id)
    profile = file.criteria.profile_section
    context = {
        "file": file,
        "days": days_left(file.window, now),
        "company": company_facts(file, request.LANGUAGE_CODE),
        "profile": section_view(file, profile.code) if profile else None,
        "category": file.cycle.category(file.application.category),
        "self_view": self_view(file),
        "percent_done": round(100 * file.done / len(file.items)) if file.items else 0,
    }
    return render(request, "awards/review/overview.html", context)


@never_cache
@require_safe
def dossier(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the whole dossier on one page, to read it through."""
    file = file_for(request, application_id)
    sections = list(all_sections(file))
    context = {"file": file, "sections": sections, "characters": sum(one.characters for one in sections)}
    return render(request, "awards/review/dossier.html", context)


def file_for(request: UserRequest, application_id: uuid.UUID) -> ReviewFile:
    """Return the file of an examiner who signed the declaration on its applicant.

    Raises
    ------
    Http404
        The person is not on the team, or nothing was handed in.
    PermissionDenied
        The person is no examiner, or has not signed.
    """
    try:
        return review_file(open_seat_of(request.user, application_id), timezone.now())
    except UnableToFindSubmission as error:
        raise Http404 from error


def company_facts(file: ReviewFile, language: str) -> dict[str, str | int]:
    """Return what the dossier says of the company, as words."""
    applicant = file.dossier.applicant
    short = "ko" if language.startswith("ko") else "en"
    try:
        industry = sector(applicant.sector).name(short)
    except UnableToFindSector:
        industry = applicant.sector
    try:
        place = region_of(applicant.region).name(short)
    except LookupError:
        place = applicant.region
    sizes = {one.value: str(one.label) for one in Company.Size}
    return {
        "name": applicant.name,
        "industry": industry,
        "region": place,
        "size": sizes.get(applicant.size, applicant.size),
        "employees": applicant.employees,
        "sales": applicant.sales_krw,
        "founded_on": applicant.founded_on,
    }
