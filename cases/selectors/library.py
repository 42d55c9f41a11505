"""Reads cases. All of them are public."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from accounts.reference import UnableToFindRegion, region_on
from cases.criteria import Criteria
from cases.listing import Entry, list_entries
from cases.models import Case
from cases.searching import clean_query, search_key
from cases.vocabulary import awards, themes

PAGE_SIZE = 12
SUGGESTIONS = 8
RELATED = 3
_ENTRY_FIELDS = ("id", "search_title", "year", "verification_status", "is_rich", "themes", "sector_code",
                 "size_code", "award_code", "region_code", "country_code", "has_figures")  # fmt: skip


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a search with the counts of its facets."""

    criteria: Criteria
    page: Page[str]
    cases: list[Case]
    counts: Mapping[str, Counter[str]]

    @property
    def total(self) -> int:
        return self.page.paginator.count


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for instead of what is being typed."""

    text: str
    kind: str
    code: str


def case_search(*, criteria: Criteria, on: date, page_size: int = PAGE_SIZE) -> CasePage:
    """Search the library: two queries, whatever was asked.

    Parameters
    ----------
    criteria : Criteria
        A page beyond the last one shows the last one.
    on : date
        Day whose regions the region facet uses: cases of merged regions stand under the new one.
    """
    rows = _matching(criteria.terms).values(*_ENTRY_FIELDS)
    listing = list_entries((_entry(row, on) for row in rows.iterator()), criteria)
    page = Paginator(listing.ids, page_size).get_page(criteria.page)
    found = Case.objects.defer("search_text", "search_title").in_bulk(list(page.object_list))
    return CasePage(criteria, page, [found[key] for key in page.object_list if key in found], listing.counts)


def case_counts_by_term(*, terms: tuple[str, ...]) -> dict[str, int]:
    """Count the cases each term finds alone: a way on where all of them together find none."""
    return {term: _matching((term,)).count() for term in terms}


def cases_related(*, case: Case, limit: int = RELATED) -> list[Case]:
    """Return verified cases one can learn from, most themes in common first, then the same sector; one query."""
    own = set(case.themes)
    others = Case.objects.filter(is_rich=True, verification_status=Case.Verification.SOURCE_READ).exclude(pk=case.pk)

    def distance(other: Case) -> tuple[int, int, str]:
        same_sector = bool(case.sector_code) and other.sector_code == case.sector_code
        return (-2 * len(own & set(other.themes)) - 3 * same_sector, -(other.year or 0), other.id)

    near = [o for o in others.defer("search_text", "search_title") if own & set(o.themes) or (
        case.sector_code and o.sector_code == case.sector_code)]  # fmt: skip
    found: dict[str, Case] = {}
    for other in sorted(near, key=distance):
        if other.organisation_ko != case.organisation_ko:
            found.setdefault(other.organisation_ko, other)
    return list(found.values())[:limit]


def case_suggestions(*, query: str, language: str) -> list[Suggestion]:
    """Return themes, organisations and awards whose name holds what was typed; one query."""
    key = search_key(clean_query(query))
    if not key:
        return []
    found = [
        Suggestion(term.name(language), kind, term.code)
        for kind, vocabulary in (("theme", themes()), ("award", awards()))
        for term in vocabulary.values()
        if key in search_key(term.ko) or key in search_key(term.en)
    ]
    rows = Case.objects.filter(search_title__contains=key).order_by("-is_rich", "-year", "id")
    names = dict.fromkeys(
        (en or ko) if language != "ko" else ko
        for ko, en in rows.values_list("organisation_ko", "organisation_en")[: SUGGESTIONS * 4]
    )
    found += [Suggestion(name, "organisation", "") for name in names]
    return found[:SUGGESTIONS]


def _matching(terms: tuple[str, ...]) -> QuerySet[Case]:
    wanted = Q()
    for term in terms:
        wanted &= Q(search_text__contains=term)
    return Case.objects.filter(wanted)


def _entry(row: Mapping[str, object], on: date) -> Entry:
    verified = row["verification_status"] == Case.Verification.SOURCE_READ
    year = row["year"] if isinstance(row["year"], int) else 0
    one = {name: str(row[f"{name}_code"] or "") for name in ("sector", "size", "award", "country")}
    named = row["themes"]
    return Entry(
        id=str(row["id"]),
        facets={
            **{name: (code,) if code else () for name, code in one.items()},
            "theme": tuple(named) if isinstance(named, list) else (),
            "region": _region_now(str(row["region_code"] or ""), on),
            "year": (str(year),) if year else (),
            "figures": ("1",) if row["has_figures"] else (),
            "verified": ("1",) if verified else (),
        },
        title=str(row["search_title"]),
        year=year,
        is_verified=verified,
        is_rich=bool(row["is_rich"]),
        has_figures=bool(row["has_figures"]),
    )


def _region_now(code: str, on: date) -> tuple[str, ...]:
    try:
        return (region_on(code, on).code,) if code else ()
    except UnableToFindRegion:
        return ()
