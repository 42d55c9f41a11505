"""The award office changes the calendar of a cycle: more time, an outage, another date; each with its reason."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from awards.catalog import Cycle
from awards.forms.office import KINDS, StageForm
from awards.models import AwardFile, StageChange
from awards.selectors.files import UnableToFindAwardFile, cycle_of, published_cycle_named, published_cycles
from awards.selectors.screening import calendar_lines
from awards.services.calendar import UnableToChangeStage, stage_extend, stage_move, stage_outage
from diagnosis.views.responses import SeeOther

Kind = StageChange.Kind
_REFUSED: Final[dict[str, tuple[str, str | Promise]]] = {
    "shorter": ("last", gettext_lazy("More time ends later than now. Nobody may lose a second.")),
    "backwards": ("last", gettext_lazy("It ends before it begins.")),
    "begun": ("first", gettext_lazy("The stage has begun. Its start stays.")),
    "passed": ("last", gettext_lazy("This moment has passed.")),
    "outage": ("first", gettext_lazy("The outage lies within the stage and is over.")),
    "reason": ("reason", gettext_lazy("Say why.")),
    "stage": ("", gettext_lazy("The cycle has no such stage.")),
}
KIND_NAMES: Final = dict(KINDS)


@never_cache
@require_safe
def calendar(request: UserRequest) -> HttpResponse:
    """Show every stage with its published times, its present ones, and what was changed."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    cycles = published_cycles()
    if not cycles:
        return render(request, "awards/none.html")
    row = next((one for one in cycles if one.name == request.GET.get("cycle")), cycles[0])
    cycle, now = cycle_of(row), timezone.now()
    lines = [
        {
            "line": line,
            "moment": "before" if now < line.held.starts_at else "now" if now < line.held.ends_at else "after",
            "changes": [(change, KIND_NAMES[Kind(change.kind)]) for change in line.changes],
        }
        for line in calendar_lines(cycle)
    ]
    context = {"cycle_row": row, "cycle": cycle, "cycles": cycles, "lines": lines}
    return render(request, "awards/office/calendar.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: UserRequest, cycle_key: str, stage: str) -> HttpResponse:
    """Change when a stage is open."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row, cycle = _cycle(cycle_key)
    line = next((one for one in calendar_lines(cycle) if one.stage.code == stage), None)
    if line is None:
        raise Http404
    initial: dict[str, Any] = {"kind": Kind.EXTENSION, "first": line.held.starts_at, "last": line.held.ends_at}
    form = StageForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, cycle, stage, form.cleaned_data)
        except UnableToChangeStage as error:
            field, text = _REFUSED[error.why]
            form.add_error(field or None, str(text))
            status = 409
        else:
            messages.success(request, _("The calendar is changed. Everybody sees the new time."))
            return SeeOther(f"{reverse('awards:office-calendar')}?cycle={cycle.key}")
    context = {
        "cycle_row": row, "cycle": cycle, "line": line, "form": form,
        "changes": [(change, KIND_NAMES[Kind(change.kind)]) for change in line.changes],
        "plus_hours": cycle.extensions.system_outage.plus_hours,
    }  # fmt: skip
    return render(request, "awards/office/stage.html", context, status=status)


def _change(request: UserRequest, cycle: Cycle, stage: str, told: dict[str, Any]) -> None:
    common: dict[str, Any] = {
        "cycle": cycle, "stage": stage, "reason": told["reason"], "by": request.user, "now": timezone.now(),
    }  # fmt: skip
    if told["kind"] == Kind.EXTENSION:
        stage_extend(ends_at=told["last"], **common)
    elif told["kind"] == Kind.OUTAGE:
        stage_outage(down_from=told["first"], down_to=told["last"], **common)
    else:
        stage_move(starts_at=told["first"], ends_at=told["last"], **common)


def _cycle(key: str) -> tuple[AwardFile, Cycle]:
    try:
        row = published_cycle_named(key)
    except UnableToFindAwardFile as error:
        raise Http404(str(error)) from error
    return row, cycle_of(row)
