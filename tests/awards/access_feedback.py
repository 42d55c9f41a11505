"""Who may open feedback reports: the applicant's writers, and the office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from awards.models import FeedbackRelease
from tests.architecture.access import Row, logged_in, members
from tests.awards.feedback.samples import make_refused
from tests.awards.loaded import CYCLE
from tests.factories import NOW, People, make_company, make_membership


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make an application that left, whose report is not out yet."""
    from awards.models import AwardFile

    cycle = AwardFile.objects.filter(kind="cycle", name=CYCLE, status="published").first()
    if cycle is None:
        from tests.awards.rows import make_cycle

        cycle = make_cycle(is_open=False)
    application = make_refused(people.company, cycle, people.owner, category="MGMT-MID", team_name="feedback")
    other = make_company("리포트회사", "2208162517")
    make_membership(people.stranger, other, "viewer")
    FeedbackRelease.objects.create(
        cycle_key=cycle.key, releases_at=NOW + timedelta(days=40000), created_at=NOW, created_by=people.official
    )
    return {"feedback": application.pk}


def _feedback(found: Any) -> list[Any]:
    return [found["feedback"]]


_OFFICIALS = logged_in(403, official=200)
_CORRECTS = logged_in(403, official=302)
ROWS = [
    Row("awards:feedback", args=_feedback, get={**members(200), "viewer": 403}),
    Row("awards:feedback-pdf", args=_feedback, get={**members(404), "viewer": 403}, note="Not out yet."),
    Row("awards:feedback-office", get=_OFFICIALS),
    Row(
        "awards:feedback-release", get=None, post=_OFFICIALS, data=lambda found: {"cycle": CYCLE},
        note="Without a day the form shows its faults.",
    ),
    Row("awards:feedback-make", get=None, post=_CORRECTS, data=lambda found: {"cycle": CYCLE}),
    Row("awards:feedback-application", args=_feedback, get=_OFFICIALS),
    Row("awards:feedback-order", args=_feedback, get=None, post=_CORRECTS),
    Row("awards:feedback-sheet", args=_feedback, get=logged_in(403, official=404), note="None is issued."),
]  # fmt: skip
