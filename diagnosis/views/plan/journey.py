"""What every step of the journey knows: the result, the plan as it stands, and who is looking."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission, has_permission
from accounts.views.requests import UserRequest
from diagnosis.catalog.links import Links, read_links
from diagnosis.models import Diagnosis, ImprovementTask, Result
from diagnosis.report import Material, ResultFacts, build_facts
from diagnosis.report.plan_facts import TaskFact, task_facts
from diagnosis.report.template import language_now
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.plans import PlanState, plan_state, tasks_of
from diagnosis.selectors.results import result_material, result_of
from diagnosis.views.result import elsewhere


@dataclass(frozen=True)
class Journey:
    """A diagnosis's way from the result to the roadmap, as one reader sees it."""

    diagnosis: Diagnosis
    result: Result
    state: PlanState
    language: str
    may_edit: bool

    @cached_property
    def material(self) -> Material:
        return result_material(self.result, self.language, plan=self.state.plan)

    @cached_property
    def facts(self) -> ResultFacts:
        return build_facts(self.material, self.language)

    @cached_property
    def links(self) -> Links | None:
        return read_links(self.material.model.key)

    @cached_property
    def task_rows(self) -> list[ImprovementTask]:
        return tasks_of(self.diagnosis)

    @cached_property
    def tasks(self) -> tuple[TaskFact, ...]:
        return task_facts(self.task_rows, self.material, self.language, today=timezone.localdate())

    def context(self, step: str, *, title: str = "") -> dict[str, Any]:
        """Return what the frame of every step shows; a page beside the steps has a title of its own."""
        steps = steps_of_journey(self.diagnosis, step)
        return {
            "diagnosis": self.diagnosis,
            "subject": self.material.subject,
            "state": self.state,
            "language": self.language,
            "may_edit": self.may_edit,
            "page_title": title or next(one["title"] for one in steps if one["is_here"]),
            "steps_of_journey": steps,
        }


def journey_of(
    request: UserRequest, diagnosis_id: uuid.UUID, permission: Permission = Permission.DIAGNOSIS_VIEW
) -> Journey | HttpResponse:
    """Return the journey, or the answer that sends on where there is no result yet."""
    diagnosis = diagnosis_get(request.user, diagnosis_id, permission)
    result = result_of(diagnosis)
    if result is None:
        return elsewhere(diagnosis)
    may_edit = permission is Permission.DIAGNOSIS_EDIT or has_permission(
        request.user, Permission.DIAGNOSIS_EDIT, company=diagnosis.company
    )
    return Journey(diagnosis, result, plan_state(diagnosis, result), language_now(), may_edit)


def steps_of_journey(diagnosis: Diagnosis, here: str) -> list[Mapping[str, Any]]:
    """Return the four steps with their addresses."""
    steps = (
        ("roadmap_environment", _("Business environment")),
        ("roadmap_status", _("Where you stand")),
        ("roadmap_priorities", _("What to improve")),
        ("roadmap", _("Roadmap")),
    )
    return [
        {
            "number": number,
            "url": reverse(f"diagnosis:{name}", args=[diagnosis.pk]),
            "title": title,
            "is_here": name == here,
        }
        for number, (name, title) in enumerate(steps, start=1)
    ]
