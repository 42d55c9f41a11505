"""How far the applications of an award cycle are: by step, category, and who applies. No examiner, no company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, Min, OuterRef, Q

from awards.models import ApplicationStep, AwardApplication, FeedbackDownload, FeedbackReport
from dashboards.daily import Count, Places, Tally, protect, protect_parts, told
from dashboards.services.daily_counts.tallies import owner_of

State = AwardApplication.State
STEPS: Final = ("submitted", "eligible", "review", "consensus", "agreed", "decided")
SMALL: Final = ("micro", "small", "medium")
# How far an application in a state has come.
_REACHED: Final = {
    State.SUBMITTED: 1,
    State.COMPLETION: 1,
    State.REFUSED: 1,
    State.ELIGIBLE: 2,
    State.REVIEW: 3,
    State.CONSENSUS: 4,
    State.SHORTLIST: 5,
    State.VISIT: 5,
    State.JUDGING: 5,
    State.DECIDED: 6,
}


@dataclass(frozen=True, slots=True)
class _Application:
    """An application that was handed in; `reached` counts the steps of STEPS."""

    cycle: str
    category: str
    company: Any
    place: Tally
    reached: int
    has_report: bool
    has_taken: bool
    is_first: bool


def count_awards(until: datetime) -> dict[str, Any]:
    """Return by cycle what may be told of its applications up to a moment.

    ``{"cycles": {key: {"steps": Protected, "who": Protected, "reports": Protected, "categories": {code: {step: n}}}}}``
    """
    places = Places(until.date())
    by_cycle: dict[str, list[_Application]] = defaultdict(list)
    for one in _applications(until):
        by_cycle[one.cycle].append(one)
    return {
        "cycles": {key: _cycle(some, places) for key, some in sorted(by_cycle.items())},
        "is_synthetic": AwardApplication.objects.filter(company__is_synthetic=True).exists(),
    }


def _cycle(some: list[_Application], places: Places) -> dict[str, Any]:
    reached = {step: [one for one in some if one.reached > at] for at, step in enumerate(STEPS)}
    small = [one for one in some if one.place.size in SMALL]
    return {
        "steps": protect({step: _companies(rows) for step, rows in reached.items()}, places),
        "who": protect(
            {"submitted": _companies(some), "first": _companies(one for one in some if one.is_first)}, places
        ),
        "small": protect({"submitted": _companies(some), "small": _companies(small)}, places)["nation"],
        "reports": protect(
            {
                "submitted": _companies(some),
                "report": _companies(one for one in some if one.has_report),
                "taken": _companies(one for one in some if one.has_taken),
            },
            places,
        ),
        "categories": _categories(reached),
    }


def _companies(some: Iterable[_Application]) -> list[Tally]:
    """Return the companies behind applications, each once."""
    return list({one.company: one.place for one in some}.values())


def _categories(reached: dict[str, list[_Application]]) -> dict[str, dict[str, int | None]]:
    """Return by category the companies at each step; one that applies in two categories counts in both."""
    found: dict[str, dict[str, int | None]] = defaultdict(dict)
    withheld: frozenset[str] = frozenset()
    codes = sorted({one.category for one in reached[STEPS[0]]})
    for step, rows in reached.items():
        parts, every = {}, Count()
        for code in codes:
            parts[code] = Count()
            for tally in _companies(one for one in rows if one.category == code):
                parts[code].add(tally)
                every.add(tally)
        shown = protect_parts(told(every), parts, withheld)
        withheld = frozenset(code for code, n in shown.items() if n is None)
        for code, n in shown.items():
            found[code][step] = n
    return found


def _applications(until: datetime) -> Iterable[_Application]:
    rows = (
        AwardApplication.objects.annotate(
            handed_in_at=Min("submissions__submitted_at"),
            owner=owner_of("company__"),
            was_eligible=Exists(
                ApplicationStep.objects.filter(
                    application=OuterRef("pk"), kind=ApplicationStep.Kind.ELIGIBLE, taken_at__lt=until
                )
            ),
            has_report=Exists(FeedbackReport.objects.filter(application=OuterRef("pk"), created_at__lt=until)),
            has_taken=Exists(
                FeedbackDownload.objects.filter(report__application=OuterRef("pk"), taken_at__lt=until)
            ),
            is_again=Exists(
                AwardApplication.objects.filter(
                    Q(company=OuterRef("company")), ~Q(cycle_key=OuterRef("cycle_key")), submissions__isnull=False,
                    created_at__lt=OuterRef("created_at"),
                )
            ),
        )
        .filter(handed_in_at__lt=until)
        .values_list(
            "cycle_key", "category", "company_id", "company__sector_code", "company__size_code",
            "company__region_code", "owner", "state", "updated_at", "was_eligible", "has_report", "has_taken",
            "is_again",
        )
    )  # fmt: skip
    for cycle, category, company, sector, size, region, owner, state, at, eligible, report, taken, again in rows:
        known = 2 if eligible else 1
        # What happened after midnight is not counted yet: until then an application stood where its steps say.
        reached = max(known, _REACHED.get(State(state), known)) if at < until else known
        place = Tally(sector, size, region, owner, 1)
        yield _Application(cycle, category, company, place, reached, report, taken, not again)
