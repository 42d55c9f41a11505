"""Results by the API."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from diagnosis.models import Result
from diagnosis.selectors.results import result_facts
from tests.diagnosis.result import samples
from tests.factories import People

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def address(name: str, result: Result) -> str:
    return reverse(f"api-{name}", args=[result.submission.diagnosis_id])


def test_result_tells_what_the_page_shows(result: Result, as_: ClientOf) -> None:
    body = as_("viewer").get(address("result", result)).json()
    facts = result_facts(result, "ko")
    assert body["overall"]["score"] == facts.total.value
    assert [domain["code"] for domain in body["domains"]] == ["INF", "ORG", "PER"]
    told = {dimension["code"]: dimension for domain in body["domains"] for dimension in domain["dimensions"]}
    for node in facts.dimensions:
        assert told[node.code]["score"] == node.value
        assert told[node.code]["position"]["n"] % 5 == 0
        assert len(told[node.code]["items"]) == len(node.items)


def test_roadmap_and_cases(result: Result, as_: ClientOf) -> None:
    body = as_("viewer").get(address("roadmap", result)).json()
    assert [step["is_candidate"] for step in body["steps"][:6]] == [False] * 5 + [True]
    assert len(body["points"]) > 40
    assert as_("viewer").get(address("recommended-cases", result)).json() == []


def test_pending(people: People, as_: ClientOf) -> None:
    submission = samples.make_submission(people.company, people.owner, samples.answers(people.company))
    for name in ("result", "report", "roadmap", "recommended-cases"):
        response = as_("viewer").get(reverse(f"api-{name}", args=[submission.diagnosis_id]))
        assert (response.status_code, response.json()) == (202, {"state": "scoring"})


def test_report_while_it_is_made(result: Result, as_: ClientOf) -> None:
    response = as_("viewer").get(address("report", result))
    assert (response.status_code, response.json()) == (202, {"state": "rendering"})


@pytest.mark.parametrize("name", ["result", "report", "roadmap", "recommended-cases"])
def test_strangers_find_nothing(result: Result, as_: ClientOf, name: str) -> None:
    assert as_("stranger").get(address(name, result)).status_code == 404


def test_negative_control_without_the_guard_a_stranger_reads_it(
    result: Result, as_: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diagnosis.selectors.diagnoses.require_permission", lambda *args, **kwargs: None)
    assert as_("stranger").get(address("result", result)).status_code == 200
