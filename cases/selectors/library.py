"""Reads what is beside a search: ways on, cases near another."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404

from cases.criteria import FACETS, Criteria
from cases.facets import choice_name
from cases.indexing.columns import Columns, columns_of
from cases.models import Case, IndexBuild, IndexedCase
from cases.selectors.search import case_search, query_understood
from cases.selectors.suggest import case_suggestions
from cases.vocabulary import theme_name

RELATED = 3
# More ways on than this are no help.
_WAYS = 4
_THEMES = 6
_NEAR = 24
# Of `Columns.standing`.
VERIFIED_AND_RICH = 3


@dataclass(frozen=True, slots=True)
class Way:
    """Another search, in a few words, and how many cases it finds."""

    text: str
    count: int
    criteria: Criteria


@dataclass(frozen=True, slots=True)
class WaysOn:
    """What to do where nothing was found.

    Parameters
    ----------
    words : Way or None
        The same words without any choice.
    without : tuple of Way
        The same search without one choice.
    fewer : tuple of Way
        One word alone.
    themes : tuple of Way
        Themes near what was typed; where none is, those with most cases.
    """

    words: Way | None
    without: tuple[Way, ...]
    fewer: tuple[Way, ...]
    themes: tuple[Way, ...]


def ways_on(*, criteria: Criteria, on: date, language: str) -> WaysOn:
    """Return searches that find something where one found nothing; a few searches more, never many."""

    def way(text: str, other: Criteria) -> Way:
        return Way(text, case_search(criteria=other, on=on, page_size=1).total, other)

    chosen = [(facet, code) for facet in FACETS for code in criteria.of(facet)]
    words = way(criteria.query, Criteria(query=criteria.query)) if criteria.query and chosen else None
    without = [
        way(choice_name(facet, code, language), criteria.without(facet, code))
        for facet, code in chosen[:_WAYS]
        if len(chosen) > 1
    ]
    concepts = query_understood(query=criteria.query).concepts[:_WAYS]
    fewer = [way(one.text, replace(criteria, query=one.text, page=1)) for one in concepts if len(concepts) > 1]
    counts = case_search(criteria=Criteria(), on=on, page_size=1).counts["theme"]
    near = [one.code for one in case_suggestions(query=criteria.query, language=language) if one.kind == "theme"]
    codes = [code for code in dict.fromkeys(near) if counts[code]] or [code for code, _ in counts.most_common(_THEMES)]
    return WaysOn(
        words=words if words and words.count else None,
        without=tuple(one for one in without if one.count),
        fewer=tuple(one for one in fewer if one.count),
        themes=tuple(
            Way(theme_name(code, language), counts[code], Criteria(chosen={"theme": (code,)}))
            for code in codes[:_THEMES]
        ),
    )


def case_by_id(*, case_id: str) -> Case:
    """Return a case that is public, or was and is withdrawn now.

    Raises
    ------
    Http404
        No such case, or one that was never public.
    """
    case = get_object_or_404(Case.objects.defer("search_text", "search_title"), pk=case_id)
    was_public = case.state == Case.State.WITHDRAWN and case.published_at is not None
    if case.state != Case.State.PUBLISHED and not was_public:
        raise Http404
    return case


def cases_related(*, case: Case, limit: int = RELATED) -> list[Case]:
    """Return verified cases one can learn from, most themes in common first, then the same sector; three queries.

    Each is of another organisation. Without an index there are none.
    """
    build = IndexBuild.objects.filter(is_active=True).first()
    if build is None:
        return []
    near = _nearest(columns_of(build, using=connection.alias), case)
    ids = dict(IndexedCase.objects.filter(pk__in=near).values_list("pk", "case_id"))
    cases = Case.published.defer("search_text", "search_title").in_bulk(list(ids.values()))
    first_of: dict[str, Case] = {}
    for other in (cases[ids[one]] for one in near if ids.get(one) in cases):
        if other.pk != case.pk and other.organisation_ko != case.organisation_ko:
            first_of.setdefault(other.organisation_ko, other)
    return list(first_of.values())[:limit]


def _nearest(columns: Columns, case: Case) -> list[int]:
    """Return the documents of the cases nearest to one, some more than are shown: several are of one organisation."""
    themes, sectors = columns.multiple["theme"], columns.single["sector"]
    is_own = np.isin(themes.codes, case.themes)
    nearness = 2 * np.bincount(themes.positions[is_own[themes.values]], minlength=len(columns))
    if case.sector_code and case.sector_code in sectors.codes:
        nearness += 3 * (sectors.values == sectors.codes.index(case.sector_code))
    nearness[columns.standing != VERIFIED_AND_RICH] = 0
    positions = np.flatnonzero(nearness)
    order = np.lexsort((positions, -columns.years[positions], -nearness[positions]))
    documents: list[int] = columns.documents[positions[order[:_NEAR]]].tolist()
    return documents
