"""Has a worker look through all answers: how well the survey measures, and what looks careless.

Nothing here takes anybody out of a benchmark. What looks careless waits for a person: dashboards/services/decisions.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission, has_permission
from dashboards.models import CarelessFlag, CarelessRun
from dashboards.selectors.assessors import assessor_figures
from dashboards.selectors.survey_answers import survey_years
from dashboards.survey import Flag, careless_flags
from dashboards.survey.careless import to_review
from dashboards.survey.figures import VERSION, figures_of
from diagnosis.models import ModelVersion, Submission
from diagnosis.selectors.catalog import published_versions
from diagnosis.services.benchmark_entries import rules_of
from qmplatform.audit import audit_record
from qmplatform.jobs import job_enqueue
from qmplatform.jobs.registry import ReportProgress
from qmplatform.korean.formats import KST
from qmplatform.models import Job

SURVEY_JOB: Final = "dashboards.survey"
# Nobody measures how long an answer took.
NOT_RECORDED: Final = "not_recorded"
_FLAGS_AT_ONCE: Final = 1000


def survey_run_ask(*, model_version: ModelVersion, by: User, now: datetime) -> Job:
    """Ask a worker to look through the answers of a model version; asking while one waits or runs gives that one.

    Raises
    ------
    PermissionDenied
        The person has no say in the survey's quality.
    """
    if not has_permission(by, Permission.SURVEY_QUALITY):
        raise PermissionDenied
    with transaction.atomic():
        # Two who ask at once wait for each other here.
        ModelVersion.objects.select_for_update(of=("self",)).only("pk").get(pk=model_version.pk)
        waiting = survey_job_waiting(model_version)
        if waiting is not None:
            return waiting
        job = _enqueue(model_version, f"{now:%Y-%m-%dT%H:%M:%S}", by=by, now=now)
        audit_record(action="survey_run_ask", by=by, subject=f"model_version:{model_version}", now=now)
    return job


def survey_runs_ask_monthly(*, now: datetime) -> int:
    """Ask for this month's look at every published model that somebody answered; more often asks for nothing more."""
    asked = 0
    for version in published_versions():
        if Submission.objects.filter(diagnosis__model_version=version).exists():
            with transaction.atomic():
                _enqueue(version, f"{now.astimezone(KST):%Y-%m}", by=None, now=now)
            asked += 1
    return asked


def survey_job_waiting(model_version: ModelVersion) -> Job | None:
    """Return the look at a model version that waits or runs, None without one."""
    rows = Job.objects.filter(kind=SURVEY_JOB, subject__startswith=f"{model_version.pk}:")
    return rows.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).order_by("-created_at").first()


def _enqueue(model_version: ModelVersion, moment: str, *, by: User | None, now: datetime) -> Job:
    payload = {"model_version_id": model_version.pk}
    return job_enqueue(kind=SURVEY_JOB, subject=f"{model_version.pk}:{moment}", payload=payload, by=by, now=now)


def survey_job(payload: Mapping[str, Any], now: datetime, report_progress: ReportProgress) -> None:
    """Look through the answers of one model version."""
    report_progress(10)
    survey_run_make(model_version=ModelVersion.objects.get(pk=payload["model_version_id"]), now=now)


def survey_run_make(*, model_version: ModelVersion, now: datetime) -> CarelessRun:
    """Look through all answers here and now and keep what was found, in one transaction at the end.

    Run twice, by a worker that was killed or by two at once, it leaves two looks that found the same; the newest holds.
    """
    rules = rules_of(model_version, now=now)
    figures: dict[str, Any] = {}
    found = dict.fromkeys((flag.value for flag in Flag), 0)
    shown: list[tuple[Any, list[str]]] = []
    submissions = 0
    for number, year in survey_years(model_version, rules, until=now):
        signs = careless_flags(year.answers())
        figures[str(number)] = figures_of(year, signs)
        submissions += len(year)
        for flag, rows in signs.items():
            found[flag.value] += int(rows.sum())
        for place in np.flatnonzero(to_review(signs)).tolist():
            shown.append((year.submissions[place], [flag.value for flag, rows in signs.items() if rows[place]]))
    # Those with the most signs are looked at first.
    shown.sort(key=lambda one: -len(one[1]))
    content = {"version": VERSION, "years": figures, "assessor": assessor_figures()}
    with transaction.atomic():
        run = CarelessRun.objects.create(
            model_version=model_version,
            ran_at=now,
            submissions=submissions,
            found=found | {Flag.TOO_FAST.value: NOT_RECORDED},
            figures=content,
            last_decision=rules.last_decision,
        )
        flags = [CarelessFlag(run=run, submission_id=pk, signs=signs) for pk, signs in shown]
        CarelessFlag.objects.bulk_create(flags, batch_size=_FLAGS_AT_ONCE)
        details = {"submissions": submissions, "to_review": len(shown)}
        audit_record(action="survey_run", by=None, subject=f"careless_run:{run.pk}", details=details, now=now)
    return run
