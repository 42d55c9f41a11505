"""The roadmap: what to do first, and when."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.report import drawing
from diagnosis.report.template import language_now
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.results import report_state, result_facts, result_of
from diagnosis.views.result import drawn, elsewhere


@require_GET
def roadmap(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_VIEW)
    found = result_of(diagnosis)
    if found is None:
        return elsewhere(diagnosis)
    facts = result_facts(found, language_now())
    context = {
        "diagnosis": diagnosis,
        "facts": facts,
        "language": facts.language,
        "report": report_state(found, facts.language),
        "matrix": drawn(drawing.matrix(facts), explore=True),
        "matrix_rows": drawing.matrix_rows(facts),
        "gantt": drawing.gantt_rows(facts),
    }
    return render(request, "diagnosis/result/roadmap.html", context)
