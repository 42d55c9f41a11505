"""Applications by role, and the feedback report for the company it is about."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Permission, require_permission
from awards.api.application_serializers import (
    ApplicationDetailSerializer,
    ApplicationSerializer,
    ReportPendingSerializer,
)
from awards.models import ApplicationSubmission, AwardApplication
from awards.selectors.access import Viewpoint, application_seen_by, applications_seen_by, viewpoint_of, viewpoints_of
from awards.selectors.applications import deadline_of, shown_state
from awards.selectors.completeness import completeness
from awards.selectors.feedback import is_released, may_be_reported, released_report
from awards.services.feedback import feedback_download
from diagnosis.api.diagnoses import person
from diagnosis.api.serializers import ProblemSerializer
from diagnosis.report.template import LANGUAGES, language_now
from qmplatform.api_paging import CreatedCursorPagination
from qmplatform.stored import UnableToReadStored

logger = logging.getLogger(__name__)
State = AwardApplication.State
_WRITTEN: Final = (State.DRAFT, State.COMPLETION)
# Receipt number and moment.
Received = tuple[str, datetime]


class ApplicationList(APIView):
    pagination_class = CreatedCursorPagination

    @extend_schema(operation_id="award_applications_list", responses=ApplicationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the applications that are the caller's to see: own, handed in, examined or judged; newest first."""
        user, pages = person(request), CreatedCursorPagination()
        page = pages.paginate_queryset(applications_seen_by(user), request, view=self) or []
        seen_as, last = viewpoints_of(user, page), _last_submissions(page)
        return pages.get_paginated_response([application_row(row, seen_as[row.pk], last.get(row.pk)) for row in page])


class ApplicationDetail(APIView):
    @extend_schema(
        operation_id="award_applications_retrieve",
        responses={200: ApplicationDetailSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, application_id: uuid.UUID) -> Response:
        """Show one application: what was handed in, and to its own company how far it is."""
        user, now = person(request), timezone.now()
        row = application_seen_by(user, application_id)
        seen_as, last = viewpoint_of(user, row), _last_submissions([row])
        is_own = seen_as is Viewpoint.COMPANY
        deadline = deadline_of(row, now) if is_own else None
        parts = completeness(row).parts if is_own and row.state in _WRITTEN else ()
        content = {
            "submissions": [_submission(one) for one in row.submissions.defer("content").order_by("number")],
            "deadline": deadline.ends_at if deadline else None,
            "parts": [
                {
                    "code": part.code,
                    "title": {"ko": part.title.ko, "en": part.title.en},
                    "state": part.state,
                    "missing": list(part.missing),
                }
                for part in parts
            ],
        }
        return Response(application_row(row, seen_as, last.get(row.pk)) | content)


class FeedbackReportDetail(APIView):
    @extend_schema(
        operation_id="award_feedback_report",
        parameters=[OpenApiParameter("lang", OpenApiTypes.STR, enum=LANGUAGES, description="Default: the reader's.")],
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY),
            202: ReportPendingSerializer,
            403: ProblemSerializer,
            404: ProblemSerializer,
        },
    )
    def get(self, request: Request, application_id: uuid.UUID) -> HttpResponse:
        """Give the company its feedback report as PDF, from the day of release on; every download is logged."""
        user, now = person(request), timezone.now()
        row = application_seen_by(user, application_id)
        # Officials and examiners have pages of their own; the report is handed out to its company alone.
        if viewpoint_of(user, row) is not Viewpoint.COMPANY:
            raise Http404
        require_permission(user, Permission.AWARDS_APPLY, company=row.company)
        wanted = request.query_params.get("lang", "")
        language = wanted if wanted in LANGUAGES else language_now()
        report = released_report(row, language, now)
        if report is None:
            if not (is_released(row.cycle_key, now) and may_be_reported(row)):
                raise Http404
            return Response({"state": "rendering"}, status=202)
        try:
            body = feedback_download(report=report, by=user, now=now)
        except UnableToReadStored as error:
            logger.exception("feedback report %s cannot be given", report.pk)
            raise APIException(code="report_unreadable") from error
        name = f"feedback-{row.cycle_key}-{report.edition}-{language}.pdf"
        response = HttpResponse(body, content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        response["Cache-Control"] = "no-store, private"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def application_row(row: AwardApplication, seen_as: Viewpoint, last: Received | None) -> dict[str, Any]:
    """Return an application as somebody who may see it may know it."""
    return {
        "id": str(row.pk),
        "cycle": row.cycle_key,
        "category": row.category,
        "field": row.field_code,
        "company": row.company.name,
        "team_name": row.team_name,
        "language": row.language,
        "state": str(shown_state(row, timezone.now()).code) if seen_as is Viewpoint.COMPANY else row.state,
        "seen_as": seen_as.value,
        "receipt_number": last[0] if last else None,
        "submitted_at": last[1] if last else None,
        "created_at": row.created_at,
    }


def _last_submissions(rows: Collection[AwardApplication]) -> dict[uuid.UUID, Received]:
    """Return receipt number and moment of the last submission of each application, without what was handed in."""
    found = ApplicationSubmission.objects.filter(application__in=rows).order_by("number")
    return {
        pk: (number, at) for pk, number, at in found.values_list("application_id", "receipt_number", "submitted_at")
    }


def _submission(one: ApplicationSubmission) -> dict[str, Any]:
    names = ("number", "receipt_number", "submitted_at", "checksum")
    return {name: getattr(one, name) for name in names}
