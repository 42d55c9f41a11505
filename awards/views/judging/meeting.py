"""One meeting for officials: its agenda, who is there, how far the votes are, its decisions and minutes."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.requests import UserRequest
from awards.forms.judging import ClosingForm, HonourForm, LeavingForm, OpeningForm
from awards.models import PanelMeeting
from awards.reason_words import reason_text
from awards.scoring import Refused
from awards.selectors.access import meeting_for_office
from awards.selectors.briefings import bonus_before
from awards.selectors.judging import (
    cycle_of_meeting,
    honour_named,
    meeting_window,
    questions_of,
    recusals,
    rules_of,
    tallies,
)
from awards.selectors.standings import basis_of, standings
from awards.services.judging import UnableToClose, UnableToOpen, meeting_close, meeting_open
from awards.services.voting import UnableToVote, judge_leave
from awards.views.judging.words import BONUS_STATUS, closing_fault, planning_fault, recusal_word, voting_fault


@require_safe
def panel(request: UserRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Show a meeting as it stands."""
    meeting = meeting_for_office(request.user, meeting_id)
    return render(request, "awards/judging/panel.html", _context(meeting))


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: UserRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Open a meeting with those who are there."""
    meeting = meeting_for_office(request.user, meeting_id)
    if meeting.state != PanelMeeting.State.PLANNED:
        messages.info(request, planning_fault("not_planned"))
        return redirect("awards:panel", meeting.pk)
    form = OpeningForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            meeting_open(
                meeting=meeting, present=list(form.cleaned_data["present"]), by=request.user, now=timezone.now()
            )
        except UnableToOpen as error:
            form.add_error("present" if error.code == "no_quorum" else None, planning_fault(error.code, error.detail))
        else:
            messages.success(request, _("The meeting is open. The figures are frozen and the judges may vote."))
            return redirect("awards:panel", meeting.pk)
    return render(request, "awards/judging/open.html", _context(meeting) | {"form": form})


@require_POST
def leave(request: UserRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Write down that a judge left."""
    meeting = meeting_for_office(request.user, meeting_id)
    form = LeavingForm(request.POST, meeting=meeting)
    if form.is_valid():
        told = form.cleaned_data
        try:
            judge_leave(
                meeting=meeting, judge=told["judge"], reason=told["reason"], by=request.user, now=timezone.now()
            )
        except UnableToVote as error:
            form.add_error(None, voting_fault(error.code))
        else:
            messages.success(request, _("Written down. The votes cast so far stay."))
            return redirect("awards:panel", meeting.pk)
    return render(request, "awards/judging/panel.html", _context(meeting) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: UserRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Close a meeting with its minutes; every vote is counted then."""
    meeting = meeting_for_office(request.user, meeting_id)
    if meeting.state != PanelMeeting.State.OPEN:
        messages.info(request, closing_fault("not_open"))
        return redirect("awards:panel", meeting.pk)
    found = tallies(meeting)
    asked = [(one.question.pk, str(one.question.application.company)) for one in found if one.has_quorum]
    form = ClosingForm(request.POST if request.method == "POST" else None, questions=asked)
    if request.method == "POST" and form.is_valid():
        try:
            meeting_close(
                meeting=meeting,
                minutes=form.cleaned_data["minutes"],
                reasons=form.reasons(),
                by=request.user,
                now=timezone.now(),
            )
        except UnableToClose as error:
            for pk, code in error.faults.items():
                form.add_error(f"reason-{pk}" if f"reason-{pk}" in form.fields else None, closing_fault(code))
        except Refused as error:
            for reason in error.reasons:
                form.add_error(None, reason_text(reason))
        else:
            messages.success(request, _("The meeting is closed and its decisions are written down."))
            return redirect("awards:panel", meeting.pk)
    context = _context(meeting)
    fields = {name: form[name] for name in form.names}
    context["rows"] = [row | {"field": fields.get(f"reason-{row['question'].pk}")} for row in context["rows"]]
    return render(request, "awards/judging/close.html", context | {"form": form})


def _context(meeting: PanelMeeting) -> dict[str, Any]:
    """Return a meeting with its agenda: before the opening with live figures and ties, then with the frozen ones."""
    cycle = cycle_of_meeting(meeting)
    window = meeting_window(meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "cycle": cycle,
        "window": window,
        "is_in_window": window.is_open(timezone.now()),
        "quorum": rules_of(meeting).quorum,
        "judges": list(meeting.judges.select_related("user").order_by("user__name", "pk")),
        "present": list(meeting.present.select_related("user").order_by("user__name", "pk")),
        "statuses": BONUS_STATUS,
    }
    rows = _planned_rows(meeting) if meeting.state == PanelMeeting.State.PLANNED else _open_rows(meeting)
    if meeting.state == PanelMeeting.State.OPEN:
        context["leaving"] = LeavingForm(meeting=meeting)
        context["votes_open"] = sum(len(row["tally"].waiting) for row in rows if row["tally"].has_quorum)
    for row in rows:
        row["assessed"] = bonus_before(row["question"].application, meeting.opened_at)
    return context | {"rows": rows, "without_quorum": sum(row["deciding"] < context["quorum"] for row in rows)}


def _planned_rows(meeting: PanelMeeting) -> list[dict[str, Any]]:
    cycle, judges = cycle_of_meeting(meeting), list(meeting.judges.select_related("user"))
    questions = questions_of(meeting)
    lines = {
        line.application.pk: (standing, line) for standing in standings(meeting.cycle_key) for line in standing.lines
    }
    tied = recusals([one.application for one in questions], judges, timezone.now())
    by_pk = {judge.pk: judge for judge in judges}
    rows = []
    for question in questions:
        found = lines.get(question.application_id)
        recused = [(by_pk[pk], recusal_word(why, cycle)) for pk, why in tied[question.application_id].items()]
        rows.append(
            {
                "question": question,
                "basis": basis_of(*found) if found else {},
                "honour": honour_named(question.application, question.honour),
                "recused": recused,
                "deciding": len(judges) - len(recused),
                "form": HonourForm(
                    application=question.application,
                    initial={"honour": question.honour},
                    auto_id=f"honour-{question.pk}-%s",
                )
                if question.honour
                else None,
            }
        )
    return rows


def _open_rows(meeting: PanelMeeting) -> list[dict[str, Any]]:
    cycle = cycle_of_meeting(meeting)
    return [
        {
            "question": tally.question,
            "basis": tally.question.basis,
            "honour": honour_named(tally.question.application, tally.question.honour),
            "recused": [(judge, recusal_word(why, cycle)) for judge, why in tally.recused],
            "deciding": len(tally.deciding),
            "tally": tally,
            "decision": getattr(tally.question, "decision", None),
        }
        for tally in tallies(meeting)
    ]
