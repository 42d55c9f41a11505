"""Has a worker work out what the locked ratings of a cycle tell. No score is ever changed by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from awards.catalog import Cycle
from awards.catalog.criteria import Category, Criteria, Item
from awards.fairness import Thresholds
from awards.fairness.content import DRAWS, ratings_content
from awards.models import FairnessReport
from awards.scoring.from_catalog import percent_scale, scheme
from awards.selectors.fairness_ratings import CriteriaRatings, ratings_of_cycle
from awards.selectors.files import cycle_of, published_cycle_named
from qmplatform.audit import audit_record
from qmplatform.jobs import job_enqueue
from qmplatform.jobs.registry import ReportProgress

FAIRNESS_JOB: Final = "awards.fairness"
# Shape of the content; a page tells a report of another shape to be made again.
CONTENT_VERSION: Final = 1
# Whoever asks again within this time is shown the report that is being made.
_PATIENCE: Final = timedelta(minutes=10)


@transaction.atomic
def fairness_report_ask(*, cycle_key: str, by: User | None, now: datetime) -> FairnessReport:
    """Ask a worker for the figures of a cycle's ratings as they now stand; asking while one is made gives that one.

    Raises
    ------
    awards.selectors.files.UnableToFindAwardFile
        If no such cycle is published.
    """
    published_cycle_named(cycle_key)
    waiting = FairnessReport.objects.select_for_update().filter(
        cycle_key=cycle_key, made_at__isnull=True, asked_at__gt=now - _PATIENCE
    )
    if (row := waiting.order_by("-asked_at").first()) is not None:
        return row
    row = FairnessReport.objects.create(cycle_key=cycle_key, asked_at=now, asked_by=by)
    job_enqueue(kind=FAIRNESS_JOB, subject=str(row.pk), payload={"report_id": str(row.pk)}, by=by, now=now)
    audit_record(action="award_fairness_ask", by=by, subject=f"award_cycle:{cycle_key}", now=now)
    return row


def fairness_job(payload: Mapping[str, Any], now: datetime, report_progress: ReportProgress) -> None:
    """Work out one report."""
    report_progress(10)
    fairness_report_make(report_id=UUID(payload["report_id"]), now=now)


def fairness_report_make(*, report_id: UUID, now: datetime, draws: int = DRAWS) -> FairnessReport:
    """Work out the figures and keep them; a report that was made stays as it is.

    Parameters
    ----------
    draws
        Of the intervals of the alphas.
    """
    row = FairnessReport.objects.get(pk=report_id)
    if row.made_at is not None:
        return row
    cycle = cycle_of(published_cycle_named(row.cycle_key))
    content = {
        "version": CONTENT_VERSION,
        "sets": [_set(name, part, cycle, draws) for name, part in sorted(ratings_of_cycle(row.cycle_key).items())],
    }
    # Two workers at once: the first to write is kept.
    FairnessReport.objects.filter(pk=report_id, made_at__isnull=True).update(content=content, made_at=now)
    row.refresh_from_db()
    return row


def _set(name: str, part: CriteriaRatings, cycle: Cycle, draws: int) -> dict[str, Any]:
    criteria, rules = part.criteria, cycle.assignment.reliability
    content = ratings_content(
        part.ratings,
        part.category_of,
        part.pairs,
        points={item.code: item.points for item in scheme(criteria).items},
        group_of=_groups(criteria),
        ranges=[(one.low, one.high) for one in percent_scale(criteria).ranges],
        thresholds=Thresholds(metric=rules.metric, good_from=rules.good_from, poor_below=rules.poor_below),
        draws=draws,
    )
    return {"criteria": name, **content}


def _groups(criteria: Criteria) -> dict[str, str]:
    """Return the highest group of every item: its category."""
    found: dict[str, str] = {}
    for child in criteria.tree.children:
        inside = child.walk() if isinstance(child, Category) else (child,)
        found |= {one.code: child.code for one in inside if isinstance(one, Item)}
    return found
