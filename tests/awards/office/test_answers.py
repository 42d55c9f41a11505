"""Objections, corrections and challenges: in time, once, answered by somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import Appeal, AwardApplication, AwardFile, FeedbackRelease, FeedbackReport, TeamChallenge
from awards.selectors.applications import objection_until, team_of
from awards.services import appeals
from awards.services.appeals import UnableToAnswer, UnableToAppeal, appeal_answer, appeal_file
from awards.services.screening import application_refuse
from awards.services.submitting import application_submit
from tests.awards.apply.making import complete
from tests.awards.office.test_screening import look_up
from tests.awards.rows import hand_in, make_application, make_cycle, make_examiner, name_team
from tests.factories import NOW, People, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]


@pytest.fixture
def cycle() -> AwardFile:
    return make_cycle()


@pytest.fixture
def refused(people: People, cycle: AwardFile) -> AwardApplication:
    application = complete(people, cycle)
    application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW)
    look_up(application, people, legal__tax_delinquent=True)
    application_refuse(application=application, rule="X06", reason="체납", by=people.official, now=NOW)
    application.refresh_from_db()
    return application


def object_to(application: AwardApplication, people: People, now: datetime = NOW) -> Appeal:
    return appeal_file(application=application, kind="eligibility", text="납부했습니다.", by=people.owner, now=now)


def test_an_objection_counts_for_seven_days_to_the_second(refused: AwardApplication, people: People) -> None:
    until = objection_until(refused)
    assert until == NOW + timedelta(days=7)
    with pytest.raises(UnableToAppeal, match="late"):
        object_to(refused, people, until)
    assert object_to(refused, people, until - timedelta(seconds=1))
    with pytest.raises(UnableToAppeal, match="waiting"):
        object_to(refused, people)


def test_negative_control_without_the_clock_a_late_objection_counts(
    refused: AwardApplication, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appeals, "objection_until", lambda row: NOW + timedelta(days=99))
    assert object_to(refused, people, NOW + timedelta(days=30))


def test_another_official_answers_and_upheld_it_is_screened_anew(refused: AwardApplication, people: People) -> None:
    appeal = object_to(refused, people)
    with pytest.raises(UnableToAnswer, match="own"):
        appeal_answer(appeal=appeal, upheld=False, answer="그대로", by=people.official, now=NOW)
    other = make_user("second@official.example", platform_role="official")
    with pytest.raises(UnableToAnswer, match="text"):
        appeal_answer(appeal=appeal, upheld=True, answer="  ", by=other, now=NOW)
    appeal_answer(appeal=appeal, upheld=True, answer="증명서를 확인했습니다.", by=other, now=NOW)
    refused.refresh_from_db()
    assert (refused.state, refused.left_stage) == ("submitted", "")
    assert refused.steps.order_by("-pk")[0].kind == "reopened"
    with pytest.raises(UnableToAnswer, match="answered"):
        appeal_answer(appeal=appeal, upheld=False, answer="다시", by=other, now=NOW)


def test_what_is_not_upheld_stays_restricted(refused: AwardApplication, people: People, client: Client) -> None:
    appeal = object_to(refused, people)
    client.force_login(people.official)
    page = reverse("awards:office-appeal", args=[appeal.pk])
    assert client.post(page, {"upheld": "no", "answer": "그대로입니다."}).status_code == 409  # whoever refused
    client.force_login(make_user("second@official.example", platform_role="official"))
    assert client.post(page, {"upheld": "no", "answer": "그대로입니다."}).status_code == 303
    refused.refresh_from_db()
    assert refused.state == "refused"
    client.force_login(people.owner)
    assert "그대로입니다." in client.get(reverse("awards:application", args=[refused.pk])).content.decode()


def test_there_is_nothing_to_object_to_before_a_restriction(people: People, cycle: AwardFile) -> None:
    application = make_application(people.company, cycle)
    with pytest.raises(UnableToAppeal, match="kind"):
        object_to(application, people)
    with pytest.raises(UnableToAppeal, match="kind"):
        appeal_file(application=application, kind="facts", text="틀립니다", by=people.owner, now=NOW)


def test_facts_of_the_report_are_corrected_for_fourteen_days(people: People, cycle: AwardFile) -> None:
    application = make_application(people.company, cycle)
    hand_in(application, people.owner, state="decided")
    FeedbackReport.objects.create(
        application=application, edition=1, language="ko", template_version="1", content={}, file_name="x.pdf",
        sha256="0", size_bytes=1, pages=1, created_at=NOW - timedelta(days=1),
    )  # fmt: skip
    FeedbackRelease.objects.create(cycle_key=cycle.name, releases_at=NOW, created_at=NOW)

    def ask(about: str, now: datetime) -> Appeal:
        return appeal_file(
            application=application, kind="facts", about=about, text="2024년이 아닙니다.", by=people.owner, now=now
        )

    with pytest.raises(UnableToAppeal, match="kind"):
        ask("", NOW - timedelta(seconds=1))
    with pytest.raises(UnableToAppeal, match="about"):
        ask("AWD9.9", NOW)
    assert ask("AWD1.1", NOW).about == "AWD1.1"
    assert ask("", NOW + timedelta(days=14, seconds=-1))
    with pytest.raises(UnableToAppeal, match="late"):
        ask("AWD2.1", NOW + timedelta(days=14))


def test_the_applicant_knows_names_and_asks_for_another_on_one_page_alone(
    client: Client, people: People, cycle: AwardFile
) -> None:
    application = make_application(people.company, cycle)
    hand_in(application, people.owner)
    team = [make_examiner(f"e{n}@example.com", name=f"심사{n}호", employer_name="가람대") for n in range(3)]
    name_team(application, team, people.official)
    assert [one.name for one in team_of(application)] == ["심사0호", "심사1호", "심사2호"]
    client.force_login(people.owner)
    page = reverse("awards:challenge", args=[application.pk])
    assert "심사1호" in client.get(page).content.decode()
    assert "가람대" in client.get(page).content.decode()
    for name in ("application", "application-submission", "application-receipt"):
        assert "심사1호" not in client.get(reverse(f"awards:{name}", args=[application.pk])).content.decode()
    client.force_login(people.editor)
    assert client.get(page).status_code == 403


def test_the_office_answers_a_challenge(client: Client, people: People, cycle: AwardFile) -> None:
    application = make_application(people.company, cycle)
    hand_in(application, people.owner)
    team = [make_examiner(f"e{n}@example.com", name=f"심사{n}호") for n in range(4)]
    name_team(application, team, people.official)
    asked = TeamChallenge.objects.create(
        application=application, examiner=team[2], reason="거래처입니다.", told_at=NOW, asked_at=NOW
    )
    client.force_login(people.official)
    assert "거래처" not in client.get(reverse("awards:office-answers")).content.decode()
    page = reverse("awards:office-challenge", args=[asked.pk])
    assert "거래처입니다." in client.get(page).content.decode()
    assert client.post(page, {"upheld": "no", "answer": "거래 사실이 없습니다."}).status_code == 303
    asked.refresh_from_db()
    assert (asked.upheld, asked.answered_by) == (False, people.official)
    assert client.post(page, {"upheld": "yes", "answer": "다시"}).status_code == 409
