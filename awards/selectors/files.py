"""Award files that hold: of several published under one name the one published last."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import QuerySet

from awards.catalog import Criteria, Cycle, parse_criteria, parse_cycle
from awards.models import AwardFile

_CRITERIA, _CYCLE = AwardFile.Kind.CRITERIA, AwardFile.Kind.CYCLE


class UnableToFindAwardFile(LookupError):
    """Nothing is published under this name, or for this year."""


def published(kind: str) -> QuerySet[AwardFile]:
    """Return every published file of a kind, the one published last first."""
    files = AwardFile.objects.filter(kind=kind, status=AwardFile.Status.PUBLISHED)
    return files.order_by("-published_at", "-pk")


def published_cycles() -> list[AwardFile]:
    """Return the cycle that holds of each year, the newest year first."""
    found: dict[int, AwardFile] = {}
    for row in published(_CYCLE):
        found.setdefault(int(row.version), row)
    return [found[year] for year in sorted(found, reverse=True)]


def published_cycle(year: int) -> AwardFile:
    """Return the cycle of a year.

    Raises
    ------
    UnableToFindAwardFile
        If none is published for that year.
    """
    row = published(_CYCLE).filter(version=str(year)).first()
    if row is None:
        raise UnableToFindAwardFile(f"No cycle of {year} is published.")
    return row


def published_cycle_named(name: str) -> AwardFile:
    """Return a cycle by its key.

    Raises
    ------
    UnableToFindAwardFile
        If none of that key is published.
    """
    return _named(_CYCLE, name)


def published_criteria(name: str) -> AwardFile:
    """Return criteria by the name cycles call them by.

    Raises
    ------
    UnableToFindAwardFile
        If none of that name are published.
    """
    return _named(_CRITERIA, name)


def published_before(row: AwardFile) -> AwardFile | None:
    """Return what a file is compared with: what holds under its name, else the published file of the version before."""
    others = published(row.kind).exclude(pk=row.pk)
    if row.published_at is not None:
        others = others.filter(published_at__lte=row.published_at)
    same = others.filter(name=row.name).first()
    if same is not None:
        return same
    earlier = others.filter(version__lt=row.version)
    if row.kind == _CRITERIA:
        earlier = earlier.filter(key=row.key)
    return earlier.order_by("-version", "-published_at", "-pk").first()


def is_replaced(row: AwardFile) -> bool:
    """Tell whether a published file gave way to one published later under its name."""
    return row.is_published and published(row.kind).filter(name=row.name).first() != row


def cycle_of(row: AwardFile) -> Cycle:
    """Return the cycle a row holds."""
    return cycle_from(row.source)


def criteria_of(row: AwardFile) -> Criteria:
    """Return the criteria a row holds."""
    return criteria_from(row.source)


def _named(kind: str, name: str) -> AwardFile:
    row = published(kind).filter(name=name).first()
    if row is None:
        raise UnableToFindAwardFile(f"No {kind} named {name} is published.")
    return row


# Reading a file takes a while, and the same source always says the same.
@lru_cache(maxsize=16)
def cycle_from(source: str) -> Cycle:
    """Return the cycle a published file holds."""
    return parse_cycle(source)


@lru_cache(maxsize=16)
def criteria_from(source: str) -> Criteria:
    """Return the criteria a published file holds."""
    return parse_criteria(source)
