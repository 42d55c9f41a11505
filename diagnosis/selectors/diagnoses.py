"""Diagnoses a person may see, and the company's profile as scoring wants it."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404

from accounts.models import Company, User
from accounts.permissions import COMPANY_RIGHTS, Permission, require_permission
from diagnosis.catalog import AssessmentModel
from diagnosis.models import Diagnosis, Submission
from diagnosis.scoring import Profile
from qmplatform.models import Job

SCORE_JOB = "diagnosis.score"
REPORT_JOB = "diagnosis.report"


def diagnosis_get(user: User, diagnosis_id: uuid.UUID, permission: Permission) -> Diagnosis:
    """Return the diagnosis if the person has the right in its company.

    Raises
    ------
    Http404
        There is none, or the person has nothing to do with its company.
    PermissionDenied
        A member without the right.
    """
    rows = Diagnosis.objects.select_related("company", "model_version").defer("model_version__source")
    diagnosis = rows.filter(pk=diagnosis_id).first()
    if diagnosis is None:
        raise Http404
    require_permission(user, permission, company=diagnosis.company)
    return diagnosis


def companies_of(user: User) -> QuerySet[Company]:
    """Return the companies the person is a member of."""
    return Company.objects.filter(memberships__user=user).order_by("name", "pk")


def editable_companies_of(user: User) -> QuerySet[Company]:
    """Return the companies for which the person may start and answer a diagnosis."""
    roles = [role for role, rights in COMPANY_RIGHTS.items() if Permission.DIAGNOSIS_EDIT in rights]
    return companies_of(user).filter(memberships__user=user, memberships__role__in=roles)


def diagnoses_of(user: User) -> QuerySet[Diagnosis]:
    """Return the diagnoses of the person's companies, with the time of the last save in ``answered_at``."""
    rows = Diagnosis.objects.filter(company__memberships__user=user)
    return (
        rows.select_related("company", "model_version", "submission")
        .defer("model_version__source", "submission__answers", "submission__profile")
        .annotate(answered_at=Max("answers__saved_at"))
    )


def profile_of(company: Company, model: AssessmentModel, year: int) -> Profile:
    """Return the company as the model's profile rules look at it."""
    return Profile(
        sector=company.sector_code or None,
        group=model.group_of_sector(company.sector_code),
        size=company.size_code or None,
        region=company.region_code or None,
        year=year,
    )


def profile_snapshot(diagnosis: Diagnosis, model: AssessmentModel) -> dict[str, Any]:
    """Return the company's profile as a submission keeps it."""
    company = diagnosis.company
    profile = profile_of(company, model, diagnosis.reference_year)
    return {
        "sector": profile.sector,
        "group": profile.group,
        "size": profile.size,
        "region": profile.region,
        "year": profile.year,
        "name": company.name,
        "employees": company.employees,
        "sales_krw": company.sales_krw,
        "certificates": list(company.certificates),
        "is_synthetic": company.is_synthetic,
        "modules": list(diagnosis.modules),
    }


@dataclass(frozen=True)
class ScoringProgress:
    """How far the scoring of a submission is. ``ahead`` counts the jobs before it in the queue."""

    state: str
    percent: int
    ahead: int
    has_result: bool


def submission_of(diagnosis: Diagnosis) -> Submission | None:
    """Return what was submitted, without the answers, or None."""
    rows = Submission.objects.select_related("submitted_by").defer("answers", "profile")
    return rows.filter(diagnosis=diagnosis).first()


def scoring_progress(submission: Submission) -> ScoringProgress:
    """Return how far the scoring of a submission is."""
    if submission.results.filter(is_bulk=False).exists():
        return ScoringProgress(Job.State.DONE, 100, 0, has_result=True)
    job = Job.objects.filter(kind=SCORE_JOB, subject=str(submission.pk)).first()
    if job is None:
        return ScoringProgress(Job.State.QUEUED, 0, 0, has_result=False)
    ahead = 0
    if job.state == Job.State.QUEUED:
        before = Job.objects.filter(queue=job.queue, state=Job.State.QUEUED, created_at__lt=job.created_at)
        ahead = before.count()
    return ScoringProgress(job.state, job.progress_percent, ahead, has_result=False)
