"""Step 4, the roadmap: what to do when, with which means, and by whom."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.forms.plan import BudgetForm
from diagnosis.priorities import people_months_of
from diagnosis.report import drawing
from diagnosis.report.plan_facts import means_fact
from diagnosis.report.plan_words import budget_sentence, effort_words, horizon_words, quarter_heads
from diagnosis.report.reached import ReachedFacts, reached_facts
from diagnosis.selectors.plans import previous_revision, revisions_of, tasks_of
from diagnosis.selectors.results import report_state
from diagnosis.selectors.task_cases import cases_of_measures
from diagnosis.views.plan.journey import Journey, journey_of
from diagnosis.views.plan.report import plan_report
from diagnosis.views.plan.saving import save_step
from diagnosis.views.responses import SeeOther, posted
from diagnosis.views.result import drawn
from qmplatform.statistics import round_half_up

_REVISIONS_SHOWN = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roadmap(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show the roadmap; take what the company can put into it."""
    is_post = request.method == "POST"
    permission = Permission.DIAGNOSIS_EDIT if is_post else Permission.DIAGNOSIS_VIEW
    journey = journey_of(request, diagnosis_id, permission)
    if isinstance(journey, HttpResponse):
        return journey
    form = BudgetForm(posted(request), initial=BudgetForm.initial_of(journey.state.inputs, journey.state.number))
    if is_post and form.is_valid() and save_step(request, journey, form, form.changes(), {}):
        return SeeOther(f"{reverse('diagnosis:roadmap', args=[journey.diagnosis.pk])}#when")
    return render(request, "diagnosis/plan/roadmap.html", _context(journey, form))


def _context(journey: Journey, form: BudgetForm) -> dict[str, Any]:
    facts, inputs = journey.facts, journey.state.inputs
    size = journey.result.submission.profile.get("size")
    taken = {task.measure for task in journey.tasks}
    codes = [step.code for step in facts.all_steps]
    cases = cases_of_measures(journey.result, journey.material, codes, journey.language) if codes else {}
    return {
        **journey.context("roadmap"),
        "plan_report": plan_report(journey),
        "facts": facts,
        "report": report_state(journey.result, journey.language),
        "form": form,
        "is_limited": inputs.is_limited,
        "budget": budget_sentence(inputs, journey.language),
        "horizon": horizon_words()[inputs.horizon],
        "usual_people_months": people_months_of(size),
        "effort": effort_words(journey.state.effort_ratio),
        "means": means_fact(facts, inputs),
        "matrix": drawn(drawing.matrix(facts), explore=True),
        "matrix_rows": drawing.matrix_rows(facts),
        "quarter_heads": quarter_heads(journey.result.created_at, len(facts.quarters)),
        "gantt": drawing.gantt_rows(facts, journey.tasks),
        "score_before": facts.total.value,
        "score_after": _shown(journey.state.forecast),
        "tasks": journey.tasks,
        "taken": taken,
        "measures": [(step, cases[step.code]) for step in facts.all_steps],
        "revisions": revisions_of(journey.diagnosis).defer("content", "inputs")[:_REVISIONS_SHOWN],
        "reached": _reached(journey),
    }


def _shown(value: float | None) -> float | None:
    return None if value is None else float(round_half_up(value, 1))


def _reached(journey: Journey) -> ReachedFacts | None:
    """Return what became of the last plan, where there was one."""
    revision = previous_revision(journey.diagnosis)
    if revision is None:
        return None
    return reached_facts(journey.material, revision, tasks_of(revision.diagnosis), journey.language)
