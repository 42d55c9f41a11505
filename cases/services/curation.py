"""What officials do with cases: write, send to review, publish by a second person, take down, bring back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission, has_permission
from cases.editions import Edition
from cases.holds import hold_of
from cases.models import Case, CaseRevision
from cases.publishing import PublishingFault, publishing_faults
from cases.services.editions import (
    Action,
    UnableToMove,
    edition_begin,
    edition_locked,
    edition_move,
    edition_release,
    edition_save,
    last_writer_id,
)
from cases.services.indexing import index_update
from cases.services.revisions import revision_record
from qmplatform.audit import audit_record


class UnableToPublish(Exception):
    """The text lacks what a published case must tell; carries every fault."""

    def __init__(self, faults: tuple[PublishingFault, ...]) -> None:
        super().__init__(", ".join(fault.field for fault in faults))
        self.faults = faults


class UnableToPublishYet(Exception):
    """Somebody's word on the text is still awaited (`cases.holds`); carries the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnableToPublishOwnText(Exception):
    """Whoever changed the text last may not publish it: a second person reads it first."""


def may_publish(edition: Edition, by: User) -> bool:
    """Tell whether a person is another than whoever changed the text last, or the platform lets one person do both.

    The last writer counts, not the sender: whoever sends another's text to review has read it, and two have seen it.
    """
    return not settings.QM_CASES_FOUR_EYES or last_writer_id(edition.case) != by.pk


@transaction.atomic
def case_create(*, content: Mapping[str, Any], by: User, now: datetime) -> Case:
    """Begin a draft.

    Parameters
    ----------
    content : mapping
        Value of each field of `cases.editions.CONTENT_FIELDS`, already checked.
    """
    if not has_permission(by, Permission.CASES_CURATE):
        raise PermissionDenied
    case = edition_begin(content=content, now=now)
    revision_record(case=case, action=Action.CREATED, by=by, now=now)
    _audit("case.create", case, by=by, now=now)
    return case


@transaction.atomic
def case_edit(
    *, case_id: str, content: Mapping[str, Any], expected: int, by: User, now: datetime, note: str = ""
) -> CaseRevision:
    """Save a text: a draft's at once, a published case's beside the public one until it is published.

    Parameters
    ----------
    expected : int
        Number of the revision the editor began from.

    Raises
    ------
    UnableToEdit
        Somebody saved in between; nothing is written.
    """
    edition = _locked(case_id, by, expected=expected)
    revision = edition_save(edition, content=content, action=Action.EDITED, by=by, now=now, note=note)
    if revision != edition.revision:
        _audit("case.edit", edition.case, by=by, now=now, revision=revision.number)
    return revision


@transaction.atomic
def case_send_to_review(*, case_id: str, expected: int, by: User, now: datetime, note: str = "") -> CaseRevision:
    """Ask a second official to read the text and publish it.

    Raises
    ------
    UnableToEdit, UnableToMove
        Somebody changed it in between; there is no draft.
    UnableToPublish
        It lacks what a published case must tell: nobody is asked to read what cannot be published.
    """
    edition = _in_state(_locked(case_id, by, expected=expected), Case.State.DRAFT)
    _require_publishable(edition)
    revision = edition_move(edition, to=Case.State.REVIEW, action=Action.SENT_TO_REVIEW, by=by, now=now, note=note)
    _audit("case.send", edition.case, by=by, now=now, revision=revision.number)
    return revision


@transaction.atomic
def case_return(*, case_id: str, expected: int, reason: str, by: User, now: datetime) -> CaseRevision:
    """Give a text back to its author with the reason.

    Raises
    ------
    UnableToEdit, UnableToMove
        Somebody changed it in between; it is not in review.
    """
    edition = _in_state(_locked(case_id, by, expected=expected), Case.State.REVIEW)
    revision = edition_move(edition, to=Case.State.DRAFT, action=Action.RETURNED, by=by, now=now, note=reason)
    _audit("case.return", edition.case, by=by, now=now, revision=revision.number)
    return revision


@transaction.atomic
def case_publish(*, case_id: str, expected: int, by: User, now: datetime) -> CaseRevision:
    """Make the text in review the public one.

    Raises
    ------
    UnableToEdit, UnableToMove
        Somebody changed it in between; it is not in review.
    UnableToPublishOwnText
        The person changed the text last, and settings.QM_CASES_FOUR_EYES asks for a second one.
    UnableToPublish
        It lacks what a published case must tell; carries every fault.
    UnableToPublishYet
        Somebody outside the library has to agree to the text first.
    """
    edition = _in_state(_locked(case_id, by, expected=expected), Case.State.REVIEW)
    if not may_publish(edition, by):
        raise UnableToPublishOwnText
    _require_publishable(edition)
    if reason := hold_of(edition):
        raise UnableToPublishYet(str(reason))
    revision = edition_release(edition, by=by, now=now)
    _audit("case.publish", edition.case, by=by, now=now, revision=revision.number)
    index_update(case_ids=[case_id], now=now)
    return revision


@transaction.atomic
def case_discard(*, case_id: str, expected: int, by: User, now: datetime) -> CaseRevision:
    """Give up an edit that waits beside a public text; the history keeps it.

    Raises
    ------
    UnableToEdit, UnableToMove
        Somebody changed it in between; no edit waits.
    """
    edition = _locked(case_id, by, expected=expected)
    if not edition.case.edit_state:
        raise UnableToMove
    case = edition.case
    case.edit_state = ""
    case.save(update_fields=["edit_state"])
    revision = revision_record(case=case, action=Action.DISCARDED, by=by, now=now)
    _audit("case.discard", case, by=by, now=now, revision=revision.number)
    return revision


@transaction.atomic
def case_revert(*, case_id: str, number: int, expected: int, by: User, now: datetime) -> CaseRevision:
    """Take up the text of an earlier revision again, as a new edit.

    Raises
    ------
    UnableToEdit
        Somebody changed it in between.
    CaseRevision.DoesNotExist
        There is no revision of this number.
    """
    edition = _locked(case_id, by, expected=expected)
    earlier = edition.case.revisions.get(number=number)
    # A field that came later keeps its value.
    content = edition.content | {field: earlier.content[field] for field in edition.content if field in earlier.content}
    revision = edition_save(edition, content=content, action=Action.REVERTED, by=by, now=now, note=f"#{number}")
    if revision != edition.revision:
        _audit("case.revert", edition.case, by=by, now=now, revision=revision.number, to=number)
    return revision


@transaction.atomic
def case_withdraw(*, case_id: str, reason: str, by: User, now: datetime) -> CaseRevision:
    """Take a case down at once, whatever was edited meanwhile; its address tells the reason from now on.

    A draft may be withdrawn too: it goes out of the way, and nobody outside ever knew its address.

    Raises
    ------
    UnableToMove
        It is withdrawn already.
    """
    edition = _locked(case_id, by)
    case = edition.case
    if case.state == Case.State.WITHDRAWN:
        raise UnableToMove
    content = edition.content
    case.state, case.withdrawn_reason = Case.State.WITHDRAWN, reason
    case.save(update_fields=["state", "withdrawn_reason"])
    revision = revision_record(case=case, action=Action.WITHDRAWN, by=by, now=now, note=reason, content=content)
    _audit("case.withdraw", case, by=by, now=now, revision=revision.number, reason=reason)
    index_update(case_ids=[case_id], now=now)
    return revision


@transaction.atomic
def case_restore(*, case_id: str, by: User, now: datetime) -> CaseRevision:
    """Bring a withdrawn case back as it was: the public text, which two had read, or the draft it was.

    Raises
    ------
    UnableToMove
        It is not withdrawn.
    """
    edition = _locked(case_id, by)
    case = edition.case
    if case.state != Case.State.WITHDRAWN:
        raise UnableToMove
    content = edition.content
    case.state = Case.State.PUBLISHED if case.published_at else Case.State.DRAFT
    case.withdrawn_reason = ""
    case.save(update_fields=["state", "withdrawn_reason"])
    revision = revision_record(case=case, action=Action.RESTORED, by=by, now=now, content=content)
    _audit("case.restore", case, by=by, now=now, revision=revision.number)
    index_update(case_ids=[case_id], now=now)
    return revision


def _locked(case_id: str, by: User, *, expected: int | None = None) -> Edition:
    if not has_permission(by, Permission.CASES_CURATE):
        raise PermissionDenied
    edition = edition_locked(case_id, expected=expected)
    if edition.is_private:
        raise PermissionDenied
    return edition


def _in_state(edition: Edition, state: Case.State) -> Edition:
    if edition.state != state:
        raise UnableToMove
    return edition


def _require_publishable(edition: Edition) -> None:
    faults = publishing_faults(edition.content)
    if faults:
        raise UnableToPublish(faults)


def _audit(action: str, case: Case, *, by: User, now: datetime, **details: Any) -> None:
    audit_record(
        action=action, by=by, subject=f"case:{case.pk}", company_id=case.proposed_by_id, details=details, now=now
    )
