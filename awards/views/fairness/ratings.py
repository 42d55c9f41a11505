"""What the locked ratings of a cycle tell: agreement, severity, flags, self against assessor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views.requests import UserRequest
from awards.selectors.fairness import report_of, report_waiting
from awards.services.fairness import CONTENT_VERSION, fairness_report_ask
from awards.views.fairness.chosen import Chosen, chosen_cycle
from awards.views.fairness.telling import told_sets


@require_safe
def figures(request: UserRequest) -> HttpResponse:
    """Show the figures that were worked out last, and whether new ones are being made."""
    chosen = chosen_cycle(request)
    if chosen is None:
        return render(request, "awards/fairness/none.html")
    return render(request, "awards/fairness/ratings.html", chosen.context() | _context(chosen))


@require_POST
def ask(request: UserRequest) -> HttpResponse:
    """Have the figures worked out anew."""
    chosen = chosen_cycle(request, key=request.POST.get("cycle", ""))
    if chosen is None:
        raise Http404
    fairness_report_ask(cycle_key=chosen.row.key, by=request.user, now=timezone.now())
    messages.success(request, _("The figures are being worked out. Load this page again in a moment."))
    return redirect(f"{reverse('awards:fairness-ratings')}?cycle={chosen.row.key}")


def _context(chosen: Chosen) -> dict[str, Any]:
    report = report_of(chosen.row.key)
    usable = report if report is not None and (report.content or {}).get("version") == CONTENT_VERSION else None
    return {
        "report": usable,
        "waiting": report_waiting(chosen.row.key),
        "sets": told_sets(chosen, usable.content or {}) if usable is not None else (),
        "rules": chosen.cycle.assignment.reliability,
    }
