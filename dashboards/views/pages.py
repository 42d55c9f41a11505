"""The pages that officials read."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, has_permission, require_permission
from accounts.views.requests import UserRequest
from dashboards.figures import Filters, UnableToReadFilters
from dashboards.forms.filters import MARK, is_sent, sent_filters
from dashboards.selectors.choices import choices_of
from dashboards.selectors.editions import UnableToFindEdition
from dashboards.selectors.menu import TITLES, address_of, page_links, work_links
from dashboards.selectors.pages import UnableToFindPage, page_of
from dashboards.selectors.query import Query
from dashboards.selectors.scope import scope_of
from dashboards.views.showing import shown_page
from diagnosis.report.template import language_now


@require_safe
def index(request: UserRequest) -> HttpResponse:
    """Lead officials to the country as a whole, everybody else to the statistics for everybody."""
    if not has_permission(request.user, Permission.DASHBOARDS_VIEW):
        return redirect("benchmarks:statistics")
    return redirect("dashboards:page", name="overview")


@require_safe
def page(request: UserRequest, name: str) -> HttpResponse:
    """Show one page with the filters of its address; the form's own address leads on to the plain one."""
    require_permission(request.user, Permission.DASHBOARDS_VIEW)
    scope = scope_of(request.user)
    try:
        if is_sent(request.GET):
            return redirect(address_of(name, sent_filters(request.GET.dict()).within(scope)))
        asked = Filters.read(request.GET.dict())
        query = Query(asked.within(scope), scope, language_now(), timezone.now())
        found = page_of(name, query)
    except (UnableToReadFilters, UnableToFindPage) as error:
        raise Http404(str(error)) from error
    except UnableToFindEdition as error:
        if asked.edition or asked.other:
            raise Http404(str(error)) from error
        return render(request, "dashboards/none.html", _frame(request, name, query))
    may_export = has_permission(request.user, Permission.DASHBOARDS_EXPORT)
    context = _frame(request, name, query) | {
        "shown": shown_page(found, query.language, may_export=may_export),
        "narrowed": asked != query.filters,
    }
    return render(request, "dashboards/page.html", context)


def _frame(request: UserRequest, name: str, query: Query) -> dict[str, Any]:
    """Return what stands around a page: the menu and the form, with the filters that the form does not show."""
    choices = choices_of(name, query)
    in_form = {choice.name for choice in choices} | {"sector", "group", "region", "area"}
    hidden = [(f.name, getattr(query.filters, f.name)) for f in fields(Filters) if f.name not in in_form]
    return {
        "name": name,
        "title": TITLES.get(name, name),
        "menu": page_links(name, query.filters),
        "work": work_links(request.user),
        "choices": choices,
        "hidden": [(MARK, "1"), *((key, value) for key, value in hidden if value)],
        "is_filtered": bool(query.filters.query()),
    }
