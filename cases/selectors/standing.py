"""How the records of a file stand to the library: new, changed, the same, or edited here since they were loaded."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings

from cases.editions import CONTENT_FIELDS, Content, content_of
from cases.models import Case, CaseRevision
from cases.publishing import publishing_faults
from cases.selectors.imports import last_revisions

# SQLite takes 999 parameters a query at the least.
_BATCH = 500


class Kind(StrEnum):
    """What loading a record would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    # An official changed the text here after it was loaded: kept, unless whoever loads says otherwise.
    EDITED = "edited"
    # A company's own draft has this id: nobody but the company sees it, and no file takes its place.
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Standing:
    """One record beside the case of its id.

    Parameters
    ----------
    case : Case or None
        As it stands now.
    revision : int
        Number of its last revision; 0 where it has none.
    is_back : bool
        The case was taken out when an import was undone, and this brings it back.
    """

    record: Mapping[str, Any]
    case: Case | None
    kind: Kind
    revision: int
    is_back: bool = False

    @property
    def content(self) -> Content:
        return {name: self.record[name] for name in CONTENT_FIELDS}

    @property
    def changes(self) -> tuple[tuple[str, Any, Any], ...]:
        """Which fields would change: (field, value now, value of the file)."""
        if self.case is None or self.kind is Kind.TAKEN:
            return ()
        now = content_of(self.case)
        return tuple((name, now[name], value) for name, value in self.content.items() if now[name] != value)


def standings_of(records: Sequence[Mapping[str, Any]], *, is_locked: bool = False) -> list[Standing]:
    """Compare records with the library, in their order.

    Parameters
    ----------
    records : sequence of mapping
        As `cases.importing.read_records` returns them.
    is_locked : bool
        Lock the cases until the transaction ends, for whoever writes them next.
    """
    cases: dict[str, Case] = {}
    histories: dict[str, _Loads] = {}
    ids = [record["id"] for record in records]
    numbers = last_revisions(ids)
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        rows = Case.objects.select_for_update() if is_locked else Case.objects.all()
        cases |= rows.in_bulk(batch)
        histories |= _histories(batch)
    return [
        _standing(record, cases.get(key := record["id"]), numbers.get(key, 0), histories.get(key) or _Loads())
        for record in records
    ]


def seen_of(standings: Sequence[Standing]) -> str:
    """Return what a preview was of: differs as soon as a case of the file changes in the library."""
    rows = [f"{one.record['id']} {one.kind} {one.revision}" for one in standings]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def incomplete_of(standings: Sequence[Standing], *, is_overwriting: bool = False) -> list[Standing]:
    """Return the records that lack what a published case must tell."""
    return [
        one
        for one in standings
        if (one.kind is Kind.NEW or (is_taken(one, is_overwriting=is_overwriting) and _is_public(one)))
        and publishing_faults(one.content)
    ]


def is_taken(standing: Standing, *, is_overwriting: bool) -> bool:
    """Tell whether taking the file would write this record."""
    return standing.kind in {Kind.NEW, Kind.CHANGED} or (is_overwriting and standing.kind is Kind.EDITED)


def needs_another_person(standings: Sequence[Standing], *, state: Case.State, is_overwriting: bool) -> bool:
    """Tell whether readers would see anything of it at once, so that a second person has to take it."""
    return settings.QM_CASES_FOUR_EYES and any(
        state == Case.State.PUBLISHED if one.kind is Kind.NEW else _is_public(one)
        for one in standings
        if is_taken(one, is_overwriting=is_overwriting)
    )


@dataclass(slots=True)
class _Loads:
    """What a case was loaded with, oldest first, without loads that were undone; number of the last undoing."""

    texts: list[Content] = field(default_factory=list)
    undone: int = 0


def _standing(record: Mapping[str, Any], case: Case | None, revision: int, loads: _Loads) -> Standing:
    if case is None:
        return Standing(record, None, Kind.NEW, 0)
    if case.proposed_by_id is not None and case.state == Case.State.DRAFT:
        return Standing(record, case, Kind.TAKEN, revision)
    if case.state == Case.State.WITHDRAWN and not loads.texts and revision and loads.undone == revision:
        return Standing(record, case, Kind.NEW, revision, is_back=True)
    content = content_of(case)
    if all(content[name] == record[name] for name in CONTENT_FIELDS):
        return Standing(record, case, Kind.UNCHANGED, revision)
    # A case without revisions is from before they were kept: it can only have come from a file.
    is_as_loaded = not revision or (loads.texts and content == loads.texts[-1])
    return Standing(record, case, Kind.CHANGED if is_as_loaded and not case.edit_state else Kind.EDITED, revision)


def _histories(ids: Sequence[str]) -> dict[str, _Loads]:
    found: dict[str, _Loads] = {}
    actions = (CaseRevision.Action.LOADED, CaseRevision.Action.UNDONE)
    revisions = CaseRevision.objects.filter(case__in=ids, action__in=actions).order_by("case", "number")
    for case_id, number, action, content in revisions.values_list("case_id", "number", "action", "content"):
        loads = found.setdefault(case_id, _Loads())
        if action == CaseRevision.Action.LOADED:
            loads.texts.append(content)
        else:
            loads.undone = number
            del loads.texts[-1:]
    return found


def _is_public(standing: Standing) -> bool:
    return standing.case is not None and standing.case.state == Case.State.PUBLISHED
