"""What a company kept of the library, and how many companies tried a case. Who they are is told to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Company, User
from accounts.permissions import Permission, has_permission, require_permission
from accounts.selectors import memberships_of
from cases.models import Case, CompanyCase
from qmplatform.korean.formats import plain_number, with_unit

# Fewest companies behind a number that others see, and the step it is told in: those of disclosure control.
LEAST_COMPANIES: Final = 5
COUNT_STEP: Final = 5


@dataclass(frozen=True, slots=True)
class Keeping:
    """A company's row of a case, None where it has none, and what a person may do about it."""

    company: Company
    case: Case
    row: CompanyCase | None
    may_keep: bool

    @property
    def is_saved(self) -> bool:
        return self.row is not None and self.row.saved_at is not None

    @property
    def is_tried(self) -> bool:
        return self.row is not None and self.row.tried_on is not None

    @property
    def is_read(self) -> bool:
        return self.row is not None and self.row.read_at is not None

    @property
    def is_recommended(self) -> bool:
        return self.row is not None and self.row.recommended_at is not None

    @property
    def is_published(self) -> bool:
        return self.case.state == Case.State.PUBLISHED

    @property
    def may_list(self) -> bool:
        """Tell whether the case may be put on the list or taken off; one that was tried stands there anyway."""
        return self.may_keep and not self.is_tried and (self.is_saved or self.is_published)

    @property
    def change(self) -> str:
        """Return the figure the company told: '불량률 3.1 → 0.7%'."""
        return figure_text(self.row.figure) if self.row is not None else ""


@dataclass(frozen=True, slots=True)
class CompanyList:
    """What a company kept: each case stands in the first part that fits."""

    company: Company
    tried: tuple[Keeping, ...]
    saved: tuple[Keeping, ...]
    recommended: tuple[Keeping, ...]

    def __iter__(self) -> Iterator[Keeping]:
        return iter((*self.tried, *self.saved, *self.recommended))

    @property
    def is_empty(self) -> bool:
        return not (self.tried or self.saved or self.recommended)


def company_list(company: Company, *, may_keep: bool) -> CompanyList:
    """Return a company's cases, the latest first; recommended ones only while they are published. One query."""
    rows = CompanyCase.objects.filter(company=company).select_related("case").defer("case__search_text")
    found = [Keeping(company, row.case, row, may_keep) for row in rows]
    return CompanyList(
        company=company,
        tried=_latest([one for one in found if one.is_tried], "tried_on"),
        saved=_latest([one for one in found if one.is_saved and not one.is_tried], "saved_at"),
        recommended=_latest(
            [one for one in found if one.is_recommended and one.is_published and not one.is_saved and not one.is_tried],
            "recommended_at",
        ),
    )


def _latest(found: list[Keeping], moment: str) -> tuple[Keeping, ...]:
    ordered = sorted(found, key=lambda one: one.case.pk)
    return tuple(sorted(ordered, key=lambda one: getattr(one.row, moment), reverse=True))


def listed_case_ids(company: Company) -> frozenset[str]:
    """Return the ids of the cases a company saved or tried."""
    rows = CompanyCase.objects.filter(Q(saved_at__isnull=False) | Q(tried_on__isnull=False), company=company)
    return frozenset(rows.values_list("case_id", flat=True))


def companies_of(user: User) -> list[tuple[Company, bool]]:
    """Return the companies of a person by name, each with whether they may keep cases for it."""
    rows = list(memberships_of(user))
    return [(row.company, has_permission(user, Permission.CASES_KEEP, company=row.company)) for row in rows]


def keeping_for(user: User, company_id: UUID, case_id: str, permission: Permission) -> Keeping:
    """Return a company's row of a case for a person with the right in the company.

    Raises
    ------
    Http404
        No such company or case, the person has nothing to do with the company, or the case is not to be seen by it.
    PermissionDenied
        A member without the right.
    """
    company = Company.objects.filter(pk=company_id).first()
    if company is None:
        raise Http404
    require_permission(user, permission, company=company)
    case = get_object_or_404(Case.objects.defer("search_text", "search_title"), pk=case_id)
    row = CompanyCase.objects.filter(company=company, case=case).first()
    # What a company kept it may go on telling of; a draft was never shown to it.
    if case.state != Case.State.PUBLISHED and row is None:
        raise Http404
    return Keeping(company, case, row, has_permission(user, Permission.CASES_KEEP, company=company))


def keeping_context(user: User | AnonymousUser, case: Case) -> dict[str, Any]:
    """Return what `cases/keep.html` shows on the page of a case.

    Returns
    -------
    dict
        ``keepings``, one for each company of the person, and ``tried_by`` (`companies_that_tried`).
    """
    companies = companies_of(user) if isinstance(user, User) else []
    rows = {}
    if companies:
        found = CompanyCase.objects.filter(case=case, company__in=[company for company, _may in companies])
        rows = {row.company_id: row for row in found}
    return {
        "keepings": [Keeping(company, case, rows.get(company.pk), may) for company, may in companies],
        "tried_by": companies_that_tried(case),
    }


def companies_that_tried(case: Case) -> int:
    """Return about how many companies tried a case, down to the next step of five; 0 below five."""
    count = CompanyCase.objects.filter(case=case, tried_on__isnull=False).count()
    return count - count % COUNT_STEP if count >= LEAST_COMPANIES else 0


def figure_text(figure: dict[str, Any] | None) -> str:
    """Write a figure a company told; nothing for none."""
    if not figure:
        return ""
    before, after = figure.get("before"), figure["after"]
    told = with_unit(plain_number(after), figure.get("unit") or "")
    return f"{figure['kpi']} {plain_number(before)} → {told}" if before is not None else f"{figure['kpi']} {told}"
