"""The pages that officials read."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, has_permission, require_permission
from accounts.views.requests import UserRequest
from dashboards.figures import Filters, UnableToReadFilters
from dashboards.selectors.pages import UnableToFindPage, page_of
from dashboards.selectors.query import Query
from dashboards.selectors.scope import scope_of
from diagnosis.report.template import language_now


@require_safe
def index(request: UserRequest) -> HttpResponse:
    """Lead officials to the country as a whole, everybody else to the statistics for everybody."""
    if not has_permission(request.user, Permission.DASHBOARDS_VIEW):
        return redirect("benchmarks:statistics")
    return redirect("dashboards:page", name="overview")


@require_safe
def page(request: UserRequest, name: str) -> HttpResponse:
    """Show one page with the filters of its address."""
    require_permission(request.user, Permission.DASHBOARDS_VIEW)
    scope = scope_of(request.user)
    try:
        filters = Filters.read(request.GET.dict()).within(scope)
        found = page_of(name, Query(filters, scope, language_now(), timezone.now()))
    except (UnableToReadFilters, UnableToFindPage) as error:
        raise Http404(str(error)) from error
    return render(request, "dashboards/page.html", {"page": found})
