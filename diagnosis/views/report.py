"""The report for download."""

import logging
import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.downloads import pdf_response
from diagnosis.report.template import LANGUAGES, language_now
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.results import report_state, result_of
from diagnosis.services.reports import report_download
from diagnosis.views.result import elsewhere
from qmplatform.stored import UnableToReadStored

logger = logging.getLogger(__name__)


@never_cache
@require_GET
def report(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Give the PDF to a member; while it is being made, a page that asks again."""
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.REPORT_DOWNLOAD)
    found = result_of(diagnosis)
    if found is None:
        return elsewhere(diagnosis)
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in LANGUAGES else language_now()
    state = report_state(found, language)
    has_failed = state.has_failed
    if state.report is not None:
        try:
            body = report_download(report=state.report, by=request.user, now=timezone.now())
        except UnableToReadStored:
            logger.exception("report %s cannot be given", state.report.pk)
            has_failed = True
        else:
            return pdf_response(body, diagnosis, language)
    context = {"diagnosis": diagnosis, "has_failed": has_failed}
    return render(request, "diagnosis/result/report_wait.html", context, status=500 if has_failed else 202)
