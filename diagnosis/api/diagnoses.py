"""A company's diagnoses."""

import uuid
from typing import Any, cast

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Company, User
from accounts.permissions import Permission, require_permission
from diagnosis.api.serializers import (
    DiagnosisDetailSerializer,
    DiagnosisSerializer,
    ProblemSerializer,
    StartSerializer,
)
from diagnosis.models import Answer, Diagnosis, ModelVersion
from diagnosis.selectors.catalog import published_versions
from diagnosis.selectors.diagnoses import companies_of, diagnoses_of, diagnosis_get, submission_of
from diagnosis.selectors.progress import Count, SectionState, Survey, survey_of
from diagnosis.services.start import (
    UnableToFindModule,
    UnableToStartDiagnosis,
    diagnosis_start,
    reference_years,
)
from diagnosis.services.wording import progress_label
from qmplatform.api_errors import Conflict
from qmplatform.api_paging import CreatedCursorPagination

_STATES = {
    SectionState.TODO: "not_started",
    SectionState.DOING: "in_progress",
    SectionState.DONE: "complete",
    SectionState.CHECK: "needs_check",
}


class DiagnosisList(APIView):
    pagination_class = CreatedCursorPagination

    @extend_schema(operation_id="diagnoses_list", responses=DiagnosisSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the diagnoses of one's companies, newest first."""
        pages = CreatedCursorPagination()
        page = pages.paginate_queryset(diagnoses_of(person(request)), request, view=self) or []
        return pages.get_paginated_response([_row(row, receipt_of(row)) for row in page])

    @extend_schema(
        operation_id="diagnoses_create",
        request=StartSerializer,
        responses={201: DiagnosisSerializer, 400: ProblemSerializer, 404: ProblemSerializer, 409: ProblemSerializer},
    )
    def post(self, request: Request) -> Response:
        """Start a diagnosis for one's company."""
        wanted = StartSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        data = cast(dict[str, Any], wanted.validated_data)
        user, now = person(request), timezone.now()
        company = _company(user, data.get("company"))
        require_permission(user, Permission.DIAGNOSIS_EDIT, company=company)
        year = data.get("reference_year", reference_years(now)[0])
        if year not in reference_years(now):
            raise ValidationError({"reference_year": [_("A diagnosis of this year cannot begin.")]})
        try:
            diagnosis = diagnosis_start(
                company=company,
                model_version=_version(data["model"]),
                reference_year=year,
                modules=data.get("modules", []),
                by=user,
                now=now,
            )
        except UnableToFindModule as error:
            text = _("The model has no module of this code: %(codes)s.") % {"codes": str(error)}
            raise ValidationError({"modules": [text]}) from error
        except UnableToStartDiagnosis as error:
            extra = {"diagnosis": str(error.existing.pk)} if error.existing else {}
            text = _("There is a diagnosis of this year already.")
            raise Conflict(text, code="diagnosis_exists", extra=extra) from error
        address = reverse("api-diagnosis", args=[diagnosis.pk])
        return Response(_row(diagnosis, None), status=201, headers={"Location": address})


class DiagnosisDetail(APIView):
    @extend_schema(
        operation_id="diagnoses_retrieve", responses={200: DiagnosisDetailSerializer, 404: ProblemSerializer}
    )
    def get(self, request: Request, diagnosis_id: uuid.UUID) -> Response:
        """Show one diagnosis: state, answers, progress a section."""
        diagnosis = diagnosis_get(person(request), diagnosis_id, Permission.DIAGNOSIS_VIEW)
        submission = submission_of(diagnosis)
        survey = survey_of(diagnosis)
        content = {
            "progress": count_of(survey.progress),
            "sections": [_section(survey, place) for place in range(len(survey.sections))],
            "answers": [answer_of(survey.answers[c]) for c in survey.asked_items if c in survey.answers],
        }
        return Response(_row(diagnosis, submission.receipt_number if submission else None) | content)


def person(request: Request) -> User:
    """Return who asks; the API's permission classes let nobody else in."""
    return cast(User, request.user)


def count_of(count: Count) -> dict[str, Any]:
    label = progress_label(count.answered, count.total)
    return {"answered": count.answered, "total": count.total, "percent": count.percent, "label": label}


def answer_of(row: Answer) -> dict[str, Any]:
    names = ("code", "state", "value", "na_reason", "confidence", "note", "evidence", "revision", "saved_at")
    return {name: getattr(row, name) for name in names}


def receipt_of(row: Diagnosis) -> str | None:
    submission = getattr(row, "submission", None)
    return submission.receipt_number if submission is not None else None


def _row(diagnosis: Diagnosis, receipt_number: str | None) -> dict[str, Any]:
    return {
        "id": str(diagnosis.pk),
        "company": str(diagnosis.company_id),
        "model": str(diagnosis.model_version),
        "reference_year": diagnosis.reference_year,
        "modules": diagnosis.modules,
        "state": diagnosis.state,
        "created_at": diagnosis.created_at,
        "receipt_number": receipt_number,
    }


def _section(survey: Survey, place: int) -> dict[str, Any]:
    section = survey.sections[place]
    return {
        "section": section.slug,
        "title": {"ko": section.title.ko, "en": section.title.en},
        "state": _STATES[survey.state_of(section)],
        **count_of(survey.count(section.asked)),
    }


def _company(user: User, company_id: uuid.UUID | None) -> Company:
    companies = companies_of(user)
    if company_id is not None:
        company = companies.filter(pk=company_id).first()
        if company is None:
            raise Http404
        return company
    own = list(companies[:2])
    if len(own) != 1:
        raise ValidationError({"company": [_("Say for which of your companies.")]})
    return own[0]


def _version(name: str) -> ModelVersion:
    key, _at, version = name.partition("@")
    rows = published_versions(key)
    row = (rows.filter(version=version) if version else rows).first()
    if row is None:
        raise ValidationError({"model": [_("There is no published model of this name.")]})
    return row
