"""What would be if: choose up to five questions and see the score with each a level higher."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.views.requests import UserRequest
from diagnosis.priorities import UnableToPlan, item_can_rise
from diagnosis.report.plan_facts import standing_of
from diagnosis.report.plan_words import limit_words
from diagnosis.services.scoring import answers_from
from diagnosis.services.what_if import MOST_RAISED, Outlook, outlook_of
from diagnosis.services.wording import say
from diagnosis.views.plan.journey import Journey, journey_of

_OFFERED = 15


@never_cache
@require_GET
def what_if_page(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show the score with the chosen questions a level higher: a fragment for htmx, a page for everybody else."""
    journey = journey_of(request, diagnosis_id)
    if isinstance(journey, HttpResponse):
        return journey
    chosen = list(dict.fromkeys(request.GET.getlist("raise")))
    outlook, faults = _outlook(journey, chosen)
    items = journey.material.model.items()
    context = {
        **journey.context("roadmap_priorities", title=_("What if?")),
        "choices": _choices(journey, chosen),
        "most": MOST_RAISED,
        "raised": [say(items[code].title) for code in chosen if code in items],
        "outlook": outlook,
        "after": standing_of(journey.material, outlook.place_after, journey.language) if outlook else None,
        "before": standing_of(journey.material, outlook.place_before, journey.language) if outlook else None,
        "page_errors": [{"target": "", "text": text} for text in faults],
    }
    is_fragment = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    return render(request, "diagnosis/plan/outlook.html" if is_fragment else "diagnosis/plan/what_if.html", context)


def _outlook(journey: Journey, chosen: list[str]) -> tuple[Outlook | None, list[str]]:
    if not chosen:
        return None, []
    if len(chosen) > MOST_RAISED:
        return None, [limit_words(len(chosen), MOST_RAISED)]
    try:
        return outlook_of(journey.result, dict.fromkeys(chosen, 1)), []
    except UnableToPlan as error:
        items = journey.material.model.items()
        return None, [
            f"{say(items[fault.field].title) if fault.field in items else fault.field}: {fault.in_(journey.language)}"
            for fault in error.faults
        ]


def _choices(journey: Journey, chosen: list[str]) -> list[dict[str, object]]:
    """Return the questions to choose from: the most urgent ones that can rise, and what was chosen."""
    material = journey.material
    items = material.model.items()
    answers = answers_from(material.answers)
    urgent = [
        point.code
        for point in journey.facts.points
        if point.code in answers and item_can_rise(items[point.code], answers[point.code])
    ]
    offered = [*urgent[:_OFFERED], *(code for code in chosen if code in urgent[_OFFERED:])]
    return [
        {
            "code": code,
            "title": say(items[code].title),
            "dimension": say(material.model.parent_of(code).title),
            "is_chosen": code in chosen,
        }
        for code in offered
    ]
