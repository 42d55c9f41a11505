"""The data dam, for anybody: what the cases say together, and their data to take away."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe

from cases.dam.criteria import read_dam_criteria
from cases.dam.fields import CASES, FACTS, fields_of
from cases.dam.licences import licence_of
from cases.dam.package import FILES, package_of
from cases.dam_download import UnableToFindFile, dam_changed_at, dam_etag_of, dam_file
from cases.dam_measure import measure_lines
from cases.dam_page import page_context
from cases.selectors.dam import dam_measure, dam_reading, dam_stamp
from cases.vocabulary import kpis

_PAGE = 50


@login_not_required
@require_safe
def data_dam(request: HttpRequest) -> HttpResponse:
    """Show what the chosen cases say together."""
    criteria, language = read_dam_criteria(request.GET), get_language() or "ko"
    reading = dam_reading(criteria=criteria)
    licence = licence_of(settings.QM_OPEN_DATA_LICENCE)
    context = page_context(reading.found, reading.whole, request.GET.get("by", ""), language) | {
        "changed_at": reading.stamp.changed_at,
        "files": FILES,
        "licence": licence,
        "licence_name": licence.name(language),
        "fields": [(kind, [(field, field.meaning(language)) for field in fields_of(kind)]) for kind in (CASES, FACTS)],
    }
    return render(request, "cases/data/dam.html", context)


@login_not_required
@require_safe
def data_measure(request: HttpRequest, family: str) -> HttpResponse:
    """Show every value of one family of measures."""
    if family not in kpis():
        raise Http404(family)
    criteria, language = read_dam_criteria(request.GET), get_language() or "ko"
    lines = measure_lines(dam_measure(criteria=criteria, family=family), language)
    page = Paginator(lines, _PAGE).get_page(request.GET.get("page"))
    context = {
        "kpi": kpis()[family],
        "name": kpis()[family].name(language),
        "lines": page.object_list,
        "page_obj": page,
        "total": len(lines),
        "query": criteria.query_string(),
        "is_narrowed": criteria.is_narrowed,
    }
    return render(request, "cases/data/measure.html", context)


@login_not_required
@require_safe
@condition(etag_func=dam_etag_of, last_modified_func=dam_changed_at)
def data_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a file of the chosen cases while it is made."""
    try:
        return dam_file(name, read_dam_criteria(request.GET), now=timezone.now())
    except UnableToFindFile as error:
        raise Http404(str(error)) from error


@login_not_required
@require_safe
@condition(etag_func=dam_etag_of, last_modified_func=dam_changed_at)
def data_package(request: HttpRequest) -> JsonResponse:
    """Describe the files for machines: fields, licence, addresses (Frictionless Data Package)."""
    stamp = dam_stamp()
    return JsonResponse(
        package_of(
            licence=licence_of(settings.QM_OPEN_DATA_LICENCE),
            home=request.build_absolute_uri(reverse("cases:dam")),
            version=stamp.token,
            changed_at=stamp.changed_at,
        ),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Cache-Control": "no-cache"},
    )
