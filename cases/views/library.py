"""The pages of the library. Anyone may read them."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases.cards import case_row, case_story
from cases.criteria import SORTS, Criteria, read_criteria
from cases.facets import chips_of, facets_of
from cases.models import Case
from cases.search.highlighting import UNMARKED, marker_of
from cases.selectors.companies import keeping_context
from cases.selectors.library import case_by_id, cases_related, ways_on
from cases.selectors.search import CasePage, case_search, query_understood
from cases.views.takedown import case_withdrawn

_SORT_NAMES = {"relevant": _("Most relevant"), "newest": _("Newest"), "oldest": _("Oldest")}


@login_not_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    criteria, language, today = read_criteria(request.GET), get_language() or "ko", timezone.localdate()
    found = case_search(criteria=criteria, on=today)
    here, marker = replace(criteria, page=1), marker_of(found.understood)
    rows = [case_row(case, language, marker) for case in found.cases]
    whole = _complete_on_page(found)
    return render(
        request,
        "cases/list.html",
        {
            "criteria": criteria,
            "found": found,
            "page": found.page,
            "rows": rows[:whole],
            "related_rows": rows[whole:],
            "related_total": found.total - found.complete if _is_divided(found) else 0,
            "facets": facets_of(criteria, found.counts, language),
            "chips": chips_of(criteria, language),
            "sorts": [(_SORT_NAMES[s], replace(here, sort=s).query_string(), s == criteria.sort) for s in SORTS],
            "query_string": here.query_string(),
            "words_query": Criteria(query=criteria.query, is_literal=criteria.is_literal).query_string(),
            "without_choices": replace(here, chosen={}).query_string(),
            "meant_query": replace(here, query=found.understood.did_you_mean).query_string(),
            "literal_query": replace(here, is_literal=True).query_string(),
            "ways_on": None if found.total else ways_on(criteria=criteria, on=today, language=language),
        },
    )


@login_not_required
@require_safe
def case_detail(request: HttpRequest, case_id: str) -> HttpResponse:
    case = case_by_id(case_id=case_id)
    if case.state == Case.State.WITHDRAWN:
        return case_withdrawn(request, case)
    language, asked = get_language() or "ko", read_criteria(request.GET)
    words = Criteria(query=asked.query, is_literal=asked.is_literal)
    marker = marker_of(query_understood(query=words.query, is_literal=words.is_literal)) if words.query else UNMARKED
    return render(
        request,
        "cases/detail.html",
        {
            "case": case,
            "story": case_story(case, language, marker),
            "query": words.query,
            "words_query": words.query_string(),
            "related": [case_row(other, language) for other in cases_related(case=case)],
            "short_link": request.build_absolute_uri(reverse("short-case", args=[case.short_code])),
            **keeping_context(request.user, case),
        },
    )


def _is_divided(found: CasePage) -> bool:
    """Tell whether cases that hold all the words are told apart from the rest: not where there was no index to ask."""
    return bool(found.criteria.query) and not found.notice


def _complete_on_page(found: CasePage) -> int:
    """Return how many of a page's cases hold all the words; over all pages they stand first."""
    return max(0, found.complete - max(0, found.page.start_index() - 1)) if _is_divided(found) else len(found.cases)
