"""The plans of a company's diagnoses."""

import uuid

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Permission
from diagnosis.api.diagnoses import person
from diagnosis.api.plan_serializers import RoadmapSerializer, roadmap_document
from diagnosis.api.result_serializers import PendingSerializer
from diagnosis.api.results import pending
from diagnosis.api.serializers import ProblemSerializer
from diagnosis.report import build_facts
from diagnosis.report.plan_facts import task_facts
from diagnosis.report.template import language_now
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.plans import plan_state, tasks_of
from diagnosis.selectors.results import result_material, result_of
from diagnosis.selectors.task_cases import cases_of_measures


class RoadmapDetail(APIView):
    @extend_schema(
        operation_id="diagnoses_roadmap",
        responses={200: RoadmapSerializer, 202: PendingSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, diagnosis_id: uuid.UUID) -> Response:
        """Show the company's newest plan: measures with quarters and tasks, and every question's priority in parts."""
        diagnosis = diagnosis_get(person(request), diagnosis_id, Permission.DIAGNOSIS_VIEW)
        result = result_of(diagnosis)
        if result is None:
            return pending(diagnosis)
        language, state = language_now(), plan_state(diagnosis, result)
        material = result_material(result, language, plan=state.plan)
        tasks = task_facts(tasks_of(diagnosis), material, language, today=timezone.localdate())
        facts = build_facts(material, language)
        cases = cases_of_measures(result, material, [step.code for step in facts.all_steps], language)
        return Response(roadmap_document(facts, state, tasks, cases))
