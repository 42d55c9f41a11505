"""Writes cases that come from files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from cases.derived import derived_of
from cases.editions import CONTENT_FIELDS
from cases.models import Case, CaseRevision
from cases.selectors.standing import Kind, Standing, standings_of
from cases.services.indexing import index_update
from cases.services.revisions import revisions_record
from cases.short_codes import short_code_of
from qmplatform.audit import audit_record

_BATCH = 100


@dataclass(frozen=True, slots=True)
class CasesLoaded:
    """What a load did; `kept` are the ids of cases that were edited here since and stay as they are."""

    added: int
    changed: int
    unchanged: int
    kept: tuple[str, ...] = ()


def cases_load(
    *, records: Sequence[dict[str, Any]], source: str, by: User | None, now: datetime, is_overwriting: bool = False
) -> CasesLoaded:
    """Add or change cases by their id, new ones published; loading the same records again does nothing.

    Parameters
    ----------
    records : sequence of dict
        Field values of each case, as `cases.importing.read_records` returns them. Cases not among them stay.
    source : str
        The file's checksum, for the audit trail.
    is_overwriting : bool
        Take the file's text also where an official edited the case after it was loaded.
    """
    with transaction.atomic():
        standings = standings_of(records, is_locked=True)
        return standings_load(
            standings=standings,
            state=Case.State.PUBLISHED,
            is_overwriting=is_overwriting,
            source=source,
            note="",
            by=by,
            now=now,
        )


@transaction.atomic
def standings_load(
    *,
    standings: Sequence[Standing],
    state: Case.State,
    is_overwriting: bool,
    source: str,
    note: str,
    by: User | None,
    now: datetime,
) -> CasesLoaded:
    """Write compared records: each with its revision, all in the index, one entry in the audit trail.

    Parameters
    ----------
    standings : sequence of Standing
        Compared under lock in this same transaction.
    state : Case.State
        Of new cases; known ones keep the state they have.
    note : str
        Of the revisions.
    """
    taken = {Kind.CHANGED, Kind.EDITED} if is_overwriting else {Kind.CHANGED}
    added = _new_cases([one for one in standings if one.kind is Kind.NEW and one.case is None], state=state, now=now)
    back = [_filled(one, state=state, now=now) for one in standings if one.is_back]
    changed = [_filled(one, now=now) for one in standings if one.kind in taken]
    # Their text is the same; what is worked out from it may have been worked out by other rules.
    same = [one for one in standings if one.kind is Kind.UNCHANGED and _is_stale(one)]
    refreshed = [_filled(one) for one in same]
    Case.objects.bulk_create(added, batch_size=_BATCH)
    cases_write([*back, *changed, *refreshed])
    revisions_record(cases=[*added, *back, *changed], action=CaseRevision.Action.LOADED, by=by, now=now, note=note)
    kept = tuple(one.record["id"] for one in standings if one.kind in {Kind.EDITED, Kind.TAKEN} - taken)
    unchanged = sum(one.kind is Kind.UNCHANGED for one in standings)
    loaded = CasesLoaded(len(added) + len(back), len(changed), unchanged, kept)
    if added or back or changed:
        details = {"added": loaded.added, "changed": loaded.changed, "unchanged": unchanged, "kept": len(kept)}
        audit_record(action="cases.loaded", by=by, subject=source, now=now, details=details)
    if written := [case.pk for case in (*added, *back, *changed, *refreshed)]:
        index_update(case_ids=written, now=now)
    return loaded


def cases_write(cases: Sequence[Case]) -> None:
    """Save every field of cases that exist, many a query: an upsert, since `bulk_update` is a hundred times slower."""
    fields = [field.name for field in Case._meta.concrete_fields if not field.primary_key and not field.unique]
    Case.objects.bulk_create(
        cases, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=_BATCH
    )


def content_put(case: Case, content: Mapping[str, Any]) -> None:
    """Give a case a text, and what is worked out from it."""
    values = {field: content[field] for field in CONTENT_FIELDS}
    for field, value in (values | derived_of(values)).items():
        setattr(case, field, value)


def _new_cases(standings: Sequence[Standing], *, state: Case.State, now: datetime) -> list[Case]:
    codes = _free_codes([one.record["id"] for one in standings])
    published_at = now if state == Case.State.PUBLISHED else None
    return [
        Case(
            **one.record,
            state=state,
            loaded_at=now,
            published_at=published_at,
            short_code=codes[one.record["id"]],
        )
        for one in standings
    ]


def _filled(standing: Standing, *, state: Case.State | None = None, now: datetime | None = None) -> Case:
    case = standing.case
    if case is None:
        raise ValueError(f"{standing.record['id']} is new")
    content_put(case, standing.content)
    if state is not None:
        case.state, case.withdrawn_reason = state, ""
        if state == Case.State.PUBLISHED:
            case.published_at = case.published_at or now
    case.loaded_at = now or case.loaded_at
    return case


def _is_stale(standing: Standing) -> bool:
    derived = derived_of(standing.content)
    return any(getattr(standing.case, field) != value for field, value in derived.items())


def _free_codes(case_ids: Sequence[str]) -> dict[str, str]:
    """Return a short code for each id that neither another of them nor any case of the library has."""
    codes: dict[str, str] = {}
    taken: set[str] = set()
    waiting, step = list(case_ids), 0
    while waiting:
        wanted = {one: short_code_of(f"{one}#{step}" if step else one) for one in waiting}
        values = list(wanted.values())
        for start in range(0, len(values), _BATCH):
            batch = values[start : start + _BATCH]
            taken |= set(Case.objects.filter(short_code__in=batch).values_list("short_code", flat=True))
        again = []
        for case_id, code in wanted.items():
            if code in taken:
                again.append(case_id)
            else:
                codes[case_id] = code
                taken.add(code)
        waiting, step = again, step + 1
    return codes
