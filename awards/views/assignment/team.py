"""One application's team: who sits on it, what it needs, changes by hand, naming, clearance."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.views.requests import UserRequest
from awards import assignment as pure
from awards.assignment_words import (
    REASONS,
    REFUSED,
    STEPS,
    conflict_said,
    leaving_choices,
    unmet_said,
    word,
)
from awards.forms.assignment import ClearForm, TeamChangeForm
from awards.models import AwardApplication, ExaminerProfile, Seat, SeatChange, TieClearance
from awards.reason_words import reason_text
from awards.scoring import Refused
from awards.selectors.access import application_for_office
from awards.selectors.assignment import (
    ON_THE_BOARD,
    Board,
    Comers,
    board_of,
    comers_to,
    is_review_overdue,
    verdict_on,
)
from awards.selectors.examiners import conflicts_of
from awards.selectors.pool import today
from awards.selectors.review_log import cycle_for, examiner_key
from awards.services.assignment import (
    TeamChange,
    UnableToChangeTeam,
    UnableToClear,
    UnableToNameTeam,
    team_change,
    team_name,
    tie_clear,
)


@require_safe
def team(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show a team."""
    return _page(request, application_for_office(request.user, application_id))


@require_POST
def change(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Change a team by hand, or tell what the rules would say to it."""
    application = application_for_office(request.user, application_id)
    if application.state not in ON_THE_BOARD:
        return _page(request, application)
    found = comers_to(application, on=today())
    form = _change_form(application, found, request.POST)
    if not form.is_valid():
        return _page(request, application, form=form, comers=found)
    told = form.cleaned_data
    asked = TeamChange(
        add=_profile(told.get("add")),
        remove=_profile(told.get("remove")),
        lead=_profile(told.get("lead")),
        rule=told.get("rule", ""),
    )
    verdict = None
    try:
        if request.POST.get("step") == "check":
            verdict = verdict_on(application, asked.as_pure(application), reason=told["reason"], on=today())
        else:
            team_change(
                application=application, change=asked, reason=told["reason"], by=request.user, now=timezone.now()
            )
    except UnableToChangeTeam as error:
        _tell(form, application, asked, error.verdict, error.codes)
    except Refused as error:
        for reason in error.reasons:
            form.add_error(None, reason_text(reason, names=_names(application)))
    except ValueError:
        form.add_error(None, _("Choose who leaves, who comes or who leads."))
    else:
        if verdict is None:
            messages.success(request, _("The team is changed."))
            return redirect("awards:team", application.pk)
        _tell(form, application, asked, verdict, ())
    return _page(request, application, form=form, comers=found, verdict=None if form.errors else verdict)


@require_POST
def name(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Name the team: its members begin to review."""
    application = application_for_office(request.user, application_id)
    try:
        team_name(application=application, by=request.user, now=timezone.now())
    except UnableToNameTeam:
        messages.error(request, _("The team is not ready to be named. Look at what it still needs."))
    else:
        messages.success(request, _("The team is named. Its members can review now."))
    return redirect("awards:team", application.pk)


@require_POST
def clear(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Note that a tie was looked at and does not stand in the way."""
    application = application_for_office(request.user, application_id)
    form = ClearForm(request.POST)
    if not form.is_valid():
        return _page(request, application, clear_form=form)
    told = form.cleaned_data
    examiner = get_object_or_404(ExaminerProfile, pk=told["examiner"])
    try:
        tie_clear(
            application=application, examiner=examiner, rule=told["rule"], reason=told["reason"], by=request.user,
            now=timezone.now(),
        )  # fmt: skip
    except UnableToClear:
        form.add_error(None, _("This tie cannot be cleared: it keeps the examiner away, or is gone."))
        return _page(request, application, clear_form=form)
    messages.success(request, _("Cleared. The reason is on record."))
    return redirect("awards:team", application.pk)


# ---------------------------------------------------------------- the page


def _page(
    request: UserRequest,
    application: AwardApplication,
    *,
    form: TeamChangeForm | None = None,
    comers: Comers | None = None,
    verdict: pure.Verdict | None = None,
    clear_form: ClearForm | None = None,
) -> HttpResponse:
    cycle = cycle_for(application)
    is_open = application.state in ON_THE_BOARD
    context: dict[str, Any] = {"application": application, "cycle": cycle, "is_open": is_open}
    if is_open:
        board = board_of(application.cycle, now=timezone.now(), only=[application])
        [row] = board.rows
        comers = comers or comers_to(application, on=today())
        context |= {
            "row": row,
            "step": word(STEPS, row.step),
            "members": _members(board, application),
            "needs": unmet_said(row.unmet, board.pool),
            "form": form or _change_form(application, comers),
            "waiting": _to_clear(application, comers),
            "verdict": verdict,
            "would_lose": unmet_said(verdict.advised_against, board.pool) if verdict else (),
            "would_need": unmet_said(verdict.missing, board.pool) if verdict else (),
            "clear_form": clear_form,
            "is_named": application.state != AwardApplication.State.ELIGIBLE,
        }
    context["changes"] = SeatChange.objects.filter(application=application).select_related(
        "added__user", "removed__user", "lead__user", "changed_by"
    ).order_by("-pk")  # fmt: skip
    context["ended"] = [
        (seat, dict(leaving_choices(cycle, with_overdue=True)).get(seat.ended_rule, ""))
        for seat in Seat.objects.filter(application=application, state=Seat.State.ENDED)
        .exclude(ended_rule="", ended_reason="")
        .select_related("examiner__user")
        .order_by("-ended_at")
    ]
    context["clearances"] = (
        TieClearance.objects.filter(application=application)
        .select_related("examiner__user", "cleared_by")
        .order_by("-pk")
    )
    return render(request, "awards/assignment/team.html", context)


def _members(board: Board, application: AwardApplication) -> list[dict[str, Any]]:
    loads = {one.examiner: one for one in board.workload.loads}
    [row] = board.rows
    cleared = set(TieClearance.objects.filter(application=application).values_list("examiner_id", "rule"))
    found = []
    for one in row.members:
        key = examiner_key(one.profile)
        said = [conflict_said(board.cycle, it) for it in one.conflicts]
        found.append(
            {
                "one": one,
                "load": loads[key],
                "cycles": board.people[key].cycles,
                "reasons": [word(REASONS, code) for code in one.seat.reasons if code not in ("fixed", "lead")],
                "barred": word(REFUSED, one.barred) if one.barred else "",
                "conflicts": [(it, (one.profile.pk, it.rule) in cleared) for it in said],
            }
        )
    return found


def _to_clear(application: AwardApplication, comers: Comers) -> list[dict[str, Any]]:
    """Return whom only a tie that asks for a look keeps from the team, on it or not."""
    cycle, found = cycle_for(application), []
    on_team = (
        Seat.objects.filter(application=application).exclude(state=Seat.State.ENDED).select_related("examiner__user")
    )
    people = [one for one, codes in comers.barred if "chair_review" in codes]
    for profile in [*people, *(seat.examiner for seat in on_team)]:
        for one in conflicts_of(profile, application):
            if one.effect == "chair_review":
                said = conflict_said(cycle, one)
                form = ClearForm(
                    initial={"examiner": profile.pk, "rule": one.rule}, auto_id=f"clear-{profile.pk}-{one.rule}-%s"
                )
                found.append({"profile": profile, "conflict": said, "form": form})
    return found


def _change_form(application: AwardApplication, comers: Comers, data: Any = None) -> TeamChangeForm:
    seats = (
        Seat.objects.filter(application=application)
        .exclude(state=Seat.State.ENDED)
        .select_related("examiner__user")
        .order_by("-is_lead", "pk")
    )
    cycle = cycle_for(application)
    return TeamChangeForm(
        data,
        seats=list(seats),
        comers=[
            *((one, _candidate_text(one, found)) for one, found in comers.able),
            *((one, f"{one.user.name} – {word(REFUSED, codes[0])}") for one, codes in comers.barred),
        ],
        rules=leaving_choices(cycle, with_overdue=is_review_overdue(cycle, timezone.now())),
        is_named=application.state != AwardApplication.State.ELIGIBLE,
    )


def _candidate_text(profile: ExaminerProfile, found: pure.Candidate) -> str:
    files = ngettext("%(number)d application", "%(number)d applications", found.files_held) % {
        "number": found.files_held
    }
    parts = [profile.user.name, files]
    parts += [_("knows the sector")] if found.knows_sector else []
    parts += [_("may lead")] if found.can_lead else []
    return " · ".join(parts)


def _profile(pk: int | None) -> ExaminerProfile | None:
    return None if pk is None else ExaminerProfile.objects.select_related("user").filter(pk=pk).first()


def _names(application: AwardApplication) -> dict[str, str]:
    seats = Seat.objects.filter(application=application).select_related("examiner__user")
    return {examiner_key(seat.examiner_id): seat.examiner.user.name for seat in seats}


def _tell(
    form: TeamChangeForm,
    application: AwardApplication,
    asked: TeamChange,
    verdict: pure.Verdict | None,
    codes: tuple[str, ...],
) -> None:
    """Say in the form why the rules forbid a change, conflicts with the words of their rules."""
    cycle = cycle_for(application)
    for code in codes:
        form.add_error({"reason_missing": "reason", "rule_missing": "rule"}.get(code), word(REFUSED, code))
    if verdict is None:
        return
    for code in verdict.refused:
        place = "lead" if code.startswith("lead_") else "remove" if code == "not_on_team" else "add"
        form.add_error(place if asked.add or place != "add" else None, word(REFUSED, code))
        if code in ("blocked", "chair_review"):
            for one in verdict.conflicts:
                said = conflict_said(cycle, one)
                form.add_error("add", " ".join(filter(None, [f"{said.rule}:", said.message, said.until])))
