"""Where the editing of a case stands, and how a new text is put into it.

A case that was never public carries its text in its row. One that is public, or was, keeps the public text in its row
while an edit waits in the last revision (`Case.edit_state`): readers never see half of a work.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from accounts.models import User
from cases.derived import derived_of
from cases.models import Case, CaseRevision
from cases.services.revisions import CONTENT_FIELDS, Content, content_of, revision_record
from cases.short_codes import short_code_of

Action = CaseRevision.Action
_WRITING: Final = (Action.LOADED, Action.CREATED, Action.EDITED, Action.REVERTED, Action.PROPOSED)


class UnableToEdit(Exception):
    """Somebody changed the case since the editor began; `newer` is how it stands now."""

    def __init__(self, newer: "Edition") -> None:
        super().__init__(f"{newer.case.pk} stands at revision {newer.number}")
        self.newer = newer


class UnableToMove(Exception):
    """The case is not in a state from which this step leads on."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The text editors work on: a draft, an edit that waits, or the public text where nothing waits.

    Attributes
    ----------
    revision : CaseRevision or None
        The last one; None of a case that was there before revisions were kept.
    """

    case: Case
    revision: CaseRevision | None

    @property
    def number(self) -> int:
        return self.revision.number if self.revision else 0

    @property
    def state(self) -> Case.State:
        return Case.State(self.case.edit_state or self.case.state)

    @property
    def content(self) -> Content:
        own = content_of(self.case)
        if not self.case.edit_state or self.revision is None:
            return own
        return own | {field: self.revision.content[field] for field in own.keys() & self.revision.content.keys()}

    @property
    def was_public(self) -> bool:
        """Tell whether readers have, or had, a text that an edit must not touch."""
        is_down = self.case.state == Case.State.WITHDRAWN and self.case.published_at is not None
        return self.case.state == Case.State.PUBLISHED or is_down

    @property
    def is_private(self) -> bool:
        """Tell whether it is a company's own draft, which nobody but the company sees."""
        return self.case.proposed_by_id is not None and self.case.state == Case.State.DRAFT


def edition_of(case: Case) -> Edition:
    """Return where the editing of a case stands."""
    return Edition(case, case.revisions.select_related("created_by").first())


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
    return case.revisions.filter(action__in=_WRITING).values_list("created_by_id", flat=True).first()


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
