"""How a case came to be as it is: a row for every change, never changed once written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from cases.editions import CONTENT_FIELDS, Content, content_of
from cases.models import Case, CaseRevision

__all__ = ["CONTENT_FIELDS", "Content", "content_of", "revision_record", "revisions_record"]
_BATCH = 200


def revision_record(
    *,
    case: Case,
    action: CaseRevision.Action,
    by: User | None,
    now: datetime,
    note: str = "",
    state: str = "",
    content: Mapping[str, Any] | None = None,
) -> CaseRevision:
    """Write down how a case stands after a change, inside the transaction of the change.

    Parameters
    ----------
    case : Case
        Saved, and locked by the caller where two may change it at once.
    by : User or None
        None where the platform itself changed it.
    note : str
        Why, at most 500 characters; longer ones are cut.
    state, content
        Where they differ from the case's row: an edit that waits beside the published text.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        Called outside a transaction: the revision could then stand without its change.
    """
    own = Case.State(state or case.state)
    return _write([(case, own, dict(content or content_of(case)))], action=action, by=by, now=now, note=note)[0]


def revisions_record(
    *, cases: Sequence[Case], action: CaseRevision.Action, by: User | None, now: datetime, note: str = ""
) -> list[CaseRevision]:
    """Write down how many cases stand after one change, such as an import: two queries a batch of 200 cases.

    An edit that waited beside the published text of such a case no longer waits; the history keeps it.
    """
    waiting = [case.pk for case in cases if case.edit_state]
    for case in cases:
        case.edit_state = ""
    for start in range(0, len(waiting), _BATCH):
        Case.objects.filter(pk__in=waiting[start : start + _BATCH]).update(edit_state="")
    rows = [(case, Case.State(case.state), content_of(case)) for case in cases]
    return _write(rows, action=action, by=by, now=now, note=note)


def _write(
    rows: Sequence[tuple[Case, Case.State, Content]],
    *,
    action: CaseRevision.Action,
    by: User | None,
    now: datetime,
    note: str,
) -> list[CaseRevision]:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A revision belongs into the transaction of its change.")
    written: list[CaseRevision] = []
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        numbers = dict(
            CaseRevision.objects.filter(case__in=[case.pk for case, _state, _content in batch])
            .order_by()
            .values_list("case_id")
            .annotate(last=Max("number"))
        )
        written += CaseRevision.objects.bulk_create(
            CaseRevision(
                case=case,
                number=numbers.get(case.pk, 0) + 1,
                action=action,
                note=note[: CaseRevision._meta.get_field("note").max_length],
                state=state,
                content=content,
                created_at=now,
                created_by=by,
            )
            for case, state, content in batch
        )
    return written
