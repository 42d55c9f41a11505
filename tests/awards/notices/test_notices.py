"""Mails of the awards: to whom, once, in which language, only while it holds, and nothing that is not for a mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from accounts.models import Membership
from awards.models import AwardApplication, FeedbackRelease, PanelMeeting, StageChange
from awards.selectors.files import cycle_of
from awards.selectors.pool import today
from awards.services import notices
from awards.services.assignment import seat_recuse, teams_name_ready
from awards.services.due_notices import due_notices_tell
from awards.services.judging import meeting_change, meeting_close, meeting_plan
from awards.services.notices import NOTICE_JOB, decision_tell, notice_send, report_tell
from awards.services.screening import application_ask_completion, application_refuse
from awards.services.submitting import application_submit
from qmplatform.models import Job
from tests.awards.apply.making import complete
from tests.awards.feedback.samples import make_left
from tests.awards.judging.made import company, make_judges, make_official, opened, reasons, scored, vote_all
from tests.awards.rows import make_cycle
from tests.awards.teams.made import World, declare
from tests.factories import NOW, People, make_membership, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]


def jobs(what: str) -> list[Job]:
    return list(Job.objects.filter(kind=NOTICE_JOB, subject__startswith=f"{what}:").order_by("created_at", "subject"))


def sent(what: str, now: object = NOW) -> list[EmailMessage]:
    """Do the jobs of one kind, and return the mails that leave."""
    mail.outbox.clear()
    for job in jobs(what):
        assert job.queue == "reports"
        notice_send(job.payload, now, lambda percent: None)  # type: ignore[arg-type]
    return list(mail.outbox)


def test_examiners_are_told_once_however_many_files_and_only_while_they_have_them() -> None:
    world = World()
    world.propose()
    seats = [seat for file in world.applications for seat in file.seats.all()]
    told = sent("proposed")
    assert sorted(one.to[0] for one in told) == sorted({seat.examiner.user.email for seat in seats})
    assert all(world.company.name not in str(one.body) for one in told)
    # A second look at the same rows asks for nothing new.
    notices.seats_tell(seats, by=world.official, now=NOW)
    assert len(sent("proposed")) == len(told)
    # Who stepped back meanwhile is not told any more.
    gone = seats[0].examiner
    for seat in seats:
        if seat.examiner == gone:
            seat_recuse(seat=seat, rule="UNAVAILABLE", reason="Away.", by=gone.user, now=NOW)
    assert gone.user.email not in [one.to[0] for one in sent("proposed")]


def test_a_named_team_is_told_and_no_longer_that_it_is_proposed() -> None:
    world = World(files=1)
    world.propose()
    team = [seat.examiner for seat in world.file.seats.all()]
    declare(world.file, *team)
    assert teams_name_ready(cycle_row=world.cycle, by=world.official, now=NOW) == 1
    told = sent("named")
    assert sorted(one.to[0] for one in told) == sorted(one.user.email for one in team)
    assert "심사위원" in told[0].subject
    assert not any(other.user.name in str(one.body) for one in told for other in team)
    assert sent("proposed") == []


def test_an_examiner_reads_in_the_language_of_the_file() -> None:
    world = World(files=1)
    AwardApplication.objects.update(language="en")
    world.propose()
    assert "Please declare your ties" in sent("proposed")[0].subject


def test_the_owners_are_told_of_a_completion_until_it_is_handed_in(people: People) -> None:
    owner = make_user("second-owner@example.com")
    make_membership(owner, people.company, "owner")
    application = _waiting(people)
    days = cycle_of(application.cycle).extensions.completion_request_days
    step = application_ask_completion(
        application=application, reason="재무 자료가 빠졌습니다.", due_on=today(NOW) + timedelta(days=days),
        by=people.official, now=NOW,
    )  # fmt: skip
    told = sent("completion")
    assert sorted(one.to[0] for one in told) == sorted([owner.email, people.owner.email])
    assert "NQA-2026-00001" in told[0].subject
    assert "재무" not in str(told[0].body)
    # Who is no owner any more gets no mail of it.
    Membership.objects.filter(user=owner).update(role="viewer")
    assert [one.to for one in sent("completion")] == [[people.owner.email]]
    assert step.due_at is not None
    application_submit(application=application, idempotency_key="b", by=people.owner, now=NOW)
    assert sent("completion") == []


def test_the_owner_is_told_of_a_refusal_without_its_reason(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    application = _waiting(people)
    monkeypatch.setattr("awards.services.screening.refusing_rules", lambda findings: {"E01": None})
    application_refuse(application=application, rule="E01", reason="체납이 있습니다.", by=people.official, now=NOW)
    [told] = sent("refused")
    assert told.to == [people.owner.email]
    assert "체납" not in str(told.body)
    assert "E01" not in str(told.body)


def test_judges_are_called_and_again_when_the_time_is_another() -> None:
    official, judges = make_official(), make_judges()
    cycle = make_cycle()
    meeting = meeting_plan(
        cycle_key=cycle.key, kind="shortlist", title="한빛도금 판정", judges=judges, meets_at=NOW, place="서울",
        by=official, now=NOW,
    )  # fmt: skip
    told = sent("meeting")
    assert sorted(one.to[0] for one in told) == sorted(one.user.email for one in judges)
    assert all("서울" in str(one.body) and "한빛도금" not in f"{one.subject}{one.body}" for one in told)

    def change(**fields: object) -> None:
        values = {"title": "판정", "judges": judges, "meets_at": NOW, "place": "서울"} | fields
        meeting_change(meeting=meeting, by=official, now=NOW, **values)  # type: ignore[arg-type]

    change()
    assert len(jobs("meeting")) == len(judges)
    change(meets_at=NOW + timedelta(days=1))
    assert len(jobs("meeting")) == 2 * len(judges)
    PanelMeeting.objects.update(state="open")
    assert sent("meeting") == []


def test_a_decision_is_told_once_it_may_be_read_and_not_before(people: People) -> None:
    official, judges, cycle = make_official(), make_judges(), make_cycle()
    file = scored(company(1), cycle, official, 60)
    owner = make_user("told-owner@example.com")
    make_membership(owner, file.company, "owner")
    meeting = opened([file], judges, official)
    vote_all(meeting, judges, "no")
    meeting_close(meeting=meeting, minutes="회의록", reasons=reasons(meeting), by=official, now=NOW)
    file.refresh_from_db()
    # The stages it waits for are not over: nobody is told, and nothing waits that would tell.
    assert (file.state, jobs("decision")) == ("decided", [])
    for stage in cycle_of(cycle).consensus.publish_after:
        StageChange.objects.create(
            cycle_key=cycle.key, stage=stage, kind="move", starts_at=NOW - timedelta(days=9),
            ends_at=NOW - timedelta(days=1), reason="T", created_at=NOW,
        )  # fmt: skip
    # The clock finds it, within some days and once; later it looks no more, and a reader of the rows tells nobody twice.
    due_notices_tell(now=NOW + timedelta(days=30))
    assert jobs("decision") == []
    due_notices_tell(now=NOW)
    due_notices_tell(now=NOW + timedelta(hours=1))
    file = AwardApplication.objects.get(pk=file.pk)
    decision_tell(file, by=official, now=NOW)
    [told] = sent("decision")
    assert told.to == [owner.email]
    # Numbers of files and receipts may hold any digits; the words hold neither points, reasons nor names.
    text = f"{told.subject}{told.body}"
    assert not any(word in text for word in ("60.0", "60점", "60%", "같은 뜻", "판정0", "심사0"))


@pytest.mark.usefixtures("no_layout")
def test_a_report_is_told_once_it_is_released(people: People) -> None:
    from awards.services.feedback import feedback_render

    cycle = make_cycle(is_open=False)
    file = make_left(people.company, cycle, people.owner, people.official)
    feedback_render(application_id=file.pk, language="ko", edition=1, now=NOW)
    report_tell(file, by=people.official, now=NOW)
    assert jobs("report") == []
    FeedbackRelease.objects.create(cycle_key=cycle.key, releases_at=NOW, created_at=NOW)
    report_tell(file, by=people.official, now=NOW)
    [told] = sent("report")
    assert told.to == [people.owner.email]
    # The other language of the same edition is no other mail; a corrected edition is one.
    feedback_render(application_id=file.pk, language="en", edition=1, now=NOW)
    assert len(jobs("report")) == 1
    feedback_render(application_id=file.pk, language="ko", edition=2, now=NOW, correction="수치를 바로잡았습니다.")
    assert len(jobs("report")) == 2
    # A date that was moved on holds the mail back.
    FeedbackRelease.objects.create(cycle_key=cycle.key, releases_at=NOW + timedelta(days=1), created_at=NOW)
    assert sent("report") == []
    feedback_render(application_id=file.pk, language="ko", edition=3, now=NOW, correction="수치를 바로잡았습니다.")
    assert len(jobs("report")) == 2
    # On its day the clock tells.
    due_notices_tell(now=NOW + timedelta(days=1))
    assert len(jobs("report")) == 3


def _waiting(people: People) -> AwardApplication:
    application = complete(people, make_cycle())
    application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW)
    application.refresh_from_db()
    return application
