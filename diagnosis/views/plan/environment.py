"""Step 1: the business environment."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.forms.plan import EnvironmentForm
from diagnosis.report.plan_facts import share_facts, weight_facts
from diagnosis.report.plan_words import horizon_words
from diagnosis.services.wording import say
from diagnosis.views.plan.journey import Journey, journey_of
from diagnosis.views.plan.saving import save_step
from diagnosis.views.responses import SeeOther, posted


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def environment(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show and take horizon, cost shares and key figures; a reader without the right sees what was chosen."""
    is_post = request.method == "POST"
    permission = Permission.DIAGNOSIS_EDIT if is_post else Permission.DIAGNOSIS_VIEW
    journey = journey_of(request, diagnosis_id, permission)
    if isinstance(journey, HttpResponse):
        return journey
    initial = EnvironmentForm.initial_of(journey.state.inputs, journey.state.number)
    form = EnvironmentForm(posted(request), links=journey.links, initial=initial)
    if is_post and form.is_valid() and save_step(request, journey, form, form.changes(), _labels(journey)):
        here = "environment" if request.POST.get("go") == "stay" else "status"
        return SeeOther(reverse(f"diagnosis:roadmap_{here}", args=[journey.diagnosis.pk]))
    return render(request, "diagnosis/plan/environment.html", _context(journey, form))


def _context(journey: Journey, form: EnvironmentForm) -> dict[str, object]:
    inputs, links = journey.state.inputs, journey.links
    return {
        **journey.context("roadmap_environment"),
        "form": form,
        "shares": share_facts(inputs, links, journey.language),
        "kpis": [say(links.kpis[code].title) for code in inputs.kpis] if links else [],
        "horizon": horizon_words()[inputs.horizon],
        "weights": weight_facts(inputs),
        "has_choices": bool(inputs.cost_shares or inputs.kpis),
    }


def _labels(journey: Journey) -> dict[str, str]:
    groups = journey.links.cost_groups if journey.links else {}
    # A nearer horizon may leave targets of step 2 out of reach: they are named.
    items = journey.material.model.core_items()
    return {code: say(group.title) for code, group in groups.items()} | {
        code: say(item.title) for code, item in items.items()
    }
