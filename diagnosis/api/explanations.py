"""How the numbers of a result came about, by the API."""

import uuid

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Permission
from diagnosis.api.diagnoses import person
from diagnosis.api.result_serializers import Anything, PendingSerializer, PositionSerializer, position_document
from diagnosis.api.results import pending
from diagnosis.api.serializers import ProblemSerializer
from diagnosis.report.explained import Explanation, LadderFact, PartFact, UnableToExplain
from diagnosis.report.template import language_now
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.explanations import Provenance, provenance_of, result_explanation
from diagnosis.selectors.results import result_of


class PartSerializer(Anything):
    code = serializers.CharField()
    title = serializers.CharField()
    score = serializers.FloatField(allow_null=True, help_text="As it is displayed.")
    value = serializers.FloatField(allow_null=True, help_text="Unrounded.")
    weight = serializers.FloatField(help_text="As the model file states it; under a sum, the points.")
    multiplier = serializers.FloatField(help_text="Of the weight, for this kind of company.")
    asked_share = serializers.FloatField(help_text="0-1, among the siblings that apply.")
    share = serializers.FloatField(help_text="0-1, among the siblings that count.")
    contribution = serializers.FloatField(allow_null=True, help_text="Unrounded; together they are the value.")
    term = serializers.FloatField(allow_null=True, help_text="For means that are no plain sum: what enters it.")
    counts = serializers.BooleanField()
    why_out = serializers.CharField()
    weight_reasons = serializers.ListField(child=serializers.CharField())


class ExplanationSerializer(Anything):
    """How one number came about."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(["group", "item"])
    title = serializers.CharField()
    score = serializers.FloatField(allow_null=True, help_text="As it is displayed.")
    value = serializers.FloatField(allow_null=True, help_text="Unrounded.")
    why_none = serializers.CharField()
    mean = serializers.CharField()
    adds_up = serializers.BooleanField(help_text="The contributions together are the value.")
    parts = PartSerializer(many=True)
    total = serializers.FloatField(allow_null=True, help_text="The sum of the contributions, or of the terms.")
    formula = serializers.ListField(child=serializers.CharField())
    answer = serializers.CharField()
    levels = serializers.JSONField(help_text="Level, cut, whether it is reached, and its gates.")
    bounds = serializers.ListField(
        child=serializers.FloatField(allow_null=True),
        help_text="What it cannot leave whatever the missing answers are.",
    )
    interval = serializers.ListField(child=serializers.FloatField(), allow_null=True, help_text="The 90 % interval.")
    position = PositionSerializer(allow_null=True)
    up = serializers.JSONField(help_text="The groups above: code, title, share 0-1, contribution in points.")
    provenance = serializers.JSONField(help_text="All it takes to compute the number again.")


class ExplanationDetail(APIView):
    @extend_schema(
        operation_id="diagnoses_result_explain",
        parameters=[
            OpenApiParameter(
                "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Of the whole, a group or a question."
            )
        ],
        responses={200: ExplanationSerializer, 202: PendingSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, diagnosis_id: uuid.UUID, code: str) -> Response:
        """Show how one number of the result came about; 202 while the result is being made."""
        diagnosis = diagnosis_get(person(request), diagnosis_id, Permission.DIAGNOSIS_VIEW)
        found = result_of(diagnosis)
        if found is None:
            return pending(diagnosis)
        try:
            _facts, told = result_explanation(found, code, language_now())
        except UnableToExplain as error:
            raise NotFound from error
        return Response(explanation_document(told, provenance_of(found)))


def explanation_document(told: Explanation, provenance: Provenance) -> dict[str, object]:
    """Return an explanation as the API tells it."""
    names = ("code", "kind", "title", "why_none", "mean", "adds_up", "total", "formula", "answer", "interval")
    return {name: getattr(told, name) for name in names} | {
        "score": told.value,
        "value": told.exact,
        "parts": [_part(part) for part in told.parts],
        "levels": [_level(step) for step in told.ladder],
        "bounds": [told.low, told.high],
        "position": position_document(told.standing) if told.standing else None,
        "up": [
            {"code": step.code, "title": step.title, "share": step.share, "contribution": step.contribution}
            for step in told.up
        ],
        "provenance": {name: getattr(provenance, name) for name in Provenance.__slots__},
    }


def _part(part: PartFact) -> dict[str, object]:
    names = ("code", "title", "weight", "multiplier", "asked_share", "share")
    more = ("contribution", "term", "counts", "why_out", "weight_reasons")
    return {name: getattr(part, name) for name in (*names, *more)} | {"score": part.value, "value": part.exact}


def _level(step: LadderFact) -> dict[str, object]:
    gates = [
        {"title": gate.title, "least": gate.least, "value": gate.value, "is_met": gate.is_met} for gate in step.gates
    ]
    return {"level": step.level, "name": step.name, "cut": step.cut, "is_met": step.is_met, "gates": gates}
