"""Writes and checks the links of the audit trail."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction

from qmplatform.models import AuditEntry

GENESIS = "0" * 64
# PostgreSQL: one writer of the chain at a time, until its transaction ends. SQLite's transactions are so anyway.
_CHAIN_LOCK = 0x514D_4155


class Actor(Protocol):
    """Whoever did it: anything with an id."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True)
class ChainFault:
    """A link that does not fit."""

    sequence: int
    what: str


def _digest(entry: AuditEntry) -> str:
    content = json.dumps(
        {
            "sequence": entry.sequence,
            "at": entry.at.astimezone(UTC).isoformat(),
            "by": entry.by,
            "action": entry.action,
            "subject": entry.subject,
            "company_id": str(entry.company_id) if entry.company_id else None,
            "details": entry.details,
            "previous_hash": entry.previous_hash,
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


def audit_record(
    *,
    action: str,
    by: Actor | None,
    subject: str,
    now: datetime,
    company_id: UUID | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append a link, inside the transaction of what it tells of.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        Called outside a transaction: the entry could then stand without its deed.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit_record belongs into the transaction of what it records.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = AuditEntry.objects.order_by("-sequence").first()
    entry = AuditEntry(
        sequence=last.sequence + 1 if last else 1,
        at=now,
        by=str(by.pk) if by is not None else "",
        action=action,
        subject=subject,
        company_id=company_id,
        details=dict(details or {}),
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = _digest(entry)
    entry.save(force_insert=True)
    return entry


def verify_chain() -> Iterator[ChainFault]:
    """Yield every link that is missing, changed or out of order."""
    previous_hash, expected = GENESIS, 1
    for entry in AuditEntry.objects.order_by("sequence").iterator():
        if entry.sequence != expected:
            yield ChainFault(expected, f"entries {expected} to {entry.sequence - 1} are missing")
        if entry.previous_hash != previous_hash:
            yield ChainFault(entry.sequence, "does not follow the entry before it")
        if entry.hash != _digest(entry):
            yield ChainFault(entry.sequence, "was changed after it was written")
        previous_hash, expected = entry.hash, entry.sequence + 1
