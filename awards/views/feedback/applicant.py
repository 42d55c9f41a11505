"""The applicant reads its report on a page and takes it as PDF."""

from __future__ import annotations

import logging
import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from awards.feedback_page import page_context
from awards.models import AwardApplication, FeedbackReport
from awards.selectors.access import application_of_company
from awards.selectors.applications import shown_state
from awards.selectors.feedback import LEFT, content_of, release_of, released_report
from awards.services.feedback import feedback_download
from diagnosis.report.template import LANGUAGES, language_now
from qmplatform.stored import UnableToReadStored

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def report(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the report; before it is released, when it will be."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_APPLY)
    now = timezone.now()
    found = _released(application, language_now())
    if found is None:
        release = release_of(application.cycle_key)
        context = {
            "application": application,
            "has_left": shown_state(application, now).code in LEFT,
            "releases_at": release.releases_at if release and release.releases_at > now else None,
            "is_out": release is not None and release.releases_at <= now,
        }
        return render(request, "awards/feedback/not_yet.html", context)
    content = content_of(found)
    with override(content.language):
        context = page_context(content)
    return render(
        request,
        "awards/feedback/report.html",
        context | {"application": application, "report": found, "languages": LANGUAGES},
    )


@never_cache
@require_safe
def pdf(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Give the PDF to a member who writes applications; nobody else learns that there is one."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_APPLY)
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in LANGUAGES else language_now()
    found = released_report(application, language, timezone.now())
    if found is None:
        raise Http404
    try:
        body = feedback_download(report=found, by=request.user, now=timezone.now())
    except UnableToReadStored:
        logger.exception("feedback report %s cannot be given", found.pk)
        return render(request, "awards/feedback/broken.html", {"application": application}, status=500)
    return _as_file(body, found)


def _released(application: AwardApplication, language: str) -> FeedbackReport | None:
    """Return the report in the reader's language, else in the other."""
    now = timezone.now()
    ordered = [language, *(one for one in LANGUAGES if one != language)]
    return next((found for one in ordered if (found := released_report(application, one, now))), None)


def _as_file(body: bytes, report: FeedbackReport) -> HttpResponse:
    head = content_of(report).head
    with override(report.language):
        name = _("Feedback report %(year)d %(company)s.pdf") % {
            "year": head.year,
            "company": "".join(c for c in head.company if c.isalnum() or c in " ()\u321c-_").strip(),
        }
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Length"] = str(len(body))
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
