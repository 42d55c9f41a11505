"""The progress board of a cycle."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.requests import UserRequest
from awards.selectors.fairness import board as board_of
from awards.views.fairness.chosen import chosen_cycle


@require_safe
def board(request: UserRequest) -> HttpResponse:
    """Show how many applications are in which stage, and what is late."""
    chosen = chosen_cycle(request)
    if chosen is None:
        return render(request, "awards/fairness/none.html")
    now = timezone.now()
    found = board_of(chosen.cycle, now=now)
    stages = [(chosen.cycle.stages[line.code], line, line.window.is_open(now)) for line in found.stages]
    context = {
        "board": found,
        "stages": stages,
        "categories": [(chosen.category(line.code), line) for line in found.categories],
        "now": now,
    }
    return render(request, "awards/fairness/progress.html", chosen.context() | context)
