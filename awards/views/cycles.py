"""Cycles and criteria, for anybody."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from awards.catalog import Item
from awards.cycle_page import cycle_page
from awards.models import AwardFile
from awards.selectors.calendar import windows
from awards.selectors.files import (
    UnableToFindAwardFile,
    criteria_of,
    cycle_of,
    published,
    published_criteria,
    published_cycle,
    published_cycles,
)

# The parts of criteria that a file tells to be verified or not.
PARTS: Final[dict[str, str | Promise]] = {
    "category_names": _("names of the categories"),
    "category_points_korea": _("points of the categories"),
    "item_points": _("points of the items"),
    "bands": _("score bands"),
    "areas": _("number of items"),
    "names": _("names of the items"),
    "points": _("points of the items"),
    "selection_threshold": _("threshold of selection"),
    "field_names_2025": _("names of the fields"),
    "contest_name": _("name of the contest"),
}


@login_not_required
@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """Show the cycle of the newest year."""
    cycles = published_cycles()
    if not cycles:
        return render(request, "awards/none.html")
    return render(request, "awards/cycle.html", cycle_context(cycles[0]) | {"is_current": True})


@login_not_required
@require_safe
def cycle_of_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show the cycle of a year."""
    try:
        row = published_cycle(year)
    except UnableToFindAwardFile as error:
        raise Http404(str(error)) from error
    return render(request, "awards/cycle.html", cycle_context(row))


@login_not_required
@require_safe
def criteria(request: HttpRequest, name: str) -> HttpResponse:
    """Show criteria: points, questions, ranges."""
    try:
        row = published_criteria(name)
    except UnableToFindAwardFile as error:
        raise Http404(str(error)) from error
    return render(request, "awards/criteria.html", criteria_context(row))


def cycle_context(row: AwardFile) -> dict[str, Any]:
    """Return what the page of a cycle needs."""
    cycle = cycle_of(row)
    page = cycle_page(cycle, timezone.now(), windows(cycle))
    names = page.cycle.cycle.criteria_files.values()
    held = {one.name: one for one in reversed(published(AwardFile.Kind.CRITERIA).filter(name__in=names))}
    return {
        "row": row,
        "page": page,
        "cycle": page.cycle,
        "criteria": [held[name] for name in names if name in held],
        "others": [one for one in published_cycles() if one.pk != row.pk],
    }


def criteria_context(row: AwardFile) -> dict[str, Any]:
    """Return what the page of criteria needs."""
    criteria = criteria_of(row)
    # Groups that hold items; the total alone holds groups only.
    groups = [
        (group, items)
        for group in criteria.categories.values()
        if (items := [child for child in group.children if isinstance(child, Item)])
    ]
    unverified = [str(PARTS.get(part, part)) for part, verified in criteria.status.verified.items() if not verified]
    return {"row": row, "criteria": criteria, "groups": groups, "unverified": unverified}
