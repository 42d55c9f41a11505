"""Whether one may apply comes first: nothing is written where a rule bars it, and what is unknown refuses nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from awards.catalog.conditions import UnableToEvaluate
from awards.models import ApplicationFact, AwardApplication, AwardFile
from awards.selectors.eligibility import declared_facts, fact_data, fact_value, precheck
from awards.selectors.files import cycle_of
from awards.services import applications as services
from awards.services.applications import UnableToStartApplication, application_withdraw
from tests.awards.apply.making import DECLARED, begin, close_applications
from tests.awards.rows import make_cycle
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> AwardFile:
    return make_cycle()


def test_a_draft_begins_with_its_facts_and_a_step(people: People, cycle: AwardFile) -> None:
    application = begin(people, cycle)
    assert (application.state, application.category, application.cycle_key) == ("draft", "MGMT-SME", "knqa-2026")
    assert {row.key: row.value for row in application.facts.all()} == {
        "applicant.size": "small", "applicant.years_in_business": 17, "applicant.is_corporate_or_public": True,
    }  # fmt: skip
    assert [step.kind for step in application.steps.all()] == ["started"]


def test_what_a_rule_bars_is_not_written(people: People, cycle: AwardFile) -> None:
    with pytest.raises(UnableToStartApplication) as caught:
        begin(people, cycle, declared=DECLARED | {"applicant.size": "large"})
    assert caught.value.why == "barred"
    assert "E05" in [one.rule.code for one in caught.value.findings if one.outcome.value == "block"]
    assert not AwardApplication.objects.exists()
    assert not ApplicationFact.objects.exists()


def test_negative_control_without_the_check_it_would_be_written(
    people: People, cycle: AwardFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "may_submit", lambda findings: True)
    begin(people, cycle, declared=DECLARED | {"applicant.size": "large"})
    assert AwardApplication.objects.exists()


def test_what_is_not_known_refuses_nobody(people: People, cycle: AwardFile) -> None:
    assert begin(people, cycle, declared={}).state == "draft"


@pytest.mark.parametrize("category", ["MGMT", "MERIT", "INNOV-4IR", "NONE", "ORG"])
def test_headings_closed_and_personal_categories_take_none(people: People, cycle: AwardFile, category: str) -> None:
    with pytest.raises(UnableToStartApplication) as caught:
        begin(people, cycle, category=category)
    assert caught.value.why == "category"


def test_one_application_a_category_and_a_withdrawn_one_frees_the_place(people: People, cycle: AwardFile) -> None:
    first = begin(people, cycle)
    with pytest.raises(UnableToStartApplication) as caught:
        begin(people, cycle)
    assert (caught.value.why, caught.value.existing) == ("twice", first)
    application_withdraw(application=first, reason="다시 씁니다", by=people.owner, now=NOW)
    assert begin(people, cycle).pk != first.pk


@pytest.mark.parametrize(
    ("seconds", "is_open"), [(-1, True), (0, False), (1, False)], ids=["a second before", "at the end", "after"]
)
def test_it_begins_to_the_second(people: People, cycle: AwardFile, seconds: int, is_open: bool) -> None:
    close_applications(cycle, at=NOW)
    moment = NOW + timedelta(seconds=seconds)
    if is_open:
        assert begin(people, cycle, now=moment)
    else:
        with pytest.raises(UnableToStartApplication) as caught:
            begin(people, cycle, now=moment)
        assert caught.value.why == "closed"


def test_a_circle_has_a_field_a_name_and_the_points_of_small_firms(people: People, cycle: AwardFile) -> None:
    told = {"applicant.size": "small", "team.members": 7}
    circle = begin(people, cycle, category="CIRCLE", field_code="QF01", team_name="  한마음  조 ", declared=told)
    assert (circle.field_code, circle.team_name, circle.variant) == ("QF01", "한마음 조", "SMALL_FIRM")
    with pytest.raises(UnableToStartApplication, match="field"):
        begin(people, cycle, category="CIRCLE", field_code="", team_name="다른 조", declared=told)
    with pytest.raises(UnableToStartApplication, match="barred"):
        begin(people, cycle, category="CIRCLE", field_code="QF01", team_name="작은 조", declared={"team.members": 4})


def test_facts_of_the_wrong_type_are_refused(people: People, cycle: AwardFile) -> None:
    with pytest.raises(UnableToEvaluate):
        begin(people, cycle, declared={"applicant.years_in_business": "seventeen"})


def test_facts_go_to_json_and_back(cycle: AwardFile) -> None:
    facts = cycle_of(cycle).facts_by_key
    for key, value in [("history.same_field_award_years", frozenset({2023, 2024})), ("team.members", 7)]:
        assert fact_value(facts[key], fact_data(value)) == value
    assert fact_data(fact_value(facts["team.topic_completed_on"], "2026-03-31")) == "2026-03-31"


def test_only_what_the_rules_of_a_category_ask_is_asked(cycle: AwardFile) -> None:
    held = cycle_of(cycle)
    sme = {fact.key for fact in declared_facts(held, held.category("MGMT-SME"))}
    circle = {fact.key for fact in declared_facts(held, held.category("CIRCLE"))}
    assert sme == {"applicant.size", "applicant.years_in_business", "applicant.is_corporate_or_public"}
    assert circle == {"applicant.size", "team.members", "team.topic_completed_on"}


def test_the_check_says_who_has_to_act(cycle: AwardFile) -> None:
    held = cycle_of(cycle)
    lines = {
        line.finding.rule.code: line.kind
        for line in precheck(held, held.category("MGMT-SME"), {"applicant.size": "large"})
    }
    assert (lines["E05"], lines["E01"], lines["E04"], lines["X06"]) == ("stop", "ask", "later", "office")
    assert "E10" not in lines  # of circles


def test_the_page_writes_nothing_until_it_is_begun(client: Client, people: People, cycle: AwardFile) -> None:
    client.force_login(people.editor)
    chosen = {"company": str(people.company.pk), "category": "MGMT-SME"}
    answer = client.get(reverse("awards:application-start"), chosen)
    assert answer.status_code == 303
    told = chosen | {
        "applicant_size": "large", "applicant_years_in_business": "17", "applicant_is_corporate_or_public": "yes",
        "language": "ko",
    }  # fmt: skip
    barred = client.post(reverse("awards:application-begin"), told | {"start": "1"})
    assert "E05" in barred.content.decode()
    assert not AwardApplication.objects.exists()
    fine = client.post(reverse("awards:application-begin"), told | {"applicant_size": "small"})
    assert 'name="start"' in fine.content.decode()
    assert not AwardApplication.objects.exists()
    begun = client.post(reverse("awards:application-begin"), told | {"applicant_size": "small", "start": "1"})
    assert begun.status_code == 303
    assert AwardApplication.objects.get().created_by == people.editor


def test_nobody_begins_for_another_company(client: Client, people: People, cycle: AwardFile) -> None:
    for person in (people.viewer, people.stranger, people.official):
        client.force_login(person)
        answer = client.post(
            reverse("awards:application-begin"),
            {"company": str(people.company.pk), "category": "MGMT-SME", "start": "1", "applicant_size": "small",
             "applicant_years_in_business": "9", "applicant_is_corporate_or_public": "yes", "language": "ko"},
        )  # fmt: skip
        assert answer.status_code == 303
    assert not AwardApplication.objects.exists()
