"""Feedback reports as they stand: which are issued, from when on they are handed out, who took them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Max, QuerySet

from awards.feedback import Content, from_data
from awards.models import AwardApplication, FeedbackDownload, FeedbackRelease, FeedbackReport
from awards.scoring import Phase
from awards.selectors.review_log import cycle_for, review_state
from diagnosis.report.template import LANGUAGES
from qmplatform.models import Job

State = AwardApplication.State
FEEDBACK_JOB: Final = "awards.feedback"
# Where an application is that has left: what is to be said of it does not change any more.
LEFT: Final = (State.DECIDED, State.REFUSED, State.WITHDRAWN)
_RATED_PHASES: Final = (Phase.VISIT, Phase.FINAL)


@dataclass(frozen=True)
class Standing:
    """How it stands with the report of one application.

    Attributes
    ----------
    reports
        Of the latest edition, by language.
    is_asked, has_failed
        A job waits or runs; one used up its attempts. `error` says why.
    taken, taken_at
        How often it was downloaded, in any edition, and when last.
    """

    application: AwardApplication
    edition: int
    reports: Mapping[str, FeedbackReport]
    is_asked: bool
    has_failed: bool
    error: str
    taken: int
    taken_at: datetime | None

    @property
    def is_complete(self) -> bool:
        return set(self.reports) == set(LANGUAGES)

    @property
    def state(self) -> str:
        """Return ready, making, failed, or none."""
        if self.is_complete:
            return "ready"
        if self.is_asked:
            return "making"
        return "failed" if self.has_failed else "none"


def release_of(cycle_key: str) -> FeedbackRelease | None:
    """Return the date that holds for a cycle; None while none is set."""
    return FeedbackRelease.objects.filter(cycle_key=cycle_key).order_by("-pk").first()


def is_released(cycle_key: str, now: datetime) -> bool:
    """Tell whether applicants of a cycle may have their reports."""
    release = release_of(cycle_key)
    return release is not None and release.releases_at <= now


def may_be_reported(application: AwardApplication) -> bool:
    """Tell whether a report is owed and can be made.

    To everybody who handed in and has left, whatever the stage; who withdrew before a consensus was closed asked for
    nothing more.
    """
    if application.state not in LEFT or not application.submissions.exists():
        return False
    return application.state != State.WITHDRAWN or is_rated(application)


def is_rated(application: AwardApplication) -> bool:
    """Tell whether a team agreed on every item."""
    return review_state(application).phase in _RATED_PHASES


def reportable(cycle_key: str) -> QuerySet[AwardApplication]:
    """Return the applications of a cycle that handed in and have left, in the order of the office."""
    rows = AwardApplication.objects.filter(cycle_key=cycle_key, state__in=LEFT, submissions__isnull=False)
    return rows.select_related("company", "cycle", "criteria").distinct().order_by("created_at", "pk")


def latest_report(application: AwardApplication, language: str) -> FeedbackReport | None:
    """Return the latest edition that is issued in a language."""
    rows = FeedbackReport.objects.filter(application=application, language=language)
    return rows.order_by("-edition").first()


def released_report(application: AwardApplication, language: str, now: datetime) -> FeedbackReport | None:
    """Return what the applicant may have now, in a language; None before the release and while none is issued.

    Whose application it is, is the caller's to ask (`awards.selectors.access`).
    """
    if not is_released(application.cycle_key, now):
        return None
    return latest_report(application, language)


def content_of(report: FeedbackReport) -> Content:
    """Return what a report says.

    Raises
    ------
    awards.feedback.UnableToReadContent
        If it was written by a version that this one does not know.
    """
    return from_data(report.content)


def earlier_report(application: AwardApplication, language: str, now: datetime) -> FeedbackReport | None:
    """Return the company's report of an earlier cycle that it was given: the latest year, the same category first."""
    year = cycle_for(application).year
    rows = FeedbackReport.objects.filter(
        application__company=application.company, application__team_name=application.team_name, language=language
    ).exclude(application__cycle_key=application.cycle_key)
    found = [
        row
        for row in rows.select_related("application").order_by("-edition", "-created_at")
        if row.content["head"]["year"] < year and is_released(row.application.cycle_key, now)
    ]
    found.sort(key=lambda row: (-row.content["head"]["year"], row.application.category != application.category))
    return found[0] if found else None


def standings(applications: Iterable[AwardApplication]) -> list[Standing]:
    """Return how it stands with the reports of many applications, in a handful of queries."""
    rows = list(applications)
    ids = [row.pk for row in rows]
    reports: dict[uuid.UUID, list[FeedbackReport]] = defaultdict(list)
    for report in FeedbackReport.objects.filter(application_id__in=ids).defer("content"):
        reports[report.application_id].append(report)
    jobs: dict[str, list[Job]] = defaultdict(list)
    for job in Job.objects.filter(kind=FEEDBACK_JOB, payload__application_id__in=[str(pk) for pk in ids]):
        jobs[job.payload["application_id"]].append(job)
    counts = FeedbackDownload.objects.filter(report__application_id__in=ids).values("report__application_id")
    taken = {row["report__application_id"]: row for row in counts.annotate(n=Count("pk"), last=Max("taken_at"))}
    return [_standing(row, reports[row.pk], jobs[str(row.pk)], taken.get(row.pk)) for row in rows]


def standing_of(application: AwardApplication) -> Standing:
    """Return how it stands with the report of one application."""
    return standings([application])[0]


def _standing(
    application: AwardApplication, reports: list[FeedbackReport], jobs: list[Job], taken: Mapping[str, object] | None
) -> Standing:
    edition = max([0, *(row.edition for row in reports), *(int(job.payload["edition"]) for job in jobs)])
    latest = {row.language: row for row in reports if row.edition == edition}
    of_edition = [job for job in jobs if job.payload["edition"] == edition and job.payload["language"] not in latest]
    waiting = [job for job in of_edition if job.state in (Job.State.QUEUED, Job.State.RUNNING)]
    failed = [job for job in of_edition if job.state == Job.State.FAILED]
    last = taken["last"] if taken else None
    return Standing(
        application=application,
        edition=edition,
        reports=latest,
        is_asked=bool(waiting),
        has_failed=bool(failed),
        error=failed[-1].error if failed else "",
        taken=int(str(taken["n"])) if taken else 0,
        taken_at=last if isinstance(last, datetime) else None,
    )


def downloads_of(application: AwardApplication) -> QuerySet[FeedbackDownload]:
    """Return who took the reports of an application, the latest first."""
    rows = FeedbackDownload.objects.filter(report__application=application).select_related("report", "taken_by")
    return rows.order_by("-taken_at", "-pk")


def editions_of(application: AwardApplication) -> list[FeedbackReport]:
    """Return every issued report of an application, the latest edition first."""
    rows = FeedbackReport.objects.filter(application=application).defer("content")
    return list(rows.order_by("-edition", "-language"))
