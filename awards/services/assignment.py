"""Teams of a cycle: the rules' proposal taken over, changes by hand, naming, replacements, recusal, clearance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission, require_permission
from awards import assignment as pure
from awards.models import AwardApplication, AwardFile, ExaminerProfile, Seat, SeatChange, TieClearance
from awards.scoring import ExaminerJoined, ExaminerRemoved, LeadNamed, TeamNamed
from awards.selectors.assignment import (
    Asked,
    BoardRow,
    Proposed,
    board_of,
    is_review_overdue,
    proposal_of,
    verdict_on,
    with_files,
)
from awards.selectors.examiners import conflicts_of
from awards.selectors.pool import file_key, today
from awards.selectors.review_log import cycle_for, examiner_key, official_key
from awards.services.notices import seats_tell
from awards.services.review_log import application_lock, review_event_append
from awards.services.trail import application_audit
from qmplatform.audit import audit_record

State = AwardApplication.State
# Why somebody leaves a team when no rule on conflicts says so.
OVERDUE: Final = "OVERDUE"
UNAVAILABLE: Final = "UNAVAILABLE"
_UNDER_REVIEW: Final = (State.REVIEW, State.CONSENSUS, State.SHORTLIST, State.VISIT, State.JUDGING)


class UnableToTakeProposal(Exception):
    """What the rules propose now is another thing than what was looked at: somebody changed something meanwhile."""


class UnableToChangeTeam(Exception):
    """The rules forbid the change, or a reason is missing; `codes` says what beside the verdict."""

    def __init__(self, verdict: pure.Verdict | None = None, codes: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join((*codes, *(verdict.refused if verdict else ()))))
        self.verdict = verdict
        self.codes = codes


class UnableToNameTeam(Exception):
    """The team lacks what it may not begin without, or somebody on it may not be."""

    def __init__(self, row: BoardRow | None) -> None:
        super().__init__("" if row is None else f"{row.application.pk} {row.step}")
        self.row = row


class UnableToClear(Exception):
    """No such conflict stands, or it is one that nobody can clear."""


@dataclass(frozen=True, slots=True)
class TeamChange:
    """One step on one team by hand; None leaves that as it is. `rule` says by which rule a named member goes."""

    add: ExaminerProfile | None = None
    remove: ExaminerProfile | None = None
    lead: ExaminerProfile | None = None
    rule: str = ""

    def as_pure(self, application: AwardApplication) -> pure.Change:
        return pure.Change(file_key(application), _key(self.add), _key(self.remove), _key(self.lead))


def _key(examiner: ExaminerProfile | None) -> str | None:
    return None if examiner is None else examiner_key(examiner)


@transaction.atomic
def proposal_take(*, cycle_row: AwardFile, asked: Asked, fingerprint: str, by: User, now: datetime) -> Proposed:
    """Take over what the rules propose: seats of teams that are not named yet become as proposed.

    Raises
    ------
    UnableToTakeProposal
        The rules would propose something else now than what `fingerprint` stands for.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    waiting = AwardApplication.objects.filter(cycle_key=cycle_row.key, state=State.ELIGIBLE)
    list(waiting.select_for_update().order_by("pk").values_list("pk"))
    found = proposal_of(cycle_row, asked, on=today(now))
    if found.fingerprint != fingerprint:
        raise UnableToTakeProposal
    _reseat(found, by, now)
    audit_record(
        action="award_teams_propose",
        by=by,
        subject=f"award_cycle:{cycle_row.key}",
        now=now,
        details={"files": len(found.proposal.teams), "complete": found.complete, "fingerprint": fingerprint},
    )
    return found


def _reseat(found: Proposed, by: User, now: datetime) -> None:
    held = {
        (str(seat.application_id), examiner_key(seat.examiner_id)): seat
        for seat in Seat.objects.filter(
            application__in=found.applications.values(), state=Seat.State.PROPOSED
        ).select_for_update()
    }
    members = {(team.application, one.examiner): one for team in found.proposal.teams for one in team.members}
    gone = [seat.pk for pair, seat in held.items() if pair not in members]
    Seat.objects.filter(pk__in=gone).update(state=Seat.State.ENDED, ended_at=now, is_lead=False)
    # One team has one lead at any time: first nobody leads, then those who shall.
    Seat.objects.filter(pk__in=[seat.pk for seat in held.values()]).update(is_lead=False)
    kept = []
    for pair, seat in held.items():
        if (one := members.get(pair)) is not None:
            seat.is_lead, seat.reasons = one.is_lead, list(one.reasons)
            kept.append(seat)
    Seat.objects.bulk_update(kept, ["is_lead", "reasons"])
    added = Seat.objects.bulk_create(
        Seat(
            application=found.applications[file],
            examiner=found.pool[examiner],
            is_lead=one.is_lead,
            origin=Seat.Origin.RULES,
            reasons=list(one.reasons),
            assigned_at=now,
            assigned_by=by,
        )
        for (file, examiner), one in members.items()
        if (file, examiner) not in held
    )
    seats_tell(added, by=by, now=now)


@transaction.atomic
def team_change(
    *, application: AwardApplication, change: TeamChange, reason: str, by: User, now: datetime
) -> pure.Verdict:
    """Change a team by hand: before it is named its seats alone, afterwards the log of the review too.

    Raises
    ------
    UnableToChangeTeam
        The rules forbid it, the reason is missing, or the file is past the point where its team may change.
    awards.scoring.Refused
        The review has come to where its log does not allow it.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    row = application_lock(application)
    if row.state not in (State.ELIGIBLE, *_UNDER_REVIEW):
        raise UnableToChangeTeam(codes=("not_now",))
    if not reason.strip():
        raise UnableToChangeTeam(codes=("reason_missing",))
    verdict = verdict_on(row, change.as_pure(row), reason=reason, on=today(now))
    if not verdict.is_allowed:
        raise UnableToChangeTeam(verdict)
    if row.state in _UNDER_REVIEW:
        _change_named(row, change, reason, by, now)
    _change_seats(row, change, reason, by, now)
    SeatChange.objects.create(
        application=row, added=change.add, removed=change.remove, lead=change.lead, reason=reason,
        advised_against=[f"{one.code}:{one.what}" if one.what else one.code for one in verdict.advised_against],
        changed_at=now, changed_by=by,
    )  # fmt: skip
    details: dict[str, object] = {
        "added": change.add and change.add.pk,
        "removed": change.remove and change.remove.pk,
        "lead": change.lead and change.lead.pk,
        "rule": change.rule,
    }
    application_audit("award_team_change", row, by=by, now=now, details=details)
    application.state = row.state
    return verdict


def _change_named(row: AwardApplication, change: TeamChange, reason: str, by: User, now: datetime) -> None:
    """Add the events of a change to the log of a review that has begun."""
    if change.remove is not None:
        cycle = cycle_for(row)
        known = {one.code for one in cycle.conflict_of_interest.rules} | {OVERDUE, UNAVAILABLE}
        if change.rule not in known:
            raise UnableToChangeTeam(codes=("rule_missing",))
        if change.rule == OVERDUE and not is_review_overdue(cycle, now):
            raise UnableToChangeTeam(codes=("not_overdue",))
        gone = ExaminerRemoved(official_key(by.pk), examiner_key(change.remove), change.rule, reason)
        review_event_append(application=row, event=gone, by=by, now=now)
    if change.add is not None:
        comes = ExaminerJoined(official_key(by.pk), examiner_key(change.add))
        review_event_append(application=row, event=comes, by=by, now=now)
    if change.lead is not None:
        leads = LeadNamed(official_key(by.pk), examiner_key(change.lead))
        review_event_append(application=row, event=leads, by=by, now=now)


def _change_seats(row: AwardApplication, change: TeamChange, reason: str, by: User, now: datetime) -> None:
    seats = Seat.objects.filter(application=row).exclude(state=Seat.State.ENDED)
    if change.remove is not None:
        _end(seats.get(examiner=change.remove), change.rule, reason, now)
    if change.add is not None:
        is_named = row.state in _UNDER_REVIEW
        seat = Seat.objects.create(
            application=row, examiner=change.add, origin=Seat.Origin.HAND, assigned_at=now, assigned_by=by,
            state=Seat.State.NAMED if is_named else Seat.State.PROPOSED, named_at=now if is_named else None,
        )  # fmt: skip
        seats_tell([seat], by=by, now=now)
    if change.lead is not None:
        seats.update(is_lead=False)
        seats.filter(examiner=change.lead).update(is_lead=True)


def _end(seat: Seat, rule: str, reason: str, now: datetime) -> None:
    seat.state, seat.is_lead, seat.ended_at = Seat.State.ENDED, False, now
    seat.ended_rule, seat.ended_reason = rule, reason
    seat.save(update_fields=["state", "is_lead", "ended_at", "ended_rule", "ended_reason"])


# ---------------------------------------------------------------- naming


@transaction.atomic
def team_name(*, application: AwardApplication, by: User, now: datetime) -> AwardApplication:
    """Name a team: from now on it reviews. Everybody on it has declared, and nothing stands between them and the file.

    Raises
    ------
    UnableToNameTeam
        It is not ready, or it was named already.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    row = application_lock(application)
    if row.state != State.ELIGIBLE:
        raise UnableToNameTeam(None)
    [found] = board_of(row.cycle, now=now, only=[row]).rows
    seats_tell(_name(found, by, now), by=by, now=now)
    application.state = found.application.state
    return row


@transaction.atomic
def teams_name_ready(*, cycle_row: AwardFile, by: User, now: datetime) -> int:
    """Name every team of a cycle that is ready, and return how many that were."""
    require_permission(by, Permission.AWARDS_MANAGE)
    waiting = AwardApplication.objects.filter(cycle_key=cycle_row.key, state=State.ELIGIBLE)
    list(waiting.select_for_update().order_by("pk").values_list("pk"))
    ready = [row for row in board_of(cycle_row, now=now, only=with_files(waiting)).rows if row.step == "ready"]
    seats_tell([seat for row in ready for seat in _name(row, by, now)], by=by, now=now)
    return len(ready)


def _name(found: BoardRow, by: User, now: datetime) -> list[Seat]:
    if found.step != "ready":
        raise UnableToNameTeam(found)
    seats = [one.seat for one in found.members]
    [lead] = [examiner_key(seat.examiner_id) for seat in seats if seat.is_lead]
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(state=Seat.State.NAMED, named_at=now)
    members = tuple(examiner_key(seat.examiner_id) for seat in seats)
    event = TeamNamed(official_key(by.pk), lead, members)
    review_event_append(application=found.application, event=event, by=by, now=now)
    for seat in seats:
        seat.state, seat.named_at = Seat.State.NAMED, now
    return seats


# ---------------------------------------------------------------- stepping back, clearing


@transaction.atomic
def seat_recuse(*, seat: Seat, rule: str, reason: str, by: User, now: datetime) -> Seat:
    """Let an examiner step back from a file, before the team is named or afterwards.

    Raises
    ------
    UnableToChangeTeam
        No reason is given, the rule is none of the cycle's, or the place has ended.
    """
    if seat.examiner.user_id != by.pk:
        raise PermissionDenied
    row = application_lock(seat.application)
    fresh = Seat.objects.select_for_update().select_related("examiner").get(pk=seat.pk)
    known = {one.code for one in cycle_for(row).conflict_of_interest.rules} | {UNAVAILABLE}
    codes = [
        code
        for code, holds in (
            ("not_now", fresh.state == Seat.State.ENDED or row.state not in (State.ELIGIBLE, *_UNDER_REVIEW)),
            ("rule_missing", rule not in known),
            ("reason_missing", not reason.strip()),
        )
        if holds
    ]
    if codes:
        raise UnableToChangeTeam(codes=tuple(codes))
    if fresh.state == Seat.State.NAMED:
        key = examiner_key(fresh.examiner_id)
        review_event_append(application=row, event=ExaminerRemoved(key, key, rule, reason), by=by, now=now)
    _end(fresh, rule, reason, now)
    # Why stands in the row alone: the trail is kept longer than a person's reasons should be.
    application_audit("award_seat_recuse", row, by=by, now=now, details={"examiner": fresh.examiner_id, "rule": rule})
    return fresh


@transaction.atomic
def tie_clear(
    *, application: AwardApplication, examiner: ExaminerProfile, rule: str, reason: str, by: User, now: datetime
) -> TieClearance:
    """Let an examiner take a file although a rule asks for a look; what blocks cannot be cleared.

    Raises
    ------
    UnableToClear
        No such conflict stands, it blocks, or no reason is given.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    row = application_lock(application)
    found = [one for one in conflicts_of(examiner, row, on=today(now)) if one.rule == rule]
    if not found or not reason.strip() or any(one.effect == "block" for one in found):
        raise UnableToClear
    cleared = TieClearance.objects.create(
        application=row, examiner=examiner, rule=rule, reason=reason, cleared_at=now, cleared_by=by
    )
    application_audit("award_tie_clear", row, by=by, now=now, details={"examiner": examiner.pk, "rule": rule})
    return cleared
