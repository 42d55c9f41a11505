"""The plan as an Excel file."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.plan_export import plan_workbook
from diagnosis.report.plan_facts import plan_facts
from diagnosis.views.plan.journey import journey_of

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_GET
def xlsx(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Give the plan as it stands, in the reader's language."""
    journey = journey_of(request, diagnosis_id, Permission.REPORT_DOWNLOAD)
    if isinstance(journey, HttpResponse):
        return journey
    state, now = journey.state, timezone.now()
    plan = plan_facts(
        material=journey.material,
        facts=journey.facts,
        inputs=state.inputs,
        forecast=state.forecast,
        number=state.number,
        saved_at=state.revision.created_at if state.revision else journey.result.created_at,
        tasks=journey.task_rows,
        today=timezone.localdate(now),
    )
    body = plan_workbook(journey.facts, plan, now=now)
    name = _("Quality roadmap %(year)d %(company)s.xlsx") % {
        "year": journey.diagnosis.reference_year,
        "company": "".join(c for c in journey.diagnosis.company.name if c.isalnum() or c in " ()㈜-_").strip(),
    }
    response = HttpResponse(body, content_type=_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
