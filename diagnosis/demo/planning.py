"""Plans, tasks and lists of cases of the demo's companies, through the services."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import User
from cases.models import Case
from cases.services.companies import Telling, case_save, case_tell
from diagnosis.demo.companies import DemoPlan
from diagnosis.models import Result, Submission
from diagnosis.priorities import Plan
from diagnosis.services.plans import plan_save
from diagnosis.services.scoring import submission_score
from diagnosis.services.tasks import TaskContent, task_save

# They looked at the result for two days, planned, and took the tasks on a week later.
_UNTIL_PLANNED, _UNTIL_TAKEN_ON = timedelta(days=2), timedelta(days=9)


def plan_seed(plan: DemoPlan, *, submission: Submission, people: Sequence[User], now: datetime) -> None:
    """Score a submission at once, for a plan needs its result, and plan as the company's owner did."""
    submitted, owner = submission.submitted_at, people[0]
    result = submission_score(submission_id=submission.pk, now=now)
    diagnosis = submission.diagnosis
    revision = plan_save(
        diagnosis=diagnosis,
        result=result,
        changes=plan.inputs,
        based_on=0,
        by=owner,
        now=submitted + _UNTIL_PLANNED,
    )
    steps = [step for step in Plan.from_dict(revision.content["plan"]).steps if not step.candidate]
    for task in plan.tasks:
        if task.place < len(steps):
            content = TaskContent(
                owner=None if task.person is None else people[task.person],
                owner_name=task.owner_name,
                due_on=(submitted + timedelta(days=task.due_after_days)).date(),
                status=task.status,
                note=task.note,
                actual_effort=task.actual_effort,
            )
            task_save(
                diagnosis=diagnosis,
                measure=steps[task.place].measure,
                content=content,
                based_on=0,
                by=owner,
                now=submitted + _UNTIL_TAKEN_ON,
            )
    _cases_seed(plan, result=result, by=owner, now=submitted + _UNTIL_TAKEN_ON)


def _cases_seed(plan: DemoPlan, *, result: Result, by: User, now: datetime) -> None:
    """Save the first cases the result recommends, and tell what came of the last one saved."""
    company = result.submission.diagnosis.company
    ids = [hit["case_id"] for hits in result.content["cases"].values() for hit in hits][: plan.saved_cases]
    cases = Case.published.in_bulk(ids)
    saved = [case_save(company=company, case=cases[key], by=by, now=now) for key in ids if key in cases]
    if saved and plan.outcome:
        telling = Telling(tried_on=now.date(), outcome=plan.outcome, note=plan.outcome_note)
        case_tell(company=company, case=saved[-1].case, telling=telling, by=by, now=now)
