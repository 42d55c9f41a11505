"""Who opens the pages of the judges: officials plan and close, judges called to a meeting vote, a lead gives a bonus."""

from typing import Any

from awards.models import AwardApplication, ExaminerProfile
from awards.scoring import ConsensusClosed
from awards.selectors.review_log import examiner_key
from awards.services.judging import meeting_plan, question_add
from awards.services.review_log import review_event_append
from tests.architecture.access import Row, logged_in
from tests.awards.judging.made import opened, scored
from tests.awards.rows import hand_in, lock, make_application, make_examiner, name_team, open_consensus, ratings
from tests.factories import NOW, People, make_company


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make a meeting that is planned and one that sits, with the examiner of every test among the judges."""
    cycle, official = found["cycle"], people.official
    own, _ = ExaminerProfile.objects.get_or_create(
        user=people.examiner, defaults={"cycles_before": 3, "created_at": NOW, "updated_at": NOW}
    )
    own.is_judge = True
    own.save()
    judges = [own, *(make_examiner(f"judging-j{number}@example.com", is_judge=True) for number in range(5))]
    sits = scored(make_company("가온전자", "3990000011"), cycle, official, 60, category="INNOV-DX")
    waits = scored(make_company("나래금속", "3990000012"), cycle, official, 60, category="INNOV-DX", state="judging")
    meeting = opened([sits], judges, official)
    planned = meeting_plan(
        cycle_key=cycle.key, kind="honours", title="판정", judges=judges, meets_at=NOW, place="", by=official, now=NOW
    )
    question_add(meeting=planned, application=waits, honour="PM", by=official, now=NOW)
    decided = make_application(people.company, cycle, category="INNOV-DX")
    hand_in(decided, people.owner, state=AwardApplication.State.DECIDED)
    return {
        "meeting": meeting.pk,
        "question": meeting.questions.get().pk,
        "planned": planned.pk,
        "planned_question": planned.questions.get().pk,
        "led": _led_by(own, cycle, official).pk,
        "decided": decided.pk,
    }


def _led_by(lead: ExaminerProfile, cycle: Any, official: Any) -> AwardApplication:
    application = make_application(make_company("다솔정밀", "3990000013"), cycle, category="INNOV-DX")
    hand_in(application, official)
    others = [make_examiner(f"judging-e{number}@example.com") for number in range(2)]
    seats = name_team(application, [lead, *others], official)
    for seat in seats:
        lock(seat, ratings(application, 60))
    open_consensus(application, seats[0])
    review_event_append(application=application, event=ConsensusClosed(examiner_key(lead)), by=lead.user, now=NOW)
    return application


def _meeting(found: Any) -> list[Any]:
    return [found["meeting"]]


def _planned(found: Any) -> list[Any]:
    return [found["planned"]]


def _on_agenda(found: Any) -> list[Any]:
    return [found["planned"], found["planned_question"]]


def _question(found: Any) -> list[Any]:
    return [found["meeting"], found["question"]]


def _decided(found: Any) -> list[Any]:
    return [found["decided"]]


_OFFICIALS = logged_in(403, official=200)
_DONE = logged_in(403, official=302)
_JUDGES = logged_in(403, examiner=200)
_NOT_TOLD = "What was decided is not told before the stages it waits for are over."
ROWS = [
    Row("awards:panels", get=_OFFICIALS),
    Row("awards:standings", get=_OFFICIALS),
    Row("awards:winners", get=_OFFICIALS),
    Row("awards:winner-draft", args=_decided, get=None, post=_DONE, note="It is no winner: back to the list."),
    Row("awards:panel-new", get=_OFFICIALS, post=_OFFICIALS, note="An empty form shows its faults."),
    Row("awards:panel", args=_meeting, get=_OFFICIALS),
    Row("awards:panel-change", args=_planned, get=_OFFICIALS, post=_OFFICIALS),
    Row("awards:panel-cancel", args=_planned, get=None, post=_DONE),
    Row("awards:panel-agenda", args=_planned, get=_OFFICIALS, post=_OFFICIALS),
    Row("awards:panel-remove", args=_on_agenda, get=None, post=_DONE),
    Row("awards:panel-propose", args=_on_agenda, get=None, post=_DONE, data=lambda found: {"honour": "MIN"}),
    Row("awards:panel-open", args=_planned, get=_OFFICIALS, post=_OFFICIALS),
    Row("awards:panel-leave", args=_meeting, get=None, post=_OFFICIALS),
    Row("awards:panel-close", args=_meeting, get=_OFFICIALS, post=_OFFICIALS),
    Row("awards:my-panels", get=_JUDGES),
    Row("awards:vote", args=_meeting, get=_JUDGES),
    Row("awards:panel-question", args=_question, get=_JUDGES, post=_JUDGES),
    Row("awards:panel-step-back", args=_question, get=None, post=_JUDGES),
    Row("awards:bonus", args=lambda found: [found["led"]], get=_JUDGES, post=_JUDGES),
    Row("awards:outcome", args=_decided, get=logged_in(404), note=_NOT_TOLD),
    Row("awards:winner-text", args=_decided, get=None, post=logged_in(404, viewer=403), note=_NOT_TOLD),
]
