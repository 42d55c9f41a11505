"""Locked ratings and agreed percents of a cycle as plain numbers, for the statistics a worker makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from awards.catalog import Criteria
from awards.fairness import Rating, SelfAndAssessor
from awards.models import ApplicationConsent, AwardApplication, LockedReview, Seat
from awards.selectors.dossier import latest_submission
from awards.selectors.files import criteria_from
from awards.selectors.review_log import review_state
from diagnosis.models import Result

State = AwardApplication.State
# Its applicant agreed that examiners see the self-diagnosis: only such are set beside the assessors.
CONSENT: Final = "N03"
_AGREED: Final = (State.SHORTLIST, State.VISIT, State.JUDGING, State.DECIDED)


@dataclass(slots=True)
class CriteriaRatings:
    """All that was rated by one criteria file: they share items, points and ranges."""

    criteria: Criteria
    category_of: dict[str, str] = field(default_factory=dict)
    ratings: list[Rating] = field(default_factory=list)
    pairs: list[SelfAndAssessor] = field(default_factory=list)


def ratings_of_cycle(cycle_key: str) -> dict[str, CriteriaRatings]:
    """Return locked ratings and pairs of self and assessor, by name of the criteria.

    Reviews that were taken out for a tie do not count; of withdrawn applications those that were locked do.
    """
    found: dict[str, CriteriaRatings] = {}
    applications = {
        row.pk: row
        for row in AwardApplication.objects.filter(cycle_key=cycle_key, submissions__isnull=False)
        .select_related("company", "criteria", "cycle")
        .distinct()
    }
    locked = (
        LockedReview.objects.filter(seat__application__in=applications, seat__state=Seat.State.NAMED)
        .order_by("pk")
        .values_list("seat__application_id", "seat__examiner_id", "locked_at", "content")
    )
    for application_id, examiner, locked_at, content in locked.iterator():
        row = applications[application_id]
        part = _part(found, row)
        part.ratings += [
            Rating(str(row.pk), item, str(examiner), float(one["percent"]), locked_at.timestamp())
            for item, one in content["ratings"].items()
        ]
    # A company that applied twice under the same criteria counts once, with the application it handed in last.
    counted: set[tuple[str, object]] = set()
    for row in sorted(applications.values(), key=lambda one: (one.created_at, str(one.pk)), reverse=True):
        key = (row.criteria.name, row.company_id)
        if row.state in _AGREED and key not in counted and _has_consented(row):
            part = _part(found, row)
            if pairs := self_and_assessor(row, part.criteria):
                counted.add(key)
                part.pairs += pairs
    return found


def _part(found: dict[str, CriteriaRatings], row: AwardApplication) -> CriteriaRatings:
    part = found.setdefault(row.criteria.name, CriteriaRatings(criteria_from(row.criteria.source)))
    part.category_of[str(row.pk)] = row.category
    return part


def _has_consented(row: AwardApplication) -> bool:
    last = ApplicationConsent.objects.filter(application=row, code=CONSENT).order_by("-pk").first()
    if last is not None:
        return last.given
    submission = latest_submission(row)
    return bool(submission and submission.consents.get(CONSENT))


def self_and_assessor(row: AwardApplication, criteria: Criteria) -> list[SelfAndAssessor]:
    """Return the company's own diagnosis beside the percents its assessors agreed on, for items that both have."""
    handed_in = row.submissions.order_by("-number").values_list("submitted_at", flat=True).first()
    if handed_in is None:
        return []
    own = own_percents(row, criteria, before=handed_in)
    return [
        SelfAndAssessor(str(row.company_id), item, own[item], float(percent), row.company.business_group_number or None)
        for item, percent in review_state(row).percents.items()
        if percent is not None and item in own
    ]


def own_percents(row: AwardApplication, criteria: Criteria, *, before: datetime) -> dict[str, float]:
    """Return what the latest self-diagnosis before a moment says of each item, 0..100: the mean of what it names."""
    result = (
        Result.objects.filter(
            submission__diagnosis__company_id=row.company_id, submission__submitted_at__lte=before, is_bulk=False
        )
        .order_by("-submission__submitted_at", "-created_at", "-pk")
        .first()
    )
    if result is None:
        return {}
    scores = _scores(result.content["sheet"])
    found: dict[str, list[float]] = defaultdict(list)
    for code, item in criteria.items.items():
        found[code] = [scores[name] for name in item.links.compare if name in scores]
    return {code: sum(values) / len(values) for code, values in found.items() if values}


def _scores(sheet: Mapping[str, Mapping[str, Mapping[str, float | None]]]) -> dict[str, float]:
    return {
        code: value
        for part in ("nodes", "items")
        for code, one in sheet[part].items()
        if (value := one["value"]) is not None
    }
