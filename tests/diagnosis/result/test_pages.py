"""The result and the roadmap on screen."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cases.models import Case
from diagnosis.models import Diagnosis, Result
from diagnosis.selectors.results import result_facts
from qmplatform.korean.formats import number1
from qmplatform.statistics import round_half_up
from tests.cases.rows import load, make_row
from tests.diagnosis.result import samples
from tests.factories import People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
ClientOf = Callable[[str], Client]


def page(client: Client, result: Result, name: str = "result", language: str = "ko") -> str:
    client.cookies["django_language"] = language
    response = client.get(reverse(f"diagnosis:{name}", args=[result.submission.diagnosis_id]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_says_score_level_peers_and_what_to_do(result: Result, as_: ClientOf, language: str) -> None:
    html = page(as_("viewer"), result, language=language)
    facts = result_facts(result, "ko")
    assert number1(facts.total.value or 0) in html
    assert ("약 40개사" if language == "ko" else "about 40 companies") in html
    for step in result_facts(result, language).steps:
        assert step.title in html
    assert facts.stamp.model_checksum in html
    assert not re.search(r'\sstyle="', html)
    assert "<script>" not in html


def test_every_chart_has_its_table_with_the_same_numbers(result: Result, as_: ClientOf) -> None:
    html = page(as_("viewer"), result)
    facts = result_facts(result, "ko")
    charts = re.findall(r'<figure class="chart">.*?</figure>', html, re.DOTALL)
    assert len(charts) >= 2
    assert all("<table>" in chart for chart in charts)
    for node in facts.dimensions:
        assert html.count(number1(node.value or 0)) >= 2, node.title


def test_queries_stay_within_the_budget(
    result: Result, as_: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("viewer")
    page(client, result)
    with django_assert_max_num_queries(15):
        page(client, result)


def test_without_a_score_it_says_which_dimensions_lack_answers(people: People, as_: ClientOf) -> None:
    given = samples.without(samples.answers(people.company), "PER")
    lean = samples.make_result(people.company, people.owner, given=given)
    html = page(as_("viewer"), lean)
    assert "전체 점수를 낼 수 없습니다" in html
    assert "품질비용" in html
    assert "답한 문항이 없습니다" in html
    page(as_("viewer"), lean, "roadmap")


def test_without_peers_there_is_no_position(people: People, as_: ClientOf) -> None:
    alone = samples.make_result(people.company, people.owner, with_peers=False)
    html = page(as_("viewer"), alone)
    assert "견줄 기업이 적어" in html
    assert "상위 " not in html.split('id="findings"')[0]


def test_shows_the_year_before(people: People, as_: ClientOf) -> None:
    before = {"score": 31.25, "level": 2, "reference_year": 2025, "nodes": {"TOTAL": 31.25, "INF": 30.0}}
    html = page(as_("viewer"), samples.make_result(people.company, people.owner, previous=before))
    assert "31.3" in html
    assert "2025년보다" in html


def test_recommends_cases_with_the_reason(people: People, as_: ClientOf) -> None:
    load(make_row(id="known-case", title_ko="로트를 이은 회사"))
    known = Case.objects.get()
    html = page(as_("viewer"), samples.make_result(people.company, people.owner, cases=(known.id, "gone")))
    assert reverse("cases:detail", args=[known.id]) in html
    assert "같은 약점(데이터), 같은 업종; 불량률 3.1% → 0.7%" in html


def test_hostile_company_name_is_escaped(people: People, as_: ClientOf) -> None:
    people.company.name = "<script>alert(1)</script>"
    people.company.save()
    hostile = samples.make_result(people.company, people.owner)
    for name in ("result", "roadmap"):
        html = page(as_("viewer"), hostile, name)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(("state", "leads_to"), [("submitted", "progress"), ("draft", "tasks"), ("cancelled", "list")])
@pytest.mark.parametrize("name", ["result", "roadmap", "report"])
def test_before_the_result_it_sends_on(people: People, as_: ClientOf, state: str, leads_to: str, name: str) -> None:
    if state == "submitted":
        samples.make_submission(people.company, people.owner, samples.answers(people.company))
    else:
        samples.make_draft(people.company, people.owner)
    Diagnosis.objects.update(state=state)
    diagnosis = Diagnosis.objects.get()
    response = as_("viewer").get(reverse(f"diagnosis:{name}", args=[diagnosis.pk]))
    args: list[Any] = [] if leads_to == "list" else [diagnosis.pk]
    assert response.status_code == 302
    assert response["Location"] == reverse(f"diagnosis:{leads_to}", args=args)


def test_the_timetable_has_every_quarter(result: Result, as_: ClientOf) -> None:
    html = page(as_("viewer"), result, "roadmap")
    facts = result_facts(result, "ko")
    body = html.split('<table class="gantt')[1].split("</table>")[0]
    for row in re.findall(r"<tr>(.*?)</tr>", body.split("<tbody>")[1], re.DOTALL):
        spans = [int(n) for n in re.findall(r'colspan="(\d+)"', row)]
        assert row.count("<td") - len(spans) + sum(spans) == len(facts.quarters)


def test_what_needs_another_measure_comes_after_it(result: Result) -> None:
    steps = {step.code: step for step in result_facts(result, "ko").all_steps}
    for step in steps.values():
        for need in step.open_needs:
            if need.code in steps:
                before = steps[need.code]
                assert step.starts_quarter >= before.starts_quarter + before.quarters


def test_says_the_interval_in_words_and_on_the_ruler(result: Result, as_: ClientOf) -> None:
    html = page(as_("viewer"), result)
    told = result_facts(result, "ko").interval
    assert told is not None
    stored = result.content["interval"]
    assert (told.low, told.high) == tuple(round_half_up(stored[end], 1) for end in ("low", "high"))
    assert f"90% 구간 {number1(told.low)}~{number1(told.high)}" in html
    assert f"90% 구간은 {number1(told.low)}~{number1(told.high)}입니다" in html, "the picture says it, too"
    own = result.level
    assert own is not None
    share = stored["level_shares"][str(own)]
    assert f"{own}단계 이상일 가능성은" in html
    if 0.005 < share < 0.995:
        assert f"{round_half_up(100 * share, 0):.0f}%입니다" in html


def test_an_older_result_shows_the_possible_range_only(people: People, as_: ClientOf) -> None:
    given = samples.without(samples.answers(people.company), "INF1.1")
    older = samples.make_result(people.company, people.owner, given=given, with_interval=False)
    html = page(as_("viewer"), older)
    assert "90% 구간" not in html.split('id="findings"')[0]
    facts = result_facts(older, "ko")
    assert facts.interval is None
    assert f"{number1(facts.total.low or 0)}~{number1(facts.total.high or 0)}" in html


@pytest.mark.parametrize(("before", "said"), [(1.0, "의미 있는 변화입니다"), (None, "불확실성 안에 있습니다")])
def test_a_change_is_called_clear_only_beyond_the_uncertainty(
    people: People, as_: ClientOf, before: float | None, said: str
) -> None:
    now = samples.content(people.company, samples.answers(people.company))
    score, (low, high) = now["sheet"]["score"], now["interval"]["nodes"]["TOTAL"]
    past = score - 0.5 if before is None else before
    previous = {
        "score": past,
        "level": 1,
        "reference_year": 2025,
        "nodes": {"TOTAL": past},
        "intervals": {"TOTAL": [past - (score - low), past + (high - score)]},
    }
    html = page(as_("viewer"), samples.make_result(people.company, people.owner, previous=previous))
    assert said in html


def test_without_the_years_before_interval_nothing_is_called_clear(people: People, as_: ClientOf) -> None:
    previous = {"score": 1.0, "level": 0, "reference_year": 2025, "nodes": {"TOTAL": 1.0}}
    html = page(as_("viewer"), samples.make_result(people.company, people.owner, previous=previous))
    assert "2025년보다" in html
    assert "의미 있는 변화" not in html
