"""How far companies came: registered, started, half way, handed in, scored, report made; where they stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from accounts.models import Company
from dashboards.daily import Places, Tally, count_of, protect, protect_parts, told
from dashboards.services.daily_counts.tallies import owner_of, tallies_of
from diagnosis.catalog import AssessmentModel, Group
from diagnosis.disclosure import may_show_quantile
from diagnosis.models import Answer, Diagnosis, ModelVersion, Report, Result, Submission
from diagnosis.selectors.catalog import model_of
from qmplatform.korean.formats import KST

STEPS: Final = ("registered", "started", "half", "submitted", "scored", "reported")
_YEARS: Final = 4
# Who has saved nothing for so long, and not handed in, has left off.
IDLE: Final = timedelta(days=30)
# Of a draft in which nothing is answered yet.
_START: Final = -1
_QUARTILES: Final = (25, 50, 75)
# Times beyond these say nothing of the survey: written by a machine, or taken up again next year.
_LEAST_MINUTES, _MOST_MINUTES = 1, 366 * 24 * 60


@dataclass(slots=True)
class _Draft:
    """A diagnosis that is not handed in, and how far it is answered."""

    company: Any
    tally: Tally
    has_submitted: bool
    furthest: int = _START
    core: int = 0
    saved_at: datetime | None = None


def count_participation(until: datetime) -> dict[str, Any]:
    """Return by reference year what may be told of participation up to a moment.

    ``{"years": {year: {"steps": Protected, "months": {month: n}, "minutes": {size: [q1, median, q3]}, …}}}``
    with None for what is withheld; ``minutes`` has only what may be told, the country under ``""``.
    """
    places = Places(until.date())
    begun = Diagnosis.objects.filter(created_at__lt=until)
    years = sorted(begun.values_list("reference_year", flat=True).distinct())[-_YEARS:]
    registered = tallies_of(Company.objects.filter(created_at__lt=until), company="").get((), [])
    handed_in = Submission.objects.filter(submitted_at__lt=until)
    reached = {
        "started": tallies_of(begun, "reference_year"),
        "submitted": tallies_of(handed_in, "diagnosis__reference_year", company="diagnosis__company"),
        "scored": tallies_of(
            Result.objects.filter(created_at__lt=until),
            "submission__diagnosis__reference_year",
            company="submission__diagnosis__company",
        ),
        "reported": tallies_of(
            Report.objects.filter(created_at__lt=until),
            "result__submission__diagnosis__reference_year",
            company="result__submission__diagnosis__company",
        ),
    }
    months, minutes = _months(handed_in), _minutes(handed_in)
    used, submitted = _used_versions(begun), _submitted(handed_in)
    found = {}
    for year in years:
        models, drafts = _drafts(until, year)
        halfway = [
            draft.tally
            for version, some in drafts.items()
            for draft in some.values()
            if not draft.has_submitted and version in models and 2 * draft.core >= len(models[version].core_items()) > 0
        ]
        rows = {name: tallies.get((year,), []) for name, tallies in reached.items()}
        steps = {
            "registered": registered,
            "started": rows["started"],
            "half": [*rows["submitted"], *halfway],
            **{name: rows[name] for name in ("submitted", "scored", "reported")},
        }
        protected = protect(steps, places)
        version = used.get(year)
        found[str(year)] = {
            "steps": protected,
            "months": _told_months(months.get(year, {})),
            "minutes": _told_minutes(minutes.get(year, {}), protected),
            "sections": _sections(version, submitted.get((year, version), []), drafts.get(version or 0, {}), until),
        }
    return {"years": found, "is_synthetic": Company.objects.filter(is_synthetic=True).exists()}


def _used_versions(begun: QuerySet[Diagnosis]) -> dict[int, int]:
    """Return by year the model version that most diagnoses go by."""
    rows = begun.order_by().values_list("reference_year", "model_version_id").annotate(n=Count("id"))
    return {year: version for year, version, _n in sorted(rows, key=lambda row: (row[0], row[2], row[1]))}


def _submitted(handed_in: QuerySet[Submission]) -> Mapping[tuple[Any, ...], list[Tally]]:
    return tallies_of(
        handed_in, "diagnosis__reference_year", "diagnosis__model_version_id", company="diagnosis__company"
    )


def _drafts(until: datetime, year: int) -> tuple[dict[int, AssessmentModel], dict[int, dict[Any, _Draft]]]:
    """Return the models of a year's drafts, and by model version the drafts by company, the furthest of each."""
    others = Submission.objects.filter(
        diagnosis__company=OuterRef("company"), diagnosis__reference_year=year, submitted_at__lt=until
    )
    is_open = Q(submission__isnull=True) | Q(submission__submitted_at__gte=until)
    rows = Diagnosis.objects.filter(is_open, reference_year=year, created_at__lt=until)
    drafts: dict[Any, tuple[int, _Draft]] = {}
    told_rows = rows.annotate(owner=owner_of("company__"), has_submitted=Exists(others)).values_list(
        "id",
        "model_version_id",
        "company_id",
        "company__sector_code",
        "company__size_code",
        "company__region_code",
        "owner",
        "has_submitted",
    )
    for key, version, company, sector, size, region, owner, has_submitted in told_rows.iterator():
        drafts[key] = (version, _Draft(company, Tally(sector, size, region, owner, 1), has_submitted))
    versions = ModelVersion.objects.in_bulk({version for version, _draft in drafts.values()})
    models: dict[int, AssessmentModel] = {}
    places: dict[int, dict[str, int]] = {}
    for key, code, saved_at in _answers(until, year):
        if key not in drafts:
            continue
        version, draft = drafts[key]
        if version not in models:
            models[version] = model_of(versions[version])
            places[version] = {
                item: number
                for number, (_code, _title, items) in enumerate(sections_of(models[version]))
                for item in items
            }
        draft.furthest = max(draft.furthest, places[version].get(code, _START))
        draft.core += code in models[version].core_items()
        draft.saved_at = max(draft.saved_at or saved_at, saved_at)
    found: dict[int, dict[Any, _Draft]] = defaultdict(dict)
    for version, draft in drafts.values():
        known = found[version].get(draft.company)
        if known is None or (draft.core, draft.furthest) > (known.core, known.furthest):
            found[version][draft.company] = draft
    return models, found


def _answers(until: datetime, year: int) -> Iterator[tuple[Any, str, datetime]]:
    is_open = Q(diagnosis__submission__isnull=True) | Q(diagnosis__submission__submitted_at__gte=until)
    rows = Answer.objects.filter(
        is_open, diagnosis__reference_year=year, diagnosis__created_at__lt=until, saved_at__lt=until
    ).exclude(state=Answer.State.MISSING)
    return rows.values_list("diagnosis_id", "code", "saved_at").iterator()


def sections_of(model: AssessmentModel) -> list[tuple[str, dict[str, str], frozenset[str]]]:
    """Return code, titles and items of the survey's pages in their order: dimensions, then modules."""
    found: list[Group] = []
    for domain in model.domains() or (model.root,):
        found += [node for node in domain.walk() if isinstance(node, Group) and node.child_items()]
    for module in model.modules:
        found.append(module)
    return [
        (
            group.code,
            {"ko": group.title.in_("ko"), "en": group.title.in_("en")},
            frozenset(node.code for node in group.walk() if node.code in model.items()),
        )
        for group in found
    ]


def _sections(
    version: int | None, submitted: list[Tally], drafts: Mapping[Any, _Draft], until: datetime
) -> list[dict[str, Any]]:
    """Return by section how many companies answered in it or beyond, and how many left off there."""
    row = ModelVersion.objects.filter(pk=version).first() if version is not None else None
    waiting = [draft for draft in drafts.values() if not draft.has_submitted]
    if row is None or not row.source or not waiting:
        return []
    left: dict[str, list[Tally]] = defaultdict(list)
    for draft in waiting:
        if draft.saved_at is None or draft.saved_at < until - IDLE:
            left[str(draft.furthest)].append(draft.tally)
    sections = sections_of(model_of(row))
    places = [str(number) for number in range(_START, len(sections))]
    counts = {place: count_of(left[place]) for place in places}
    shown = protect_parts(told(count_of(tally for place in places for tally in left[place])), counts)
    found: list[dict[str, Any]] = [{"code": "", "title": {}, "reached": None, "left": shown[str(_START)]}]
    for number, (code, title, _items) in enumerate(sections):
        beyond = [draft.tally for draft in waiting if draft.furthest >= number]
        reached = told(count_of([*submitted, *beyond]))
        found.append({"code": code, "title": title, "reached": reached, "left": shown[str(number)]})
    return found


def _months(handed_in: QuerySet[Submission]) -> dict[int, dict[str, list[Tally]]]:
    rows = handed_in.annotate(_month=TruncMonth("submitted_at", tzinfo=KST))
    found: dict[int, dict[str, list[Tally]]] = defaultdict(dict)
    for (year, month), tallies in tallies_of(
        rows, "diagnosis__reference_year", "_month", company="diagnosis__company"
    ).items():
        found[year][f"{month:%Y-%m}"] = tallies
    return found


def _told_months(months: Mapping[str, list[Tally]]) -> dict[str, int | None]:
    whole = told(count_of(tally for tallies in months.values() for tally in tallies))
    return protect_parts(whole, {month: count_of(tallies) for month, tallies in sorted(months.items())})


def _minutes(handed_in: QuerySet[Submission]) -> dict[int, dict[str, list[float]]]:
    """Return by year and size the minutes from the start to handing in; '' for all sizes."""
    found: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    rows = handed_in.values_list(
        "diagnosis__reference_year", "diagnosis__company__size_code", F("diagnosis__created_at"), "submitted_at"
    )
    for year, size, started_at, submitted_at in rows.iterator():
        minutes = (submitted_at - started_at).total_seconds() / 60
        if _LEAST_MINUTES <= minutes <= _MOST_MINUTES:
            found[year][size].append(minutes)
            found[year][""].append(minutes)
    return found


def _told_minutes(minutes: Mapping[str, list[float]], protected: Mapping[str, Any]) -> dict[str, list[int]]:
    found = {}
    for size, values in sorted(minutes.items()):
        row = protected["size"].get(size, {}) if size else protected["nation"][""]
        if row.get("submitted") is not None and may_show_quantile(len(values), 0.25):
            found[size] = [rounded_minutes(float(one)) for one in np.percentile(values, _QUARTILES)]
    return found


def rounded_minutes(minutes: float) -> int:
    """Return minutes to the nearest five, from a hundred on with two figures: 87 is 85, 1437 is 1400."""
    step = 5 if minutes < 100 else 10 ** (len(str(int(minutes))) - 2)
    return int(minutes / step + 0.5) * step
