"""The API of applications, reviews, consensus and feedback reports: who gets what, at which stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from awards.models import AwardApplication, ExaminerProfile, FeedbackRelease, PanelMeeting, PanelQuestion, Seat
from awards.scoring import ConsensusClosed
from awards.selectors.review_log import examiner_key
from awards.services.review_log import review_event_append
from tests.awards.rows import (
    hand_in,
    lock,
    make_application,
    make_cycle,
    make_examiner,
    name_team,
    open_consensus,
    ratings,
)
from tests.factories import NOW, People, make_company

pytestmark = [pytest.mark.once, pytest.mark.django_db]
State = AwardApplication.State
LIST = "/api/v1/awards/applications/"
COMMENT = {
    "id": "C1", "item": "AWD1.1", "kind": "strength", "factor": "A", "importance": "++", "ko": "표시-강점", "en": "Strong",
    "evidence": ["1.1-P1"],
}  # fmt: skip


@dataclass
class World:
    application: AwardApplication
    draft: AwardApplication
    team: list[ExaminerProfile]
    seats: list[Seat]
    judge: ExaminerProfile
    outsider: ExaminerProfile


@pytest.fixture
def world(people: People) -> World:
    cycle = make_cycle()
    application = make_application(people.company, cycle)
    hand_in(application, people.owner)
    draft = make_application(make_company("초안기업", "0019999999"), cycle)
    team = [make_examiner(f"api-e{place}@example.com", name=f"위원{place}") for place in range(3)]
    seats = name_team(application, team, people.official)
    judge = make_examiner("api-judge@example.com", is_judge=True)
    return World(application, draft, team, seats, judge, make_examiner("api-out@example.com"))


def get(user: User, address: str, **query: str) -> tuple[int, Any]:
    client = Client()
    client.force_login(user)
    with time_machine.travel(NOW, tick=False):
        response = client.get(address, query)
    is_json = "json" in response["Content-Type"]
    return response.status_code, response.json() if is_json else response.content


def of(row: AwardApplication, part: str = "") -> str:
    return f"{LIST}{row.pk}/{part}"


def lock_all(world: World) -> None:
    for place, seat in enumerate(world.seats):
        lock(seat, ratings(world.application, 50 + 5 * place), [COMMENT | {"ko": f"표시-{place}"}])


def close(world: World) -> None:
    lock_all(world)
    open_consensus(world.application, world.seats[0])
    event = ConsensusClosed(examiner_key(world.team[0]))
    review_event_append(application=world.application, event=event, by=world.team[0].user, now=NOW)


def call_judge(world: World) -> None:
    meeting = PanelMeeting.objects.create(
        cycle_key=world.application.cycle_key, kind="shortlist", title="T", created_at=NOW
    )
    meeting.judges.add(world.judge)
    PanelQuestion.objects.create(meeting=meeting, application=world.application)


# ---------------------------------------------------------------- the list and one


def test_everybody_sees_their_own_list(world: World, people: People) -> None:
    seen = {
        "owner": (people.owner, [("company", world.application)]),
        "viewer": (people.viewer, [("company", world.application)]),
        "stranger": (people.stranger, []),
        "official": (people.official, [("office", world.application)]),
        "team": (world.team[1].user, [("team", world.application)]),
        "outsider": (world.outsider.user, []),
        "administrator": (people.administrator, []),
    }
    for name, (user, expected) in seen.items():
        status, body = get(user, LIST)
        assert status == 200
        found = [(one["seen_as"], one["id"]) for one in body["results"]]
        assert found == [(role, str(row.pk)) for role, row in expected], name
        assert get(user, of(world.application))[0] == (200 if expected else 404), name
        assert get(user, of(world.draft))[0] == 404, f"a draft of another company, {name}"
    assert Client().get(LIST).status_code in (401, 403)


def test_negative_control_with_the_rule_off_everybody_sees_all(
    world: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "awards.api.applications.applications_seen_by", lambda user: AwardApplication.objects.order_by("-created_at")
    )
    assert len(get(people.stranger, LIST)[1]["results"]) == 2


def test_who_stepped_back_or_left_the_pool_sees_nothing(world: World) -> None:
    Seat.objects.filter(pk=world.seats[1].pk).update(state="ended", ended_at=NOW)
    assert get(world.team[1].user, of(world.application))[0] == 404
    ExaminerProfile.objects.filter(pk=world.team[2].pk).update(is_active=False)
    assert get(world.team[2].user, of(world.application))[0] == 404


def test_an_applicant_is_told_no_decision_early(world: World, people: People) -> None:
    AwardApplication.objects.filter(pk=world.application.pk).update(state=State.DECIDED, left_stage="SHORTLIST")
    assert get(people.owner, of(world.application))[1]["state"] == "shortlist"
    # Negative control: the office knows.
    assert get(people.official, of(world.application))[1]["state"] == "decided"


def test_its_company_sees_how_far_a_draft_is(world: World, people: People) -> None:
    draft = make_application(people.company, world.application.cycle, category="INNOV-PROD")
    status, body = get(people.editor, of(draft))
    assert status == 200
    assert body["deadline"] is not None
    assert {"AWD1.1", "CONTACT"} <= {part["code"] for part in body["parts"]}
    assert body["submissions"] == []
    handed_in = get(people.editor, of(world.application))[1]
    assert (handed_in["parts"], handed_in["deadline"]) == ([], None)
    assert [one["number"] for one in handed_in["submissions"]] == [1]


def test_the_list_asks_as_much_for_many_as_for_one(world: World, people: People) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            get(people.official, LIST)
        return len(asked)

    before = count()
    for place in range(4):
        row = make_application(make_company(f"더{place}", f"002222222{place}"), world.application.cycle)
        hand_in(row, people.owner)
    assert count() == before


# ---------------------------------------------------------------- reviews


def test_nothing_of_others_before_the_consensus_is_opened(world: World, people: People) -> None:
    address = of(world.application, "reviews/")
    assert get(world.team[0].user, address) == (200, [])
    lock_all(world)
    status, own = get(world.team[1].user, address)
    assert status == 200
    assert [(one["is_own"], one["examiner"]) for one in own] == [(True, str(world.team[1]))]
    assert [comment["text"]["ko"] for comment in own[0]["comments"]] == ["표시-1"]
    assert get(world.team[1].user, of(world.application, "consensus/"))[1]["items"] == []
    open_consensus(world.application, world.seats[0])
    everybody = get(world.team[1].user, address)[1]
    assert sorted(one["ratings"][0]["percent"] for one in everybody) == [50, 55, 60]


def test_negative_control_without_the_rule_reviews_of_others_show(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_all(world)
    monkeypatch.setattr("awards.selectors.reviewing.reviews_visible_to", lambda state, examiner: dict(state.reviews))
    assert len(get(world.team[1].user, of(world.application, "reviews/"))[1]) == 3


def test_the_office_reads_a_review_once_it_is_locked(world: World, people: People) -> None:
    lock(world.seats[0], ratings(world.application, 50), [COMMENT])
    rows = get(people.official, of(world.application, "reviews/"))[1]
    assert [row["locked_at"] is not None for row in rows] == [True, False, False]
    assert [len(row["ratings"]) > 0 for row in rows] == [True, False, False]


def test_without_the_declaration_the_file_is_closed(world: World, people: People) -> None:
    other = make_application(make_company("다른기업", "0018888888"), world.application.cycle)
    hand_in(other, people.owner)
    name_team(other, world.team, people.official, declared=False)
    for part in ("reviews/", "consensus/"):
        assert get(world.team[0].user, of(other, part))[0] == 403
    assert get(world.team[0].user, of(other))[0] == 200, "that there is such a file the examiner knows"


def test_companies_and_judges_read_no_review(world: World, people: People) -> None:
    close(world)
    call_judge(world)
    address = of(world.application, "reviews/")
    for user in (people.owner, people.editor, people.viewer, world.judge.user):
        assert get(user, address)[0] == 403
    for user in (people.stranger, world.outsider.user, people.administrator):
        assert get(user, address)[0] == 404


# ---------------------------------------------------------------- consensus


def test_consensus_by_role(world: World, people: People) -> None:
    address = of(world.application, "consensus/")
    lock_all(world)
    open_consensus(world.application, world.seats[0])
    call_judge(world)
    assert len(get(world.team[2].user, address)[1]["items"]) > 0
    # The office and the judges wait until the team has closed it.
    assert get(people.official, address)[1]["items"] == []
    assert get(world.judge.user, address)[1]["items"] == []
    event = ConsensusClosed(examiner_key(world.team[0]))
    review_event_append(application=world.application, event=event, by=world.team[0].user, now=NOW)
    for user in (people.official, world.judge.user, world.team[2].user):
        body = get(user, address)[1]
        assert body["phase"] == "visit"
        assert {item["percent"] for item in body["items"]} == {55}
        assert {item["lowest"] for item in body["items"]} == {50}
    assert get(people.owner, address)[0] == 403
    assert get(people.stranger, address)[0] == 404


def test_a_judge_who_may_not_decide_reads_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    close(world)
    call_judge(world)
    monkeypatch.setattr("awards.api.reviews.may_judge", lambda question, judge, now: False)
    assert get(world.judge.user, of(world.application, "consensus/"))[0] == 404


# ---------------------------------------------------------------- feedback report


def test_the_report_is_for_its_company_alone_and_not_before_its_day(world: World, people: People) -> None:
    address = of(world.application, "feedback-report/")
    AwardApplication.objects.filter(pk=world.application.pk).update(state=State.DECIDED, left_stage="JUDGE")
    assert get(people.owner, address)[0] == 404
    FeedbackRelease.objects.create(
        cycle_key=world.application.cycle_key, releases_at=NOW + timedelta(seconds=1), created_at=NOW
    )
    assert get(people.owner, address)[0] == 404
    FeedbackRelease.objects.create(cycle_key=world.application.cycle_key, releases_at=NOW, created_at=NOW)
    assert get(people.owner, address) == (202, {"state": "rendering"})
    assert get(people.editor, address)[0] == 202
    assert get(people.viewer, address)[0] == 403
    for user in (people.stranger, people.official, world.team[0].user, world.judge.user, people.administrator):
        assert get(user, address)[0] == 404


def test_a_released_report_is_given_and_the_giving_is_written_down(
    world: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib
    from pathlib import Path

    from django.conf import settings

    from awards.models import FeedbackDownload, FeedbackReport

    body = b"%PDF-1.7 test"
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    (Path(settings.MEDIA_ROOT) / "f.pdf").write_bytes(body)
    FeedbackReport.objects.create(
        application=world.application, edition=1, language="ko", template_version="1", content={}, file_name="f.pdf",
        sha256=hashlib.sha256(body).hexdigest(), size_bytes=len(body), pages=1, created_at=NOW,
    )  # fmt: skip
    AwardApplication.objects.filter(pk=world.application.pk).update(state=State.DECIDED, left_stage="JUDGE")
    address = of(world.application, "feedback-report/")
    assert get(people.owner, address, lang="ko")[0] == 404, "not released yet"
    FeedbackRelease.objects.create(cycle_key=world.application.cycle_key, releases_at=NOW, created_at=NOW)
    assert get(people.owner, address, lang="ko") == (200, body)
    assert [one.taken_by for one in FeedbackDownload.objects.all()] == [people.owner]
    assert get(people.owner, address, lang="en")[0] == 202
