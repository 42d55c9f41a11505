"""Narrows, counts and orders what a search found. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases.criteria import FACETS, Criteria


@dataclass(frozen=True, slots=True)
class Entry:
    """What of a case decides whether and where it stands in the list."""

    id: str
    facets: dict[str, tuple[str, ...]]
    title: str
    year: int
    is_verified: bool
    is_rich: bool
    has_figures: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """Ids in order, and for each facet how many each choice would show."""

    ids: list[str]
    counts: dict[str, Counter[str]]


def list_entries(entries: Iterable[Entry], criteria: Criteria) -> Listing:
    """Narrow entries to the chosen facets and order them.

    Choices of one facet widen, choices of different facets narrow. A facet's counts leave its own choices aside, so
    that they tell what one more choice of it would add.
    """
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    kept: list[Entry] = []
    for entry in entries:
        missed = [f for f, codes in criteria.chosen.items() if not set(codes) & set(entry.facets.get(f, ()))]
        if not missed:
            kept.append(entry)
        for facet in FACETS if not missed else missed if len(missed) == 1 else ():
            counts[facet].update(entry.facets.get(facet, ()))
    return Listing([entry.id for entry in ordered(kept, criteria)], counts)


def ordered(entries: Sequence[Entry], criteria: Criteria) -> list[Entry]:
    """Order entries: what was verified first, then what one can learn from; or by year, then so."""
    terms = criteria.terms

    def by_relevance(entry: Entry) -> tuple[bool, bool, int, bool, int, str]:
        in_title = sum(term in entry.title for term in terms)
        return (not entry.is_verified, not entry.is_rich, -in_title, not entry.has_figures, -entry.year, entry.id)

    def by_year(entry: Entry) -> tuple[int, bool, bool, str]:
        year = entry.year if criteria.sort == "oldest" else -entry.year
        return (year, not entry.is_verified, not entry.is_rich, entry.id)

    return sorted(entries, key=by_relevance if criteria.sort == "relevant" else by_year)
