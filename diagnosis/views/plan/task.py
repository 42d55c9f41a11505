"""One task: a measure taken on, its owner, due date and status, and what happened to it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.forms.plan_task import TaskForm
from diagnosis.models import ImprovementTask
from diagnosis.report.answers import say
from diagnosis.report.history import history_facts
from diagnosis.selectors.plans import members_of, task_history
from diagnosis.selectors.task_cases import cases_of_measures
from diagnosis.services.tasks import UnableToOverwriteTask, UnableToSaveTask, task_save
from diagnosis.views.plan.journey import Journey, journey_of
from diagnosis.views.plan.saving import renew_revision
from diagnosis.views.responses import SeeOther, posted


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: UserRequest, diagnosis_id: uuid.UUID, measure: str) -> HttpResponse:
    """Show a task and take its changes; a measure that is no task yet becomes one."""
    is_post = request.method == "POST"
    permission = Permission.DIAGNOSIS_EDIT if is_post else Permission.DIAGNOSIS_VIEW
    journey = journey_of(request, diagnosis_id, permission)
    if isinstance(journey, HttpResponse):
        return journey
    known = journey.material.measures.get(measure)
    if known is None:
        raise Http404
    row = next((found for found in journey.task_rows if found.measure == measure), None)
    form = TaskForm(
        posted(request),
        members=members_of(journey.diagnosis),
        today=timezone.localdate(),
        initial=TaskForm.initial_of(row),
    )
    if is_post and form.is_valid() and _save(request, journey, measure, form):
        return SeeOther(f"{reverse('diagnosis:roadmap', args=[journey.diagnosis.pk])}#tasks")
    context = {
        **journey.context("roadmap", title=say(known.title, journey.language)),
        "form": form,
        "measure": measure,
        "what": say(known.what, journey.language),
        "step": next((step for step in journey.facts.all_steps if step.code == measure), None),
        "task": next((found for found in journey.tasks if found.measure == measure), None),
        "cases": cases_of_measures(journey.result, journey.material, [measure], journey.language)[measure],
        "history": history_facts(task_history(row)) if row else (),
    }
    return render(request, "diagnosis/plan/task.html", context)


def _save(request: UserRequest, journey: Journey, measure: str, form: TaskForm) -> ImprovementTask | None:
    try:
        saved = task_save(
            diagnosis=journey.diagnosis,
            measure=measure,
            content=form.content(),
            based_on=form.cleaned_data["revision"],
            by=request.user,
            now=timezone.now(),
        )
    except UnableToSaveTask:
        form.add_error("owner", _("This person is no member any more. Choose another one."))
        return None
    except UnableToOverwriteTask as error:
        form.add_error(
            None,
            _("Somebody saved this task meanwhile: %(state)s. Your entries are below. Save again if they shall stand.")
            % {"state": _state_of(journey, error.current)},
        )
        renew_revision(form, error.current.revision)
        return None
    messages.success(request, _("The task is saved."))
    return saved


def _state_of(journey: Journey, current: ImprovementTask) -> str:
    """Say how the task stands now, so that nothing of it is lost from sight."""
    fact = next(found for found in journey.tasks if found.measure == current.measure)
    parts = [fact.status_word, fact.owner, fact.due_on.isoformat() if fact.due_on else "", fact.note]
    return ", ".join(part for part in parts if part)
