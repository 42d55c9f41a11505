"""Officials plan meetings of the judges, and read where the applications stand."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from awards.forms.judging import KINDS, MeetingForm
from awards.models import AwardFile, PanelMeeting
from awards.scoring.from_catalog import panel_rules
from awards.selectors.access import meeting_for_office
from awards.selectors.calendar import windows
from awards.selectors.files import cycle_of, published_cycles
from awards.selectors.judging import (
    STAGE_OF,
    cycle_of_meeting,
    honours_decided,
    judges_of_pool,
    meetings,
    rules_of,
    waiting_for,
)
from awards.selectors.standings import standings as standings_of
from awards.services.judging import UnableToPlan, meeting_cancel, meeting_change, meeting_plan
from awards.views.judging.words import planning_fault


@require_safe
def panels(request: UserRequest) -> HttpResponse:
    """List the meetings of a cycle, and what waits for one."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    cycle_row = _cycle_row(request)
    if cycle_row is None:
        return render(request, "awards/judging/none.html")
    cycle, held = cycle_of(cycle_row), windows(cycle_of(cycle_row))
    now = timezone.now()
    kinds = [
        {
            "code": code,
            "label": label,
            "waiting": len(waiting_for(cycle.key, code)),
            "window": held[STAGE_OF[PanelMeeting.Kind(code)]],
            "is_open": held[STAGE_OF[PanelMeeting.Kind(code)]].is_open(now),
        }
        for code, label in KINDS
    ]
    context = _cycles(cycle_row) | {
        "cycle": cycle,
        "kinds": kinds,
        "meetings": meetings(cycle.key),
        "quorum": panel_rules(cycle).quorum,
        "judges": judges_of_pool(),
        "granted": sum(one.is_granted for one in honours_decided(cycle.key)),
    }
    return render(request, "awards/judging/panels.html", context)


@require_safe
def standings(request: UserRequest) -> HttpResponse:
    """Show every order of a cycle: base points always beside those with the bonus."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    cycle_row = _cycle_row(request)
    if cycle_row is None:
        return render(request, "awards/judging/none.html")
    cycle = cycle_of(cycle_row)
    found = standings_of(cycle.key)
    context = _cycles(cycle_row) | {
        "cycle": cycle,
        "standings": found,
        "bonus_rules": cycle.bonus.rules,
        "preferences": cycle.bonus.sme_preference,
    }
    return render(request, "awards/judging/standings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Plan a meeting."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    cycle_row = _cycle_row(request)
    if cycle_row is None:
        return render(request, "awards/judging/none.html")
    cycle, judges = cycle_of(cycle_row), judges_of_pool()
    quorum = panel_rules(cycle).quorum
    if request.method == "POST":
        form = MeetingForm(request.POST, judges=judges, quorum=quorum)
        if form.is_valid():
            told = form.cleaned_data
            try:
                meeting = meeting_plan(
                    cycle_key=cycle.key,
                    kind=told["kind"],
                    title=told["title"],
                    judges=list(told["judges"]),
                    meets_at=form.meets_at,
                    place=told["place"],
                    by=request.user,
                    now=timezone.now(),
                )
            except UnableToPlan as error:
                form.add_error("judges", planning_fault(error.code, error.detail))
            else:
                messages.success(request, _("The meeting is planned. Now set its agenda."))
                return redirect("awards:panel", meeting.pk)
    else:
        wanted = request.GET.get("kind", "")
        title = next((str(label) for code, label in KINDS if code == wanted), "")
        initial = {"kind": wanted, "title": title, "judges": [one.pk for one in judges]}
        form = MeetingForm(judges=judges, quorum=quorum, initial=initial)
    context = _cycles(cycle_row) | {"form": form, "quorum": quorum, "judges": judges}
    return render(request, "awards/judging/meeting_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: UserRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Change a planned meeting; what it decides stays."""
    meeting = meeting_for_office(request.user, meeting_id)
    if meeting.state != PanelMeeting.State.PLANNED:
        messages.info(request, planning_fault("not_planned"))
        return redirect("awards:panel", meeting.pk)
    judges, quorum = judges_of_pool(), rules_of(meeting).quorum
    initial = MeetingForm.initial_of(meeting)
    if request.method == "POST":
        data = request.POST.copy()
        data["kind"] = meeting.kind
        form = MeetingForm(data, judges=judges, quorum=quorum)
        if form.is_valid():
            told = form.cleaned_data
            try:
                meeting_change(
                    meeting=meeting,
                    title=told["title"],
                    judges=list(told["judges"]),
                    meets_at=form.meets_at,
                    place=told["place"],
                    by=request.user,
                    now=timezone.now(),
                )
            except UnableToPlan as error:
                form.add_error("judges", planning_fault(error.code, error.detail))
            else:
                messages.success(request, _("The meeting is changed."))
                return redirect("awards:panel", meeting.pk)
    else:
        form = MeetingForm(judges=judges, quorum=quorum, initial=initial)
    form.fields.pop("kind")
    context = {"form": form, "meeting": meeting, "quorum": quorum, "judges": judges, "cycle": cycle_of_meeting(meeting)}
    return render(request, "awards/judging/meeting_form.html", context)


@require_POST
def cancel(request: UserRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Take a planned meeting off."""
    meeting = meeting_for_office(request.user, meeting_id)
    try:
        meeting_cancel(meeting=meeting, by=request.user, now=timezone.now())
    except UnableToPlan as error:
        messages.error(request, planning_fault(error.code, error.detail))
        return redirect("awards:panel", meeting.pk)
    messages.success(request, _("The meeting is taken off. Its applications wait for another."))
    return redirect("awards:panels")


def _cycle_row(request: UserRequest) -> AwardFile | None:
    """Return the cycle of the year that is asked for, else the newest one."""
    rows = published_cycles()
    wanted = request.GET.get("year", "")
    return next((row for row in rows if row.version == wanted), rows[0] if rows else None)


def _cycles(row: AwardFile) -> dict[str, Any]:
    return {"cycle_row": row, "years": [one.version for one in published_cycles()]}
