"""Companies of any rows, counted by sector, size, region and business group in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When

from accounts.models import Company
from dashboards.daily import Tally


def tallies_of(rows: QuerySet[Any], *beside: str, company: str = "company") -> dict[tuple[Any, ...], list[Tally]]:
    """Return the different companies behind rows, by the values of some fields of the rows; one query.

    Parameters
    ----------
    rows
        Rows that lead to a company, any number of them a company.
    beside
        Fields whose values are told apart; without any, the only key is the empty tuple.
    company
        Path to the company, '' where the rows are companies.
    """
    path = f"{company}__" if company else ""
    found: dict[tuple[Any, ...], list[Tally]] = {}
    counted = (
        rows.order_by()
        .annotate(
            _sector=F(f"{path}sector_code"),
            _size=F(f"{path}size_code"),
            _region=F(f"{path}region_code"),
            _owner=owner_of(path),
        )
        .values(*beside, "_sector", "_size", "_region", "_owner")
        .annotate(_companies=Count(f"{path}id" if company else "id", distinct=True))
        .values_list(*beside, "_sector", "_size", "_region", "_owner", "_companies")
    )
    for row in counted.iterator():
        found.setdefault(tuple(row[: len(beside)]), []).append(Tally(*row[len(beside) :]))
    return found


def owner_of(path: str, *, alone: str = "") -> Case:
    """Name the business group of a company: by its head company, which belongs to it although it names none.

    Parameters
    ----------
    path
        To the company, with the underscores: ``company__``.
    alone
        Field that names a company without a group; the empty text if none is given.
    """
    heads = Company.objects.exclude(business_group_number="").values("business_group_number")
    return Case(
        When(**{f"{path}business_group_number__gt": ""}, then=F(f"{path}business_group_number")),
        When(**{f"{path}business_number__in": heads}, then=F(f"{path}business_number")),
        default=F(alone) if alone else Value(""),
        output_field=CharField(),
    )
