"""Reads what is beside a search: ways on, cases near another."""

from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404

from cases.criteria import FACETS, Criteria
from cases.facets import choice_name
from cases.models import Case
from cases.selectors.search import case_search, query_understood
from cases.selectors.suggest import case_suggestions
from cases.vocabulary import theme_name

RELATED = 3
# More ways on than this are no help.
_WAYS = 4
_THEMES = 6


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
    """Return verified cases one can learn from, most themes in common first, then the same sector; two queries."""
    own = set(case.themes)
    others = Case.published.filter(is_rich=True, verification_status=Case.Verification.SOURCE_READ).exclude(pk=case.pk)
    near: list[tuple[int, int, str, str]] = []
    for key, themes_of, sector_code, year, organisation in others.values_list(
        "id", "themes", "sector_code", "year", "organisation_ko"
    ):
        same_sector = bool(case.sector_code) and sector_code == case.sector_code
        nearness = 2 * len(own & set(themes_of)) + 3 * same_sector
        if nearness and organisation != case.organisation_ko:
            near.append((-nearness, -(year or 0), key, organisation))
    first_of: dict[str, str] = {}
    for _nearness, _year, key, organisation in sorted(near):
        first_of.setdefault(organisation, key)
    keys = list(first_of.values())[:limit]
    found = Case.published.defer("search_text", "search_title").in_bulk(keys)
    return [found[key] for key in keys if key in found]
