"""Judges vote, or step back; a vote never changes. What each voted nobody reads before all have voted."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission, require_permission
from awards.models import ExaminerProfile, JudgeVote, PanelMeeting, PanelQuestion
from awards.scoring import Choice
from awards.selectors.judging import ABSENT, OWN_REQUEST
from awards.selectors.review_log import cycle_for
from awards.services.judging import meeting_lock
from qmplatform.audit import audit_record


class UnableToVote(Exception):
    """Why a judge cannot vote, or step back, as a code that the page words.

    `not_open`, `absent`, `recused`, `voted`, `reason_missing`, `tie_open`, `rule_unknown`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def vote_cast(
    *, question: PanelQuestion, choice: str, reason: str, declares_no_tie: bool, by: User, now: datetime
) -> JudgeVote:
    """Record a judge's vote.

    Parameters
    ----------
    reason
        Needed for a no and an abstention, for the minutes.
    declares_no_tie
        The judge says to have no tie to the applicant.

    Raises
    ------
    PermissionDenied
        The person is no judge.
    UnableToVote
        The meeting does not sit, the judge is not there, stepped back, voted already, or left something out.
    """
    row, judge = _at_the_table(question, by)
    if not declares_no_tie:
        raise UnableToVote("tie_open")
    chosen = Choice(choice)
    if chosen is not Choice.YES and not reason.strip():
        raise UnableToVote("reason_missing")
    vote = JudgeVote.objects.create(question=row, judge=judge, choice=chosen.value, reason=reason.strip(), cast_at=now)
    # What was voted stands in the row alone: whoever reads the trail before the count learns nothing.
    _audit("vote", row, by=by, now=now, declares_no_tie=True)
    return vote


@transaction.atomic
def judge_step_back(*, question: PanelQuestion, rule: str, reason: str, by: User, now: datetime) -> PanelQuestion:
    """A judge steps back from one application: for a tie that a rule names, or at the judge's own wish.

    Parameters
    ----------
    rule
        Code of a conflict rule, or empty.

    Raises
    ------
    PermissionDenied
        The person is no judge.
    UnableToVote
        As `vote_cast`; no reason, or a rule the cycle does not have.
    """
    row, judge = _at_the_table(question, by)
    rules = {one.code for one in cycle_for(row.application).conflict_of_interest.rules}
    if rule and rule not in rules:
        raise UnableToVote("rule_unknown")
    if not reason.strip():
        raise UnableToVote("reason_missing")
    row.recused = {**row.recused, str(judge.pk): rule or OWN_REQUEST}
    row.save(update_fields=["recused"])
    _audit("step_back", row, by=by, now=now, judge=judge.pk, rule=rule or OWN_REQUEST, reason=reason.strip())
    return row


@transaction.atomic
def judge_leave(*, meeting: PanelMeeting, judge: ExaminerProfile, reason: str, by: User, now: datetime) -> int:
    """Write down that a judge left: counted no more where the vote was not cast. Return on how many questions.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    UnableToVote
        The meeting does not sit, the judge was not there, or no reason is given.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    row = meeting_lock(meeting)
    if row.state != PanelMeeting.State.OPEN:
        raise UnableToVote("not_open")
    if not row.present.filter(pk=judge.pk).exists():
        raise UnableToVote("absent")
    if not reason.strip():
        raise UnableToVote("reason_missing")
    open_ones = PanelQuestion.objects.select_for_update().filter(meeting=row).exclude(votes__judge=judge)
    left = [question for question in open_ones.order_by("pk") if str(judge.pk) not in question.recused]
    for question in left:
        question.recused = {**question.recused, str(judge.pk): ABSENT}
        question.save(update_fields=["recused"])
    audit_record(
        action="award_panel_leave",
        by=by,
        subject=f"award_panel:{row.pk}",
        now=now,
        details={"judge": judge.pk, "reason": reason.strip(), "questions": [question.pk for question in left]},
    )
    return len(left)


def question_read(pk: int) -> PanelQuestion:
    """Return a question as it now stands; with the meeting locked nobody else changes it."""
    rows = PanelQuestion.objects.select_related("application__company", "application__cycle", "application__criteria")
    return rows.get(pk=pk)


def _at_the_table(question: PanelQuestion, by: User) -> tuple[PanelQuestion, ExaminerProfile]:
    """Return question and judge, the meeting locked: of a vote and the closing at once the second sees the first."""
    require_permission(by, Permission.AWARDS_REVIEW)
    judge = ExaminerProfile.objects.filter(user=by, is_judge=True, is_active=True).first()
    if judge is None:
        raise PermissionDenied
    meeting = meeting_lock(question.meeting)
    row = question_read(question.pk)
    if meeting.state != PanelMeeting.State.OPEN:
        raise UnableToVote("not_open")
    if not meeting.present.filter(pk=judge.pk).exists():
        raise UnableToVote("absent")
    if str(judge.pk) in row.recused:
        raise UnableToVote("recused")
    if JudgeVote.objects.filter(question=row, judge=judge).exists():
        raise UnableToVote("voted")
    return row, judge


def _audit(what: str, question: PanelQuestion, *, by: User, now: datetime, **details: object) -> None:
    audit_record(
        action=f"award_panel_{what}",
        by=by,
        subject=f"award_panel:{question.meeting_id}",
        company_id=question.application.company_id,
        now=now,
        details={"question": question.pk, **details},
    )
