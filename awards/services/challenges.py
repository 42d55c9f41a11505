"""An applicant asks that an examiner be replaced; the office answers."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import Permission, require_permission
from awards.assignment import challenge_state
from awards.models import AwardApplication, ExaminerProfile, Seat, TeamChallenge
from awards.selectors.pool import today
from awards.selectors.review_log import cycle_for
from awards.services.assignment import TeamChange, team_change
from awards.services.review_log import application_lock
from awards.services.trail import application_audit


class UnableToChallenge(Exception):
    """`why`: not_on_team, late, no_reason, asked_before or answered."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def challenge_rule(application: AwardApplication) -> str:
    """Return the code of the cycle's rule on challenges.

    Raises
    ------
    UnableToChallenge
        The cycle knows no challenge.
    """
    rules = cycle_for(application).conflict_of_interest.rules
    code = next((one.code for one in rules if one.relation == "applicant_request"), None)
    if code is None:
        raise UnableToChallenge("late")
    return code


@transaction.atomic
def challenge_file(
    *, application: AwardApplication, examiner: ExaminerProfile, reason: str, by: User, now: datetime
) -> TeamChallenge:
    """Ask that an examiner be replaced, within the days the cycle gives from being told the name.

    Raises
    ------
    UnableToChallenge
        The examiner is not on the team, it is too late, no reason is given, or it was asked before.
    """
    require_permission(by, Permission.AWARDS_APPLY, company=application.company)
    row = application_lock(application)
    seat = Seat.objects.filter(application=row, examiner=examiner, state=Seat.State.NAMED).first()
    if seat is None or seat.named_at is None:
        raise UnableToChallenge("not_on_team")
    code = challenge_rule(row)
    [rule] = [one for one in cycle_for(row).conflict_of_interest.rules if one.code == code]
    state = challenge_state(rule, today(seat.named_at), today(now), reason)
    if state != "in_time":
        raise UnableToChallenge("late" if state == "late" else "no_reason")
    try:
        with transaction.atomic():
            found = TeamChallenge.objects.create(
                application=row, examiner=examiner, reason=reason, told_at=seat.named_at, asked_at=now, asked_by=by
            )
    except IntegrityError as error:
        raise UnableToChallenge("asked_before") from error
    application_audit("award_challenge_file", row, by=by, now=now, details={"examiner": examiner.pk})
    return found


@transaction.atomic
def challenge_answer(*, challenge: TeamChallenge, upheld: bool, answer: str, by: User, now: datetime) -> TeamChallenge:
    """Answer an applicant; an upheld challenge takes the examiner out of the team, with the rule on record.

    Raises
    ------
    UnableToChallenge
        It was answered already, or the answer is empty.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    row = application_lock(challenge.application)
    found = TeamChallenge.objects.select_for_update().get(pk=challenge.pk)
    if found.answered_at is not None:
        raise UnableToChallenge("answered")
    if not answer.strip():
        raise UnableToChallenge("no_reason")
    found.upheld, found.answer, found.answered_at, found.answered_by = upheld, answer, now, by
    found.save(update_fields=["upheld", "answer", "answered_at", "answered_by"])
    application_audit(
        "award_challenge_answer", row, by=by, now=now, details={"examiner": found.examiner_id, "upheld": upheld}
    )
    on_team = Seat.objects.filter(application=row, examiner=found.examiner).exclude(state=Seat.State.ENDED)
    if upheld and on_team.exists():
        change = TeamChange(remove=found.examiner, rule=challenge_rule(row))
        team_change(application=row, change=change, reason=answer[:500], by=by, now=now)
    return found
