"""Meetings of the judges: planned with an agenda, opened with a quorum and frozen figures, closed with decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission, require_permission
from awards.models import AwardApplication, Decision, ExaminerProfile, PanelMeeting, PanelQuestion
from awards.scoring import Ballot, Choice, Verdict, Vote, count_votes
from awards.selectors.judging import (
    STAGE_OF,
    STATE_OF,
    Tally,
    decided_counts,
    examined_by,
    honour_named,
    meeting_window,
    questions_of,
    recusals,
    rules_of,
    tallies,
    waiting_for,
)
from awards.selectors.review_log import examiner_key
from awards.selectors.standings import basis_of, line_of, shortfall, standings
from awards.services.notices import decision_tell, meeting_tell
from awards.services.review_log import application_lock
from awards.services.trail import application_audit
from qmplatform.audit import audit_record

Kind, State = PanelMeeting.Kind, AwardApplication.State


class UnableToPlan(Exception):
    """Why a meeting or its agenda cannot be planned so, as a code that the page words; `detail` names what is meant.

    `judges_unknown`, `too_few_judges`, `no_agenda`, `not_planned`, `not_waiting`, `honour_missing`, `honour_unknown`,
    `below_floor`, `wildcards_used_up`, `no_wildcard`, `voted`.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


class UnableToOpen(UnableToPlan):
    """Why a meeting cannot open: `not_planned`, `not_now`, `no_agenda`, `no_quorum`, `judges_unknown`, `moved`."""


class UnableToClose(Exception):
    """Why a meeting cannot close: codes by question, None for the meeting itself.

    `not_open`, `minutes_missing`, `reason_missing`, `votes_missing`.
    """

    def __init__(self, faults: Mapping[int | None, str]) -> None:
        super().__init__(", ".join(f"{key}: {code}" for key, code in faults.items()))
        self.faults = dict(faults)


@transaction.atomic
def meeting_plan(
    *,
    cycle_key: str,
    kind: str,
    title: str,
    judges: Sequence[ExaminerProfile],
    meets_at: datetime | None,
    place: str,
    by: User,
    now: datetime,
) -> PanelMeeting:
    """Plan a meeting and call its judges.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    UnableToPlan
        Fewer judges than the quorum, or someone who is no judge.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    meeting = PanelMeeting(
        cycle_key=cycle_key,
        kind=Kind(kind),
        title=title.strip(),
        meets_at=meets_at,
        place=place.strip(),
        created_at=now,
        created_by=by,
    )
    _check_judges(meeting, judges)
    meeting.save()
    meeting.judges.set(judges)
    meeting_tell(meeting, by=by, now=now)
    _audit("plan", meeting, by=by, now=now, kind=meeting.kind, judges=sorted(one.pk for one in judges))
    return meeting


@transaction.atomic
def meeting_change(
    *,
    meeting: PanelMeeting,
    title: str,
    judges: Sequence[ExaminerProfile],
    meets_at: datetime | None,
    place: str,
    by: User,
    now: datetime,
) -> PanelMeeting:
    """Change a planned meeting: its title, time, place and judges.

    Raises
    ------
    PermissionDenied, UnableToPlan
        As `meeting_plan`; the meeting was opened.
    """
    row = _planned(meeting, by)
    _check_judges(row, judges)
    row.title, row.meets_at, row.place = title.strip(), meets_at, place.strip()
    row.save(update_fields=["title", "meets_at", "place"])
    row.judges.set(judges)
    meeting_tell(row, by=by, now=now)
    _audit("change", row, by=by, now=now, judges=sorted(one.pk for one in judges))
    return row


@transaction.atomic
def meeting_cancel(*, meeting: PanelMeeting, by: User, now: datetime) -> None:
    """Take a planned meeting off, with its agenda.

    Raises
    ------
    PermissionDenied, UnableToPlan
        As `meeting_change`.
    """
    row = _planned(meeting, by)
    _audit("cancel", row, by=by, now=now, title=row.title)
    PanelQuestion.objects.filter(meeting=row).delete()
    row.judges.clear()
    row.delete()


@transaction.atomic
def question_add(
    *, meeting: PanelMeeting, application: AwardApplication, honour: str, by: User, now: datetime
) -> PanelQuestion:
    """Put an application on the agenda of a planned meeting.

    Parameters
    ----------
    honour
        What is proposed; of a meeting about site visits empty.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    UnableToPlan
        The application does not wait for such a meeting, the honour is none it may have, its base points are below the
        floor of its category, or its field took all the wild cards it has.
    """
    row = _planned(meeting, by)
    file = application_lock(application)
    if file.pk not in {one.pk for one in waiting_for(row.cycle_key, row.kind)}:
        raise UnableToPlan("not_waiting", str(file.company))
    if row.kind == Kind.HONOURS:
        _check_honour(file, honour)
    else:
        _check_wildcard(file)
    last = PanelQuestion.objects.filter(meeting=row).order_by("-position").first()
    question = PanelQuestion.objects.create(
        meeting=row,
        application=file,
        honour=honour if row.kind == Kind.HONOURS else "",
        position=last.position + 1 if last else 1,
    )
    _audit("question_add", row, by=by, now=now, application=str(file.pk), honour=question.honour)
    return question


@transaction.atomic
def question_propose(*, question: PanelQuestion, honour: str, by: User, now: datetime) -> PanelQuestion:
    """Propose another honour, as long as nobody has voted on it.

    Raises
    ------
    PermissionDenied, UnableToPlan
        As `question_add`; somebody voted, or the meeting is closed.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    meeting = meeting_lock(question.meeting)
    row = PanelQuestion.objects.select_for_update().get(pk=question.pk)
    if meeting.kind != Kind.HONOURS or meeting.state == PanelMeeting.State.CLOSED:
        raise UnableToPlan("not_planned")
    if row.votes.exists():
        raise UnableToPlan("voted")
    _check_honour(row.application, honour)
    before, row.honour = row.honour, honour
    row.save(update_fields=["honour"])
    _audit("propose", meeting, by=by, now=now, question=row.pk, before=before, after=honour)
    return row


@transaction.atomic
def question_remove(*, question: PanelQuestion, by: User, now: datetime) -> None:
    """Take an application off the agenda of a planned meeting.

    Raises
    ------
    PermissionDenied, UnableToPlan
        The person does not manage awards; the meeting was opened.
    """
    row = _planned(question.meeting, by)
    _audit("question_remove", row, by=by, now=now, application=str(question.application_id))
    PanelQuestion.objects.filter(pk=question.pk, meeting=row).delete()


@transaction.atomic
def meeting_open(*, meeting: PanelMeeting, present: Sequence[ExaminerProfile], by: User, now: datetime) -> PanelMeeting:
    """Open a meeting with those who are there: the figures are frozen, and who may not vote on what is written down.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    UnableToOpen
        Outside the stage of the calendar, without an agenda, with fewer judges than the quorum, with somebody who was
        not called, or with an application that moved on or went back meanwhile.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    row = meeting_lock(meeting)
    if row.state != PanelMeeting.State.PLANNED:
        raise UnableToOpen("not_planned")
    if not meeting_window(row).is_open(now):
        raise UnableToOpen("not_now")
    questions = questions_of(row)
    if not questions:
        raise UnableToOpen("no_agenda")
    called = set(row.judges.filter(is_judge=True, is_active=True).values_list("pk", flat=True))
    if {one.pk for one in present} - called:
        raise UnableToOpen("judges_unknown")
    if len(present) < rules_of(row).quorum:
        raise UnableToOpen("no_quorum")
    lines = {line.application.pk: (standing, line) for standing in standings(row.cycle_key) for line in standing.lines}
    for question in questions:
        file = question.application
        if application_lock(file).state != STATE_OF[Kind(row.kind)] or file.pk not in lines:
            raise UnableToOpen("moved", str(file.company))
    found = recusals([question.application for question in questions], present, now)
    for question in questions:
        question.basis = basis_of(*lines[question.application_id])
        question.recused = {str(judge): why for judge, why in sorted(found[question.application_id].items())}
        question.save(update_fields=["basis", "recused"])
    row.present.set(present)
    row.state, row.opened_at = PanelMeeting.State.OPEN, now
    row.save(update_fields=["state", "opened_at"])
    _audit(
        "open",
        row,
        by=by,
        now=now,
        present=sorted(one.pk for one in present),
        questions=[{"application": str(one.application_id), "recused": one.recused} for one in questions],
    )
    return row


@transaction.atomic
def meeting_close(
    *, meeting: PanelMeeting, minutes: str, reasons: Mapping[int, str], by: User, now: datetime
) -> list[Decision]:
    """Close a meeting: count every vote, write the decisions down, and move each application on.

    A question without a quorum is not decided, nor one whose application was withdrawn or went back to its examiners
    meanwhile: both stay as they are, and the minutes tell.

    Parameters
    ----------
    reasons
        Why, by question, for the record.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    UnableToClose
        Minutes, a reason or a vote is missing; all faults at once, nothing is written.
    awards.scoring.Refused
        A ballot is not a lawful one.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    row = meeting_lock(meeting)
    if row.state != PanelMeeting.State.OPEN:
        raise UnableToClose({None: "not_open"})
    votable = [tally for tally in tallies(row) if tally.has_quorum and _is_there(row, tally)]
    faults: dict[int | None, str] = {} if minutes.strip() else {None: "minutes_missing"}
    for tally in votable:
        if tally.waiting:
            faults[tally.question.pk] = "votes_missing"
        elif not reasons.get(tally.question.pk, "").strip():
            faults[tally.question.pk] = "reason_missing"
    if faults:
        raise UnableToClose(faults)
    decisions = [_decide(row, tally, reasons[tally.question.pk].strip(), by=by, now=now) for tally in votable]
    row.state, row.closed_at, row.minutes = PanelMeeting.State.CLOSED, now, minutes.strip()
    row.save(update_fields=["state", "closed_at", "minutes"])
    for one in decisions:
        decision_tell(one.application, by=by, now=now)
    undecided = set(row.questions.values_list("pk", flat=True)) - {one.question_id for one in decisions}
    _audit("close", row, by=by, now=now, decided=len(decisions), undecided=sorted(undecided))
    return decisions


def meeting_lock(meeting: PanelMeeting) -> PanelMeeting:
    """Return a meeting as it now stands, nobody else changing it until the transaction ends."""
    return PanelMeeting.objects.select_for_update().get(pk=meeting.pk)


def _is_there(meeting: PanelMeeting, tally: Tally) -> bool:
    return application_lock(tally.question.application).state == STATE_OF[Kind(meeting.kind)]


def _decide(meeting: PanelMeeting, tally: Tally, reason: str, *, by: User, now: datetime) -> Decision:
    question, file = tally.question, application_lock(tally.question.application)
    ballot = Ballot(
        application=str(file.pk),
        question=meeting.kind,
        present=tuple(sorted(examiner_key(one) for one in (*tally.deciding, *(one for one, _ in tally.recused)))),
        recused={examiner_key(judge): rule for judge, rule in tally.recused},
        votes=tuple(Vote(examiner_key(vote.judge_id), Choice(vote.choice)) for vote in tally.votes),
        reason=reason,
    )
    panel = frozenset(examiner_key(pk) for pk in meeting.judges.values_list("pk", flat=True))
    examiners = frozenset(examiner_key(pk) for pk in examined_by([file])[file.pk])
    decided = count_votes(rules_of(meeting), ballot, panel=panel, examined_by=examiners)
    is_granted = decided.verdict is Verdict.PASSED
    decision = Decision.objects.create(
        question=question,
        application=file,
        is_granted=is_granted,
        honour=question.honour if is_granted else "",
        votes=decided_counts(decided),
        basis=question.basis,
        reason=reason,
        decided_at=now,
        decided_by=by,
    )
    if is_granted and meeting.kind == Kind.SHORTLIST:
        file.state = State.VISIT
    else:
        file.state, file.left_stage = State.DECIDED, STAGE_OF[Kind(meeting.kind)]
    file.updated_at = now
    file.save(update_fields=["state", "left_stage", "updated_at"])
    application_audit(
        "award_decide",
        file,
        by=by,
        now=now,
        details={"meeting": str(meeting.pk), "granted": is_granted, "honour": decision.honour, "votes": decision.votes},
    )
    return decision


def _check_judges(meeting: PanelMeeting, judges: Collection[ExaminerProfile]) -> None:
    if any(not one.is_judge or not one.is_active for one in judges):
        raise UnableToPlan("judges_unknown")
    quorum = rules_of(meeting).quorum
    if len({one.pk for one in judges}) < quorum:
        raise UnableToPlan("too_few_judges", str(quorum))


def _check_honour(application: AwardApplication, honour: str) -> None:
    if not honour:
        raise UnableToPlan("honour_missing")
    if honour_named(application, honour) is None:
        raise UnableToPlan("honour_unknown", honour)
    floor, missing = shortfall(application)
    if missing:
        raise UnableToPlan("below_floor", f"{floor:g}")


def _check_wildcard(application: AwardApplication) -> None:
    """A field takes so many circles of small firms that did not qualify, and none of another firm."""
    if not application.field_code:
        return
    found = line_of(application)
    if found is None or not found[1].is_wildcard:
        return
    standing, line = found
    if not line.is_small:
        raise UnableToPlan("no_wildcard", str(application.company))
    others = [one.application.pk for one in standing.lines if one.is_wildcard and one.application.pk != application.pk]
    taken = PanelQuestion.objects.filter(application__in=others, meeting__kind=Kind.SHORTLIST)
    used = taken.exclude(decision__is_granted=False).exclude(meeting__state="closed", decision=None)
    if used.values("application").distinct().count() >= standing.wildcards_allowed:
        raise UnableToPlan("wildcards_used_up", str(standing.wildcards_allowed))


def _planned(meeting: PanelMeeting, by: User) -> PanelMeeting:
    require_permission(by, Permission.AWARDS_MANAGE)
    row = PanelMeeting.objects.select_for_update().filter(pk=meeting.pk).first()
    if row is None or row.state != PanelMeeting.State.PLANNED:
        raise UnableToPlan("not_planned")
    return row


def _audit(what: str, meeting: PanelMeeting, *, by: User, now: datetime, **details: Any) -> None:
    audit_record(action=f"award_panel_{what}", by=by, subject=f"award_panel:{meeting.pk}", now=now, details=details)
