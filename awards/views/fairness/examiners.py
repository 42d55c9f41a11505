"""Who examines: desks, calibration, and who was kept from which file by which rule."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.requests import UserRequest
from awards.selectors.calendar import window
from awards.selectors.fairness import REVIEW, calibrated, desks, exclusions, refusals
from awards.views.fairness.chosen import chosen_cycle


@require_safe
def people(request: UserRequest) -> HttpResponse:
    """Show everybody's workload and calibration, and exclusions by rule."""
    chosen = chosen_cycle(request)
    if chosen is None:
        return render(request, "awards/fairness/none.html")
    pool = desks(chosen.cycle, now=timezone.now())
    rules = {rule.code: rule for rule in chosen.cycle.conflict_of_interest.rules}
    eligibility = {rule.code: rule for rule in chosen.cycle.rules}
    examiners = [one for one in pool if one.load.files or one.load.ended or not one.examiner.is_judge]
    context = {
        "desks": examiners,
        "calibrated": calibrated(chosen.cycle, pool),
        "exclusions": [(rules.get(one.rule), one) for one in exclusions(chosen.cycle)],
        "refusals": [(eligibility.get(one.rule), one) for one in refusals(chosen.cycle)],
        "due": window(chosen.cycle, REVIEW).ends_at,
        "hours_left": sum(one.load.hours_left for one in pool),
        "overdue": sum(one.load.overdue for one in pool),
        "open_files": sum(one.load.open for one in pool),
        "locked_files": sum(one.load.locked for one in pool),
        "over_limit": sum(one.load.over_limit > 0 for one in pool),
    }
    return render(request, "awards/fairness/examiners.html", chosen.context() | context)
