"""Writes cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from cases.models import Case
from cases.services.indexing import index_update
from cases.short_codes import short_code_of
from qmplatform.audit import audit_record
from qmplatform.audit.trail import Actor

_BATCH = 100


@dataclass(frozen=True, slots=True)
class CasesLoaded:
    """What a load did."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def cases_load(*, records: Sequence[dict[str, Any]], source: str, by: Actor | None, now: datetime) -> CasesLoaded:
    """Add or change cases by their id; loading the same records again does nothing.

    Parameters
    ----------
    records : sequence of dict
        Field values of each case, as `cases.importing.read_records` returns them. Cases not among them stay.
    source : str
        The file's checksum, for the audit trail.
    """
    known = Case.objects.in_bulk([record["id"] for record in records])
    added = [
        Case(**record, loaded_at=now, published_at=now, short_code=short_code_of(record["id"]))
        for record in records
        if record["id"] not in known
    ]
    changed = []
    for record in records:
        case = known.get(record["id"])
        if case is not None and any(getattr(case, field) != value for field, value in record.items()):
            for field, value in record.items():
                setattr(case, field, value)
            case.loaded_at = now
            changed.append(case)
    Case.objects.bulk_create(added, batch_size=_BATCH)
    if changed:
        fields = [field.name for field in Case._meta.concrete_fields if not field.primary_key]
        Case.objects.bulk_update(changed, fields, batch_size=_BATCH)
    loaded = CasesLoaded(len(added), len(changed), len(records) - len(added) - len(changed))
    if added or changed:
        audit_record(
            action="cases.loaded",
            by=by,
            subject=source,
            now=now,
            details={"added": loaded.added, "changed": loaded.changed, "unchanged": loaded.unchanged},
        )
        index_update(case_ids=[case.id for case in (*added, *changed)], now=now)
    return loaded
