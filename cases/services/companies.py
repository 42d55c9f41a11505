"""A company's own list of cases: recommended, read, saved, tried, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Company, User
from cases.models import Case, CompanyCase
from qmplatform.audit import audit_record


class UnableToKeepCase(Exception):
    """The case is not, or no longer, among the published ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What a company says of a case it tried.

    Attributes
    ----------
    tried_on
        None takes back that it was tried, and with it all that was said.
    outcome
        A value of `CompanyCase.Outcome`.
    figure
        {"kpi", "before", "after", "unit"}: a measure in numbers, `before` None where nobody measured it; or None.
    """

    tried_on: date | None
    outcome: str = CompanyCase.Outcome.UNKNOWN
    note: str = ""
    figure: dict[str, Any] | None = None


@transaction.atomic
def cases_recommended(*, company: Company, case_ids: Iterable[str], now: datetime) -> None:
    """Write down that a result recommended cases, the first time only; whoever records the result audits it."""
    wanted = list(Case.objects.filter(pk__in=set(case_ids)).values_list("pk", flat=True))
    rows = [CompanyCase(company=company, case_id=case_id, recommended_at=now) for case_id in sorted(wanted)]
    CompanyCase.objects.bulk_create(rows, ignore_conflicts=True)
    known = CompanyCase.objects.filter(company=company, case_id__in=wanted, recommended_at__isnull=True)
    known.update(recommended_at=now)


@transaction.atomic
def case_save(*, company: Company, case: Case, by: User, now: datetime) -> CompanyCase:
    """Put a case on the company's list; who saves it has read it. Again changes nothing.

    Raises
    ------
    UnableToKeepCase
        The case is not published.
    """
    row = _row(company, case, is_new=True)
    if row.saved_at is None:
        row.saved_at, row.saved_by, row.read_at = now, by, row.read_at or now
        row.save()
        _audit("case_save", row, by=by, now=now)
    return row


@transaction.atomic
def case_unsave(*, company: Company, case: Case, by: User, now: datetime) -> None:
    """Take a case off the company's list; what it said of trying it stays."""
    row = CompanyCase.objects.select_for_update().filter(company=company, case=case, saved_at__isnull=False).first()
    if row is not None:
        row.saved_at, row.saved_by = None, None
        row.save()
        _audit("case_unsave", row, by=by, now=now)


@transaction.atomic
def case_mark_read(*, company: Company, case: Case, by: User, now: datetime) -> CompanyCase:
    """Write down that the company has read a case, the first time only.

    Raises
    ------
    UnableToKeepCase
        The case is not published.
    """
    row = _row(company, case, is_new=True)
    if row.read_at is None:
        row.read_at = now
        row.save()
        _audit("case_read", row, by=by, now=now)
    return row


@transaction.atomic
def case_tell(*, company: Company, case: Case, telling: Telling, by: User, now: datetime) -> CompanyCase:
    """Write down that the company tried a case and what came of it. The same again stores nothing.

    Raises
    ------
    UnableToKeepCase
        The case is not published, and the company has no row of it.
    """
    row = _row(company, case)
    told = telling if telling.tried_on else Telling(tried_on=None)
    content = {"tried_on": told.tried_on, "outcome": told.outcome, "outcome_note": told.note, "figure": told.figure}
    if all(getattr(row, name) == value for name, value in content.items()):
        return row
    for name, value in content.items():
        setattr(row, name, value)
    row.told_at, row.told_by, row.read_at = now, by, row.read_at or now
    row.save()
    _audit("case_tell", row, by=by, now=now, tried=told.tried_on is not None, outcome=told.outcome)
    return row


def _row(company: Company, case: Case, *, is_new: bool = False) -> CompanyCase:
    """Return the company's row of a case, held; anything new about a case needs it to be published."""
    rows = CompanyCase.objects.select_for_update()
    row = rows.filter(company=company, case=case).first()
    if (row is None or is_new) and not Case.published.filter(pk=case.pk).exists():
        raise UnableToKeepCase(case.pk)
    return row or rows.get_or_create(company=company, case=case)[0]


def _audit(action: str, row: CompanyCase, *, by: User, now: datetime, **details: Any) -> None:
    subject = f"case:{row.case_id}"
    audit_record(action=action, by=by, subject=subject, company_id=row.company_id, details=details, now=now)
