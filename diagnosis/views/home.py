"""The front page."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cases.figures import Figure, figures
from cases.models import Case
from cases.recommending import recommendable_cases
from cases.texts import Localised, localised
from qmplatform.example import example_gauge

TEASERS = 3
# What fits a third of the page; English takes half as much room again.
_LONGEST_TITLE = {"ko": 60, "en": 90}
_LONGEST_KPI = {"ko": 20, "en": 36}


@dataclass(frozen=True, slots=True)
class Teaser:
    """A case in three lines."""

    case: Case
    title: Localised
    figure: Figure
    sector: Localised
    award: Localised


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    teasers = _teasers(get_language() or "ko")
    return render(request, "qmplatform/home.html", {"teasers": teasers, "gauge": example_gauge()})


def _teasers(language: str) -> list[Teaser]:
    """Return the newest cases read in their source that tell an exact figure before and after, Korean first."""
    spoken = "ko" if language == "ko" else "en"
    found: list[tuple[bool, int, Teaser]] = []
    for case in recommendable_cases().order_by("-year", "id"):
        title = localised(case.title_ko, case.title_en, language)
        told = [f for f in figures(case.results, language) if f.change and len(f.kpi.text) <= _LONGEST_KPI[spoken]]
        if told and len(title.text) <= _LONGEST_TITLE[spoken]:
            sector = localised(case.sector_ko, case.sector_en, language)
            award = localised(case.award_ko, case.award_en, language)
            teaser = Teaser(case, title, told[0], sector, award)
            found.append((case.country_code != "KR", -(case.year or 0), teaser))
    return [teaser for _, _, teaser in sorted(found, key=lambda row: row[:2])[:TEASERS]]
