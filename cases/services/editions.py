"""Puts a new text into a case: into the row of a draft, beside the public text of any other (cases.editions)."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from cases.derived import derived_of
from cases.editions import CONTENT_FIELDS, WRITING, Content, Edition, edition_of
from cases.models import Case, CaseRevision
from cases.services.revisions import revision_record
from cases.short_codes import short_code_of

Action = CaseRevision.Action


class UnableToEdit(Exception):
    """Somebody changed the case since the editor began; `newer` is how it stands now."""

    def __init__(self, newer: Edition) -> None:
        super().__init__(f"{newer.case.pk} stands at revision {newer.number}")
        self.newer = newer


class UnableToMove(Exception):
    """The case is not in a state from which this step leads on."""


def edition_locked(case_id: str, *, expected: int | None = None) -> Edition:
    """Return where the editing stands, with the case locked until the transaction ends.

    Parameters
    ----------
    expected : int or None
        Number of the revision the editor saw; None where the step may be taken whatever happened since.

    Raises
    ------
    Case.DoesNotExist
        There is no such case.
    UnableToEdit
        There is a newer revision than the expected one.
    """
    edition = edition_of(Case.objects.select_for_update(of=("self",)).get(pk=case_id))
    if expected is not None and edition.number != expected:
        raise UnableToEdit(edition)
    return edition


def edition_begin(*, content: Mapping[str, Any], case_id: str = "", now: datetime, **fields: Any) -> Case:
    """Save a new draft, under an id of its own where none is given; the caller records its revision."""
    case = Case(pk=case_id or _free_id(), state=Case.State.DRAFT, loaded_at=now, **fields)
    _put(case, content)
    case.short_code = _free_code(case.pk)
    case.save(force_insert=True)
    return case


def edition_save(
    edition: Edition,
    *,
    content: Mapping[str, Any],
    action: CaseRevision.Action,
    by: User,
    now: datetime,
    note: str = "",
) -> CaseRevision:
    """Save a text: into the row of a draft, beside the public text of any other; an unchanged text saves nothing."""
    case = edition.case
    # A case without history begins one: its text would be gone once the edit takes its place.
    last = edition.revision or revision_record(case=case, action=Action.LOADED, by=None, now=case.loaded_at)
    if content == edition.content:
        return last
    if not edition.was_public:
        _put(case, content)
        case.loaded_at = now
        case.save()
        return revision_record(case=case, action=action, by=by, now=now, note=note)
    case.edit_state = case.edit_state or Case.State.DRAFT
    case.save(update_fields=["edit_state"])
    return revision_record(
        case=case, action=action, by=by, now=now, note=note, state=case.edit_state, content=_whole(content)
    )


def edition_move(
    edition: Edition, *, to: Case.State, action: CaseRevision.Action, by: User, now: datetime, note: str = ""
) -> CaseRevision:
    """Move a draft or an edit that waits to another state; its text stays as it is."""
    case, content = edition.case, edition.content
    if edition.was_public:
        case.edit_state = to
    else:
        case.state = to
    case.save(update_fields=["state", "edit_state"])
    return revision_record(case=case, action=action, by=by, now=now, note=note, state=to, content=content)


def edition_release(edition: Edition, *, by: User, now: datetime) -> CaseRevision:
    """Make the text editors worked on the public one."""
    case = edition.case
    _put(case, edition.content)
    case.state, case.edit_state, case.withdrawn_reason = Case.State.PUBLISHED, "", ""
    case.loaded_at, case.published_at = now, case.published_at or now
    case.save()
    return revision_record(case=case, action=Action.PUBLISHED, by=by, now=now)


def last_writer_id(case: Case) -> Any:
    """Return the id of whoever changed the text last; None for a file or the platform itself."""
    return case.revisions.filter(action__in=WRITING).values_list("created_by_id", flat=True).first()


def _put(case: Case, content: Mapping[str, Any]) -> None:
    values = _whole(content)
    for field, value in (values | derived_of(values)).items():
        setattr(case, field, value)


def _whole(content: Mapping[str, Any]) -> Content:
    if set(content) != set(CONTENT_FIELDS):
        raise ValueError(f"fields missing or unknown: {sorted(set(content) ^ set(CONTENT_FIELDS))}")
    return {field: content[field] for field in CONTENT_FIELDS}


def _free_id() -> str:
    while Case.objects.filter(pk=(found := f"case-{secrets.token_hex(5)}")).exists():
        continue
    return found


def _free_code(case_id: str) -> str:
    """Return the case's short code; the next one where another case has it."""
    code, step = short_code_of(case_id), 0
    while Case.objects.filter(short_code=code).exists():
        step += 1
        code = short_code_of(f"{case_id}#{step}")
    return code
