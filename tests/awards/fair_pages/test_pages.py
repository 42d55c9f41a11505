"""What officials see: counts by stage, desks, exclusions by rule, figures; and what nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from awards.models import (
    ApplicationStep,
    AwardApplication,
    Calibration,
    ExaminerProfile,
    FairnessReport,
    Seat,
    StageChange,
    TeamChallenge,
)
from awards.selectors import fairness
from awards.selectors.calendar import windows
from awards.selectors.fairness import board, desks, exclusions, refusals, standings
from awards.selectors.files import cycle_of
from awards.services.fairness import fairness_report_make
from tests.awards.fair_pages.making import World, make_world
from tests.awards.loaded import make_published
from tests.awards.rows import hand_in, lock, make_application, make_cycle, make_examiner, name_team, ratings
from tests.factories import NOW, People, make_company

pytestmark = [pytest.mark.once, pytest.mark.django_db]
State = AwardApplication.State


@pytest.fixture
def world(people: People) -> World:
    return make_world(people, files=2)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def official(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.official)
    return client


def make_report(cycle_key: str, now: datetime) -> FairnessReport:
    row = FairnessReport.objects.create(cycle_key=cycle_key, asked_at=now)
    return fairness_report_make(report_id=row.pk, now=now, draws=0)


def page(client: Client, address: str) -> str:
    response = client.get(f"/awards/{address}")
    assert response.status_code == 200
    return response.content.decode()


# ---------------------------------------------------------------- progress


def test_every_state_has_a_stage(people: People) -> None:
    cycle = cycle_of(make_published())
    assert set(fairness.STAGE_OF) == set(State)
    assert set(fairness.STAGE_OF.values()) <= set(cycle.stages)


def test_an_application_of_any_state_stands_in_one_stage(people: People) -> None:
    row = make_cycle()
    cycle, application = cycle_of(row), make_application(people.company, row)
    for state in State:
        AwardApplication.objects.filter(pk=application.pk).update(state=state)
        found = board(cycle, now=NOW)
        assert (found.total, found.inside, found.left) == (1, state not in fairness.LEFT, state in fairness.LEFT)
        assert sum(line.count.here + line.count.left for line in found.stages) == 1


def test_where_it_left_is_where_it_stands(world: World, people: People) -> None:
    make_application(people.company, world.cycle, state=State.DECIDED, left_stage="SHORTLIST")
    cycle = cycle_of(world.cycle)
    left = {one.stage for one in standings(cycle, windows(cycle)) if one.left}
    assert left == {"SHORTLIST"}


def test_what_is_late_and_what_is_due_soon(people: People) -> None:
    """To the second: at the end itself it is not overdue, a second later it is."""
    cycle_row = make_published()
    cycle = cycle_of(cycle_row)
    make_application(people.company, cycle_row)
    end = cycle.stage_window("APPLY")[1]
    assert board(cycle, now=end).overdue == 0
    assert board(cycle, now=end + timedelta(seconds=1)).overdue == 1
    assert board(cycle, now=end - timedelta(days=7)).due_soon == 1
    assert board(cycle, now=end - timedelta(days=7, seconds=1)).due_soon == 0
    StageChange.objects.create(
        cycle_key=cycle.key, stage="APPLY", kind="extension", starts_at=cycle.stage_window("APPLY")[0],
        ends_at=end + timedelta(days=1), reason="Test", created_at=NOW,
    )  # fmt: skip
    assert board(cycle, now=end + timedelta(seconds=1)).overdue == 0


def test_a_completion_is_due_when_its_days_are_over(world: World, people: People) -> None:
    make_application(people.company, world.cycle, state=State.COMPLETION, completion_due_at=NOW - timedelta(seconds=1))
    assert board(cycle_of(world.cycle), now=NOW).overdue == 1


def test_the_board_shows_counts_and_never_what_a_draft_says(world: World, people: People, official: Client) -> None:
    make_application(people.company, world.cycle, contact_name="비밀담당", team_name="비밀분임조")
    text = page(official, "fairness/")
    assert "Progress of the cycle" in text
    assert "Small and medium enterprise" in text
    for hidden in ("비밀담당", "비밀분임조", people.company.name, people.company.business_number):
        assert hidden not in text


def test_without_a_cycle_there_is_a_word_for_it(people: People, official: Client) -> None:
    for address in ("fairness/", "fairness/examiners/", "fairness/ratings/"):
        assert "No cycle is published yet" in page(official, address)
    assert official.get("/awards/fairness/?cycle=knqa-1999").status_code == 404
    assert official.post("/awards/fairness/ratings/ask/", {"cycle": ""}).status_code == 404


# ---------------------------------------------------------------- examiners


def test_desks(world: World) -> None:
    cycle = cycle_of(world.cycle)
    spare = make_examiner("spare@example.com", name="대기위원")
    Seat.objects.create(
        application=world.applications[0], examiner=spare, origin="rules", assigned_at=NOW, state="proposed"
    )
    found = {one.examiner.pk: one for one in desks(cycle, now=NOW)}
    load = found[world.examiners[0].pk].load
    items = len(cycle_items(world))
    assert (load.files, load.locked, load.open, load.items, load.items_done) == (2, 2, 0, 2 * items, 2 * items)
    # Who is only proposed has nothing on the desk yet.
    assert found[spare.pk].load.files == 0


def cycle_items(world: World) -> tuple[str, ...]:
    from awards.selectors.review_log import setup_for

    return tuple(setup_for(world.applications[0]).factors)


def test_the_last_calibration_counts(world: World, official: Client) -> None:
    for passed, off in ((False, 18.0), (True, 6.0)):
        Calibration.objects.create(
            examiner=world.examiners[0], cycle_key=world.cycle.key, ratings={}, mean_abs_deviation=off,
            range_agreement_ratio=0.8, passed=passed, taken_at=NOW,
        )  # fmt: skip
    Calibration.objects.create(
        examiner=world.examiners[1], cycle_key="knqa-2025", ratings={}, mean_abs_deviation=3.0,
        range_agreement_ratio=1.0, passed=True, taken_at=NOW,
    )  # fmt: skip
    found = {one.examiner.pk: one.calibration for one in desks(cycle_of(world.cycle), now=NOW)}
    first = found[world.examiners[0].pk]
    assert first is not None
    assert first.passed
    assert found[world.examiners[1].pk] is None, "of another cycle"
    assert "off by 6.0 points, 80% same range" in page(official, "fairness/examiners/")


def test_exclusions_by_rule(world: World, people: People) -> None:
    cycle = cycle_of(world.cycle)
    assert {one.cases for one in exclusions(cycle)} == {0}
    assert {one.rule for one in exclusions(cycle)} == {rule.code for rule in cycle.conflict_of_interest.rules}
    Seat.objects.filter(pk=world.seats[0][0].pk).update(state="ended", ended_rule="C01", ended_at=NOW)
    TeamChallenge.objects.create(
        application=world.applications[1], examiner=world.examiners[1], reason="R", told_at=NOW, asked_at=NOW,
        upheld=True,
    )  # fmt: skip
    TeamChallenge.objects.create(
        application=world.applications[1], examiner=world.examiners[2], reason="R", told_at=NOW, asked_at=NOW,
        upheld=False,
    )  # fmt: skip
    found = {one.rule: one for one in exclusions(cycle)}
    assert (found["C01"].cases, found["C01"].after_lock) == (1, 1)
    assert (found["C11"].cases, found["C11"].after_lock) == (1, 0)


def test_refusals_by_rule(people: People, official: Client) -> None:
    row = make_cycle()
    cycle = cycle_of(row)
    refused = make_application(people.company, row, state=State.REFUSED)
    reopened = make_application(people.other_company, row, state=State.SUBMITTED)
    for application, rule in ((refused, "X01"), (refused, "X06"), (reopened, "X02")):
        ApplicationStep.objects.create(application=application, kind="refused", rule=rule, reason="R", taken_at=NOW)
    assert [(one.rule, one.applications) for one in refusals(cycle)] == [("X06", 1)], "the last word counts"
    assert "Tax arrears bar an application" in page(official, "fairness/examiners/")


def test_who_has_left_the_pool_is_still_seen_with_what_they_read(world: World) -> None:
    ExaminerProfile.objects.filter(pk=world.examiners[0].pk).update(is_active=False)
    assert world.examiners[0] in [one.examiner for one in desks(cycle_of(world.cycle), now=NOW)]


# ---------------------------------------------------------------- figures


def test_asking_and_then_reading(people: People, official: Client) -> None:
    world = make_world(people)
    assert "Nothing has been worked out" in page(official, "fairness/ratings/")
    answer = official.post("/awards/fairness/ratings/ask/", {"cycle": world.cycle.key})
    assert answer.status_code == 302
    assert answer["Location"] == f"/awards/fairness/ratings/?cycle={world.cycle.key}"
    assert "New figures were asked for" in page(official, "fairness/ratings/")
    fairness_report_make(report_id=FairnessReport.objects.get().pk, now=NOW, draws=50)
    text = page(official, "fairness/ratings/")
    assert "18 locked reviews of 6 applications by 3 examiners." in text
    assert "points lower than those who read the same files." in text
    assert "위원2" in text
    assert "<svg" in text


def test_what_cannot_be_told_is_a_dash(people: People, official: Client) -> None:
    """One file, one review: no coefficient, no severity, no spread; and a file of several all rated alike."""
    cycle = make_cycle()
    application = make_application(people.company, cycle)
    hand_in(application, people.owner)
    seats = name_team(application, [make_examiner(f"d{place}@example.com") for place in range(3)], people.official)
    for number, seat in enumerate(seats):
        lock(seat, ratings(application, 50))
        report = make_report(cycle.key, NOW + timedelta(minutes=number))
        assert report.content is not None, number
        text = page(official, "fairness/ratings/")
        assert f"{number + 1} locked reviews of 1 applications" in text
        assert "–" in text


def test_a_report_of_another_shape_is_to_be_made_again(world: World, official: Client) -> None:
    FairnessReport.objects.create(
        cycle_key=world.cycle.key, asked_at=NOW, made_at=NOW, content={"version": 0, "sets": [{}]}
    )
    assert "Nothing has been worked out" in page(official, "fairness/ratings/")


def test_only_officials(world: World, people: People) -> None:
    for user in (people.owner, people.examiner, people.administrator, world.examiners[0].user):
        client = Client()
        client.force_login(user)
        for address in ("fairness/", "fairness/examiners/", "fairness/ratings/"):
            assert client.get(f"/awards/{address}").status_code == 403
        assert client.post("/awards/fairness/ratings/ask/", {"cycle": world.cycle.key}).status_code == 403
    assert not FairnessReport.objects.exists()


def test_the_pages_ask_as_little_for_many_as_for_few(people: People, official: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> list[int]:
        found = []
        for address in ("fairness/", "fairness/examiners/"):
            with CaptureQueriesContext(connection) as asked:
                page(official, address)
            found.append(len(asked))
        return found

    make_world(people, files=2)
    page(official, "fairness/")
    before = count()
    for place in range(4):
        company = make_company(f"더{place}", f"01{place:08}")
        application = make_application(company, AwardApplication.objects.all()[0].cycle)
        hand_in(application, people.owner)
    assert count() == before
