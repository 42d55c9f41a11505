"""What the office brings along: how many companies there are in the country."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from dashboards.figures import Filters
from dashboards.forms.rows import RegistryForm
from dashboards.selectors.menu import page_links, work_links
from dashboards.selectors.registry import registry_years
from dashboards.services.registry import COLUMNS, UnableToLoadRegistry, registry_load
from diagnosis.views.responses import SeeOther, posted


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registry(request: UserRequest) -> HttpResponse:
    """Take a file of counts, whole or not at all, and show which years there are."""
    require_permission(request.user, Permission.SURVEY_QUALITY)
    told = posted(request)
    form = RegistryForm(told, request.FILES if told is not None else None)
    faults: tuple[str, ...] = ()
    if told is not None and form.is_valid():
        try:
            rows = registry_load(
                content=form.cleaned_data["file"],
                is_synthetic=form.cleaned_data["is_synthetic"],
                by=request.user,
                now=timezone.now(),
            )
        except UnableToLoadRegistry as error:
            faults = error.faults
        else:
            words = ngettext("%(number)d row was taken.", "%(number)d rows were taken.", rows)
            messages.success(request, words % {"number": rows})
            return SeeOther(reverse("dashboards:registry"))
    context: dict[str, Any] = {
        "title": _("Counts of companies"),
        "menu": page_links("", Filters()),
        "work": work_links(request.user),
        "form": form,
        "faults": faults,
        "columns": ",".join(COLUMNS),
        "years": registry_years(),
    }
    return render(request, "dashboards/rows/registry.html", context)
