"""What a company's finished tasks say about the people that measures take there."""

from __future__ import annotations

from uuid import UUID

from diagnosis.models import Diagnosis, ImprovementTask, PlanRevision
from diagnosis.priorities import Plan, TaskRecord, effort_feedback


def effort_ratio_of(diagnosis: Diagnosis) -> float:
    """Return the people that the tasks of the company's earlier diagnoses took over those that were planned.

    Drawn towards 1 where few tasks tell (`diagnosis.priorities.effort_feedback`); 1 where none does.
    """
    done = ImprovementTask.objects.filter(
        diagnosis__company_id=diagnosis.company_id,
        diagnosis__reference_year__lt=diagnosis.reference_year,
        status=ImprovementTask.Status.DONE,
        actual_effort__gt=0,
    )
    tasks = list(done.order_by("diagnosis__reference_year", "measure"))
    efforts = _planned_efforts({task.diagnosis_id for task in tasks})
    records = [
        TaskRecord(task.measure, (), efforts[key], task.actual_effort, is_done=True)
        for task in tasks
        if (key := (task.diagnosis_id, task.measure)) in efforts
    ]
    return round(effort_feedback(records).ratio, 4)


def _planned_efforts(diagnoses: set[UUID]) -> dict[tuple[UUID, str], float]:
    """Return the people each measure was planned with, by the newest plan of its diagnosis."""
    found: dict[tuple[UUID, str], float] = {}
    rows = PlanRevision.objects.filter(diagnosis__in=diagnoses).order_by("number")
    for row in {row.diagnosis_id: row for row in rows}.values():
        for step in Plan.from_dict(row.content["plan"]).steps:
            found[row.diagnosis_id, step.measure] = step.effort
    return found
