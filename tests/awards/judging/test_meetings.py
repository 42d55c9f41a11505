"""Meetings: an agenda, a quorum, frozen figures, recusals, recorded votes, decisions and what follows from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from awards.models import (
    ApplicationFact,
    AwardApplication,
    AwardFile,
    Decision,
    ExaminerProfile,
    ExaminerTie,
    PanelMeeting,
    StageChange,
    TieClearance,
)
from awards.services import judging
from awards.services.judging import (
    UnableToClose,
    UnableToOpen,
    UnableToPlan,
    meeting_cancel,
    meeting_close,
    meeting_open,
    meeting_plan,
    question_add,
    question_propose,
)
from awards.services.voting import UnableToVote, judge_leave, judge_step_back, vote_cast
from qmplatform.models import AuditEntry
from tests.awards.judging.made import circle, company, make_judges, make_official, opened, reasons, scored, vote_all
from tests.awards.rows import make_cycle, make_examiner
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(db: None) -> User:
    return make_official()


@pytest.fixture
def cycle(db: None) -> AwardFile:
    return make_cycle()


@pytest.fixture
def judges(db: None) -> list[ExaminerProfile]:
    return make_judges()


@pytest.fixture
def application(cycle: AwardFile, official: User) -> AwardApplication:
    return scored(company(1), cycle, official, 60)


def plan(cycle: AwardFile, judges: list[ExaminerProfile], official: User, kind: str = "shortlist") -> PanelMeeting:
    return meeting_plan(
        cycle_key=cycle.key, kind=kind, title="회의", judges=judges, meets_at=None, place="", by=official, now=NOW
    )


def close(meeting: PanelMeeting, official: User) -> list[Decision]:
    return meeting_close(meeting=meeting, minutes="회의록", reasons=reasons(meeting), by=official, now=NOW)


def test_more_than_half_send_an_application_to_its_visit(
    application: AwardApplication, judges: list[ExaminerProfile], official: User
) -> None:
    meeting = opened([application], judges, official)
    vote_all(meeting, judges[:3])
    vote_all(meeting, judges[3:], "no")
    [decision] = close(meeting, official)
    application.refresh_from_db()
    assert (decision.is_granted, application.state, application.left_stage) == (True, "visit", "")
    assert {key: decision.votes[key] for key in ("yes", "no", "abstained", "deciding", "needed", "quorum")} == {
        "yes": 3, "no": 2, "abstained": 0, "deciding": 5, "needed": 3, "quorum": 5,
    }  # fmt: skip
    assert decision.basis["base"] == 600.0
    assert decision.basis["base_place"] == decision.basis["final_place"] == 1
    assert AuditEntry.objects.filter(action="award_decide", company_id=application.company_id).count() == 1


def test_an_abstention_helps_nobody_and_who_is_not_chosen_leaves(
    application: AwardApplication, judges: list[ExaminerProfile], official: User
) -> None:
    meeting = opened([application], judges, official)
    vote_all(meeting, judges[:2])
    vote_all(meeting, judges[2:], "abstain")
    [decision] = close(meeting, official)
    application.refresh_from_db()
    assert (decision.is_granted, application.state, application.left_stage) == (False, "decided", "SHORTLIST")


def test_honours_are_granted_or_not_and_either_decides(
    cycle: AwardFile, judges: list[ExaminerProfile], official: User
) -> None:
    won, lost = (scored(company(number), cycle, official, 60, state="judging") for number in (1, 2))
    meeting = opened([won, lost], judges, official, kind="honours", honour="PRES")
    first, second = meeting.questions.order_by("pk")
    for judge in judges:
        vote_cast(question=first, choice="yes", reason="", declares_no_tie=True, by=judge.user, now=NOW)
        vote_cast(
            question=second, choice="no", reason="근거가 모자랍니다.", declares_no_tie=True, by=judge.user, now=NOW
        )
    close(meeting, official)
    found = {row.application: (row.is_granted, row.honour) for row in Decision.objects.all()}
    assert found == {won: (True, "PRES"), lost: (False, "")}
    for row in (won, lost):
        row.refresh_from_db()
        assert (row.state, row.left_stage) == ("decided", "JUDGE")


def test_a_meeting_opens_with_a_quorum_only(
    application: AwardApplication, judges: list[ExaminerProfile], official: User
) -> None:
    with pytest.raises(UnableToOpen, match="no_quorum"):
        opened([application], judges, official, present=judges[:4])
    assert PanelMeeting.objects.get().state == "planned"


def test_a_recusal_may_leave_no_quorum_and_then_nothing_is_decided(
    application: AwardApplication, judges: list[ExaminerProfile], official: User
) -> None:
    meeting = opened([application], judges, official)
    [question] = meeting.questions.all()
    judge_step_back(question=question, rule="C10", reason="분쟁이 있었습니다.", by=judges[0].user, now=NOW)
    vote_all(meeting, judges[1:3])
    assert close(meeting, official) == []
    application.refresh_from_db()
    meeting.refresh_from_db()
    assert (application.state, meeting.state) == ("shortlist", "closed")
    # It goes to another meeting, with a panel filled up.
    sixth = make_examiner("judge9@example.com", is_judge=True)
    again = opened([application], [*judges[1:], sixth], official)
    vote_all(again, [*judges[1:], sixth])
    assert [one.is_granted for one in close(again, official)] == [True]


def test_who_examined_it_or_is_tied_to_it_does_not_vote_on_it(
    cycle: AwardFile, judges: list[ExaminerProfile], official: User
) -> None:
    mine, other = (scored(company(number), cycle, official, 60) for number in (1, 2))
    examiner = mine.seats.filter(is_lead=False)[0].examiner
    examiner.is_judge = True
    examiner.save()
    tied = make_examiner(
        "tied@example.com", is_judge=True, employer_number=mine.company.business_number, employer_name="회사01"
    )
    present = [*judges, examiner, tied]
    meeting = opened([mine, other], present, official)
    first, second = meeting.questions.order_by("pk")
    assert first.recused == {str(examiner.pk): "EXAMINED", str(tied.pk): "C01"}
    assert second.recused == {}
    with pytest.raises(UnableToVote, match="recused"):
        vote_cast(question=first, choice="yes", reason="", declares_no_tie=True, by=tied.user, now=NOW)
    vote_all(meeting, present)
    granted = {one.application: one for one in close(meeting, official)}
    assert (granted[mine].votes["deciding"], granted[other].votes["deciding"]) == (5, 7)


def test_negative_control_with_the_guard_off_who_examined_it_votes(
    application: AwardApplication, judges: list[ExaminerProfile], official: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    examiner = application.seats.filter(is_lead=False)[0].examiner
    examiner.is_judge = True
    examiner.save()
    monkeypatch.setattr(judging, "recusals", lambda applications, present, now: {one.pk: {} for one in applications})
    meeting = opened([application], [*judges, examiner], official)
    assert meeting.questions.get().recused == {}
    vote_all(meeting, [*judges, examiner])
    # The count looks once more, and refuses the record.
    with pytest.raises(ValueError, match="judge_examined"):
        close(meeting, official)
    assert not Decision.objects.exists()


def test_a_tie_the_office_cleared_bars_nobody(
    application: AwardApplication, judges: list[ExaminerProfile], official: User
) -> None:
    ExaminerTie.objects.create(
        examiner=judges[0], relation="gift_or_dispute", organisation_name="회사01",
        organisation_number=application.company.business_number, until=date(2026, 1, 1), declared_at=NOW,
    )  # fmt: skip
    sixth = make_examiner("judge9@example.com", is_judge=True)
    first = opened([application], [*judges, sixth], official)
    assert first.questions.get().recused == {str(judges[0].pk): "C10"}
    PanelMeeting.objects.filter(pk=first.pk).update(state="closed")
    TieClearance.objects.create(
        application=application, examiner=judges[0], rule="C10", reason="소액이었습니다.", cleared_at=NOW,
        cleared_by=official,
    )  # fmt: skip
    assert opened([application], [*judges, sixth], official).questions.get().recused == {}


def test_figures_are_those_of_the_opening(
    application: AwardApplication, judges: list[ExaminerProfile], official: User, cycle: AwardFile
) -> None:
    meeting = opened([application], judges, official)
    scored(company(2), cycle, official, 70)
    vote_all(meeting, judges)
    [decision] = close(meeting, official)
    assert (decision.basis["of"], decision.basis["base_place"]) == (1, 1)


def test_a_vote_is_cast_once_by_who_is_there_and_a_no_says_why(
    application: AwardApplication, judges: list[ExaminerProfile], official: User
) -> None:
    sixth = make_examiner("judge9@example.com", is_judge=True)
    meeting = opened([application], [*judges, sixth], official, present=judges)
    question = meeting.questions.get()

    def vote(judge: ExaminerProfile, choice: str = "yes", **other: object) -> None:
        values = {"reason": "", "declares_no_tie": True, "by": judge.user, "now": NOW}
        vote_cast(question=question, choice=choice, **(values | other))  # type: ignore[arg-type]

    with pytest.raises(UnableToVote, match="absent"):
        vote(sixth)
    with pytest.raises(UnableToVote, match="reason_missing"):
        vote(judges[0], "no")
    with pytest.raises(UnableToVote, match="tie_open"):
        vote(judges[0], declares_no_tie=False)
    with pytest.raises(PermissionDenied):
        vote_cast(question=question, choice="yes", reason="", declares_no_tie=True, by=official, now=NOW)
    vote(judges[0])
    with pytest.raises(UnableToVote, match="voted"):
        vote(judges[0])
    assert question.votes.count() == 1
    # The trail does not tell what was voted.
    [entry] = AuditEntry.objects.filter(action="award_panel_vote")
    assert "yes" not in str(entry.details)


def test_it_closes_when_all_voted_with_minutes_and_reasons(
    application: AwardApplication, judges: list[ExaminerProfile], official: User
) -> None:
    meeting = opened([application], judges, official)
    question = meeting.questions.get()
    vote_all(meeting, judges[:4])
    with pytest.raises(UnableToClose) as caught:
        meeting_close(meeting=meeting, minutes=" ", reasons={}, by=official, now=NOW)
    assert caught.value.faults == {None: "minutes_missing", question.pk: "votes_missing"}
    vote_all(meeting, judges[4:])
    with pytest.raises(UnableToClose) as caught:
        meeting_close(meeting=meeting, minutes="회의록", reasons={}, by=official, now=NOW)
    assert caught.value.faults == {question.pk: "reason_missing"}
    close(meeting, official)
    with pytest.raises(UnableToClose, match="not_open"):
        close(meeting, official)
    with pytest.raises(UnableToVote, match="not_open"):
        vote_cast(question=question, choice="yes", reason="", declares_no_tie=True, by=judges[0].user, now=NOW)
    assert Decision.objects.count() == 1


def test_who_leaves_is_counted_where_the_vote_was_cast(
    cycle: AwardFile, judges: list[ExaminerProfile], official: User
) -> None:
    one, two = (scored(company(number), cycle, official, 60) for number in (1, 2))
    sixth = make_examiner("judge9@example.com", is_judge=True)
    meeting = opened([one, two], [*judges, sixth], official)
    first, second = meeting.questions.order_by("pk")
    vote_cast(question=first, choice="yes", reason="", declares_no_tie=True, by=sixth.user, now=NOW)
    assert judge_leave(meeting=meeting, judge=sixth, reason="급한 일", by=official, now=NOW) == 1
    for judge in judges:
        for question in (first, second):
            vote_cast(question=question, choice="yes", reason="", declares_no_tie=True, by=judge.user, now=NOW)
    found = {row.question_id: row.votes for row in close(meeting, official)}
    assert (found[first.pk]["deciding"], found[second.pk]["deciding"]) == (6, 5)


def test_what_was_withdrawn_meanwhile_is_not_decided(
    application: AwardApplication, judges: list[ExaminerProfile], official: User
) -> None:
    meeting = opened([application], judges, official)
    vote_all(meeting, judges)
    AwardApplication.objects.filter(pk=application.pk).update(state="withdrawn")
    assert close(meeting, official) == []
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_an_agenda_takes_what_waits_and_an_honour_it_may_have(
    cycle: AwardFile, judges: list[ExaminerProfile], official: User
) -> None:
    waiting = scored(company(1), cycle, official, 60, state="judging")
    early = scored(company(2), cycle, official, 60)
    meeting = plan(cycle, judges, official, "honours")

    def add(application: AwardApplication, honour: str) -> None:
        question_add(meeting=meeting, application=application, honour=honour, by=official, now=NOW)

    with pytest.raises(UnableToPlan, match="not_waiting"):
        add(early, "PM")
    with pytest.raises(UnableToPlan, match="honour_missing"):
        add(waiting, "")
    # An order is for people.
    with pytest.raises(UnableToPlan, match="honour_unknown"):
        add(waiting, "ORDER")
    add(waiting, "PM")
    with pytest.raises(UnableToPlan, match="not_waiting"):
        add(waiting, "PM")
    question = question_propose(question=meeting.questions.get(), honour="MIN", by=official, now=NOW)
    meeting_open(meeting=meeting, present=judges, by=official, now=NOW)
    vote_all(meeting, judges[:1])
    with pytest.raises(UnableToPlan, match="voted"):
        question_propose(question=question, honour="PRES", by=official, now=NOW)


def test_below_the_floor_no_honour_is_proposed(cycle: AwardFile, judges: list[ExaminerProfile], official: User) -> None:
    from awards.selectors.files import published_criteria

    low, high = (
        scored(
            company(number, size_code="large"), cycle, official, percent, state="judging", category="QCAS",
            criteria=published_criteria("qcas-2026"),
        )
        for number, percent in ((1, 75), (2, 80))
    )  # fmt: skip
    meeting = plan(cycle, judges, official, "honours")
    with pytest.raises(UnableToPlan, match="below_floor 800"):
        question_add(meeting=meeting, application=low, honour="MIN", by=official, now=NOW)
    question_add(meeting=meeting, application=high, honour="MIN", by=official, now=NOW)


def test_circles_are_proposed_for_medals(cycle: AwardFile, judges: list[ExaminerProfile], official: User) -> None:
    application = circle(company(1), cycle, official, 80, state="judging")
    meeting = opened([application], judges, official, kind="honours", honour="GOLD")
    vote_all(meeting, judges)
    [decision] = close(meeting, official)
    assert decision.honour == "GOLD"


def test_a_field_takes_one_wild_card_and_of_a_small_firm_only(
    cycle: AwardFile, judges: list[ExaminerProfile], official: User
) -> None:
    first, second = (circle(company(number), cycle, official, 70) for number in (1, 2))
    large = circle(company(3, size_code="large"), cycle, official, 70)
    plain = circle(company(4), cycle, official, 70)
    for row, qualified in ((first, False), (second, False), (large, False), (plain, True)):
        ApplicationFact.objects.create(application=row, key="team.regional_qualified", value=qualified, said_at=NOW)
    meeting = plan(cycle, judges, official)

    def add(application: AwardApplication) -> None:
        question_add(meeting=meeting, application=application, honour="", by=official, now=NOW)

    with pytest.raises(UnableToPlan, match="no_wildcard"):
        add(large)
    add(first)
    with pytest.raises(UnableToPlan, match="wildcards_used_up 1"):
        add(second)
    add(plain)


def test_fewer_judges_than_the_quorum_are_not_called(
    cycle: AwardFile, judges: list[ExaminerProfile], official: User
) -> None:
    with pytest.raises(UnableToPlan, match="too_few_judges 5"):
        plan(cycle, judges[:4], official)
    with pytest.raises(UnableToPlan, match="judges_unknown"):
        plan(cycle, [*judges, make_examiner("plain@example.com")], official)
    with pytest.raises(PermissionDenied):
        plan(cycle, judges, judges[0].user)


def test_it_opens_within_its_stage_to_the_second(
    application: AwardApplication, judges: list[ExaminerProfile], official: User, cycle: AwardFile
) -> None:
    meeting = plan(cycle, judges, official)
    question_add(meeting=meeting, application=application, honour="", by=official, now=NOW)
    end = NOW + timedelta(hours=1)
    StageChange.objects.create(
        cycle_key=cycle.key, stage="SHORTLIST", kind="move", starts_at=NOW, ends_at=end, reason="T", created_at=NOW
    )
    with pytest.raises(UnableToOpen, match="not_now"):
        meeting_open(meeting=meeting, present=judges, by=official, now=end)
    meeting_open(meeting=meeting, present=judges, by=official, now=end - timedelta(seconds=1))


def test_a_planned_meeting_is_taken_off_an_open_one_is_not(
    application: AwardApplication, judges: list[ExaminerProfile], official: User
) -> None:
    meeting = opened([application], judges, official)
    with pytest.raises(UnableToPlan, match="not_planned"):
        meeting_cancel(meeting=meeting, by=official, now=NOW)
