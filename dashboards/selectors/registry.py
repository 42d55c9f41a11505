"""How many companies there are in the country: what the mean of the population is weighed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from dashboards.models import RegistryCount


@dataclass(frozen=True, slots=True)
class RegistryCounts:
    """The companies of one year.

    Attributes
    ----------
    counts
        Sector and size -> companies.
    source
        Where they come from; several are joined.
    """

    year: int
    counts: Mapping[tuple[str, str], int]
    source: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class RegistryYear:
    """A year whose counts are loaded: all its companies, and when they were loaded by whom."""

    year: int
    companies: int
    source: str
    is_synthetic: bool
    loaded_at: datetime
    loaded_by: str


def registry_counts(year: int) -> RegistryCounts | None:
    """Return the counts of the newest year that is not after one, or None."""
    newest = RegistryCount.objects.filter(year__lte=year).aggregate(newest=Max("year"))["newest"]
    rows = list(RegistryCount.objects.filter(year=newest).order_by("sector", "size")) if newest is not None else []
    if not rows:
        return None
    return RegistryCounts(
        rows[0].year,
        {(row.sector, row.size): row.companies for row in rows},
        _joined(row.source for row in rows),
        any(row.is_synthetic for row in rows),
    )


def registry_years() -> tuple[RegistryYear, ...]:
    """Return the years whose counts are loaded, the newest first."""
    found: dict[int, list[RegistryCount]] = {}
    for row in RegistryCount.objects.select_related("loaded_by").order_by("-year", "-loaded_at", "pk"):
        found.setdefault(row.year, []).append(row)
    return tuple(
        RegistryYear(
            year,
            sum(row.companies for row in rows),
            _joined(row.source for row in rows),
            any(row.is_synthetic for row in rows),
            rows[0].loaded_at,
            "" if rows[0].loaded_by is None else rows[0].loaded_by.email,
        )
        for year, rows in found.items()
    )


def _joined(sources: Iterable[str]) -> str:
    return "; ".join(sorted(set(sources)))
