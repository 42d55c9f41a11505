"""The pages of the library. Anyone may read them."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases.cards import case_row, case_story
from cases.criteria import SORTS, Criteria, read_criteria
from cases.facets import chips_of, facets_of
from cases.models import Case
from cases.selectors.library import case_counts_by_term, case_search, cases_related

_SORT_NAMES = {"relevant": _("Most relevant"), "newest": _("Newest"), "oldest": _("Oldest")}


@login_not_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    criteria, language = read_criteria(request.GET), get_language() or "ko"
    found = case_search(criteria=criteria, on=timezone.localdate())
    here = replace(criteria, page=1)
    return render(
        request,
        "cases/list.html",
        {
            "criteria": criteria,
            "page": found.page,
            "total": found.total,
            "rows": [case_row(case, language, criteria.terms) for case in found.cases],
            "facets": facets_of(criteria, found.counts, language),
            "chips": chips_of(criteria, language),
            "sorts": [(_SORT_NAMES[s], replace(here, sort=s).query_string(), s == criteria.sort) for s in SORTS],
            "query_string": here.query_string(),
            "without_choices": replace(here, chosen={}).query_string(),
            "ways_on": [] if found.total else _ways_on(criteria),
        },
    )


@login_not_required
@require_safe
def case_detail(request: HttpRequest, case_id: str) -> HttpResponse:
    case = get_object_or_404(Case.objects.defer("search_text", "search_title"), pk=case_id)
    language = get_language() or "ko"
    return render(
        request,
        "cases/detail.html",
        {
            "case": case,
            "story": case_story(case, language),
            "related": [case_row(other, language) for other in cases_related(case=case)],
        },
    )


def _ways_on(criteria: Criteria) -> list[tuple[str, int, str]]:
    """Return searches that find something: the words without the choices, or one word alone."""
    ways = []
    if criteria.is_narrowed and criteria.query:
        whole = case_search(criteria=Criteria(query=criteria.query), on=timezone.localdate()).total
        ways.append((criteria.query, whole, Criteria(query=criteria.query).query_string()))
    if len(criteria.terms) > 1:
        counts = case_counts_by_term(terms=criteria.terms)
        ways += [(term, count, Criteria(query=term).query_string()) for term, count in counts.items()]
    return [way for way in ways if way[1]]
