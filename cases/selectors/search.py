"""Searches the library. Everything it finds is public."""

from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from django.core.paginator import Page, Paginator
from django.db import DatabaseError, connection, transaction

from cases.criteria import Criteria
from cases.indexing.candidates import cases_holding
from cases.indexing.columns import columns_of
from cases.indexing.engine import search
from cases.indexing.semantic import nearest_by_meaning
from cases.indexing.trigrams import search_without_index
from cases.models import Case, IndexBuild, IndexedCase
from cases.search.analyser import ANALYSER_VERSION
from cases.search.thesaurus_file import thesaurus_delivered
from cases.search.understanding import understand
from cases.search.understood import Concept, Understood
from cases.searching import clean_query, terms_of
from cases.selectors.vocabulary import vocabulary_of

PAGE_SIZE = 12
Notice = Literal["", "no-index"]
# A build that is switched off while a search reads it makes the search start again, this often.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a search with the counts of its facets.

    Parameters
    ----------
    counts : mapping
        By facet, how many cases each code would show.
    understood : Understood
        What the query was taken to mean.
    complete : int
        How many cases hold everything that was asked; they stand first in every order.
    notice : str
        ``no-index`` where the index could not be asked and the search was a coarser one.
    related : frozenset of str
        Ids on this page that no word found, only their meaning; none unless search by meaning is on.
    """

    criteria: Criteria
    page: Page[Any]
    cases: list[Case]
    counts: Mapping[str, Counter[str]]
    understood: Understood
    complete: int
    notice: Notice = ""
    related: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        return self.page.paginator.count


class UnableToReadIndex(Exception):
    """There is no index, or none that this version of the analyser made."""


def case_search(*, criteria: Criteria, on: date, page_size: int = PAGE_SIZE) -> CasePage:
    """Search the library; a bounded number of queries, whatever was asked.

    Parameters
    ----------
    criteria : Criteria
        A page beyond the last one shows the last one.
    on : date
        Day whose regions the region facet uses: cases of merged regions stand under the new one.

    Returns
    -------
    CasePage
        Where there is no index, or it cannot be read, what a search by pieces of words finds, with a notice.
    """
    try:
        with _kept_apart():
            return _by_index(criteria, on, page_size)
    except (DatabaseError, UnableToReadIndex):
        return _without_index(criteria, on, page_size)


def query_understood(*, query: str, is_literal: bool = False) -> Understood:
    """Tell what a query means, as `case_search` takes it; its plain words where there is no index."""
    try:
        with _kept_apart():
            return _understood(query, _active(), is_literal=is_literal)
    except (DatabaseError, UnableToReadIndex):
        return _plain(query)


def case_counts_by_concept(*, understood: Understood) -> dict[str, int]:
    """Count the cases that hold each concept alone: a way on where all together find none; two queries."""
    try:
        with _kept_apart():
            build = _active()
            columns = columns_of(build, using=connection.alias)
            return cases_holding(understood.concepts, columns=columns, build=build, using=connection.alias)
    except (DatabaseError, UnableToReadIndex):
        return {}


def _kept_apart() -> Any:
    """Keep a failed statement from spoiling the transaction around it, where there is one."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _active() -> IndexBuild:
    build = IndexBuild.objects.filter(is_active=True, analyser_version=ANALYSER_VERSION).first()
    if build is None:
        raise UnableToReadIndex
    return build


def _by_index(criteria: Criteria, on: date, page_size: int) -> CasePage:
    build = _active()
    for _ in range(_TRIES):
        # A build switched off, or a row made anew, between two of the queries below shows as rows that are gone.
        understood = _understood(criteria.query, build, is_literal=criteria.is_literal)
        columns = columns_of(build, using=connection.alias)
        near = nearest_by_meaning(understood=understood, is_literal=criteria.is_literal, build=build, columns=columns,
                                  using=connection.alias)  # fmt: skip
        found = search(columns=columns, build=build, using=connection.alias, concepts=understood.concepts,
                       criteria=criteria, on=on, near=near)  # fmt: skip
        page = Paginator(found.order, page_size).get_page(criteria.page)
        documents = columns.documents[np.asarray(page.object_list, dtype=np.int64)].tolist()
        ids = dict(IndexedCase.objects.filter(pk__in=documents).values_list("pk", "case_id"))
        now = build if documents and len(ids) == len(documents) else _active()
        if now.stamp == build.stamp:
            break
        build = now
    by_id = Case.published.defer("search_text", "search_title").in_bulk(list(ids.values()))
    shown = [by_id[ids[one]] for one in documents if ids.get(one) in by_id]
    related = frozenset(ids[one] for one in columns.documents[found.related].tolist() if one in ids)
    return CasePage(criteria, page, shown, found.counts, understood, found.complete, related=related)


def _without_index(criteria: Criteria, on: date, page_size: int) -> CasePage:
    listing = search_without_index(criteria=criteria, on=on)
    page = Paginator(listing.ids, page_size).get_page(criteria.page)
    by_id = Case.published.defer("search_text", "search_title").in_bulk(list(page.object_list))
    shown = [by_id[one] for one in page.object_list if one in by_id]
    return CasePage(criteria, page, shown, listing.counts, _plain(criteria.query), 0, "no-index")


def _understood(query: str, build: IndexBuild, *, is_literal: bool) -> Understood:
    if is_literal:
        return _plain(query)
    return understand(query, thesaurus=thesaurus_delivered(), vocabulary=vocabulary_of(build))


def _plain(query: str) -> Understood:
    return Understood(clean_query(query), tuple(Concept(term) for term in terms_of(query)))
