"""A file an official uploads: looked at first, then taken as a whole, and taken back if need be."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import Permission, has_permission
from cases.duplicates import duplicate_pairs
from cases.editions import Content, content_of
from cases.importing import IN_A_REQUEST, UTF_8, UnableToReadCases, encoding_of, read_records, read_rows
from cases.models import Case, CaseImport, CaseRevision
from cases.selectors.curation import curated_cases
from cases.selectors.duplicates import told_of
from cases.selectors.imports import edited_since
from cases.selectors.standing import Kind, incomplete_of, is_taken, needs_another_person, seen_of, standings_of
from cases.services.indexing import index_update
from cases.services.loading import CasesLoaded, cases_write, content_put, standings_load
from cases.services.revisions import revisions_record
from qmplatform.audit import audit_record
from qmplatform.korean.normalise import nfc

# Of a file that was looked at and never taken.
PREVIEWS_KEPT: Final = timedelta(days=7)
_TWINS_TOLD: Final = 200
_TWIN_FIELDS: Final = ("id", "organisation_ko", "organisation_en", "title_ko", "year", "award_code")


class UnableToTake(Exception):
    """The import is not what whoever takes it has seen; `why` is ``state``, ``changed`` or ``incomplete``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class UnableToTakeOwnFile(Exception):
    """What readers see at once is taken by another person than the one who uploaded it."""


class UnableToUndo(Exception):
    """Cases were changed after the import; `case_ids` names them, none where the import does not stand any more."""

    def __init__(self, case_ids: Sequence[str] = ()) -> None:
        super().__init__(", ".join(case_ids))
        self.case_ids = tuple(case_ids)


def import_preview(*, name: str, content: bytes, by: User, now: datetime) -> CaseImport:
    """Read a file and keep what it says, without touching a case.

    Parameters
    ----------
    name : str
        Of the file, with its suffix, as the browser gives it.
    content : bytes
        At most `cases.importing.limits.LARGEST_FILE`; the caller has checked.

    Returns
    -------
    CaseImport
        With its records, or with the faults that keep it from being taken.

    Raises
    ------
    cases.importing.UnableToReadFile
        The file as a whole cannot be read; nothing is kept of it.
    """
    _require_right(by)
    plain_name = _plain_name(name)
    suffix = PurePath(plain_name).suffix.lower()
    rows = read_rows(content, suffix=suffix, limits=IN_A_REQUEST)
    encoding = UTF_8 if suffix == ".xlsx" else encoding_of(content, suffix=suffix)
    summary: dict[str, Any] = {"encoding": encoding, "notes": sum(row.is_note and not row.faults for row in rows)}
    made = CaseImport(
        name=plain_name,
        checksum=f"sha256:{hashlib.sha256(content).hexdigest()}",
        created_at=now,
        created_by=by,
    )
    try:
        made.records = read_records(rows)
    except UnableToReadCases as error:
        made.faults = [fault.as_json() for fault in error.faults]
        summary["faults"] = error.count
    else:
        summary["twins"] = _twins(made.records)
    made.summary = summary
    with transaction.atomic():
        forgotten = CaseImport.objects.filter(
            state__in=(CaseImport.State.PREVIEWED, CaseImport.State.DISCARDED), created_at__lt=now - PREVIEWS_KEPT
        )
        forgotten.delete()
        made.save(force_insert=True)
    return made


@transaction.atomic
def import_apply(
    *, import_id: Any, state: Case.State, is_overwriting: bool, seen: str, by: User, now: datetime
) -> CasesLoaded:
    """Take a file as a whole.

    Parameters
    ----------
    state : Case.State
        DRAFT or PUBLISHED, of the new cases; known ones keep theirs.
    is_overwriting : bool
        Also take cases that were edited here after they were loaded.
    seen : str
        `seen_of` the preview the person looked at.

    Raises
    ------
    UnableToTake
        It was taken or discarded meanwhile, holds faults, the library changed since the preview, or something that
        would be public lacks what a published case must tell.
    UnableToTakeOwnFile
        A second person has to take it (settings.QM_CASES_FOUR_EYES).
    """
    _require_right(by)
    found = CaseImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if found.state != CaseImport.State.PREVIEWED or found.faults:
        raise UnableToTake("state")
    standings = standings_of(found.records, is_locked=True)
    if seen_of(standings) != seen:
        raise UnableToTake("changed")
    if found.created_by_id == by.pk and needs_another_person(standings, state=state, is_overwriting=is_overwriting):
        raise UnableToTakeOwnFile
    short = incomplete_of(standings, is_overwriting=is_overwriting)
    if any(state == Case.State.PUBLISHED or one.kind is not Kind.NEW for one in short):
        raise UnableToTake("incomplete")
    before = {
        one.record["id"]: {
            "revision": one.revision + 1,
            "content": None if one.kind is Kind.NEW or one.case is None else content_of(one.case),
        }
        for one in standings
        if is_taken(one, is_overwriting=is_overwriting)
    }
    try:
        with transaction.atomic():
            loaded = standings_load(
                standings=standings,
                state=state,
                is_overwriting=is_overwriting,
                source=str(found.pk),
                note=found.name,
                by=by,
                now=now,
            )
    except IntegrityError as error:
        # Somebody made a case of the same id between the comparison and now.
        raise UnableToTake("changed") from error
    found.state, found.applied_at, found.before = CaseImport.State.APPLIED, now, before
    found.summary |= {
        "state": state.value,
        "added": loaded.added,
        "changed": loaded.changed,
        "unchanged": loaded.unchanged,
        "kept": list(loaded.kept),
        "taken_by": str(by.pk),
    }
    found.save()
    return loaded


@transaction.atomic
def import_discard(*, import_id: Any, by: User) -> None:
    """Forget what a file says; one that was taken stays."""
    _require_right(by)
    found = CaseImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if found.state == CaseImport.State.PREVIEWED:
        found.state, found.records, found.faults = CaseImport.State.DISCARDED, [], []
        found.save()


@transaction.atomic
def import_undo(*, import_id: Any, by: User, now: datetime) -> int:
    """Bring back the texts from before an import; cases it brought are withdrawn, since history is never deleted.

    Returns
    -------
    int
        How many cases changed.

    Raises
    ------
    UnableToUndo
        Somebody changed one of the cases since, by hand or by a later import; or the import does not stand.
    """
    _require_right(by)
    found = CaseImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if found.state != CaseImport.State.APPLIED:
        raise UnableToUndo
    cases = _locked(found.before)
    changed_since = edited_since(found)
    if changed_since:
        raise UnableToUndo(changed_since)
    for case_id, case in cases.items():
        content: Content | None = found.before[case_id]["content"]
        if content is None:
            case.state = Case.State.WITHDRAWN
        else:
            content_put(case, content)
        case.loaded_at = now
    cases_write(list(cases.values()))
    revisions_record(cases=list(cases.values()), action=CaseRevision.Action.UNDONE, by=by, now=now, note=found.name)
    found.state, found.undone_at = CaseImport.State.UNDONE, now
    found.summary |= {"undone_by": str(by.pk)}
    found.save(update_fields=["state", "undone_at", "summary"])
    audit_record(action="cases.import_undone", by=by, subject=str(found.pk), now=now, details={"cases": len(cases)})
    index_update(case_ids=list(cases), now=now)
    return len(cases)


def _locked(before: dict[str, Any]) -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for batch in _batches(list(before)):
        cases |= Case.objects.select_for_update().in_bulk(batch)
    return cases


def _batches(ids: list[str], size: int = 500) -> list[list[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _twins(records: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """Return [id of the file, other id, reason, likeness 0-1] of what may be told twice, most alike first."""
    known = {row["id"]: row for row in curated_cases().exclude(state=Case.State.WITHDRAWN).values(*_TWIN_FIELDS)}
    new = {record["id"] for record in records} - known.keys()
    everything = known | {record["id"]: record for record in records}
    pairs = duplicate_pairs([told_of(row, key) for key, row in everything.items()], limit=len(everything))
    found = [
        [*((one.first, one.second) if one.first in new else (one.second, one.first)), one.reason, round(one.share, 2)]
        for one in pairs
        if one.first in new or one.second in new
    ]
    return found[:_TWINS_TOLD]


def _plain_name(name: str) -> str:
    """Return the file's own name, composed, without a path and what cannot be shown."""
    own = nfc(name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in own if character.isprintable())
    stem, dot, suffix = shown.rpartition(".")
    most = CaseImport._meta.get_field("name").max_length or 0
    return f"{stem[: most - len(dot + suffix)]}{dot}{suffix}"[:most]


def _require_right(by: User) -> None:
    if not has_permission(by, Permission.CASES_CURATE):
        raise PermissionDenied
