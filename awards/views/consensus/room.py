"""The room of an item: ratings of the team round by round, and what it comes to."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.views.requests import UserRequest
from awards.forms.consensus import DecisionForm, RatingForm, RoundForm, StandpointForm
from awards.models import Seat
from awards.scoring import Path, Phase
from awards.selectors.consensus_log import Table, consensus_window
from awards.selectors.consensus_room import Room, room_of
from awards.selectors.evidence import dossier_handed_in, submission_for
from awards.services import consensus
from awards.views.consensus.board import live_context, unchanged
from awards.views.consensus.team import Refusal, at_open_table, frame, tell_on


@never_cache
@require_safe
def room(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Show the ratings of an item, round by round."""
    seat, table, found = in_room(request, application_id, item)
    return _page(request, seat, table, found)


@never_cache
@require_safe
def room_live(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Give what others did in the room since the page was made; forms stay as they are."""
    seat, table, found = in_room(request, application_id, item)
    answer = unchanged(request, table, item=item)
    if answer is not None:
        return answer
    context = {
        **frame(request, seat, table, here="board"),
        **live_context(table, item=item),
        "room": found,
        # The forms below are of another round, or of a path the item has left.
        "is_past": request.GET.get("was", "") != _place(found),
        "was": _place(found),
    }
    return render(request, "awards/consensus/room_live.html", context)


@require_POST
def rating(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Keep the person's own new rating."""
    seat, table, found = in_room(request, application_id, item)
    form = RatingForm(found, request.POST)

    def take() -> None:
        told = form.cleaned_data
        consensus.round_rating_save(
            seat=seat, item=item, number=told["number"], percent=told["percent"], factors=form.factors,
            note=told["note"], by=request.user, now=timezone.now(),
        )  # fmt: skip

    return _step(request, (seat, table, found), {"rating_form": form}, take, _("Your rating is kept."))


@require_POST
def round_log(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Log the round that runs."""
    seat, table, found = in_room(request, application_id, item)
    form = RoundForm(found, request.POST)

    def take() -> None:
        consensus.round_log(
            seat=seat, item=item, seen=form.cleaned_data["seen"], rationale=form.rationale, by=request.user,
            now=timezone.now(),
        )  # fmt: skip

    return _step(request, (seat, table, found), {"round_form": form}, take, _("The round is logged."))


@require_POST
def decision(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Decide what the rounds left open."""
    seat, table, found = in_room(request, application_id, item)
    form = DecisionForm(found, request.POST)

    def take() -> None:
        consensus.item_decide(
            seat=seat, item=item, percent=form.cleaned_data["percent"], rationale=form.rationale,
            minority=form.minority, by=request.user, now=timezone.now(),
        )  # fmt: skip

    return _step(request, (seat, table, found), {"decision_form": form}, take, _("The item is decided."))


@require_POST
def standpoint(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Keep what the person wants on record when the lead decides."""
    seat, table, found = in_room(request, application_id, item)
    form = StandpointForm(found, request.POST)

    def take() -> None:
        consensus.standpoint_save(
            seat=seat, item=item, note=form.cleaned_data["note"], by=request.user, now=timezone.now()
        )

    return _step(request, (seat, table, found), {"standpoint_form": form}, take, _("Your note is kept for the record."))


def in_room(request: UserRequest, application_id: uuid.UUID, item: str) -> tuple[Seat, Table, Room]:
    """Return seat, table and the room of an item; 404 where there is no such item or nothing lies open yet."""
    seat, table = at_open_table(request, application_id)
    if item not in table.setup.factors:
        raise Http404
    return seat, table, room_of(table, seat, item)


def neighbours(table: Table, code: str) -> dict[str, str]:
    """Return the items before and after one in the order of the criteria, empty at the ends."""
    codes = list(table.setup.factors)
    at = codes.index(code)
    return {"before": codes[at - 1] if at else "", "after": codes[at + 1] if at + 1 < len(codes) else ""}


def _step(
    request: UserRequest,
    place: tuple[Seat, Table, Room],
    forms_given: dict[str, forms.Form],
    take: Callable[[], None],
    done: str,
) -> HttpResponse:
    """Take a step if its form holds; what keeps it from being taken is told on the same page, nothing typed lost."""
    seat, table, found = place
    (form,) = forms_given.values()
    if not form.is_valid():
        return _page(request, seat, table, found, given=forms_given)
    try:
        take()
    except Refusal as error:
        tell_on(form, error, table)
        # As it stands now, which may be what the person has to see.
        seat, table, found = in_room(request, table.application.pk, found.code)
        return _page(request, seat, table, found, given=forms_given, status=409)
    messages.success(request, done)
    return redirect("awards:consensus-item", table.application.pk, found.code)


def _page(
    request: UserRequest,
    seat: Seat,
    table: Table,
    found: Room,
    *,
    given: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    is_time = table.state.phase is Phase.CONSENSUS and consensus_window(table.application).is_open(timezone.now())
    shown: dict[str, Any] = dict(given or {})
    if is_time and found.running:
        shown.setdefault("rating_form", RatingForm(found))
        if found.is_lead and found.is_complete:
            shown.setdefault("round_form", RoundForm(found))
    if is_time and found.state.path is Path.LEAD_TO_DECIDE:
        if found.is_lead:
            shown.setdefault("decision_form", DecisionForm(found))
        else:
            shown.setdefault("standpoint_form", StandpointForm(found))
    context = {
        **frame(request, seat, table, here="board"),
        **live_context(table, item=found.code),
        **neighbours(table, found.code),
        **shown,
        "form": next(iter((given or {}).values()), None),
        "room": found,
        "is_time": is_time,
        "was": _place(found),
        "section": dossier_handed_in(submission_for(table.application)).section(found.code),
        "max_rounds": table.setup.rules.max_rounds,
    }
    return render(request, "awards/consensus/room.html", context, status=status)


def _place(found: Room) -> str:
    """Return what forms on the page depend on: another place, and they are out of date."""
    return f"{found.outcome}-{len(found.state.rounds)}-{len(found.state.set_aside)}-{int(found.is_complete)}"
