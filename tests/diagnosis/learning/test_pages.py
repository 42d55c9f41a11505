"""The pages of what to learn and of who helps."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from diagnosis.catalog.learning import read_learning
from diagnosis.models import Result
from diagnosis.selectors.learning import learning_of, programme_directory
from diagnosis.selectors.results import result_facts
from tests.cases.rows import load, make_row
from tests.factories import People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
ON = date(2026, 11, 21)


@pytest.fixture
def as_owner(people: People, client: Client) -> Client:
    client.force_login(people.owner)
    return client


def page(client: Client, result: Result, query: str = "", language: str = "en") -> str:
    address = reverse("diagnosis:learning", args=[result.submission.diagnosis_id])
    response = client.get(f"{address}{query}", headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_every_gap_has_its_step_in_the_order_of_the_plan(result: Result) -> None:
    facts = result_facts(result, "ko")
    told = learning_of(result, facts, audience="practitioner", on=ON)
    assert [step.code for step in told.steps] == [gap["code"] for gap in result.content["plan"]["gaps"]]
    assert told.path.courses
    assert all(set(chosen.serves) <= set(told.titles) for chosen in told.path.courses)


def test_practitioners_and_executives_read_differently(as_owner: Client, result: Result) -> None:
    practitioner, executive = page(as_owner, result), page(as_owner, result, "?for=executive")
    assert "Standards to look up" in practitioner
    assert "Standards to look up" not in executive
    assert "Digital quality management for executives" in executive
    assert "Digital quality management for executives" not in practitioner


def test_what_is_asked_for_wrongly_is_the_usual_page(as_owner: Client, result: Result) -> None:
    assert "Standards to look up" in page(as_owner, result, "?for=%00<script>")


def test_methods_are_those_of_published_and_read_cases(as_owner: Client, result: Result) -> None:
    facts = result_facts(result, "ko")

    def methods() -> set[str]:
        told = learning_of(result, facts, audience="practitioner", on=ON)
        return {str(method["code"]) for step in told.steps for method in step.methods}

    before = learning_of(result, facts, audience="practitioner", on=ON)
    themes = [theme for gap in before.path.steps for theme in gap.themes]
    load(make_row(methods=["8d"], themes=themes[:1]))
    assert "8d" in methods()
    Case.objects.update(state=Case.State.WITHDRAWN)
    assert "8d" not in methods()


def test_the_directory_parts_open_from_past(client: Client) -> None:
    found = programme_directory(ON)
    assert {one.code for one in found.open} | {one.code for one in found.past} == {
        one.code for one in read_learning().programmes
    }
    assert all(one.valid_until >= ON for one in found.open)
    assert all(one.valid_until < ON for one in found.past)
    assert [one.valid_until for one in found.past] == sorted((one.valid_until for one in found.past), reverse=True)
    assert not programme_directory(date(2027, 1, 1)).open


@pytest.mark.parametrize(("language", "told"), [("ko", "지원사업"), ("en", "Support programmes")])
def test_the_directory_is_public_and_says_how_old_it_is(client: Client, language: str, told: str) -> None:
    response = client.get(reverse("support"), headers={"Accept-Language": language})
    assert response.status_code == 200
    text = response.content.decode()
    assert told in text
    assert "P-MASTER" in text
    assert "2026" in text
