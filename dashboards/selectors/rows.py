"""Opened rows: who opened which for what, what stands in them, and what of it was looked through each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Company, User
from accounts.permissions import PLATFORM_RIGHTS, Permission, require_permission
from accounts.reference import GROUPS, UnableToFindRegion, UnableToFindSector, region_on, sector
from dashboards.models import RowAccess, RowAccessReview, RowUse
from diagnosis.models import BenchmarkEntry
from qmplatform.korean.formats import KST
from qmplatform.statistics import round_half_up

PAGE_ROWS: Final = 50
_PAST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class RowFilters:
    """Which companies' rows: codes, empty where nothing is restricted; `case` is one submission and stands alone."""

    case: str = ""
    year: str = ""
    sector: str = ""
    group: str = ""
    size: str = ""
    region: str = ""

    @classmethod
    def read(cls, query: str) -> Self:
        """Return the filters that `query` wrote."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in parse_qsl(query) if name in names})

    def query(self) -> str:
        """Return the query string: fields in their order, empty ones left out."""
        return urlencode([(f.name, getattr(self, f.name)) for f in fields(self) if getattr(self, f.name)])


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """One company as rows show it.

    Attributes
    ----------
    score
        Whole score, 0-100 with one decimal as displayed; None where it is not valid.
    level
        0-5; None without a valid score.
    region
        Code as the company stated it; it may have merged since.
    """

    entry_id: int
    name: str
    business_number: str
    sector: str
    group: str
    size: str
    region: str
    year: int
    submitted_at: datetime
    score: float | None
    level: int | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class OpenedRows:
    """One page of opened rows."""

    access: RowAccess
    rows: tuple[CompanyRow, ...]
    page: int
    pages: int

    @property
    def total(self) -> int:
        return len(self.access.entries)


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One opening of rows with what was done with it."""

    access: RowAccess
    looks: int
    files: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in which rows were opened, by its first day in Korea.

    Attributes
    ----------
    is_over
        It has ended: only then may it be signed.
    review
        Its review, None while it waits.
    """

    month: date
    accesses: int
    people: int
    is_over: bool
    review: RowAccessReview | None

    @property
    def is_due(self) -> bool:
        return self.is_over and self.review is None


def row_access_of(user: User, access_id: UUID) -> RowAccess:
    """Return what the person opened, whether or not it is still open.

    Raises
    ------
    Http404
        Another person opened it, or nobody.
    PermissionDenied
        The person may not open rows (any more).
    """
    require_permission(user, Permission.ROWS_OPEN)
    found = RowAccess.objects.filter(pk=access_id, by=user).first()
    if found is None:
        raise Http404
    return found


def own_accesses(user: User) -> list[RowAccess]:
    """Return what the person opened last, the newest first, without the rows."""
    return list(RowAccess.objects.filter(by=user).order_by("-opened_at").defer("entries")[:_PAST_SHOWN])


def company_rows(entries: Sequence[int]) -> tuple[CompanyRow, ...]:
    """Return the rows of entries in their order."""
    told = BenchmarkEntry.objects.filter(pk__in=entries).values_list(
        "pk", "company__name", "company__business_number", "sector", "group", "size", "region",
        "reference_year", "submitted_at", "result__score", "result__level", "is_synthetic",
    )  # fmt: skip
    found = {}
    for pk, name, number, branch, group, size, place, year, at, score, level, is_synthetic in told:
        rounded = None if score is None else round_half_up(score, 1)
        found[pk] = CompanyRow(
            pk,
            name,
            number,
            branch,
            group,
            size,
            place,
            year,
            at,
            rounded,
            None if score is None else level,
            is_synthetic,
        )
    return tuple(found[pk] for pk in entries if pk in found)


def words_of(row: CompanyRow | RowFilters, language: str, on: date) -> tuple[str, str, str]:
    """Return sector, size and region in words; a code that has no name stays itself."""
    try:
        branch = sector(row.sector).name(language)
    except UnableToFindSector:
        branch = row.sector
    try:
        place = region_on(row.region, on).name(language)
    except UnableToFindRegion:
        place = row.region
    return branch, str(dict(Company.Size.choices).get(row.size, row.size)), place


def conditions_of(query: str, language: str, on: date) -> list[tuple[str, str]]:
    """Return the filters of an opening in words, (what, which); nothing for all companies."""
    filters = RowFilters.read(query)
    branch, size, place = words_of(filters, language, on)
    group = next((one.name(language) for one in GROUPS if one.code == filters.group), filters.group)
    told = (
        (_("One submission"), filters.case),
        (_("Reference year"), filters.year),
        (_("Sector"), branch),
        (_("Group of sectors"), group),
        (_("Size"), size),
        (_("Region"), place),
    )
    return [(label, value) for label, value in told if value]


def months_of_rows(now: datetime) -> list[MonthLine]:
    """Return the months in which rows were opened, the newest first."""
    counted = (
        RowAccess.objects.annotate(month=TruncMonth("opened_at", tzinfo=KST))
        .values("month")
        .annotate(accesses=Count("pk"), people=Count("by", distinct=True))
        .order_by("-month")
    )
    reviews = {row.month: row for row in RowAccessReview.objects.select_related("reviewed_by")}
    lines = []
    for row in counted:
        month = row["month"].date()
        is_over = next_month(month) <= now.astimezone(KST).date()
        lines.append(MonthLine(month, row["accesses"], row["people"], is_over, reviews.get(month)))
    return lines


def months_due(now: datetime) -> list[date]:
    """Return the past months that nobody has looked through yet, the oldest first."""
    return sorted(line.month for line in months_of_rows(now) if line.is_due)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def accesses_of(month: date) -> list[AccessLine]:
    """Return what was opened in a month, in order of time, with what was done with it."""
    rows = opened_in(month).select_related("by").order_by("opened_at", "pk")
    counts: Mapping[UUID, tuple[int, int]] = {
        row["access"]: (row["looks"] or 0, row["files"] or 0)
        for row in RowUse.objects.filter(access__in=opened_in(month))
        .values("access")
        .annotate(
            looks=Count("pk", filter=Q(kind=RowUse.Kind.LOOK)), files=Count("pk", filter=Q(kind=RowUse.Kind.FILE))
        )
    }
    return [AccessLine(row, *counts.get(row.pk, (0, 0))) for row in rows]


def rows_taken(month: date) -> int:
    """Return how many rows left in files that month."""
    uses = RowUse.objects.filter(access__in=opened_in(month), kind=RowUse.Kind.FILE)
    return int(uses.aggregate(rows=Sum("rows"))["rows"] or 0)


def openers_of(month: date) -> set[UUID]:
    """Return who opened rows in a month."""
    return set(opened_in(month).values_list("by_id", flat=True))


def reviewers() -> set[UUID]:
    """Return who may look months through."""
    roles = [role for role, rights in PLATFORM_RIGHTS.items() if Permission.ROWS_REVIEW in rights]
    return set(User.objects.filter(is_active=True, platform_role__in=roles).values_list("pk", flat=True))


def why_not_review(user: User, month: date, now: datetime) -> str:
    """Return why the person may not sign a month: none, early, done or own; '' if nothing is in the way.

    Whoever opened rows that month may sign it only where no reviewer is left who did not.
    """
    if not opened_in(month).exists():
        return "none"
    if next_month(month) > now.astimezone(KST).date():
        return "early"
    if RowAccessReview.objects.filter(month=month).exists():
        return "done"
    openers = openers_of(month)
    return "own" if user.pk in openers and reviewers() - openers else ""


def opened_in(month: date) -> QuerySet[RowAccess]:
    """Return what was opened in a month of Korea."""
    first = datetime(month.year, month.month, 1, tzinfo=KST)
    after = next_month(month)
    return RowAccess.objects.filter(
        opened_at__gte=first, opened_at__lt=datetime(after.year, after.month, 1, tzinfo=KST)
    )
