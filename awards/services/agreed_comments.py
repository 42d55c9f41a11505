"""The team writes what the applicant will read, from its members' comments; the lead may pass a finding."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from awards.comments.model import KINDS, Finding
from awards.comments.overrides import Override, Refusal, apply_overrides
from awards.models import AgreedComment, AwardApplication, CommentOverride, Seat
from awards.scoring import Code, Reason, Refused
from awards.selectors.consensus_checks import LEAD, report_of, visit_evidence
from awards.selectors.consensus_log import CONSENSUS_STAGE, VISIT_STAGE, Table, editing_stage, table_of
from awards.selectors.review_log import examiner_key
from awards.selectors.reviewing import locked_reviews
from awards.services.consensus import UnableToActNow, UnableToKeepUp, team_enter
from awards.services.trail import application_audit


class UnableToOverwrite(UnableToKeepUp):
    """Somebody of the team saved in between; carries what they saved."""

    def __init__(self, current: AgreedComment) -> None:
        super().__init__(f"{current.pk}: revision {current.revision} is stored")
        self.current = current


class UnableToPass(Exception):
    """The finding cannot be passed; carries why, as `awards.comments.overrides` names it."""

    def __init__(self, cause: Refusal) -> None:
        super().__init__(cause)
        self.cause: Refusal = cause


class UnableToResolve(Exception):
    """Only an opportunity is settled, on a site visit, with evidence of it."""


@dataclass(frozen=True, slots=True)
class CommentContent:
    """What a comment says; fields as the row's."""

    kind: str
    factor: str
    importance: str
    ko: str
    en: str
    evidence: tuple[str, ...] = ()
    absence: bool = False
    looked_in: tuple[str, ...] = ()
    key_factor: str = ""
    is_resolved: bool = False


_FIELDS: Final = tuple(CommentContent.__dataclass_fields__)


@transaction.atomic
def agreed_comment_add(
    *, seat: Seat, item: str, content: CommentContent, sources: tuple[str, ...], by: User, now: datetime
) -> AgreedComment:
    """Add a comment of the team's, written anew or from those of its members.

    Parameters
    ----------
    sources
        Ids of members' comments it comes from; ids of no locked review of the item are left out.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        The comments are fixed now; the seat does not hold.
    awards.scoring.Refused
        The criteria have no such item.
    UnableToResolve
        It is marked as settled without cause.
    """
    table = comments_enter(seat=seat, by=by, now=now)
    if item not in table.setup.factors:
        raise Refused([Reason(Code.ITEM_UNKNOWN, {"item": item})])
    known = {one.id for review in locked_reviews(table.application, seat) for one in review.comments_of(item)}
    _check(table, content)
    last = AgreedComment.objects.filter(application=table.application, item=item).aggregate(last=Max("position"))
    row = AgreedComment.objects.create(
        application=table.application,
        item=item,
        sources=[key for key in dict.fromkeys(sources) if key in known],
        position=(last["last"] if last["last"] is not None else -1) + 1,
        revision=1,
        saved_at=now,
        saved_by=by,
        **_values(content),
    )
    _audit("add", row, by=by, now=now, sources=row.sources)
    return row


@transaction.atomic
def agreed_comment_edit(
    *, seat: Seat, comment_id: uuid.UUID, content: CommentContent, revision: int, by: User, now: datetime
) -> AgreedComment:
    """Save another wording. The audit trail keeps what stood before.

    Parameters
    ----------
    revision
        Of the comment as the writer saw it.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied, UnableToResolve
        As `agreed_comment_add`.
    AgreedComment.DoesNotExist
        The application has no such comment.
    UnableToOverwrite
        Somebody saved in between; nothing is written.
    """
    table = comments_enter(seat=seat, by=by, now=now)
    row = _row(table.application, comment_id)
    before = {name: getattr(row, name) for name in _FIELDS}
    values = _values(content)
    changed = [name for name in _FIELDS if before[name] != values[name]]
    if not changed and not row.is_removed:
        return row
    if row.revision != revision or row.is_removed:
        raise UnableToOverwrite(row)
    _check(table, content)
    for name in changed:
        setattr(row, name, values[name])
    row.revision, row.saved_at, row.saved_by = revision + 1, now, by
    row.save()
    _audit("edit", row, by=by, now=now, before={name: before[name] for name in changed})
    return row


@transaction.atomic
def agreed_comment_remove(
    *, seat: Seat, comment_id: uuid.UUID, revision: int, by: User, now: datetime
) -> AgreedComment:
    """Take a comment out of what the applicant will read; it can be brought back.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied, AgreedComment.DoesNotExist, UnableToOverwrite
        As `agreed_comment_edit`.
    """
    return _removed(seat, comment_id, revision, is_removed=True, by=by, now=now)


@transaction.atomic
def agreed_comment_restore(
    *, seat: Seat, comment_id: uuid.UUID, revision: int, by: User, now: datetime
) -> AgreedComment:
    """Bring a comment back as it was.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied, AgreedComment.DoesNotExist, UnableToOverwrite
        As `agreed_comment_edit`.
    """
    return _removed(seat, comment_id, revision, is_removed=False, by=by, now=now)


@transaction.atomic
def finding_pass(
    *, seat: Seat, subject: str, rule: str, place: str, found: str, reason: str, by: User, now: datetime
) -> CommentOverride:
    """Pass a blocking finding, with a reason. It holds for the words found, and not for others.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `agreed_comment_add`.
    UnableToPass
        Not the lead, too short a reason, a rule that cannot be passed, or nothing of the kind is found any more.
    """
    table = comments_enter(seat=seat, by=by, now=now)
    if table.state.lead != examiner_key(seat.examiner_id):
        raise UnableToPass("not-lead")
    wanted = Override(subject, rule, place, found, LEAD, reason.strip())
    findings: tuple[Finding, ...] = report_of(table).verdict.open
    verdict = apply_overrides(findings, [wanted])
    if verdict.refused:
        raise UnableToPass(verdict.refused[0][1])
    row = CommentOverride.objects.create(
        application=table.application, given_at=now, given_by=by,
        subject=subject, rule=rule, place=place, found=found, reason=wanted.reason,
    )  # fmt: skip
    _audit_override("pass", row, by=by, now=now)
    return row


@transaction.atomic
def finding_take_back(*, seat: Seat, override_id: int, by: User, now: datetime) -> CommentOverride:
    """Let a finding block again.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `agreed_comment_add`; not the lead.
    CommentOverride.DoesNotExist
        The application has none of this id.
    """
    table = comments_enter(seat=seat, by=by, now=now)
    if table.state.lead != examiner_key(seat.examiner_id):
        raise PermissionDenied
    row = CommentOverride.objects.get(pk=override_id, application=table.application)
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        _audit_override("take_back", row, by=by, now=now)
    return row


def comments_enter(*, seat: Seat, by: User, now: datetime) -> Table:
    """Return how the review stands, the application's row locked, if the team's comments may be written now.

    Raises
    ------
    UnableToActNow
        They are fixed: the consensus is closed and no visit is under way, or the time is over.
    django.core.exceptions.PermissionDenied
        The seat does not hold.
    """
    asked = editing_stage(table_of(seat.application))
    application = team_enter(seat=seat, by=by, stage=asked or CONSENSUS_STAGE, now=now)
    table = table_of(application)
    stage = editing_stage(table)
    # What was looked up before the lock may have changed while we waited for it.
    if stage is None or stage != asked:
        raise UnableToActNow(VISIT_STAGE if table.state.phase.value == "visit" else CONSENSUS_STAGE)
    if examiner_key(seat.examiner_id) not in table.state.members:
        raise PermissionDenied
    return table


def _check(table: Table, content: CommentContent) -> None:
    if content.kind not in KINDS:
        raise ValueError(f"there is no kind {content.kind}")
    if not content.is_resolved:
        return
    seen = {one.cited for one in visit_evidence(table.application)}
    is_of_visit = bool(seen & {*content.evidence, *content.looked_in})
    if content.kind != "ofi" or editing_stage(table) != VISIT_STAGE or not is_of_visit:
        raise UnableToResolve


def _values(content: CommentContent) -> dict[str, Any]:
    values: Mapping[str, Any] = asdict(content)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _row(application: AwardApplication, comment_id: uuid.UUID) -> AgreedComment:
    return AgreedComment.objects.get(pk=comment_id, application=application)


def _removed(
    seat: Seat, comment_id: uuid.UUID, revision: int, *, is_removed: bool, by: User, now: datetime
) -> AgreedComment:
    table = comments_enter(seat=seat, by=by, now=now)
    row = _row(table.application, comment_id)
    if row.is_removed == is_removed:
        return row
    if row.revision != revision:
        raise UnableToOverwrite(row)
    row.is_removed, row.revision, row.saved_at, row.saved_by = is_removed, revision + 1, now, by
    row.save(update_fields=["is_removed", "revision", "saved_at", "saved_by"])
    _audit("remove" if is_removed else "restore", row, by=by, now=now)
    return row


def _audit(what: str, row: AgreedComment, *, by: User, now: datetime, **details: Any) -> None:
    application_audit(
        f"award_comment_{what}",
        row.application,
        by=by,
        now=now,
        details={"comment": str(row.pk), "item": row.item, "revision": row.revision, **details},
    )


def _audit_override(what: str, row: CommentOverride, *, by: User, now: datetime) -> None:
    application_audit(
        f"award_finding_{what}",
        row.application,
        by=by,
        now=now,
        details={"about": row.subject, "rule": row.rule, "place": row.place, "reason": row.reason},
    )
