"""Which support programmes companies were shown, and whether they took on and finished improvement tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from accounts.models import Company
from accounts.reference import UnableToFindRegion, region_on
from dashboards.daily import Places, protect
from dashboards.models import DailyFigures, ProgrammeOffer
from dashboards.services.daily_counts.tallies import tallies_of
from diagnosis.catalog.learning import read_learning
from diagnosis.learning import Weakness, learning_path, theme_needs
from diagnosis.models import ImprovementTask, Result
from diagnosis.priorities import Plan
from diagnosis.selectors.catalog import model_of
from qmplatform.korean.formats import KST

_BATCH = 200
_TAKEN = (ImprovementTask.Status.TODO, ImprovementTask.Status.DOING, ImprovementTask.Status.DONE)


def count_programmes(until: datetime) -> dict[str, Any]:
    """Return what may be told of support programmes and tasks up to a moment.

    ``{"offers": Protected, "tasks": Protected, "programmes": {code: Protected}}``
    """
    _offer_new(until)
    places = Places(until.date())
    results = Result.objects.filter(created_at__lt=until, is_bulk=False)
    scored = tallies_of(results, company="submission__diagnosis__company").get((), [])
    offers = ProgrammeOffer.objects.filter(offered_at__lt=until)
    tasks = ImprovementTask.objects.filter(created_at__lt=until, status__in=_TAKEN)
    kinds = {
        "planned": tasks,
        "begun": tasks.filter(status__in=_TAKEN[1:]),
        "done": tasks.filter(status=ImprovementTask.Status.DONE),
    }
    by_programme = tallies_of(offers, "programme")
    told = {code: protect({"offered": tallies}, places) for (code,), tallies in sorted(by_programme.items())}
    return {
        "offers": protect({"scored": scored, "offered": tallies_of(offers).get((), [])}, places),
        "tasks": protect(
            {
                "scored": scored,
                **{name: tallies_of(rows, company="diagnosis__company").get((), []) for name, rows in kinds.items()},
            },
            places,
        ),
        "programmes": {code: one for code, one in told.items() if one["nation"][""]["offered"] is not None},
        "is_synthetic": Company.objects.filter(is_synthetic=True).exists(),
    }


def _offer_new(until: datetime) -> None:
    """Write down which programmes fitted the results that came since the count before."""
    before = DailyFigures.objects.filter(kind="programmes", day__lt=until.date()).order_by("-day").first()
    rows = Result.objects.filter(created_at__lt=until, is_bulk=False)
    if before is not None:
        rows = rows.filter(created_at__gte=datetime.combine(before.day, time(), KST))
    told = rows.order_by("created_at", "pk").select_related("submission__diagnosis__model_version")
    offers: list[ProgrammeOffer] = []
    for result in told.iterator(chunk_size=_BATCH):
        company = result.submission.diagnosis.company_id
        offers += [
            ProgrammeOffer(company_id=company, programme=code, offered_at=result.created_at)
            for code in programmes_for(result)
        ]
    ProgrammeOffer.objects.bulk_create(offers, ignore_conflicts=True, batch_size=5 * _BATCH)


def programmes_for(result: Result) -> tuple[str, ...]:
    """Return the programmes that the company's learning page named on the day of its result."""
    if "plan" not in result.content:
        return ()
    profile: Mapping[str, Any] = result.submission.profile
    on = result.created_at.astimezone(KST).date()
    model = model_of(result.submission.diagnosis.model_version)
    plan = Plan.from_dict(result.content["plan"])
    path = learning_path(
        [Weakness(gap.code, theme_needs(model, plan, gap.code)) for gap in plan.gaps],
        library=read_learning(),
        audience="executive",
        sector_code=profile.get("sector") or "",
        size_code=profile.get("size") or "",
        region_code=_region(profile.get("region") or "", on),
        on=on,
    )
    return tuple(chosen.entry.code for chosen in path.programmes)


def _region(code: str, on: Any) -> str:
    try:
        return region_on(code, on).code if code else ""
    except UnableToFindRegion:
        return ""
