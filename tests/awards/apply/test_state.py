"""Where an application stands: shown at every step, and never what the judges decided before it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import AwardApplication, AwardFile
from awards.selectors import applications as selectors
from awards.selectors.applications import Deadline, deadline_of, shown_state, timeline
from awards.selectors.calendar import window
from awards.selectors.files import cycle_of
from tests.awards.rows import State, hand_in, make_application, make_cycle
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> AwardFile:
    return make_cycle()


def at(people: People, cycle: AwardFile, state: str, left_stage: str = "") -> AwardApplication:
    application = make_application(people.company, cycle, team_name=f"{state}{left_stage}")
    if state != State.DRAFT:
        hand_in(application, people.owner, state=state)
    application.left_stage = left_stage
    if state == State.COMPLETION:
        application.completion_due_at = NOW + timedelta(days=7)
    application.save()
    return application


def here(application: AwardApplication, now=NOW) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return [(step.code, step.moment) for step in timeline(application, now) if step.moment in ("now", "left")]


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        ("draft", "APPLY"), ("submitted", "SCREEN"), ("completion", "SCREEN"), ("eligible", "ASSIGN"),
        ("review", "REVIEW"), ("consensus", "CONSENSUS"), ("shortlist", "SHORTLIST"), ("visit", "VISIT"),
        ("judging", "JUDGE"),
    ],
)  # fmt: skip
def test_every_state_has_its_place_on_the_way(people: People, cycle: AwardFile, state: str, stage: str) -> None:
    assert here(at(people, cycle, state)) == [(stage, "now")]


def test_one_that_left_shows_where(people: People, cycle: AwardFile) -> None:
    assert here(at(people, cycle, "refused", "SCREEN")) == [("SCREEN", "left")]
    withdrawn = at(people, cycle, "withdrawn", "CONSENSUS")
    assert here(withdrawn) == [("CONSENSUS", "left")]
    assert {step.moment for step in timeline(withdrawn, NOW)} == {"done", "left", "off"}


@pytest.mark.parametrize(("left", "shown"), [("SHORTLIST", "shortlist"), ("JUDGE", "judging"), ("", "judging")])
def test_no_decision_shows_before_it_is_told(people: People, cycle: AwardFile, left: str, shown: str) -> None:
    application = at(people, cycle, "decided", left)
    told_from = window(cycle_of(cycle), "CONFIRM").ends_at
    for moment in (NOW, told_from - timedelta(seconds=1)):
        assert shown_state(application, moment).code == shown
        assert [code for code, _moment in here(application, moment)] == [{"shortlist": "SHORTLIST"}.get(shown, "JUDGE")]
    assert shown_state(application, told_from).code == "decided"
    assert here(application, told_from) == [("FEEDBACK", "now")]


def test_before_it_is_told_chosen_and_not_chosen_look_alike(people: People, cycle: AwardFile) -> None:
    waiting, not_chosen = at(people, cycle, "shortlist"), at(people, cycle, "decided", "SHORTLIST")
    assert shown_state(waiting, NOW) == shown_state(not_chosen, NOW)
    assert timeline(waiting, NOW) == timeline(not_chosen, NOW)


def test_negative_control_without_the_rule_the_decision_would_show(
    people: People, cycle: AwardFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "decisions_are_told", lambda cycle, now: True)
    assert shown_state(at(people, cycle, "decided", "SHORTLIST"), NOW).code == "decided"


def test_the_deadline_counts_down_to_the_second(people: People, cycle: AwardFile) -> None:
    ends = NOW + timedelta(days=2, hours=3, minutes=4, seconds=5)
    found = Deadline(ends, NOW)
    assert (found.days, found.hours, found.minutes, found.is_near, found.is_over) == (2, 3, 4, True, False)
    assert found.last == ends - timedelta(seconds=1)
    assert not Deadline(ends, ends - timedelta(microseconds=1)).is_over
    assert Deadline(ends, ends).is_over
    assert deadline_of(at(people, cycle, "review"), NOW) is None
    assert deadline_of(at(people, cycle, "completion"), NOW) == Deadline(NOW + timedelta(days=7), NOW)


@pytest.mark.parametrize("state", State.values)
def test_its_pages_open_in_every_state_and_give_way_where_nothing_is_to_be_done(
    client: Client, people: People, cycle: AwardFile, state: str
) -> None:
    application = at(people, cycle, state)
    pages = [
        "application", "application-profile", "application-factors", "application-consents", "application-team",
        "application-check", "application-withdraw", "challenge",
    ]  # fmt: skip
    if state != "draft":
        pages += ["application-receipt", "application-submission"]
    for person in (people.owner, people.editor, people.viewer):
        client.force_login(person)
        for page in pages:
            answer = client.get(reverse(f"awards:{page}", args=[application.pk]))
            assert answer.status_code in (200, 303, 403), (state, page, answer.status_code)
        for kind in ("eligibility", "facts"):
            answer = client.get(reverse("awards:application-appeal", args=[application.pk, kind]))
            assert answer.status_code in (200, 303, 403)
    client.force_login(people.owner)
    assert client.get(reverse("awards:application", args=[application.pk])).status_code == 200
    client.force_login(people.official)
    office = client.get(reverse("awards:office-application", args=[application.pk]))
    assert office.status_code == (404 if state == "draft" else 200)
