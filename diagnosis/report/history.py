"""What happened to a task, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from diagnosis.report.plan_words import status_words
from qmplatform.models import AuditEntry


@dataclass(frozen=True, slots=True)
class HistoryFact:
    """One change: when, by whom, and what."""

    at: datetime
    by: str
    what: str


def history_facts(entries: Iterable[tuple[AuditEntry, str]]) -> tuple[HistoryFact, ...]:
    """Return a task's entries of the audit trail in words."""
    return tuple(HistoryFact(entry.at, name, _what(entry.details)) for entry, name in entries)


def _what(details: Mapping[str, Any]) -> str:
    found = []
    if "status" in details:
        found.append(_("status: %(status)s") % {"status": status_words().get(details["status"], details["status"])})
    if "due_on" in details:
        found.append(_("due date: %(date)s") % {"date": details["due_on"] or _("none")})
    if "owner" in details:
        found.append(_("another owner") if details["owner"] else _("no owner"))
    if "actual_effort" in details:
        found.append(_("people it took"))
    if "note" in details:
        found.append(_("the note"))
    return ", ".join(found) or _("taken on")
