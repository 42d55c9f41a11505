"""The office decides on what was handed in, by rules: nothing unknown refuses anybody, nothing barred passes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from awards.models import AwardApplication, AwardFile, DossierText
from awards.selectors.access import application_for_office
from awards.selectors.files import cycle_of
from awards.selectors.screening import history_of, office_list, screening_facts, screening_findings
from awards.services import screening
from awards.services.facts import UnableToLookUpFacts, facts_declare, facts_look_up
from awards.services.screening import (
    UnableToScreen,
    application_ask_completion,
    application_find_eligible,
    application_refuse,
    completion_days,
)
from awards.services.submitting import application_submit
from tests.awards.apply.making import begin, complete
from tests.awards.rows import make_cycle
from tests.factories import NOW, People

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]
CLEAN = {
    "history.same_field_award_years": frozenset(), "history.award_cancelled": False,
    "legal.safety_violation_years": frozenset(), "legal.fair_trade_violation_years": frozenset(),
    "legal.labour_violation_years": frozenset(), "legal.tax_delinquent": False, "legal.under_investigation": False,
    "legal.public_scandal": False, "legal.environment_violation_years": frozenset(),
}  # fmt: skip


@pytest.fixture
def cycle() -> AwardFile:
    return make_cycle()


@pytest.fixture
def waiting(people: People, cycle: AwardFile) -> AwardApplication:
    application = complete(people, cycle)
    application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW)
    application.refresh_from_db()
    return application


def look_up(application: AwardApplication, people: People, **values):  # type: ignore[no-untyped-def]
    told = CLEAN | {key.replace("__", "."): value for key, value in values.items()}
    return facts_look_up(application=application, values=told, notes={}, by=people.official, now=NOW)


def outcomes(application: AwardApplication) -> dict[str, str]:
    return {one.rule.code: one.outcome.value for one in screening_findings(application)}


def test_all_looked_up_and_clean_passes_without_a_reason(waiting: AwardApplication, people: People) -> None:
    with pytest.raises(UnableToScreen) as caught:
        application_find_eligible(application=waiting, reason="", by=people.official, now=NOW)
    assert caught.value.why == "open_questions"
    assert "X06" in caught.value.rules
    look_up(waiting, people)
    step = application_find_eligible(application=waiting, reason="", by=people.official, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, step.kind) == ("eligible", "eligible")
    with pytest.raises(UnableToScreen, match="state"):
        application_find_eligible(application=waiting, reason="x", by=people.official, now=NOW)


def test_what_a_rule_bars_cannot_be_eligible_and_is_refused_by_it(waiting: AwardApplication, people: People) -> None:
    look_up(waiting, people, legal__tax_delinquent=True, legal__safety_violation_years=frozenset({2024}))
    assert (outcomes(waiting)["X06"], outcomes(waiting)["X03"]) == ("block", "officer")
    with pytest.raises(UnableToScreen, match="barred: X06"):
        application_find_eligible(application=waiting, reason="그래도", by=people.official, now=NOW)
    with pytest.raises(UnableToScreen, match="rule"):
        application_refuse(application=waiting, rule="X01", reason="수상 이력", by=people.official, now=NOW)
    with pytest.raises(UnableToScreen, match="reason"):
        application_refuse(application=waiting, rule="X06", reason=" ", by=people.official, now=NOW)
    step = application_refuse(application=waiting, rule="X06", reason="체납이 있습니다.", by=people.official, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.left_stage, step.rule) == ("refused", "SCREEN", "X06")


def test_nothing_unknown_refuses(waiting: AwardApplication, people: People) -> None:
    assert outcomes(waiting)["X06"] == "unknown"
    with pytest.raises(UnableToScreen, match="rule"):
        application_refuse(application=waiting, rule="X06", reason="모르지만", by=people.official, now=NOW)


def test_negative_control_without_the_rule_the_unknown_would_refuse(
    waiting: AwardApplication, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "refusing_rules", lambda found: {one.rule.code: one for one in found})
    application_refuse(application=waiting, rule="X06", reason="모르지만", by=people.official, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "refused"


def test_the_office_decides_on_what_was_handed_in_and_not_on_what_is_being_changed(
    waiting: AwardApplication, people: People
) -> None:
    first, _last = completion_days(cycle_of(waiting.cycle), NOW)
    application_ask_completion(application=waiting, reason="규모를 확인", due_on=first, by=people.official, now=NOW)
    facts_declare(application=waiting, values={"applicant.size": "large"}, by=people.editor, now=NOW)
    DossierText.objects.filter(application=waiting).update(text="")
    assert screening_facts(waiting)["applicant.size"] == "small"
    assert outcomes(waiting)["E05"] == "pass"
    waiting.refresh_from_db()
    due = waiting.completion_due_at
    assert due is not None
    # While the days run the office waits; after them it decides on what it has.
    with pytest.raises(UnableToScreen, match="state"):
        application_find_eligible(application=waiting, reason="x", by=people.official, now=due - timedelta(seconds=1))
    application_find_eligible(application=waiting, reason="받은 대로 봅니다.", by=people.official, now=due)
    waiting.refresh_from_db()
    assert waiting.state == "eligible"


def test_a_completion_has_the_days_of_the_cycle_at_least(waiting: AwardApplication, people: People) -> None:
    first, last = completion_days(cycle_of(waiting.cycle), NOW)
    assert (first - NOW.date()).days == 7
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        with pytest.raises(UnableToScreen, match="due"):
            application_ask_completion(application=waiting, reason="자료", due_on=day, by=people.official, now=NOW)


def test_officials_look_up_their_own_facts_only_while_it_is_in(
    waiting: AwardApplication, people: People, cycle: AwardFile
) -> None:
    with pytest.raises(KeyError):
        facts_look_up(application=waiting, values={"applicant.size": "small"}, notes={}, by=people.official, now=NOW)
    draft = begin(people, cycle, category="AI")
    with pytest.raises(KeyError):
        facts_declare(application=draft, values={"legal.tax_delinquent": False}, by=people.editor, now=NOW)
    with pytest.raises(UnableToLookUpFacts):
        facts_look_up(application=draft, values={}, notes={}, by=people.official, now=NOW)


def test_the_list_counts_drafts_and_shows_none(people: People, cycle: AwardFile, waiting: AwardApplication) -> None:
    draft = begin(people, cycle, category="AI")
    found = office_list(people.official, cycle)
    assert ([line.application for line in found.lines], found.drafts, found.total) == ([waiting], 1, 1)
    assert [(one.label.code, one.number) for one in found.states] == [("submitted", 1)]
    for asked, number in [
        ({"state": "eligible"}, 0), ({"category": "MGMT-SME"}, 1), ({"query": "한빛"}, 1), ({"query": "124-81"}, 1),
        ({"query": "NQA-2026-00001"}, 1), ({"query": "없는 이름"}, 0), ({"state": "nonsense"}, 1),
    ]:  # fmt: skip
        assert len(office_list(people.official, cycle, **asked).lines) == number, asked
    with pytest.raises(Http404):
        application_for_office(people.official, draft.pk)
    for person in (people.owner, people.examiner):
        with pytest.raises(PermissionDenied):
            office_list(person, cycle)


def test_the_history_begins_with_the_receipt(waiting: AwardApplication, people: People) -> None:
    actions = [line.action for line in history_of(waiting)]
    assert actions[-1] == "award_application_submitted"
    assert "award_key_factors_write" not in actions


def test_the_pages_screen_a_file(client: Client, people: People, waiting: AwardApplication) -> None:
    client.force_login(people.official)
    page = reverse("awards:office-application", args=[waiting.pk])
    shown = client.get(page).content.decode()
    assert "NQA-2026-00001" in shown
    assert "12곳에서" in shown
    screen = reverse("awards:office-screen", args=[waiting.pk])
    assert client.post(screen, {"outcome": "eligible", "reason": ""}).status_code == 409
    assert client.post(screen, {"outcome": "completion", "reason": ""}).status_code == 200
    facts = reverse("awards:office-facts", args=[waiting.pk])
    wrong = client.post(facts, {"legal_safety_violation_years": "some"})
    assert wrong.status_code == 200
    told = {"legal_tax_delinquent": "yes", "legal_tax_delinquent_note": "국세청", "legal_safety_violation_years": "some",
            "legal_safety_violation_years_years": "2024, 2025"}  # fmt: skip
    assert client.post(facts, told).status_code == 303
    assert {row.key: row.value for row in waiting.facts.filter(key__startswith="legal")} == {
        "legal.tax_delinquent": True, "legal.safety_violation_years": [2024, 2025],
    }  # fmt: skip
    assert client.post(screen, {"outcome": "refused", "rule": "X06", "reason": "체납"}).status_code == 303
    waiting.refresh_from_db()
    assert waiting.state == "refused"
    client.force_login(people.owner)
    told_page = client.get(reverse("awards:application", args=[waiting.pk])).content.decode()
    assert "체납" in told_page
    assert "국세청" not in told_page  # where it was looked up stays with the office
