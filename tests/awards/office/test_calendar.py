"""The calendar: more time, outages and moves, each with its reason; the published date stays to be seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from awards.models import AwardFile, StageChange
from awards.selectors.calendar import window
from awards.selectors.files import cycle_of
from awards.selectors.screening import calendar_lines
from awards.services import calendar as services
from awards.services.calendar import UnableToChangeStage, stage_extend, stage_move, stage_outage
from qmplatform.models import AuditEntry
from tests.awards.rows import make_cycle
from tests.factories import People

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
ENDS = datetime(2026, 4, 30, 18, 0, 0, tzinfo=SEOUL)
APRIL = datetime(2026, 4, 20, 9, 0, 0, tzinfo=SEOUL)


@pytest.fixture
def cycle() -> AwardFile:
    return make_cycle(is_open=False)


def told(people: People, cycle: AwardFile, **more):  # type: ignore[no-untyped-def]
    return {"cycle": cycle_of(cycle), "stage": "APPLY", "reason": "시험", "by": people.official, "now": APRIL} | more


def test_more_time_takes_no_second_away(people: People, cycle: AwardFile) -> None:
    for ends_at in (ENDS, ENDS - timedelta(seconds=1)):
        with pytest.raises(UnableToChangeStage, match="shorter"):
            stage_extend(ends_at=ends_at, **told(people, cycle))
    stage_extend(ends_at=ENDS + timedelta(days=2), **told(people, cycle))
    held = window(cycle_of(cycle), "APPLY")
    assert held.is_open(ENDS)
    assert held.is_open(ENDS + timedelta(days=2, seconds=-1))
    assert not held.is_open(ENDS + timedelta(days=2))
    assert AuditEntry.objects.get(action="award_stage_change").details["reason"] == "시험"


def test_negative_control_without_a_change_the_published_end_holds(cycle: AwardFile) -> None:
    assert not window(cycle_of(cycle), "APPLY").is_open(ENDS)


def test_an_outage_adds_its_length_and_the_hours_of_the_cycle(people: People, cycle: AwardFile) -> None:
    down = {"down_from": ENDS - timedelta(hours=3), "down_to": ENDS + timedelta(hours=1)}
    with pytest.raises(UnableToChangeStage, match="outage"):
        stage_outage(**down, **told(people, cycle))  # it is not over yet
    stage_outage(**down, **told(people, cycle, now=ENDS + timedelta(hours=2)))
    # Of four hours three lay within the window; 24 come on top.
    assert window(cycle_of(cycle), "APPLY").ends_at == ENDS + timedelta(hours=27)


def test_a_stage_that_runs_keeps_its_start(people: People, cycle: AwardFile) -> None:
    held = window(cycle_of(cycle), "APPLY")
    with pytest.raises(UnableToChangeStage, match="begun"):
        stage_move(starts_at=held.starts_at + timedelta(hours=1), ends_at=ENDS, **told(people, cycle))
    with pytest.raises(UnableToChangeStage, match="backwards"):
        stage_move(starts_at=ENDS, ends_at=ENDS, **told(people, cycle))
    with pytest.raises(UnableToChangeStage, match="passed"):
        stage_move(starts_at=held.starts_at, ends_at=APRIL, **told(people, cycle))
    review = window(cycle_of(cycle), "REVIEW")
    moved = told(people, cycle, stage="REVIEW")
    stage_move(starts_at=review.starts_at + timedelta(days=7), ends_at=review.ends_at + timedelta(days=7), **moved)
    assert window(cycle_of(cycle), "REVIEW").starts_at == review.starts_at + timedelta(days=7)


def test_no_change_without_a_reason_or_a_stage(people: People, cycle: AwardFile) -> None:
    with pytest.raises(UnableToChangeStage, match="reason"):
        stage_extend(ends_at=ENDS + timedelta(days=1), **told(people, cycle, reason=" "))
    with pytest.raises(UnableToChangeStage, match="stage"):
        stage_extend(ends_at=ENDS + timedelta(days=1), **told(people, cycle, stage="NONE"))


def test_negative_control_without_the_guard_time_is_taken_away(
    people: People, cycle: AwardFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    services._change(cycle_of(cycle), "APPLY", "move", times=(APRIL, APRIL + timedelta(hours=1)), reason="x",
                     by=people.official, now=APRIL)  # fmt: skip
    assert window(cycle_of(cycle), "APPLY").ends_at < ENDS


def test_every_change_stays_and_the_published_date_is_seen(client: Client, people: People, cycle: AwardFile) -> None:
    for days in (1, 2):
        stage_extend(ends_at=ENDS + timedelta(days=days), **told(people, cycle, reason=f"연장 {days}"))
    line = next(one for one in calendar_lines(cycle_of(cycle)) if one.stage.code == "APPLY")
    assert [change.reason for change in line.changes] == ["연장 2", "연장 1"]
    assert line.published_last == ENDS - timedelta(seconds=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        StageChange.objects.update(reason="x")
    client.force_login(people.official)
    page = client.get(reverse("awards:office-calendar")).content.decode()
    assert "연장 1" in page
    assert "17:59:59" in page


def test_the_page_changes_a_stage(client: Client, people: People, cycle: AwardFile) -> None:
    client.force_login(people.official)
    page = reverse("awards:office-stage", args=[cycle.name, "FEEDBACK"])
    published = window(cycle_of(cycle), "FEEDBACK")
    later = (published.ends_at + timedelta(days=900)).astimezone(SEOUL)
    told_ = {"kind": "extension", "last": later.strftime("%Y-%m-%dT%H:%M:%S"), "reason": "인쇄가 늦습니다."}
    assert client.post(page, told_ | {"last": "내일"}).status_code == 200
    assert client.post(page, told_ | {"last": "2026-01-01 00:00:00"}).status_code == 409
    assert client.post(page, told_).status_code == 303
    assert window(cycle_of(cycle), "FEEDBACK").ends_at == later
    assert client.get(reverse("awards:office-stage", args=[cycle.name, "NONE"])).status_code == 404


def test_everybody_sees_the_new_time_the_old_one_and_why(client: Client, people: People, cycle: AwardFile) -> None:
    before = client.get(reverse("awards:list")).content.decode()
    assert "점검 장애" not in before
    stage_extend(ends_at=ENDS + timedelta(days=3), **told(people, cycle, reason="점검 장애"))
    page = " ".join(client.get(reverse("awards:list")).content.decode().split())
    assert "점검 장애" in page
    assert "2026. 5. 3." in page
    assert '<s class="meta num">' in page
