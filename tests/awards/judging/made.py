"""Files that were scored, and judges: what the tests of this folder stand on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.models import Company, User
from awards.models import ApplicationFact, AwardApplication, AwardFile, ExaminerProfile, PanelMeeting, Seat
from awards.scoring import ConsensusClosed, Finalised
from awards.selectors.files import published_criteria
from awards.selectors.review_log import examiner_key
from awards.services.judging import meeting_open, meeting_plan, question_add
from awards.services.review_log import review_event_append
from awards.services.voting import vote_cast
from tests.awards.rows import (
    hand_in,
    lock,
    make_application,
    make_examiner,
    name_team,
    open_consensus,
    ratings,
)
from tests.factories import NOW, make_company, make_user

LEGAL = ("safety", "fair_trade", "labour", "environment")
RATIONALE = "1.2와 7.4에서 본 것을 넘어 협력사 12곳과 에너지 사용을 함께 줄였고 외부 검증 보고서와 회의록으로 이를 확인하였습니다."


def company(number: int, **fields: Any) -> Company:
    """Return one of many companies: any number gives another business number."""
    return make_company(f"회사{number:02d}", f"{3_000_000_000 + number}", **fields)


def clean_record(application: AwardApplication, **other: Any) -> None:
    """Say that the authorities know of no violation; `other` names years of one, or None where it is not known."""
    for key in LEGAL:
        ApplicationFact.objects.create(
            application=application, key=f"legal.{key}_violation_years", value=other.get(key, []), said_at=NOW
        )


def team(application: AwardApplication, official: User) -> list[Seat]:
    tag = application.pk.hex[:8]
    people = [make_examiner(f"e{number}-{tag}@example.com", name=f"심사{number}") for number in range(3)]
    return name_team(application, people, official)


def scored(
    of: Company, cycle: AwardFile, official: User, percent: int, *, state: str = "shortlist", legal: bool = True,
    items: dict[str, int] | None = None, **fields: Any,
) -> AwardApplication:  # fmt: skip
    """Return an application whose team agreed on a percent: before the judges about visits, or about honours."""
    application = make_application(of, cycle, **fields)
    hand_in(application, official)
    seats = team(application, official)
    for seat in seats:
        lock(seat, ratings(application, percent, **(items or {})))
    open_consensus(application, seats[0])
    lead = seats[0].examiner
    key = examiner_key(lead)
    review_event_append(application=application, event=ConsensusClosed(key), by=lead.user, now=NOW)
    if state == "judging":
        AwardApplication.objects.filter(pk=application.pk).update(state="visit")
        review_event_append(application=application, event=Finalised(key), by=lead.user, now=NOW)
    if legal:
        clean_record(application)
    application.refresh_from_db()
    return application


def circle(of: Company, cycle: AwardFile, official: User, percent: int, **fields: Any) -> AwardApplication:
    """Return a scored quality circle."""
    values = {
        "criteria": published_criteria("qcircle-2026"),
        "category": "CIRCLE",
        "field_code": "QF01",
        "team_name": "한마음",
    }
    return scored(of, cycle, official, percent, legal=False, **(values | fields))


def lead_of(application: AwardApplication) -> User:
    return application.seats.get(is_lead=True).examiner.user


def make_judges(count: int = 5) -> list[ExaminerProfile]:
    return [make_examiner(f"judge{number}@example.com", name=f"판정{number}", is_judge=True) for number in range(count)]


def make_official() -> User:
    return make_user("office@example.com", name="한담당", platform_role=User.PlatformRole.OFFICIAL)


def opened(
    applications: Iterable[AwardApplication], judges: list[ExaminerProfile], official: User, *,
    kind: str = "shortlist", honour: str = "PM", present: list[ExaminerProfile] | None = None,
) -> PanelMeeting:  # fmt: skip
    """Return a meeting that sits, with these applications on its agenda."""
    rows = list(applications)
    meeting = meeting_plan(
        cycle_key=rows[0].cycle_key, kind=kind, title="판정위원회", judges=judges, meets_at=NOW, place="서울",
        by=official, now=NOW,
    )  # fmt: skip
    for row in rows:
        question_add(meeting=meeting, application=row, honour=honour if kind == "honours" else "", by=official, now=NOW)
    return meeting_open(meeting=meeting, present=present or judges, by=official, now=NOW)


def vote_all(meeting: PanelMeeting, judges: Iterable[ExaminerProfile], choice: str = "yes") -> None:
    """Let judges vote alike on all they may vote on."""
    for question in meeting.questions.order_by("pk"):
        for judge in judges:
            if str(judge.pk) not in question.recused:
                vote_cast(
                    question=question, choice=choice, reason="근거를 읽었습니다.", declares_no_tie=True,
                    by=judge.user, now=NOW,
                )  # fmt: skip


def reasons(meeting: PanelMeeting) -> dict[int, str]:
    return {question.pk: "전원이 같은 뜻이었습니다." for question in meeting.questions.all()}
