"""Step 3: what to improve, and why."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.views.requests import UserRequest
from diagnosis.report import drawing
from diagnosis.report.plan_facts import MOST_PRIORITIES, priority_facts, weight_facts
from diagnosis.report.plan_words import horizon_words
from diagnosis.views.plan.journey import journey_of
from diagnosis.views.result import drawn


@never_cache
@require_GET
def priorities(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show the questions worth improving with the arithmetic of each, and the map of importance and level."""
    journey = journey_of(request, diagnosis_id)
    if isinstance(journey, HttpResponse):
        return journey
    found = priority_facts(journey.material, journey.state.inputs, journey.language)
    context = {
        **journey.context("roadmap_priorities"),
        "facts": journey.facts,
        "matrix": drawn(drawing.item_matrix(journey.facts, MOST_PRIORITIES), explore=True),
        "priorities": found[:MOST_PRIORITIES],
        "all_priorities": found,
        "horizon": horizon_words()[journey.state.inputs.horizon],
        "weights": weight_facts(journey.state.inputs),
    }
    return render(request, "diagnosis/plan/priorities.html", context)
