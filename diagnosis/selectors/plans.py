"""Plans and tasks as the pages, the API and the reports read them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from diagnosis.models import Diagnosis, ImprovementTask, PlanRevision, Report, Result
from diagnosis.priorities import Plan, PlanInputs
from diagnosis.report.template import TEMPLATE_VERSION
from diagnosis.selectors.diagnoses import REPORT_JOB
from diagnosis.selectors.results import ReportState, state_of_report
from diagnosis.services.plan_content import fitted_plan, inputs_from
from diagnosis.services.what_if import forecast_of
from qmplatform.models import AuditEntry, Job


@dataclass(frozen=True)
class PlanState:
    """The plan of a result: the company's newest revision, or what scoring proposed."""

    result: Result
    revision: PlanRevision | None
    inputs: PlanInputs
    plan: Plan
    # The score once all that the plan promises is reached.
    forecast: float | None = None
    # People the company's earlier tasks took over people estimated: the plan's estimates are multiplied by it.
    effort_ratio: float = 1.0
    # The revision was made for an earlier result of the same answers: shown is its inputs' plan for this one.
    is_outdated: bool = False

    @property
    def number(self) -> int:
        return self.revision.number if self.revision else 0


def plan_state(diagnosis: Diagnosis, result: Result) -> PlanState:
    """Return the diagnosis's plan for its newest result."""
    revision = revisions_of(diagnosis).first()
    return state_of_plan(result, revision)


def state_of_plan(result: Result, revision: PlanRevision | None) -> PlanState:
    """Return how a result and a revision of its plan go together."""
    if revision is None:
        plan = Plan.from_dict(result.content["plan"])
        return PlanState(result, None, PlanInputs(), plan, forecast_of(result, plan))
    inputs, effort_ratio = inputs_from(revision.inputs)
    if revision.result_id == result.pk:
        plan = Plan.from_dict(revision.content["plan"])
        return PlanState(result, revision, inputs, plan, revision.content["forecast"], effort_ratio)
    inputs, plan = fitted_plan(result, revision.inputs)
    return PlanState(result, revision, inputs, plan, forecast_of(result, plan), effort_ratio, is_outdated=True)


def revisions_of(diagnosis: Diagnosis) -> QuerySet[PlanRevision]:
    """Return the diagnosis's plan revisions, the newest first."""
    return PlanRevision.objects.filter(diagnosis=diagnosis).select_related("created_by").order_by("-number")


def tasks_of(diagnosis: Diagnosis) -> list[ImprovementTask]:
    """Return the tasks the company took on."""
    return list(ImprovementTask.objects.filter(diagnosis=diagnosis).select_related("owner").order_by("measure"))


def members_of(diagnosis: Diagnosis) -> list[User]:
    """Return who may own a task."""
    members = User.objects.filter(memberships__company_id=diagnosis.company_id, is_active=True)
    return list(members.order_by("name", "email"))


def task_history(task: ImprovementTask) -> list[tuple[AuditEntry, str]]:
    """Return what happened to a task, the newest first, each with the name of who did it."""
    entries = list(AuditEntry.objects.filter(subject=f"task:{task.pk}").order_by("-sequence")[:50])
    people = User.objects.in_bulk([entry.by for entry in entries if entry.by])
    names = {str(key): user.name or user.email for key, user in people.items()}
    return [(entry, names.get(entry.by, "")) for entry in entries]


def plan_report_state(revision: PlanRevision, language: str, tasks_mark: str) -> ReportState:
    """Return the report of a plan revision with the tasks as they stand, or how it stands with its making.

    Nothing is said while nobody asked for it.
    """
    rows = Report.objects.filter(
        plan=revision, language=language, template_version=TEMPLATE_VERSION, tasks_checksum=tasks_mark
    )
    jobs = plan_report_jobs(revision, language, tasks_mark).order_by("-created_at")
    return state_of_report(rows.first(), jobs.only("state").first())


def plan_report_jobs(revision: PlanRevision, language: str, tasks_mark: str) -> QuerySet[Job]:
    """Return the jobs that were to make a plan's report: more than one where some failed."""
    subject = plan_report_subject(revision, language, tasks_mark)
    return Job.objects.filter(kind=REPORT_JOB, subject__startswith=subject)


def plan_report_subject(revision: PlanRevision, language: str, tasks_mark: str) -> str:
    """Return what the job of making a plan's report is for."""
    return f"plan:{revision.pk}:{language}:{tasks_mark[:16]}"


def previous_revision(diagnosis: Diagnosis) -> PlanRevision | None:
    """Return the newest plan of the company's last earlier diagnosis that has one, or None."""
    version = diagnosis.model_version
    rows = PlanRevision.objects.filter(
        diagnosis__company_id=diagnosis.company_id,
        diagnosis__model_version__key=version.key,
        diagnosis__reference_year__lt=diagnosis.reference_year,
    )
    return rows.select_related("diagnosis").order_by("-diagnosis__reference_year", "-number").first()
