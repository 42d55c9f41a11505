"""The spread board: open the consensus, see where it stands, close it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.requests import UserRequest
from awards.models import Seat
from awards.scoring import Phase
from awards.selectors.consensus import agreed_comments, themes
from awards.selectors.consensus_board import board_of
from awards.selectors.consensus_checks import report_of
from awards.selectors.consensus_log import Table, consensus_window, live_stamp
from awards.services import consensus
from awards.views.consensus.findings import comment_names, finding_lines
from awards.views.consensus.team import Refusal, at_open_table, at_table, frame, refusal_texts, tell

# A page that nobody touches stops asking: the session may then end.
_PATIENCE: Final = timedelta(minutes=30)
_STOP_POLLING: Final = 286


@never_cache
@require_safe
def board(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the spread board; before the consensus is opened, who is still awaited."""
    seat, table = at_table(request, application_id)
    if not table.is_open:
        return render(request, "awards/consensus/waiting.html", _waiting_context(request, seat, table))
    return render(request, "awards/consensus/board.html", _board_context(request, seat, table))


@never_cache
@require_safe
def board_live(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Give the board anew if anything changed since the page was made."""
    seat, table = at_open_table(request, application_id)
    answer = unchanged(request, table)
    if answer is not None:
        return answer
    return render(request, "awards/consensus/board_live.html", _board_context(request, seat, table))


@require_POST
def open_consensus(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    seat, table = at_table(request, application_id)
    try:
        consensus.consensus_open(seat=seat, by=request.user, now=timezone.now())
    except Refusal as error:
        tell(request, error, table)
    else:
        messages.success(request, _("The reviews lie side by side. The widest spread comes first."))
    return redirect("awards:consensus", application_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show what is still to be done, item by item; the lead closes the consensus here."""
    seat, table = at_open_table(request, application_id)
    faults: list[str] = []
    if request.method == "POST":
        try:
            consensus.consensus_close(seat=seat, by=request.user, now=timezone.now())
        except Refusal as error:
            faults = refusal_texts(error, table)
        else:
            messages.success(request, _("The consensus is closed. The judges have the file now."))
            return redirect("awards:consensus", application_id)
    return check_page(request, seat, table, faults)


def check_page(request: UserRequest, seat: Seat, table: Table, faults: list[str]) -> HttpResponse:
    """Show everything the guide finds and what is open; 409 with the reasons a step was not taken."""
    board = board_of(table, seat)
    report = report_of(table)
    names = comment_names(table.application)
    sections: list[dict[str, Any]] = []
    for line in board.lines:
        subjects = [line.code, *(key for key, item in _comments_of(table) if item == line.code)]
        found = finding_lines(report, subjects, names)
        sections.append({"line": line, "findings": found, "blocks": report.blocks_about(subjects)})
    kinds = list(dict.fromkeys(row.kind for row in themes(table.application)))
    context = {
        **frame(request, seat, table, here="close"),
        "board": board,
        "sections": [one for one in sections if one["findings"] or one["line"].state.agreed is None],
        "theme_findings": finding_lines(report, kinds, names),
        "blocks": len(report.blocks),
        "themes": len(themes(table.application)),
        "can_close": table.state.phase is Phase.CONSENSUS,
        "page_errors": [{"target": "", "label": "", "text": text} for text in faults],
        "next_url": "awards:consensus-close",
    }
    return render(request, "awards/consensus/close.html", context, status=409 if faults else 200)


def unchanged(request: UserRequest, table: Table, *, item: str = "") -> HttpResponse | None:
    """Return the answer to a page that asks for news when there is none; None when there is."""
    if request.GET.get("stamp", "") != live_stamp(table, item=item):
        return None
    asked = request.GET.get("since", "")
    since = (
        datetime.fromtimestamp(int(asked), UTC) if asked.isascii() and asked.isdecimal() and len(asked) < 11 else None
    )
    is_left = since is None or timezone.now() - since > _PATIENCE
    return HttpResponse(status=_STOP_POLLING if is_left else 204)


def live_context(table: Table, *, item: str = "") -> dict[str, Any]:
    """Return what a page asks for news with."""
    now = timezone.now()
    return {"stamp": live_stamp(table, item=item), "since": int(now.timestamp()), "read_at": now}


def _board_context(request: UserRequest, seat: Seat, table: Table) -> dict[str, Any]:
    return {
        **frame(request, seat, table, here="board"),
        **live_context(table),
        "board": board_of(table, seat),
        "window": consensus_window(table.application),
        "removed": [(table.names.get(one.examiner, ""), one.reason) for one in table.state.removed],
    }


def _waiting_context(request: UserRequest, seat: Seat, table: Table) -> dict[str, Any]:
    members = [
        (table.names.get(key, key), key in table.state.reviews, key == table.state.lead) for key in table.state.members
    ]
    found = consensus_window(table.application)
    return {
        **frame(request, seat, table, here="board"),
        "members": members,
        "window": found,
        "is_time": found.is_open(timezone.now()),
        "least": table.setup.rules.min_examiners,
    }


def _comments_of(table: Table) -> list[tuple[str, str]]:
    return [(str(row.pk), row.item) for row in agreed_comments(table.application)]
