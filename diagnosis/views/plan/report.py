"""The report of the company's own plan, made when it is asked for."""

import logging
import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.downloads import pdf_response
from diagnosis.report.template import LANGUAGES, language_now
from diagnosis.selectors.plans import plan_report_state
from diagnosis.selectors.results import ReportState
from diagnosis.services.reports import plan_report_order, report_download
from diagnosis.services.tasks import tasks_checksum
from diagnosis.views.plan.journey import Journey, journey_of
from diagnosis.views.responses import SeeOther
from qmplatform.stored import UnableToReadStored

logger = logging.getLogger(__name__)


@never_cache
@require_POST
def order(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Ask for the report of the plan as it stands now."""
    journey = journey_of(request, diagnosis_id, Permission.DIAGNOSIS_EDIT)
    if isinstance(journey, HttpResponse):
        return journey
    if journey.state.revision is not None:
        plan_report_order(
            revision=journey.state.revision,
            tasks=journey.task_rows,
            language=journey.language,
            by=request.user,
            now=timezone.now(),
        )
    return SeeOther(f"{reverse('diagnosis:roadmap', args=[journey.diagnosis.pk])}#report")


@never_cache
@require_GET
def button(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show how it stands with the plan's report; htmx asks until it is there."""
    journey = journey_of(request, diagnosis_id)
    if isinstance(journey, HttpResponse):
        return journey
    if not request.headers.get("HX-Request"):
        return redirect("diagnosis:roadmap", journey.diagnosis.pk)
    state = plan_report(journey)
    if state is not None and state.report is None and not state.has_failed:
        return HttpResponse(status=204)
    context = {**journey.context("roadmap"), "plan_report": state}
    return render(request, "diagnosis/plan/report_button.html", context)


@never_cache
@require_GET
def pdf(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Give the PDF of the plan as it stands; where it is not made yet, lead to the page that tells."""
    journey = journey_of(request, diagnosis_id, Permission.REPORT_DOWNLOAD)
    if isinstance(journey, HttpResponse):
        return journey
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in LANGUAGES else language_now()
    revision = journey.state.revision
    report = None
    if revision is not None:
        report = plan_report_state(revision, language, tasks_checksum(journey.task_rows)).report
    if report is None:
        return redirect("diagnosis:roadmap", journey.diagnosis.pk)
    try:
        body = report_download(report=report, by=request.user, now=timezone.now())
    except UnableToReadStored:
        logger.exception("report %s cannot be given", report.pk)
        context = {"diagnosis": journey.diagnosis, "has_failed": True}
        return render(request, "diagnosis/result/report_wait.html", context, status=500)
    return pdf_response(body, journey.diagnosis, language)


def plan_report(journey: Journey) -> ReportState | None:
    """Return how it stands with the report of the plan: None where it was never asked for."""
    revision = journey.state.revision
    if revision is None:
        return None
    state = plan_report_state(revision, journey.language, tasks_checksum(journey.task_rows))
    return state if state.report or state.is_asked else None
