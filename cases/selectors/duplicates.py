"""Finds cases of the library that may be told twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db.models import Max, Q, QuerySet

from cases.duplicates import Likeness, Told, duplicate_pairs, duplicates_of, organisation_stem, title_parts
from cases.models import Case, CaseRevision
from cases.selectors.curation import curated_cases

SHOWN: Final = 200
# Candidates for one case that are looked at.
_LOOKED_AT: Final = 2_000
_FIELDS: Final = ("pk", "organisation_ko", "organisation_en", "title_ko", "year", "award_code")


@dataclass(frozen=True, slots=True)
class Twin:
    """A case that may be the one that is looked at."""

    case: Case
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Twins:
    """Two cases that may be one."""

    first: Case
    second: Case
    likeness: Likeness


def told_of(content: Mapping[str, Any], case_id: str = "") -> Told:
    """Return what of a text is compared."""
    return Told(
        id=case_id,
        organisations=(content["organisation_ko"], content["organisation_en"]),
        title=content["title_ko"],
        year=content["year"],
        award_code=content["award_code"],
    )


def twins_of(content: Mapping[str, Any], *, among: QuerySet[Case], case_id: str = "", limit: int = 5) -> list[Twin]:
    """Return the cases that may be the given one, most alike first; two queries.

    Parameters
    ----------
    content : mapping
        Value of each field of `cases.editions.CONTENT_FIELDS`; of an import's row too.
    among : QuerySet
        What the reader may see: `Case.published.all()`, or `cases.selectors.curation.curated_cases()` for officials.
    case_id : str
        The case itself, which is no twin; empty of one that has no id yet.
    """
    one = told_of(content, case_id)
    wanted = Q()
    for part in {*map(organisation_stem, one.organisations), *title_parts(one.title)} - {""}:
        wanted |= Q(search_title__contains=part)
    if not wanted:
        return []
    rows = among.filter(wanted).exclude(pk=case_id).order_by("pk").values_list(*_FIELDS)[:_LOOKED_AT]
    found = duplicates_of(one, map(_told, rows), limit=limit)
    cases = Case.objects.defer("search_text", "search_title").in_bulk([pair.second for pair in found])
    return [Twin(cases[pair.second], pair) for pair in found if pair.second in cases]


def twins_of_library() -> list[Twins]:
    """Return the pairs of cases that may be one, most alike first, at most `SHOWN`; withdrawn ones are no twins.

    Comparing takes about a second per 20,000 cases; a process keeps what it found until a case changes.
    """
    last = CaseRevision.objects.aggregate(last=Max("pk"))["last"]
    pairs = _pairs(_compared().count(), last)
    cases = Case.objects.defer("search_text", "search_title").in_bulk(
        {key for p in pairs for key in (p.first, p.second)}
    )
    return [Twins(cases[p.first], cases[p.second], p) for p in pairs if p.first in cases and p.second in cases]


def _compared() -> QuerySet[Case]:
    return curated_cases().exclude(state=Case.State.WITHDRAWN)


@lru_cache(maxsize=1)
def _pairs(_number: int, _last_revision: int | None) -> tuple[Likeness, ...]:
    rows = _compared().order_by("pk").values_list(*_FIELDS)
    return tuple(duplicate_pairs([_told(row) for row in rows.iterator()], limit=SHOWN))


def _told(row: tuple[Any, ...]) -> Told:
    case_id, organisation_ko, organisation_en, title, year, award_code = row
    return Told(case_id, (organisation_ko, organisation_en), title, year, award_code)
