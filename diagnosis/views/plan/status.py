"""Step 2: where every question stands, and the level it shall reach."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.forms.plan import TargetsForm
from diagnosis.priorities import target_bounds
from diagnosis.report.plan_facts import goal_groups
from diagnosis.report.plan_words import level_words
from diagnosis.services.planning import standings_of
from diagnosis.services.wording import say
from diagnosis.views.plan.journey import Journey, journey_of
from diagnosis.views.plan.saving import save_step
from diagnosis.views.responses import SeeOther, posted


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show levels, peers and targets; take other targets."""
    is_post = request.method == "POST"
    permission = Permission.DIAGNOSIS_EDIT if is_post else Permission.DIAGNOSIS_VIEW
    journey = journey_of(request, diagnosis_id, permission)
    if isinstance(journey, HttpResponse):
        return journey
    labels = _labels(journey)
    form = TargetsForm(
        posted(request),
        choices=_choices(journey),
        labels=labels,
        initial=TargetsForm.initial_of(journey.state.inputs, journey.state.number),
    )
    if is_post and form.is_valid() and save_step(request, journey, form, form.changes(), labels):
        here = "status" if request.POST.get("go") == "stay" else "priorities"
        return SeeOther(reverse(f"diagnosis:roadmap_{here}", args=[journey.diagnosis.pk]))
    groups = goal_groups(journey.material, journey.language)
    context = {
        **journey.context("roadmap_status"),
        "form": form,
        "groups": [(group, [(goal, form.target_field(goal.code)) for goal in group.goals]) for group in groups],
        "own_targets": len(journey.state.inputs.targets),
    }
    return render(request, "diagnosis/plan/status.html", context)


def _labels(journey: Journey) -> dict[str, str]:
    items = journey.material.model.items()
    return {point.code: say(items[point.code].title) for point in journey.state.plan.points}


def _choices(journey: Journey) -> dict[str, list[tuple[str, str]]]:
    """Return the targets that may be chosen for each question of the plan, the proposal first."""
    material = journey.material
    items = material.model.items()
    standings = standings_of(material.model, material.sheet, material.positions)
    found = {}
    for code, bound in target_bounds(standings, journey.state.inputs.horizon).items():
        proposed = _("As proposed: %(level)s") % {"level": level_words(items[code], bound.suggested)}
        levels = [(str(level), level_words(items[code], level)) for level in range(bound.least, bound.most + 1)]
        found[code] = [("", proposed), *levels]
    return found
