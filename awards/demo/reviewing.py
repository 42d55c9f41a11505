"""How the practice cycle's examiners read and agree, and what its judges decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from accounts.models import User
from awards.comments.model import Comment
from awards.demo.content import comments_of, practice
from awards.models import AwardApplication, ExaminerProfile, Seat
from awards.scoring import ConsensusSetup
from awards.selectors.consensus_log import ratings_stamp, round_rows, table_of
from awards.selectors.review_log import setup_for
from awards.services.agreed_comments import CommentContent, agreed_comment_add
from awards.services.consensus import consensus_close, consensus_open, round_log, round_rating_save
from awards.services.judging import meeting_close, meeting_open, meeting_plan, question_add
from awards.services.locking import review_lock
from awards.services.reviewing import ItemDraft, item_review_save
from awards.services.themes import ThemeContent, theme_add
from awards.services.visiting import (
    Question,
    evidence_add,
    issue_add,
    issue_answer,
    issue_stamp,
    review_finalise,
    visit_record,
)
from awards.services.voting import vote_cast

if TYPE_CHECKING:
    from awards.demo.seeding import Clock

# The item on which the team lies too far apart, and what each gave it first and in the round.
DISPUTED: Final = "AWD6.1"
_APART: Final = (60, 35, 50)
_ROUND: Final = (50, 45, 50)
# How the items of a file differ, and the members from their lead: never more than the rules let stand.
_STEPS: Final = (0, 5, -5, 0)
_OFFSETS: Final = (0, 5, -5)
REVIEWED, OPENED, AGREED, SHORTLISTED, VISITED, JUDGED = 50, 42, 38, 34, 28, 20
_STARTED: Final = 6


def file_review(application: AwardApplication, *, level: int, until: str, clock: Clock) -> None:
    """Have a team review a file, and agree as far as the file comes."""
    seats = list(
        Seat.objects.filter(application=application, state=Seat.State.NAMED)
        .select_related("examiner__user", "application__company", "application__cycle", "application__criteria")
        .order_by("-is_lead", "pk")
    )
    is_waiting = until == "review"
    for place, seat in enumerate(seats):
        if is_waiting and place == len(seats) - 1:
            continue  # has not begun
        items = list(setup_for(application).factors)
        written = items[:_STARTED] if is_waiting and place else items
        for item in written:
            _rate(seat, place, item, level=level, now=clock.ago(REVIEWED))
        if len(written) == len(items):
            review_lock(seat=seat, by=seat.examiner.user, now=clock.ago(REVIEWED - 1))
    if is_waiting:
        return
    consensus_open(seat=seats[0], by=seats[0].examiner.user, now=clock.ago(OPENED))
    if until == "consensus":
        # One has rated anew; the others and the lead are at it.
        _round(seats[1], 1, clock.ago(OPENED))
        return
    _agree(application, seats, clock)


def judge_and_visit(
    *, shortlisted: Sequence[AwardApplication], decided: AwardApplication, official: User, clock: Clock
) -> None:
    """Choose the visits, plan them, and bring one file through visit and judges to an honour."""
    judges = list(ExaminerProfile.objects.filter(is_judge=True, is_active=True).select_related("user").order_by("pk"))
    _meet(_Meeting("shortlist", "현지심사 대상 결정 회의", SHORTLISTED), shortlisted, judges, official, clock)
    for application in shortlisted:
        row = AwardApplication.objects.get(pk=application.pk)
        lead = _lead(row)
        question = Question("verify", practice()["visit"]["question"])
        issue = issue_add(
            seat=lead, item=DISPUTED, question=question, by=lead.examiner.user, now=clock.ago(SHORTLISTED - 2)
        )
        if row.pk == decided.pk:
            _visit(lead, issue.pk, clock)
    honours = _Meeting("honours", "훈격 결정 회의", JUDGED, "MIN")
    _meet(honours, [AwardApplication.objects.get(pk=decided.pk)], judges, official, clock)


def _rate(seat: Seat, place: int, item: str, *, level: int, now: datetime) -> None:
    setup = setup_for(seat.application)
    percent = _percent(setup, place, item, level)
    code = setup.scale.range_of(percent).code
    draft = ItemDraft(
        factors=dict.fromkeys(setup.factors[item], code),
        range_code=code,
        percent=percent,
        notes="문단을 두 번 읽고 핵심요인에 비추어 보았다." if item == DISPUTED else "",
        visit_question=practice()["visit"]["question"] if item == DISPUTED and place == 0 else "",
        comments=comments_of(item, file=str(seat.application_id), examiner=place),
    )
    item_review_save(seat=seat, item=item, draft=draft, revision=1, by=seat.examiner.user, now=now, finish=True)


def _percent(setup: ConsensusSetup, place: int, item: str, level: int) -> int:
    if item == DISPUTED:
        return _APART[place % len(_APART)]
    step = _STEPS[list(setup.factors).index(item) % len(_STEPS)]
    return min(85, max(15, level + step + _OFFSETS[place % len(_OFFSETS)]))


def _round(seat: Seat, place: int, now: datetime) -> None:
    setup, percent = setup_for(seat.application), _ROUND[place % len(_ROUND)]
    round_rating_save(
        seat=seat, item=DISPUTED, number=1, percent=percent,
        factors=dict.fromkeys(setup.factors[DISPUTED], setup.scale.range_of(percent).code),
        note="두 번째 공장의 사례가 없는 점을 함께 보았습니다.", by=seat.examiner.user, now=now,
    )  # fmt: skip


def _agree(application: AwardApplication, seats: Sequence[Seat], clock: Clock) -> None:
    """Discuss what lies apart, write the team's comments and themes, and close."""
    lead = seats[0]
    for place, seat in enumerate(seats):
        _round(seat, place, clock.ago(AGREED + 2))
    row = AwardApplication.objects.select_related("cycle", "criteria", "company").get(pk=application.pk)
    seen = ratings_stamp(round_rows(table_of(row), DISPUTED, 1))
    by = lead.examiner.user
    round_log(seat=lead, item=DISPUTED, seen=seen, rationale=practice()["rationale"], by=by, now=clock.ago(AGREED + 1))
    kept: dict[str, list[str]] = {"strength": [], "ofi": []}
    for item in setup_for(row).factors:
        for own in comments_of(item, file=str(row.pk), examiner=0):
            comment = agreed_comment_add(
                seat=lead, item=item, content=_content(own), sources=_sources(row, own, len(seats)), by=by,
                now=clock.ago(AGREED),
            )  # fmt: skip
            kept[own.kind].append(str(comment.pk))
    for kind, theme in practice()["themes"].items():
        comments = tuple(kept["strength" if kind.endswith("strength") else "ofi"][place] for place in theme["items"])
        theme_add(
            seat=lead, kind=kind, content=ThemeContent(comments, theme["ko"], theme["en"]), by=by, now=clock.ago(AGREED)
        )
    consensus_close(seat=lead, by=by, now=clock.ago(AGREED - 1))


def _content(own: Comment) -> CommentContent:
    return CommentContent(
        kind=own.kind, factor=own.factor, importance=own.importance, ko=own.ko, en=own.en, evidence=own.evidence
    )


def _sources(row: AwardApplication, own: Comment, size: int) -> tuple[str, ...]:
    """Return the comments of every member that say what the agreed one says."""
    written = [one for place in range(size) for one in comments_of(own.item, file=str(row.pk), examiner=place)]
    return tuple(one.id for one in written if one.kind == own.kind)


def _lead(application: AwardApplication) -> Seat:
    rows = Seat.objects.select_related("examiner__user", "application__company", "application__cycle")
    return rows.get(application=application, is_lead=True, state=Seat.State.NAMED)


def _visit(lead: Seat, issue_id: int, clock: Clock) -> None:
    """Answer the question of a visit with evidence, leave the percent as it is, and hand over to the judges."""
    words, by = practice()["visit"], lead.examiner.user
    moment = clock.ago(VISITED)
    evidence = evidence_add(seat=lead, item=DISPUTED, text=words["evidence"], seen_on=moment.date(), by=by, now=moment)
    cited = (f"V{evidence.number}",)
    seen = issue_stamp(lead.application.visit_issues.get(pk=issue_id))
    issue_answer(
        seat=lead, issue_id=issue_id, finding=words["finding"], evidence=cited, is_closed=True, seen=seen, by=by,
        now=clock.ago(VISITED),
    )  # fmt: skip
    stands = table_of(lead.application).state.percents[DISPUTED] or 0
    visit_record(
        seat=lead, item=DISPUTED, before=stands, after=stands + 5, evidence=cited, finding=words["finding"], by=by,
        now=clock.ago(VISITED),
    )  # fmt: skip
    review_finalise(seat=lead, by=by, now=clock.ago(VISITED - 1))


@dataclass(frozen=True)
class _Meeting:
    """A meeting of the judges as it is held: about what, when, and what is proposed."""

    kind: str
    title: str
    day: int
    honour: str = ""


def _meet(
    held: _Meeting, files: Sequence[AwardApplication], judges: Sequence[ExaminerProfile], official: User, clock: Clock
) -> None:
    """Hold a meeting of the judges that says yes to every question."""
    meeting = meeting_plan(
        cycle_key=files[0].cycle_key, kind=held.kind, title=held.title, judges=judges, meets_at=clock.ago(held.day),
        place="회의실 가", by=official, now=clock.ago(held.day + 3),
    )  # fmt: skip
    questions = [
        question_add(meeting=meeting, application=row, honour=held.honour, by=official, now=clock.ago(held.day + 2))
        for row in files
    ]
    meeting_open(meeting=meeting, present=judges, by=official, now=clock.ago(held.day))
    for question in questions:
        for judge in judges:
            vote_cast(
                question=question, choice="yes", reason="", declares_no_tie=True, by=judge.user,
                now=clock.ago(held.day),
            )  # fmt: skip
    reasons = {question.pk: practice()["decision"] for question in questions}
    meeting_close(meeting=meeting, minutes=practice()["minutes"], reasons=reasons, by=official, now=clock.ago(held.day))
