"""Saving one answer, and submitting them all."""

import uuid
from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Permission
from diagnosis.api.diagnoses import answer_of, count_of, person
from diagnosis.api.serializers import AnswerInSerializer, ProblemSerializer, ReceiptSerializer, SavedSerializer
from diagnosis.catalog import NumberItem
from diagnosis.models import Answer, Diagnosis
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.progress import Survey, survey_of
from diagnosis.services.answers import (
    UnableToChangeAnswers,
    UnableToFindQuestion,
    UnableToOverwrite,
    answer_save,
)
from diagnosis.services.reading import RawAnswer, UnableToAcceptAnswer
from diagnosis.services.submit import (
    UnableToSubmit,
    UnableToSubmitAgain,
    UnableToSubmitCancelled,
    diagnosis_submit,
)
from diagnosis.services.wording import number_readback, saved_label
from qmplatform.api_errors import Conflict

KEY_LENGTH = 80


class AnswerDetail(APIView):
    @extend_schema(
        operation_id="answers_update",
        request=AnswerInSerializer,
        responses={200: SavedSerializer, 400: ProblemSerializer, 404: ProblemSerializer, 409: ProblemSerializer},
    )
    def put(self, request: Request, diagnosis_id: uuid.UUID, code: str) -> Response:
        """Save one answer unless a newer one is stored."""
        diagnosis = diagnosis_get(person(request), diagnosis_id, Permission.DIAGNOSIS_EDIT)
        sent = AnswerInSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        data = cast(dict[str, Any], sent.validated_data)
        raw = RawAnswer(data["value"], data.get("confidence"), data.get("note"), data.get("evidence"))
        try:
            row = answer_save(
                diagnosis=diagnosis,
                code=code,
                raw=raw,
                revision=data["revision"],
                by=person(request),
                now=timezone.now(),
            )
        except UnableToFindQuestion as error:
            raise Http404 from error
        except UnableToAcceptAnswer as error:
            raise ValidationError({fault.field: [fault.text] for fault in error.faults}) from error
        except UnableToOverwrite as error:
            extra = {"current": answer_of(error.current)}
            raise Conflict(_("A newer answer is stored."), code="newer_answer", extra=extra) from error
        except UnableToChangeAnswers as error:
            raise closed() from error
        return Response(_saved(row, survey_of(diagnosis)))


def closed() -> Conflict:
    return Conflict(_("This diagnosis can no longer be changed."), code="diagnosis_closed")


def _saved(row: Answer, survey: Survey) -> dict[str, Any]:
    item, readback, warning = survey.asked_items[row.code], "", ""
    if isinstance(item, NumberItem) and row.state == Answer.State.ANSWERED:
        readback, warning = number_readback(item, row.value or {})
    section = survey.section_of(row.code)
    return {
        "code": row.code,
        "revision": row.revision,
        "saved_at": row.saved_at,
        "saved": saved_label(row.saved_at),
        "is_answered": row.state != Answer.State.MISSING,
        "readback": readback,
        "warning": warning,
        "progress": count_of(survey.progress),
        "section": count_of(survey.count(section.asked if section else ())),
    }


class SubmissionCreate(APIView):
    @extend_schema(
        operation_id="diagnoses_submit",
        request=None,
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                description="The same key again gives the same receipt. At most 80 characters.",
            )
        ],
        responses={202: ReceiptSerializer, 400: ProblemSerializer, 404: ProblemSerializer, 409: ProblemSerializer},
    )
    def post(self, request: Request, diagnosis_id: uuid.UUID) -> Response:
        """Submit a diagnosis; scoring begins."""
        diagnosis = diagnosis_get(person(request), diagnosis_id, Permission.DIAGNOSIS_SUBMIT)
        key = request.headers.get("Idempotency-Key", "").strip()
        if len(key) > KEY_LENGTH or not key.isprintable():
            raise ValidationError({"Idempotency-Key": [_("Use at most 80 printable characters.")]})
        try:
            submission = diagnosis_submit(
                diagnosis=diagnosis, idempotency_key=key, by=person(request), now=timezone.now()
            )
        except UnableToSubmit as error:
            raise _incomplete(diagnosis, error) from error
        except UnableToSubmitAgain as error:
            extra = {"receipt_number": error.submission.receipt_number}
            raise Conflict(_("This diagnosis is submitted."), code="already_submitted", extra=extra) from error
        except UnableToSubmitCancelled as error:
            raise closed() from error
        content = {
            "receipt_number": submission.receipt_number,
            "submitted_at": submission.submitted_at,
            "checksum": submission.checksum,
        }
        return Response(content, status=202)


def _incomplete(diagnosis: Diagnosis, error: UnableToSubmit) -> Conflict:
    rules = survey_of(diagnosis).model.rules
    messages = [rules[flag.rule].message for flag in error.blocking]
    extra = {
        "missing": list(error.missing),
        "blocking": [{"rule": f.rule, "codes": list(f.codes)} for f in error.blocking],
        "messages": [{"ko": text.ko, "en": text.en} for text in messages],
    }
    return Conflict(_("The answers cannot be submitted as they stand."), code="not_ready", extra=extra)
