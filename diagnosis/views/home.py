"""The front page."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cases.models import Case
from qmplatform.example import example_gauge

TEASERS = 3


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "qmplatform/home.html", {"teasers": _teasers(), "gauge": example_gauge()})


def _teasers() -> list[dict[str, Any]]:
    """Return recent cases that were read in their source and tell one figure before and after."""
    english = get_language() == "en"
    found: list[dict[str, Any]] = []
    readable = Case.objects.filter(is_rich=True, verification_status=Case.Verification.SOURCE_READ)
    for case in readable.order_by("-is_award", "-year", "id")[:60]:
        figure = next((r for r in case.results if r.get("before") is not None and r.get("after") is not None), None)
        title = (case.title_en or case.title_ko) if english else case.title_ko
        if figure is None or len(title) > 60:
            continue
        found.append(
            {
                "case": case,
                "title": title,
                "before": figure["before"],
                "after": figure["after"],
                "unit": figure.get("unit") or "",
                "kpi": figure.get("kpi") or "",
                "sector": (case.sector_en if english else case.sector_ko) or case.sector_ko,
                "award": (case.award_en if english else case.award_ko) or case.award_ko,
            }
        )
        if len(found) == TEASERS:
            break
    return found
