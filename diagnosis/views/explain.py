"""How one number of a result came about."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.report import ResultFacts, drawing
from diagnosis.report.explained import UnableToExplain
from diagnosis.report.parts_picture import parts_picture
from diagnosis.report.template import language_now
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.explanations import provenance_of, result_explanation
from diagnosis.selectors.results import result_of
from diagnosis.views.result import Drawn, drawn, elsewhere


@never_cache
@require_GET
def explain(request: UserRequest, diagnosis_id: uuid.UUID, code: str) -> HttpResponse:
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_VIEW)
    found = result_of(diagnosis)
    if found is None:
        return elsewhere(diagnosis)
    try:
        facts, told = result_explanation(found, code, language_now())
    except UnableToExplain as error:
        raise Http404 from error
    context = {
        "diagnosis": diagnosis,
        "facts": facts,
        "told": told,
        "picture": mark_safe(parts_picture(told)),  # noqa: S308
        "provenance": provenance_of(found),
        "is_overall": code == facts.total.code,
        "gauge": _gauge(facts, code),
    }
    return render(request, "diagnosis/result/explain.html", context)


def _gauge(facts: ResultFacts, code: str) -> Drawn | None:
    """Draw a group on the ruler, with its interval and its peers; None of a question or without a number."""
    within = (facts.total, *facts.domains, *facts.modules)
    nodes = {node.code: node for top in within for node in (top, *top.dimensions)}
    return drawn(drawing.gauge(facts, nodes[code])) if code in nodes and nodes[code].value is not None else None
