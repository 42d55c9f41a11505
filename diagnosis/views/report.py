"""The report for download."""

import logging
import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.models import Diagnosis
from diagnosis.report.template import LANGUAGES
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.results import report_state, result_of
from diagnosis.services.reports import UnableToReadReport, report_download
from diagnosis.views.result import elsewhere, language_now

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
        except UnableToReadReport:
            logger.exception("report %s cannot be given", state.report.pk)
            has_failed = True
        else:
            return pdf_response(body, diagnosis, language)
    context = {"diagnosis": diagnosis, "has_failed": has_failed}
    return render(request, "diagnosis/result/report_wait.html", context, status=500 if has_failed else 202)


def pdf_response(body: bytes, diagnosis: Diagnosis, language: str) -> HttpResponse:
    """Return the file as an attachment that nobody keeps on the way."""
    with override(language):
        name = _("Quality self-diagnosis report %(year)d %(company)s.pdf") % {
            "year": diagnosis.reference_year,
            "company": "".join(c for c in diagnosis.company.name if c.isalnum() or c in " ()㈜-_").strip(),
        }
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Length"] = str(len(body))
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
