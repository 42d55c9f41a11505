"""Officials see all teams of a cycle, have the rules propose some, and name those that are ready."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from awards.assignment import Unmet
from awards.assignment_words import REASONS, STEPS, unmet_said, word
from awards.forms.assignment import AskForm
from awards.models import AwardFile
from awards.selectors.assignment import Board, BoardRow, Proposed, board_of, proposal_of
from awards.selectors.calendar import window
from awards.selectors.files import cycle_of, published_cycles
from awards.selectors.pool import today
from awards.services.assignment import UnableToTakeProposal, proposal_take, teams_name_ready

_PAGE: Final = 50
_LOADS_SHOWN: Final = 12
TABS: Final = ("all", "conflict", "unassigned", "incomplete", "declaring", "ready", "named", "overdue")


# What an official has to look at stands first.
_URGENCY: Final = ("conflict", "incomplete", "unassigned", "ready", "declaring", "named")


def cycle_asked(request: UserRequest) -> AwardFile | None:
    """Return the cycle an official works on: the one asked for by its key, else the newest; None without any."""
    rows = published_cycles()
    key = request.GET.get("cycle") or request.POST.get("cycle")
    return next((row for row in rows if row.key == key), rows[0] if rows else None)


@require_safe
def board(request: UserRequest) -> HttpResponse:
    """Show all files of a cycle with their teams."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row = cycle_asked(request)
    if row is None:
        return render(request, "awards/assignment/no_cycle.html", {"place": "assignment"})
    now = timezone.now()
    found = board_of(row, now=now)
    tab, query = request.GET.get("tab", "all"), request.GET.get("q", "").strip()
    tab = tab if tab in TABS else "all"
    ordered = sorted(found.rows, key=lambda one: _URGENCY.index(one.step))
    rows = [one for one in ordered if _in_tab(one, tab) and _matches(one, query)]
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    cycle = found.cycle
    context = {
        "row": row,
        "cycles": published_cycles(),
        "cycle": cycle,
        "stage": cycle.stages.get("ASSIGN"),
        "window": window(cycle, "ASSIGN") if "ASSIGN" in cycle.stages else None,
        "board": found,
        "tabs": _tabs(found),
        "tab": tab,
        "query": query,
        "page": page,
        "rows": [(one, word(STEPS, one.step), unmet_said(_for_board(one.unmet), found.pool)) for one in page],
        "query_string": urlencode({"cycle": row.key, "tab": tab, "q": query}),
        "loads": _loads(found),
        "met_often": [
            (found.pool[one.first], found.pool[one.second], one.teams) for one in found.workload.met_often[:5]
        ],
        "needed": (found.counts["unassigned"]) * cycle.assignment.examiners_per_file.min,
        "in_conflict": found.counts["conflict"],
    }
    return render(request, "awards/assignment/board.html", context)


def _for_board(unmet: Iterable[Unmet]) -> list[Unmet]:
    """Leave out what the chips of the members show, and where members come from."""
    return [one for one in unmet if one.code not in ("awaiting_declaration", "same_city")]


def _in_tab(row: BoardRow, tab: str) -> bool:
    return tab in ("all", row.step) or (tab == "overdue" and row.overdue > 0)


def _matches(row: BoardRow, query: str) -> bool:
    if not query:
        return True
    texts = [row.application.company.name, row.application.team_name, *(one.profile.user.name for one in row.members)]
    return any(query.casefold() in text.casefold() for text in texts)


def _tabs(found: Board) -> list[tuple[str, str, int]]:
    counts = {"all": len(found.rows), "overdue": sum(row.overdue > 0 for row in found.rows), **found.counts}
    names = {"all": _("All"), **STEPS, "overdue": _("Overdue")}
    kept = ("all", "unassigned", "declaring", "ready", "named")
    return [(code, str(names[code]), counts.get(code, 0)) for code in TABS if code in kept or counts.get(code)]


def _loads(found: Board) -> list[dict[str, Any]]:
    """Return the heaviest loads as bars: files held of those the cycle allows."""
    most = found.cycle.assignment.max_files_per_examiner
    longest = max([most, *(one.files for one in found.workload.loads)])
    return [
        {
            "profile": found.pool[one.examiner],
            "files": one.files,
            "leads": one.leads,
            "hours": one.hours,
            "width": f"{100 * one.files / longest:.1f}%",
            "most_at": f"{100 * most / longest:.1f}%",
            "is_over": one.files > most,
        }
        for one in found.workload.loads[:_LOADS_SHOWN]
        if one.files
    ]


# ---------------------------------------------------------------- what the rules propose


@require_safe
def propose(request: UserRequest) -> HttpResponse:
    """Ask for a proposal and look at it; nothing is changed by looking."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row = cycle_asked(request)
    if row is None:
        return redirect("awards:assignment")
    cycle = cycle_of(row)
    size = cycle.assignment.examiners_per_file.default
    is_asked = "size" in request.GET
    form = AskForm(cycle, request.GET if is_asked else None, initial={"size": size, "keep": True})
    context: dict[str, Any] = {"row": row, "cycle": cycle, "form": form}
    if is_asked and form.is_valid():
        context |= _shown(proposal_of(row, form.asked(), on=today()), request)
    return render(request, "awards/assignment/propose.html", context)


def _shown(found: Proposed, request: UserRequest) -> dict[str, Any]:
    page = Paginator(found.proposal.teams, _PAGE).get_page(request.GET.get("page"))
    teams = []
    for team in page:
        members = [
            {
                "profile": found.pool[one.examiner],
                "is_lead": one.is_lead,
                "is_new": (team.application, one.examiner) not in found.held,
                "awaits": one.awaits_declaration,
                "reasons": [word(REASONS, code) for code in one.reasons if code not in ("fixed", "lead")],
            }
            for one in sorted(team.members, key=lambda one: not one.is_lead)
        ]
        lacking = [one for one in found.unmet.get(team.application, ()) if one.code != "awaiting_declaration"]
        unmet = unmet_said(lacking, found.pool)
        teams.append((found.applications[team.application], members, unmet, team.is_complete))
    asked = found.asked
    return {
        "found": found,
        "page": page,
        "teams": teams,
        "query_string": urlencode(
            {"cycle": request.GET.get("cycle", ""), "size": asked.size or "", **({"keep": "on"} if asked.keep else {})}
        ),
        "soft": sum(not one.is_hard for one in found.proposal.unmet),
        "seats": sum(len(team.members) for team in found.proposal.teams),
        "leaves": len(found.held - {(one.application, one.examiner) for one in found.proposal.seats}),
    }


@require_POST
def take(request: UserRequest) -> HttpResponse:
    """Take over the proposal that was looked at."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row = cycle_asked(request)
    if row is None:
        return redirect("awards:assignment")
    form = AskForm(cycle_of(row), request.POST)
    if not form.is_valid():
        return redirect("awards:propose")
    try:
        found = proposal_take(
            cycle_row=row,
            asked=form.asked(),
            fingerprint=request.POST.get("fingerprint", ""),
            by=request.user,
            now=timezone.now(),
        )
    except UnableToTakeProposal:
        context = {"row": row, "cycle": cycle_of(row), "form": form, "has_changed": True}
        return render(request, "awards/assignment/propose.html", context, status=409)
    number = len(found.proposal.teams)
    done = ngettext(
        "%(number)d team is proposed. Its members are asked to declare.",
        "%(number)d teams are proposed. Their members are asked to declare.",
        number,
    )
    messages.success(request, done % {"number": number})
    return redirect("awards:assignment")


@require_POST
def name_ready(request: UserRequest) -> HttpResponse:
    """Name every team that is ready."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row = cycle_asked(request)
    number = 0 if row is None else teams_name_ready(cycle_row=row, by=request.user, now=timezone.now())
    if number:
        done = ngettext("%(number)d team is named.", "%(number)d teams are named.", number)
        messages.success(request, done % {"number": number})
    else:
        messages.info(request, _("No team is ready to be named."))
    return redirect("awards:assignment")
