"""The site visit: questions made from open points, what was seen, percents that move within bounds, and handing on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from awards.models import AgreedComment, AwardApplication, Seat, VisitEvidence, VisitIssue
from awards.scoring import Code, ConsensusState, Finalised, Phase, Reason, Refused, VisitRecorded
from awards.selectors.consensus_checks import open_blocks, visit_evidence
from awards.selectors.consensus_log import CONSENSUS_STAGE, VISIT_STAGE, Table, table_of
from awards.selectors.review_log import cycle_for, examiner_key
from awards.services import review_log
from awards.services.consensus import UnableToActNow, UnableToClose, UnableToKeepUp, team_enter
from awards.services.trail import application_audit

State = AwardApplication.State


class UnableToAddIssue(Exception):
    """The item has as many questions as the cycle allows."""

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


class UnableToChangeIssue(Exception):
    """The question has an answer already, or would be closed without one."""


class UnableToCite(Exception):
    """Evidence is named that nobody recorded on this visit."""

    def __init__(self, unknown: tuple[str, ...]) -> None:
        super().__init__(", ".join(unknown))
        self.unknown = unknown


class UnableToFinish(Exception):
    """Questions of the visit are still open."""

    def __init__(self, issues: tuple[VisitIssue, ...]) -> None:
        super().__init__(str(len(issues)))
        self.issues = issues


@dataclass(frozen=True, slots=True)
class Question:
    """What a visit is to look into."""

    kind: str
    question: str
    comment: uuid.UUID | None = None


@transaction.atomic
def issue_add(*, seat: Seat, item: str, question: Question, by: User, now: datetime) -> VisitIssue:
    """Put a question on the list of the visit; the list is begun in the consensus and grows until the visit is over.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        There is nothing to plan now; the seat does not hold.
    awards.scoring.Refused
        The criteria have no such item.
    UnableToAddIssue
        The item has as many as the cycle allows.
    """
    table = _planning(seat, by, now)
    if item not in table.setup.factors:
        raise Refused([Reason(Code.ITEM_UNKNOWN, {"item": item})])
    most = cycle_for(table.application).consensus.site_visit.max_issues_per_item
    rows = VisitIssue.objects.filter(application=table.application, item=item)
    if rows.count() >= most:
        raise UnableToAddIssue(most)
    last = rows.aggregate(last=Max("position"))["last"]
    comments = AgreedComment.objects.filter(application=table.application, item=item)
    comment = comments.filter(pk=question.comment).first() if question.comment else None
    row = VisitIssue.objects.create(
        application=table.application, item=item, kind=VisitIssue.Kind(question.kind), question=question.question,
        comment=comment, position=(last if last is not None else -1) + 1,
        saved_at=now, saved_by=by,
    )  # fmt: skip
    _audit("issue_add", row.application, by=by, now=now, issue=row.pk, item=item)
    return row


@transaction.atomic
def issue_remove(*, seat: Seat, issue_id: int, by: User, now: datetime) -> None:
    """Take a question off the list; one that was answered stays.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `issue_add`.
    UnableToChangeIssue
        It has an answer.
    """
    table = _planning(seat, by, now)
    row = VisitIssue.objects.filter(pk=issue_id, application=table.application).first()
    if row is None:
        return
    if row.finding:
        raise UnableToChangeIssue
    _audit("issue_remove", row.application, by=by, now=now, issue=row.pk, item=row.item, before=row.question)
    row.delete()


@transaction.atomic
def evidence_add(*, seat: Seat, item: str, text: str, seen_on: date, by: User, now: datetime) -> VisitEvidence:
    """Record something seen on site; it gets the next number, by which it is cited, and never changes.

    Parameters
    ----------
    item
        Code of the item it speaks to; empty for all.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        No visit is under way; the seat does not hold.
    awards.scoring.Refused
        The criteria have no such item.
    """
    table = _visiting(seat, by, now)
    if item and item not in table.setup.factors:
        raise Refused([Reason(Code.ITEM_UNKNOWN, {"item": item})])
    # The row of the application is locked: nobody else takes the number meanwhile.
    last = VisitEvidence.objects.filter(application=table.application).aggregate(last=Max("number"))["last"] or 0
    row = VisitEvidence.objects.create(
        application=table.application, number=last + 1, item=item, text=text, seen_on=seen_on,
        recorded_at=now, recorded_by=by,
    )  # fmt: skip
    _audit("evidence_add", table.application, by=by, now=now, number=row.number, item=item)
    return row


@transaction.atomic
def issue_answer(
    *,
    seat: Seat,
    issue_id: int,
    finding: str,
    evidence: Iterable[str],
    is_closed: bool,
    seen: str,
    by: User,
    now: datetime,
) -> VisitIssue:
    """Write what the visit found to a question, with the evidence; close it when nothing is left to ask.

    Parameters
    ----------
    seen
        `issue_stamp` of the question as the writer saw it.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `evidence_add`.
    VisitIssue.DoesNotExist
        The application has no such question.
    UnableToKeepUp
        Somebody saved in between.
    UnableToCite
        Evidence is named that was not recorded.
    UnableToChangeIssue
        It would be closed without a finding or without evidence.
    """
    table = _visiting(seat, by, now)
    row = VisitIssue.objects.get(pk=issue_id, application=table.application)
    if issue_stamp(row) != seen:
        raise UnableToKeepUp
    cited = _recorded(table.application, evidence)
    if is_closed and not (finding.strip() and cited):
        raise UnableToChangeIssue
    before = {"finding": row.finding, "evidence": row.evidence, "is_closed": row.is_closed}
    row.finding, row.evidence, row.is_closed = finding.strip(), list(cited), is_closed
    row.saved_at, row.saved_by = now, by
    row.save()
    _audit("issue_answer", table.application, by=by, now=now, issue=row.pk, item=row.item, before=before)
    return row


@transaction.atomic
def visit_record(
    *,
    seat: Seat,
    item: str,
    before: int,
    after: int,
    evidence: Iterable[str],
    finding: str,
    by: User,
    now: datetime,
) -> ConsensusState:
    """Record what the visit did to an item's percent: it stays, or moves within the cycle's bound, with evidence.

    Parameters
    ----------
    before
        The percent the page showed.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied, UnableToCite
        As `issue_answer`.
    awards.scoring.Refused
        Too far, no evidence, no finding, or the percent was changed meanwhile.
    """
    table = _visiting(seat, by, now)
    cited = _recorded(table.application, evidence)
    event = VisitRecorded(examiner_key(seat.examiner_id), item, before, after, cited, finding.strip())
    return review_log.review_event_append(
        application=table.application, event=event, by=by, now=now, details={"item": item}
    )


@transaction.atomic
def review_finalise(*, seat: Seat, by: User, now: datetime) -> ConsensusState:
    """Hand percents and comments to the judges after the visit.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `evidence_add`.
    UnableToFinish
        A question is open.
    UnableToClose
        A comment, a set or a theme has a finding that blocks, beside the percents as the visit left them.
    awards.scoring.Refused
        Not the lead.
    """
    table = _visiting(seat, by, now)
    event = Finalised(examiner_key(seat.examiner_id))
    state = review_log.review_event_append(application=table.application, event=event, by=by, now=now)
    still_open = tuple(VisitIssue.objects.filter(application=table.application, is_closed=False))
    if still_open:
        raise UnableToFinish(still_open)
    blocks = open_blocks(table_of(table.application))
    if blocks:
        raise UnableToClose(blocks)
    return state


def issue_stamp(row: VisitIssue) -> str:
    """Return what tells one state of a question from another."""
    return row.saved_at.isoformat()


def _planning(seat: Seat, by: User, now: datetime) -> Table:
    """Return how the review stands where a visit may be planned: in the consensus, and once the judges chose it."""
    is_consensus = table_of(seat.application).state.phase is Phase.CONSENSUS
    stage = CONSENSUS_STAGE if is_consensus else VISIT_STAGE
    # A visit is planned before it begins.
    table = table_of(team_enter(seat=seat, by=by, stage=stage, now=now, early=not is_consensus))
    if table.application.state != (State.CONSENSUS if is_consensus else State.VISIT):
        raise UnableToActNow(stage)
    return table


def _visiting(seat: Seat, by: User, now: datetime) -> Table:
    table = table_of(team_enter(seat=seat, by=by, stage=VISIT_STAGE, now=now))
    # The log does not tell apart who waits for the judges and who is visited; the application's state does.
    if table.application.state != State.VISIT:
        raise UnableToActNow(VISIT_STAGE)
    return table


def _recorded(application: AwardApplication, evidence: Iterable[str]) -> tuple[str, ...]:
    cited = tuple(dict.fromkeys(evidence))
    known = {one.cited for one in visit_evidence(application)}
    unknown = tuple(key for key in cited if key not in known)
    if unknown:
        raise UnableToCite(unknown)
    return cited


def _audit(what: str, application: AwardApplication, *, by: User, now: datetime, **details: Any) -> None:
    application_audit(f"award_visit_{what}", application, by=by, now=now, details=details)
