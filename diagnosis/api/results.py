"""Results, reports and recommended cases of a company's diagnoses."""

import logging
import uuid

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Permission
from diagnosis.api.diagnoses import person
from diagnosis.api.result_serializers import (
    PendingSerializer,
    RecommendedCasesSerializer,
    ResultSerializer,
    cases_document,
    result_document,
)
from diagnosis.api.serializers import ProblemSerializer
from diagnosis.downloads import pdf_response
from diagnosis.models import Diagnosis
from diagnosis.report import ResultFacts
from diagnosis.report.template import LANGUAGES, language_now
from diagnosis.selectors.diagnoses import diagnosis_get, scoring_progress, submission_of
from diagnosis.selectors.results import report_state, result_facts, result_of
from diagnosis.services.reports import report_download
from qmplatform.models import Job
from qmplatform.stored import UnableToReadStored

logger = logging.getLogger(__name__)


def _facts(request: Request, diagnosis_id: uuid.UUID) -> ResultFacts | Response:
    diagnosis = diagnosis_get(person(request), diagnosis_id, Permission.DIAGNOSIS_VIEW)
    found = result_of(diagnosis)
    return result_facts(found, language_now()) if found is not None else pending(diagnosis)


def pending(diagnosis: Diagnosis) -> Response:
    """Answer for a diagnosis without a result: how far it is."""
    """Say how a result stands that is not there yet."""
    submission = submission_of(diagnosis)
    if submission is None:
        return Response({"state": "draft"}, status=202)
    has_failed = scoring_progress(submission).state == Job.State.FAILED
    return Response({"state": "failed" if has_failed else "scoring"}, status=202)


class ResultDetail(APIView):
    @extend_schema(
        operation_id="diagnoses_result",
        responses={200: ResultSerializer, 202: PendingSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, diagnosis_id: uuid.UUID) -> Response:
        """Show the result; 202 while it is being made."""
        facts = _facts(request, diagnosis_id)
        return facts if isinstance(facts, Response) else Response(result_document(facts))


class RecommendedCases(APIView):
    @extend_schema(
        operation_id="diagnoses_recommended_cases",
        responses={200: RecommendedCasesSerializer(many=True), 202: PendingSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, diagnosis_id: uuid.UUID) -> Response:
        """Show the cases recommended for each weak dimension, with the reason."""
        facts = _facts(request, diagnosis_id)
        return facts if isinstance(facts, Response) else Response(cases_document(facts.cases))


class ReportDetail(APIView):
    @extend_schema(
        operation_id="diagnoses_report",
        parameters=[OpenApiParameter("lang", OpenApiTypes.STR, enum=LANGUAGES, description="Default: the reader's.")],
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY),
            202: PendingSerializer,
            404: ProblemSerializer,
        },
    )
    def get(self, request: Request, diagnosis_id: uuid.UUID) -> HttpResponse:
        """Give the report as PDF; 202 while it is being made."""
        user = person(request)
        diagnosis = diagnosis_get(user, diagnosis_id, Permission.REPORT_DOWNLOAD)
        found = result_of(diagnosis)
        if found is None:
            return pending(diagnosis)
        wanted = request.query_params.get("lang", "")
        language = wanted if wanted in LANGUAGES else language_now()
        state = report_state(found, language)
        if state.report is None:
            return Response({"state": "failed" if state.has_failed else "rendering"}, status=202)
        try:
            body = report_download(report=state.report, by=user, now=timezone.now())
        except UnableToReadStored as error:
            logger.exception("report %s cannot be given", state.report.pk)
            raise APIException(code="report_unreadable") from error
        return pdf_response(body, diagnosis, language)
