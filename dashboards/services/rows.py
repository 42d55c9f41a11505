"""Opens rows of single companies for a stated purpose, writes down each use, and signs months off."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, require_permission
from accounts.reference import region_on, regions
from dashboards.models import Edition, RowAccess, RowAccessReview, RowUse
from dashboards.selectors.rows import (
    PAGE_ROWS,
    CompanyRow,
    OpenedRows,
    RowFilters,
    company_rows,
    opened_in,
    openers_of,
    row_access_of,
    why_not_review,
    words_of,
)
from dashboards.writing.safe import guarded
from diagnosis.models import BenchmarkEntry, ModelVersion
from diagnosis.selectors.catalog import published_versions
from diagnosis.services.benchmark_entries import ENTRY_ORDER, rules_of, who_enters
from qmplatform.audit import audit_record

OPEN_MINUTES: Final = 30
# More are a data set, not a look at single companies.
MOST_ROWS: Final = 1000
LEAST_REASON: Final = 20
_COMPANIES_AT_ONCE: Final = 500


class UnableToOpenRows(ValueError):
    """The rows stay closed: `reason` is purpose, reason or many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnableToUseRows(ValueError):
    """The time is over: rows are opened anew, for a purpose that is named anew."""


class UnableToReviewRows(ValueError):
    """The month cannot be signed: `reason` is none, early, done, own or finding."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rows_open(*, filters: RowFilters, purpose: str, reason: str, by: User, now: datetime) -> RowAccess:
    """Open the rows of the companies that meet the filters, to one person, for half an hour.

    Parameters
    ----------
    filters
        Which companies; what they meet now is what is opened.
    purpose
        One of `RowAccess.Purpose`.
    reason
        In words, at least 20 characters: the monthly review reads it.

    Raises
    ------
    UnableToOpenRows
        No such purpose, too few words, or more than 1,000 companies. An asking for too many is in the trail too.
    PermissionDenied
        The person may not open rows.
    """
    require_permission(by, Permission.ROWS_OPEN)
    if purpose not in RowAccess.Purpose.values:
        raise UnableToOpenRows("purpose")
    if len(" ".join(reason.split())) < LEAST_REASON:
        raise UnableToOpenRows("reason")
    told = {"purpose": purpose, "reason": reason, "query": filters.query()}
    entries = _entries(filters, now)
    if entries is None:
        with transaction.atomic():
            audit_record(action="rows.refuse", by=by, subject=f"user:{by.pk}", details=told, now=now)
        raise UnableToOpenRows("many")
    with transaction.atomic():
        access = RowAccess.objects.create(
            by=by,
            purpose=purpose,
            reason=reason,
            query=filters.query(),
            entries=entries,
            opened_at=now,
            closes_at=now + timedelta(minutes=OPEN_MINUTES),
        )
        _record("rows.open", access, by=by, now=now, details={**told, "rows": len(entries)})
    return access


def rows_look(*, access_id: UUID, page: int, by: User, now: datetime) -> OpenedRows:
    """Return a page of what the person opened; the look is in the trail.

    Raises
    ------
    UnableToUseRows
        The time is over.
    Http404
        Somebody else's.
    """
    with transaction.atomic():
        access = _open_access(access_id, by, now)
        pages = max(1, -(-len(access.entries) // PAGE_ROWS))
        page = min(max(page, 1), pages)
        rows = company_rows(access.entries[(page - 1) * PAGE_ROWS : page * PAGE_ROWS])
        _use(access, RowUse.Kind.LOOK, rows, by=by, now=now, details={"page": page})
    return OpenedRows(access, rows, page, pages)


def rows_take(*, access_id: UUID, by: User, now: datetime) -> bytes:
    """Return all that the person opened as CSV that no spreadsheet computes; its hash is in the trail.

    Raises
    ------
    UnableToUseRows
        The time is over.
    Http404
        Somebody else's.
    """
    with transaction.atomic():
        access = _open_access(access_id, by, now)
        rows = company_rows(access.entries)
        body = _csv(rows, now)
        details = {"sha256": hashlib.sha256(body).hexdigest()}
        _use(access, RowUse.Kind.FILE, rows, by=by, now=now, details=details)
    return body


def rows_review(*, month: date, finding: str, by: User, now: datetime) -> RowAccessReview:
    """Sign that a month's openings were looked through.

    Parameters
    ----------
    month
        Its first day.
    finding
        What was found, at least 20 characters.

    Raises
    ------
    UnableToReviewRows
        Nothing was opened, the month goes on, it is signed, the person opened rows while another one could sign, or
        too few words.
    PermissionDenied
        The person may not review.
    """
    require_permission(by, Permission.ROWS_REVIEW)
    if why := why_not_review(by, month, now):
        raise UnableToReviewRows(why)
    if len(" ".join(finding.split())) < LEAST_REASON:
        raise UnableToReviewRows("finding")
    accesses, is_own = opened_in(month).count(), by.pk in openers_of(month)
    try:
        with transaction.atomic():
            review = RowAccessReview.objects.create(
                month=month,
                reviewed_at=now,
                reviewed_by=by,
                accesses=accesses,
                is_own=is_own,
                finding=finding,
            )
            audit_record(
                action="rows.review",
                by=by,
                subject=f"rows:{month:%Y-%m}",
                details={"accesses": accesses, "is_own": is_own, "finding": finding},
                now=now,
            )
    except IntegrityError:
        raise UnableToReviewRows("done") from None
    return review


def _open_access(access_id: UUID, by: User, now: datetime) -> RowAccess:
    access = row_access_of(by, access_id)
    if not access.opened_at <= now < access.closes_at:
        raise UnableToUseRows
    return access


def _use(
    access: RowAccess, kind: str, rows: Sequence[CompanyRow], *, by: User, now: datetime, details: Mapping[str, object]
) -> None:
    RowUse.objects.create(access=access, kind=kind, rows=len(rows), used_at=now)
    _record(f"rows.{kind}", access, by=by, now=now, details={**details, "rows": len(rows)})


def _record(action: str, access: RowAccess, *, by: User, now: datetime, details: Mapping[str, object]) -> None:
    audit_record(action=action, by=by, subject=f"rows:{access.pk}", details=details, now=now)


def _entries(filters: RowFilters, now: datetime) -> list[int] | None:
    """Return the entries that meet the filters, by name of their companies; None if they are too many."""
    if filters.case:
        latest = BenchmarkEntry.objects.filter(submission_id=filters.case).order_by(*ENTRY_ORDER)
        return list(latest.values_list("pk", flat=True)[:1])
    version = _model_version()
    if version is None:
        return []
    rows = rules_of(version, now=now).rows()
    fitting = rows.filter(**_conditions(filters, now))
    # In the order of the index, so that a database may stop at the last one wanted.
    keys = fitting.order_by("company_key").values_list("company_key", flat=True).distinct()
    companies = list(keys[: MOST_ROWS + 1])
    if len(companies) > MOST_ROWS:
        return None
    entering: list[int] = []
    for at in range(0, len(companies), _COMPANIES_AT_ONCE):
        entering += _entering(rows.filter(company_key__in=companies[at : at + _COMPANIES_AT_ONCE]))
    # Of what a company is counted with, not of what it once was.
    kept = fitting.filter(pk__in=entering).order_by("company__name", "pk")
    return list(kept.values_list("pk", flat=True))


def _model_version() -> ModelVersion | None:
    """Return the version that the newest edition shows; before the first one, the newest there is."""
    shown = Edition.objects.order_by("-as_of", "-pk").values_list("snapshot__model_version_id", flat=True).first()
    return published_versions().first() if shown is None else ModelVersion.objects.defer("source").get(pk=shown)


def _conditions(filters: RowFilters, now: datetime) -> dict[str, object]:
    found: dict[str, object] = {
        name: value for name in ("sector", "group", "size") if (value := getattr(filters, name))
    }
    if filters.year:
        found["reference_year"] = int(filters.year)
    if filters.region:
        today = timezone.localdate(now)
        # What a region was called before it merged belongs to it.
        found["region__in"] = [one.code for one in regions() if region_on(one.code, today).code == filters.region]
    return found


def _entering(rows: QuerySet[BenchmarkEntry]) -> list[int]:
    """Return which entries companies are counted with, by the very rule of benchmarks."""
    columns = ("pk", "company_key", "reference_year", "is_valid", "is_comparable")
    found = list(rows.order_by(*ENTRY_ORDER).values_list(*columns))
    if not found:
        return []
    pk, key, year, valid, fit = (np.array(column) for column in zip(*found, strict=True))
    return [int(pk[place]) for place in who_enters(key, year, valid, fit)]


def _csv(rows: Sequence[CompanyRow], now: datetime) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(
        [
            _("Company"),
            _("Business registration number"),
            _("Sector"),
            _("Size"),
            _("Region"),
            _("Reference year"),
            _("Handed in on"),
            _("Score"),
            _("Level"),
            _("Fictional"),
        ]
    )
    language, today = (get_language() or "ko").split("-")[0], timezone.localdate(now)
    for row in rows:
        writer.writerow(
            [
                guarded(row.name),
                row.business_number,
                *(guarded(word) for word in words_of(row, language, today)),
                row.year,
                timezone.localdate(row.submitted_at).isoformat(),
                "" if row.score is None else row.score,
                "" if row.level is None else row.level,
                _("Fictional") if row.is_synthetic else "",
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()
