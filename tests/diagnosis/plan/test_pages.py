"""The four steps on screen: what is shown, what is taken, and what a fault leaves standing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from diagnosis.catalog.links import read_links
from diagnosis.models import Diagnosis, ImprovementTask, PlanRevision, Result
from diagnosis.priorities import Plan
from diagnosis.selectors.plans import plan_state
from diagnosis.selectors.results import result_facts
from diagnosis.services.plans import plan_save
from tests.diagnosis.result import samples
from tests.factories import NOW, People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
ClientOf = Callable[[str], Client]
STEPS = ("roadmap_environment", "roadmap_status", "roadmap_priorities", "roadmap", "roadmap_what_if")
LINKS = read_links("dqm")
assert LINKS is not None


def address(diagnosis: Diagnosis, name: str, *more: str) -> str:
    return reverse(f"diagnosis:{name}", args=[diagnosis.pk, *more])


def page(client: Client, diagnosis: Diagnosis, name: str, *more: str, language: str = "ko", **query: Any) -> str:
    client.cookies["django_language"] = language
    response = client.get(address(diagnosis, name, *more), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, diagnosis: Diagnosis, name: str, *more: str, **data: Any) -> Any:
    client.cookies["django_language"] = "ko"
    return client.post(address(diagnosis, name, *more), data)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", STEPS)
def test_every_step_shows_the_four_steps(diagnosis: Diagnosis, as_: ClientOf, name: str, language: str) -> None:
    html = page(as_("viewer"), diagnosis, name, language=language)
    assert html.count('aria-current="step"') == 1
    for step in STEPS[:4]:
        assert address(diagnosis, step) in html
    assert not re.search(r'\sstyle="', html)
    assert "<script>" not in html


@pytest.mark.parametrize("name", STEPS)
def test_queries_stay_within_the_budget(
    diagnosis: Diagnosis, as_: ClientOf, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("editor")
    page(client, diagnosis, name)
    with django_assert_max_num_queries(18):
        page(client, diagnosis, name)


def test_step_one_is_understood_and_said_back(diagnosis: Diagnosis, as_: ClientOf) -> None:
    client = as_("editor")
    data = {"revision": 0, "horizon": "strategic", "kpis": ["CLAIMS", "DELIVERY"], "go": "stay"}
    refused = post(client, diagnosis, "roadmap_environment", **data, share_MATERIAL="3,00", share_LABOUR="-5")
    assert refused.status_code == 200
    html = refused.content.decode()
    for text in ("0 이상으로 적어 주십시오.", "쉼표", 'value="3,00"', 'value="-5"'):
        assert text in html
    assert not PlanRevision.objects.exists()
    shares = {"share_MATERIAL": "3,000,000", "share_LABOUR": "1백만 원"}
    taken = post(client, diagnosis, "roadmap_environment", **data, **shares)
    assert (taken.status_code, taken["Location"]) == (303, address(diagnosis, "roadmap_environment"))
    html = page(client, diagnosis, "roadmap_environment")
    assert "75.0%" in html
    assert "25.0%" in html
    assert PlanRevision.objects.get().inputs["kpis"] == ["DELIVERY", "CLAIMS"]


def test_a_nearer_horizon_names_the_targets_out_of_reach(
    diagnosis: Diagnosis, result: Result, people: People, as_: ClientOf
) -> None:
    point = next(p for p in plan_state(diagnosis, result).plan.points if p.level == 1.0)
    changes = {"horizon": "strategic", "targets": {point.code: 4}}
    plan_save(diagnosis=diagnosis, result=result, changes=changes, based_on=0, by=people.owner, now=NOW)
    html = post(as_("editor"), diagnosis, "roadmap_environment", revision=1, horizon="operational").content.decode()
    title = samples.model().items()[point.code].title.ko
    assert f"{title}: 1~3 수준 가운데 하나여야 합니다" in html
    assert PlanRevision.objects.count() == 1


def test_more_than_five_key_figures_are_too_many(diagnosis: Diagnosis, as_: ClientOf) -> None:
    assert LINKS is not None
    six = list(LINKS.kpis)[:6]
    refused = post(as_("editor"), diagnosis, "roadmap_environment", revision=0, horizon="tactical", kpis=six)
    assert "6개를 골랐습니다. 5개까지만 남겨 주십시오." in refused.content.decode()
    assert refused.content.decode().count("checked") == 7
    taken = post(as_("editor"), diagnosis, "roadmap_environment", revision=0, horizon="tactical", kpis=six[:5])
    assert taken.status_code == 303


def test_skipping_leaves_everything_neutral_and_says_so(diagnosis: Diagnosis, as_: ClientOf) -> None:
    html = page(as_("editor"), diagnosis, "roadmap_environment")
    assert "아직 없습니다. 모든 문항을 똑같이 봅니다." in html
    assert f'href="{address(diagnosis, "roadmap_status")}"' in html
    point = plan_state(diagnosis, _result(diagnosis)).plan.points[0]
    assert (point.cost_factor, point.kpi_factor) == (0.5, 0.5)


def _result(diagnosis: Diagnosis) -> Result:
    return Result.objects.get(submission__diagnosis=diagnosis)


def test_step_two_shows_levels_and_takes_targets(diagnosis: Diagnosis, result: Result, as_: ClientOf) -> None:
    client = as_("editor")
    html = page(client, diagnosis, "roadmap_status")
    points = plan_state(diagnosis, result).plan.points
    assert html.count('<select name="target_') == len(points)
    point = next(p for p in points if p.level == 1.0 and p.target == 3.0)
    refused = post(client, diagnosis, "roadmap_status", **{"revision": 0, f"target_{point.code}": "5"})
    assert refused.status_code == 200
    assert "고를 수 없는 목표입니다" in refused.content.decode()
    taken = post(client, diagnosis, "roadmap_status", **{"revision": 0, f"target_{point.code}": "2"})
    assert (taken.status_code, taken["Location"]) == (303, address(diagnosis, "roadmap_priorities"))
    assert PlanRevision.objects.get().inputs["targets"] == {point.code: 2}
    assert "2수준: 직접 정한 목표" in page(client, diagnosis, "roadmap_status")


def test_step_three_shows_the_arithmetic_of_each_priority(diagnosis: Diagnosis, result: Result, as_: ClientOf) -> None:
    html = page(as_("viewer"), diagnosis, "roadmap_priorities")
    told = re.findall(r"우선순위 ([\d.]+) = 100 × 가중치 ([\d.]+) × 영향 ([\d.]+) × 차이 ([\d.]+)", html)
    assert len(told) == 10
    for priority, *factors in told:
        weight, impact, gap = map(float, factors)
        assert float(priority) == pytest.approx(100 * weight * impact * gap, abs=0.3)
    first = max(plan_state(diagnosis, result).plan.points, key=lambda p: p.priority)
    robust = [p for p in plan_state(diagnosis, result).plan.points if p.is_robust]
    assert float(told[0][0]) == pytest.approx(first.priority, abs=0.051)
    assert html.count("확실한 우선과제") == len(robust)


def test_step_four_takes_the_means_and_keeps_to_them(diagnosis: Diagnosis, as_: ClientOf) -> None:
    client = as_("editor")
    data = {"revision": 0, "people_months_a_quarter": "1.5", "money": "2천만 원", "quarters": "4"}
    taken = post(client, diagnosis, "roadmap", **data)
    assert taken.status_code == 303
    revision = PlanRevision.objects.get()
    steps = [step for step in Plan.from_dict(revision.content["plan"]).steps if not step.candidate]
    assert steps
    assert sum(step.effort for step in steps) <= 6.0
    assert sum(step.money for step in steps) <= 20.0
    assert max(step.starts_quarter + step.quarters for step in steps) <= 4
    html = page(client, diagnosis, "roadmap")
    assert "4분기 동안 모두 2,000만 원, 분기마다 1.5인월 안에서" in html


def test_faults_of_the_means_keep_what_was_typed(diagnosis: Diagnosis, as_: ClientOf) -> None:
    html = post(
        as_("editor"), diagnosis, "roadmap", revision=0, people_months_a_quarter="3~4명", money="-3", quarters="99"
    ).content.decode()
    for text in ("0 이상으로", "20분기까지", 'value="3~4명"', 'value="-3"', 'value="99"'):
        assert text in html
    assert 'role="alert"' in html


def test_two_people_at_once_nothing_is_lost(
    diagnosis: Diagnosis, result: Result, people: People, as_: ClientOf
) -> None:
    plan_save(diagnosis=diagnosis, result=result, changes={"money": 40.0}, based_on=0, by=people.owner, now=NOW)
    data = {"revision": 0, "people_months_a_quarter": "", "money": "50", "quarters": "8"}
    client = as_("editor")
    clash = post(client, diagnosis, "roadmap", **data)
    html = clash.content.decode()
    assert clash.status_code == 200
    assert "그사이 김대표 님이 같은 내용을 바꿨습니다: 비용" in html
    assert 'value="50"' in html
    renewed = re.search(r'name="revision" value="(\d+)"', html)
    assert renewed is not None
    assert PlanRevision.objects.count() == 1
    assert post(client, diagnosis, "roadmap", **{**data, "revision": renewed.group(1)}).status_code == 303
    assert [revision.inputs["money"] for revision in PlanRevision.objects.order_by("number")] == [40.0, 50.0]


@pytest.mark.parametrize("name", ["roadmap_environment", "roadmap_status", "roadmap"])
def test_who_may_only_look_gets_no_button_and_cannot_post(diagnosis: Diagnosis, as_: ClientOf, name: str) -> None:
    html = page(as_("viewer"), diagnosis, name)
    assert '<fieldset class="bare" disabled>' in html
    assert "계획은 소유자와 편집자가 바꿉니다." in html
    assert post(as_("viewer"), diagnosis, name, revision=0).status_code == 403


def test_a_measure_is_taken_on_and_seen_in_the_timetable(
    diagnosis: Diagnosis, result: Result, people: People, as_: ClientOf
) -> None:
    client = as_("editor")
    measure = result_facts(result, "ko").steps[0].code
    assert address(diagnosis, "roadmap_task", measure) in page(client, diagnosis, "roadmap")
    data = {"revision": 0, "owner": str(people.viewer.pk), "due_on": "2027-03-31", "status": "doing", "note": "첫 줄"}
    taken = post(client, diagnosis, "roadmap_task", measure, **data)
    assert (taken.status_code, taken["Location"]) == (303, f"{address(diagnosis, 'roadmap')}#tasks")
    html = page(as_("viewer"), diagnosis, "roadmap")
    timetable = html.split('<table class="gantt')[1].split("</table>")[0]
    assert "진행 중 · 박사원" in timetable
    assert "2027. 3. 31." in html
    assert "이품질" in page(as_("viewer"), diagnosis, "roadmap_task", measure)


def test_faults_of_a_task_are_told_at_their_field(diagnosis: Diagnosis, people: People, as_: ClientOf) -> None:
    faults = post(
        as_("editor"),
        diagnosis,
        "roadmap_task",
        "I01",
        revision=0,
        owner=str(people.viewer.pk),
        owner_name="박반장",
        due_on="2027-02-30",
        status="perhaps",
        note="적어 둔 말",
    )
    html = faults.content.decode()
    for text in ("하나만 해 주십시오", "2027-03-31처럼 날짜", "진행 상태를 목록에서", "적어 둔 말", 'value="박반장"'):
        assert text in html
    assert not ImprovementTask.objects.exists()
    far = post(as_("editor"), diagnosis, "roadmap_task", "I01", revision=0, due_on="2099-01-01", status="todo")
    assert "10년 안의 날짜" in far.content.decode()
    stranger = post(
        as_("editor"), diagnosis, "roadmap_task", "I01", revision=0, owner=str(people.stranger.pk), status="todo"
    )
    assert "이제 구성원이 아닌 사람입니다" in stranger.content.decode()


def test_a_task_changed_meanwhile_is_shown_beside_what_was_typed(diagnosis: Diagnosis, as_: ClientOf) -> None:
    owner, editor = as_("owner"), as_("editor")
    data = {"revision": 0, "status": "todo", "owner_name": "박반장"}
    post(owner, diagnosis, "roadmap_task", "I01", **data)
    post(owner, diagnosis, "roadmap_task", "I01", **{**data, "revision": 1, "status": "doing"})
    clash = post(
        editor, diagnosis, "roadmap_task", "I01", **{**data, "revision": 1, "note": "내 메모"}
    ).content.decode()
    assert "그사이 다른 사람이 이 과제를 저장했습니다: 진행 중, 박반장" in clash
    assert "내 메모" in clash
    assert 'name="revision" value="2"' in clash
    assert ImprovementTask.objects.get().status == "doing"


def test_unknown_measures_are_not_found(diagnosis: Diagnosis, as_: ClientOf) -> None:
    assert as_("editor").get(address(diagnosis, "roadmap_task", "NONSENSE")).status_code == 404


def test_hostile_names_and_notes_are_text(diagnosis: Diagnosis, result: Result, as_: ClientOf) -> None:
    measure = result_facts(result, "ko").steps[0].code
    evil = "<script>alert(1)</script>"
    post(as_("editor"), diagnosis, "roadmap_task", measure, revision=0, status="todo", owner_name=evil, note=evil)
    for name, more in (("roadmap", ()), ("roadmap_task", (measure,))):
        html = page(as_("viewer"), diagnosis, name, *more)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_next_year_shows_what_became_of_the_plan(result: Result, people: People, as_: ClientOf) -> None:
    worse = samples.make_result(
        people.company, people.owner, given=samples.answers(people.company, ability=30), year=2025
    )
    earlier = worse.submission.diagnosis
    plan_save(diagnosis=earlier, result=worse, changes={"quarters": 4}, based_on=0, by=people.owner, now=NOW)
    done = Plan.from_dict(PlanRevision.objects.get().content["plan"]).steps[0].measure
    post(as_("owner"), earlier, "roadmap_task", done, revision=0, status="done", actual_effort="2")
    html = page(as_("viewer"), result.submission.diagnosis, "roadmap")
    assert "2025년 계획은 얼마나 이루었나" in html
    told = re.search(r"계획한 (\d+)개 문항 가운데 (\d+)개가", html)
    assert told is not None
    planned, reached = map(int, told.groups())
    assert 0 < reached <= planned
    assert "마친 과제 1개에 추정의" in html
    assert "얼마나 이루었나" not in page(as_("viewer"), earlier, "roadmap")
