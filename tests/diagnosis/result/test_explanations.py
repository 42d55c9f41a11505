"""Every number of a result opens to how it came about, and what is told there is the result's own."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from diagnosis.models import Result
from qmplatform.korean.formats import number1
from tests.diagnosis.result import samples
from tests.factories import People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
ClientOf = Callable[[str], Client]


def explanation(client: Client, result: Result, code: str) -> dict[str, Any]:
    response = client.get(reverse("api-explanation", args=[result.submission.diagnosis_id, code]))
    assert response.status_code == 200, code
    body: dict[str, Any] = response.json()
    return body


def page(client: Client, result: Result, code: str, language: str = "ko") -> str:
    client.cookies["django_language"] = language
    response = client.get(reverse("diagnosis:explain", args=[result.submission.diagnosis_id, code]))
    assert response.status_code == 200, code
    return response.content.decode()


def groups(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield body["overall"]
    for domain in (*body["domains"], *body["modules"]):
        yield domain
        yield from domain["dimensions"]


def items(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in groups(body):
        yield from group.get("items", ())


def test_every_number_of_the_result_opens_and_adds_up(result: Result, as_: ClientOf) -> None:
    client = as_("viewer")
    body = client.get(reverse("api-result", args=[result.submission.diagnosis_id])).json()
    told = 0
    for group in groups(body):
        found = explanation(client, result, group["code"])
        assert found["score"] == group["score"]
        assert found["position"] == group["position"]
        assert found["interval"] == group["interval"]
        assert found["value"] == result.content["sheet"]["nodes"][group["code"]]["value"]
        if found["value"] is not None:
            assert math.fsum(p["contribution"] or 0 for p in found["parts"]) == pytest.approx(found["value"], abs=1e-9)
            told += len(found["parts"])
    for item in items(body):
        found = explanation(client, result, item["code"])
        assert found["score"] == item["score"]
        assert found["answer"] == item["answer"]
        stored = result.content["sheet"]["items"][item["code"]]
        assert found["value"] == stored["value"]
        if stored["contribution"] is not None and found["up"][-1]["contribution"] is not None:
            assert found["up"][-1]["contribution"] == pytest.approx(stored["contribution"], abs=1e-9)
    assert told > 60


def test_the_page_shows_the_numbers_of_the_api(result: Result, as_: ClientOf) -> None:
    client = as_("viewer")
    for code in ("TOTAL", "INF", "INF1", "PER1", "ESG"):
        found, html = explanation(client, result, code), page(client, result, code)
        assert number1(found["score"]) in html
        for part in found["parts"]:
            assert reverse("diagnosis:explain", args=[result.submission.diagnosis_id, part["code"]]) in html
            if part["contribution"] is not None:
                assert number1(part["contribution"], 2) in html
            if part["score"] is not None:
                assert number1(part["score"]) in html


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_of_a_result_opens(result: Result, as_: ClientOf, language: str) -> None:
    client = as_("viewer")
    roots = [samples.model().root, *samples.model().modules]
    for node in (node for root in roots for node in root.walk()):
        html = page(client, result, node.code, language)
        assert 'style="' not in html
        assert result.snapshot_id in html
        assert result.model_checksum in html


def test_says_where_the_weight_of_the_unknown_went(people: People, as_: ClientOf) -> None:
    given = samples.without(samples.answers(people.company), "INF1.1")
    some = samples.make_result(people.company, people.owner, given=given)
    found = explanation(as_("viewer"), some, "INF1")
    (out,) = [part for part in found["parts"] if not part["counts"]]
    assert out["code"] == "INF1.1"
    assert out["why_out"] == "모름"
    assert out["asked_share"] > 0 == out["share"]
    assert math.fsum(part["share"] for part in found["parts"]) == pytest.approx(1, abs=1e-9)
    html = page(as_("viewer"), some, "INF1")
    assert number1(100 * out["asked_share"]) in html


def test_a_domain_without_a_score_says_why(people: People, as_: ClientOf) -> None:
    given = samples.without(samples.answers(people.company), "PER")
    lean = samples.make_result(people.company, people.owner, given=given)
    for code in ("PER", "TOTAL"):
        found = explanation(as_("viewer"), lean, code)
        assert found["value"] is None
        assert found["why_none"]
        assert all(part["contribution"] is None for part in found["parts"])
        assert found["why_none"] in page(as_("viewer"), lean, code)


def test_the_level_names_the_gate_that_held_it_back(people: People, as_: ClientOf) -> None:
    given = {
        code: answer if not code.startswith("PER") else samples.answers(people.company, ability=2, seed=3)[code]
        for code, answer in samples.answers(people.company, ability=88).items()
    }
    uneven = samples.make_result(people.company, people.owner, given=given)
    found = explanation(as_("viewer"), uneven, "TOTAL")
    held = [step for step in found["levels"] if not step["is_met"] and step["cut"] <= found["score"]]
    assert held, found["levels"]
    assert any(not gate["is_met"] for gate in held[0]["gates"])
    assert "관문" in page(as_("viewer"), uneven, "TOTAL")


def test_the_result_page_links_every_number(result: Result, as_: ClientOf) -> None:
    client = as_("viewer")
    body = client.get(reverse("api-result", args=[result.submission.diagnosis_id])).json()
    html = client.get(reverse("diagnosis:result", args=[result.submission.diagnosis_id])).content.decode()
    for entry in (*groups(body), *items(body)):
        if entry["score"] is not None:
            assert reverse("diagnosis:explain", args=[result.submission.diagnosis_id, entry["code"]]) in html


@pytest.mark.parametrize("code", ["NOTHING", "inf1", "INF1.99"])
def test_what_the_result_does_not_have_is_not_found(result: Result, as_: ClientOf, code: str) -> None:
    for name in ("diagnosis:explain", "api-explanation"):
        assert as_("viewer").get(reverse(name, args=[result.submission.diagnosis_id, code])).status_code == 404


def test_a_module_not_taken_is_not_found(people: People, as_: ClientOf) -> None:
    without = samples.make_result(people.company, people.owner, modules=())
    address = reverse("api-explanation", args=[without.submission.diagnosis_id, "ESG"])
    assert as_("viewer").get(address).status_code == 404


def test_pending_and_strangers(people: People, as_: ClientOf) -> None:
    submission = samples.make_submission(people.company, people.owner, samples.answers(people.company))
    api = reverse("api-explanation", args=[submission.diagnosis_id, "TOTAL"])
    assert as_("viewer").get(api).json() == {"state": "scoring"}
    assert as_("stranger").get(api).status_code == 404
    html = as_("viewer").get(reverse("diagnosis:explain", args=[submission.diagnosis_id, "TOTAL"]))
    assert html["Location"] == reverse("diagnosis:progress", args=[submission.diagnosis_id])


def test_queries_stay_within_the_budget(
    result: Result, as_: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("viewer")
    page(client, result, "TOTAL")
    with django_assert_max_num_queries(15):
        page(client, result, "TOTAL")


def test_says_why_a_part_weighs_what_it_weighs(people: People, as_: ClientOf) -> None:
    found = explanation(as_("viewer"), samples.make_result(people.company, people.owner), "INF1")
    told = {part["code"]: part["weight_reasons"] for part in found["parts"]}
    assert "추적, 공정 분석, 예측" in told["INF1.1"][0]
    moved = [
        (part, reasons)
        for group in samples.model().groups()
        for part in explanation(as_("viewer"), Result.objects.get(), group)["parts"]
        if part["multiplier"] != 1 and (reasons := part["weight_reasons"])
    ]
    assert moved, "the rules for this kind of company give their reasons"
