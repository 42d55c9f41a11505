"""The report of a company's own plan: made when asked for, beside the report of the result, which stays."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from diagnosis.models import Diagnosis, PlanRevision, Report, Result
from diagnosis.selectors.diagnoses import REPORT_JOB
from diagnosis.selectors.results import result_facts
from diagnosis.services.plans import plan_save
from diagnosis.services.reports import report_render
from diagnosis.services.tasks import TaskContent, task_save
from qmplatform.jobs.registry import job_kind
from qmplatform.models import Job
from tests.diagnosis.report.pdf_text import text_of
from tests.factories import NOW, People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def revision(diagnosis: Diagnosis, result: Result, people: People) -> PlanRevision:
    return plan_save(
        diagnosis=diagnosis,
        result=result,
        changes={"money": 60.0, "cost_shares": {"ENERGY": 1.0, "LABOUR": 3.0}, "kpis": ["CLAIMS"]},
        based_on=0,
        by=people.owner,
        now=NOW + timedelta(hours=1),
    )


def take_on(diagnosis: Diagnosis, result: Result, people: People, status: str, based_on: int) -> None:
    content = TaskContent(owner=people.viewer, owner_name="", due_on=date(2027, 3, 31), status=status, note="첫 줄부터")
    task_save(
        diagnosis=diagnosis,
        measure=result_facts(result, "ko").steps[0].code,
        content=content,
        based_on=based_on,
        by=people.owner,
        now=NOW + timedelta(hours=2 + based_on),
    )


def address(diagnosis: Diagnosis, name: str) -> str:
    return reverse(f"diagnosis:{name}", args=[diagnosis.pk])


def work() -> None:
    for job in Job.objects.filter(kind=REPORT_JOB, subject__startswith="plan:"):
        job_kind(REPORT_JOB).handler(job.payload, NOW, lambda percent: None)


def flat(body: bytes) -> str:
    return "".join(text_of(body).split())


def test_is_ordered_made_and_given_and_the_earlier_report_stays(
    diagnosis: Diagnosis, result: Result, revision: PlanRevision, people: People, as_: ClientOf
) -> None:
    earlier = report_render(result_id=result.pk, language="ko", now=NOW)
    take_on(diagnosis, result, people, "doing", 0)
    owner = as_("owner")
    assert "이 계획으로 보고서 만들기" in owner.get(address(diagnosis, "roadmap")).content.decode()
    assert owner.get(address(diagnosis, "roadmap_pdf")).status_code == 302
    for _click in range(2):
        assert owner.post(address(diagnosis, "roadmap_report_order")).status_code == 303
    assert Job.objects.filter(kind=REPORT_JOB).count() == 1
    assert "보고서를 만들고" in owner.get(address(diagnosis, "roadmap")).content.decode()
    asking = {"headers": {"HX-Request": "true"}}
    assert owner.get(address(diagnosis, "roadmap_report"), **asking).status_code == 204
    work()
    assert "이 계획의 보고서 받기" in owner.get(address(diagnosis, "roadmap_report"), **asking).content.decode()
    given = as_("viewer").get(address(diagnosis, "roadmap_pdf"))
    assert given["Content-Type"] == "application/pdf"
    text = flat(given.content)
    for told in (
        "우리회사의계획",
        "인건비75.0%",
        "고객클레임률",
        "6,000만원",
        "실행과제",
        "박사원",
        "진행중",
        "첫줄부터",
    ):
        assert told in text, told
    assert Report.objects.get(pk=earlier.pk).plan is None
    assert "우리회사의계획" not in flat(as_("viewer").get(address(diagnosis, "report")).content)


def test_a_changed_task_makes_another_report_and_a_changed_plan_too(
    diagnosis: Diagnosis, result: Result, revision: PlanRevision, people: People, as_: ClientOf
) -> None:
    owner = as_("owner")
    for based_on, status in enumerate(["todo", "doing", "todo"]):
        take_on(diagnosis, result, people, status, based_on)
        assert "이 계획으로 보고서 만들기" in owner.get(address(diagnosis, "roadmap")).content.decode()
        owner.post(address(diagnosis, "roadmap_report_order"))
        work()
    marks = Report.objects.filter(plan=revision).values_list("tasks_checksum", flat=True)
    assert len(set(marks)) == len(marks) == 3
    plan_save(diagnosis=diagnosis, result=result, changes={"money": 90.0}, based_on=1, by=people.owner, now=NOW)
    assert "이 계획으로 보고서 만들기" in owner.get(address(diagnosis, "roadmap")).content.decode()


def test_rendering_again_gives_the_issued_one(result: Result, revision: PlanRevision) -> None:
    first = report_render(result_id=result.pk, plan_id=revision.pk, language="en", now=NOW)
    again = report_render(result_id=result.pk, plan_id=revision.pk, language="en", now=NOW + timedelta(days=3))
    assert first.pk == again.pk


def test_who_may_only_look_cannot_order(diagnosis: Diagnosis, revision: PlanRevision, as_: ClientOf) -> None:
    assert as_("viewer").post(address(diagnosis, "roadmap_report_order")).status_code == 403
    assert "이 계획으로 보고서 만들기" not in as_("viewer").get(address(diagnosis, "roadmap")).content.decode()


def test_without_a_plan_of_one_s_own_nothing_is_ordered(diagnosis: Diagnosis, as_: ClientOf) -> None:
    assert as_("owner").post(address(diagnosis, "roadmap_report_order")).status_code == 303
    assert not Job.objects.filter(kind=REPORT_JOB).exists()


def test_what_failed_may_be_ordered_again(diagnosis: Diagnosis, revision: PlanRevision, as_: ClientOf) -> None:
    owner = as_("owner")
    owner.post(address(diagnosis, "roadmap_report_order"))
    Job.objects.filter(kind=REPORT_JOB).update(state=Job.State.FAILED)
    html = owner.get(address(diagnosis, "roadmap")).content.decode()
    assert "보고서를 만들지 못했습니다. 계획은 안전합니다." in html
    assert address(diagnosis, "roadmap_report_order") in html
    owner.post(address(diagnosis, "roadmap_report_order"))
    assert Job.objects.filter(kind=REPORT_JOB, state=Job.State.QUEUED).count() == 1
    Job.objects.filter(kind=REPORT_JOB, state=Job.State.FAILED).update(created_at=NOW - timedelta(days=1))
    assert "보고서를 만들고" in owner.get(address(diagnosis, "roadmap")).content.decode()
