"""Examiners tell where they work and whom they are tied to, declare for each file, or step back from it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.requests import UserRequest
from awards.assignment_words import REFUSED, SKILLS, conflict_said, leaving_choices, word
from awards.forms.assignment import DeclareForm, StepBackForm
from awards.forms.examiners import TieForm, WhereForm
from awards.models import ExaminerDeclaration, ExaminerProfile, ExaminerTie, PartnerCompany, Seat
from awards.selectors.access import examiner_of, seat_to_declare, seats_to_declare
from awards.selectors.calibration import tries_of
from awards.selectors.examiners import conflicts_of
from awards.selectors.files import cycle_of, published_cycles
from awards.selectors.review_log import cycle_for
from awards.services.assignment import UnableToChangeTeam, seat_recuse
from awards.services.declarations import UnableToDeclare, declaration_sign
from awards.services.examiners import UnableToWithdrawTie, examiner_change, tie_declare, tie_withdraw
from awards.views.assignment.pool import tie_lines


@require_http_methods(["GET", "HEAD", "POST"])
def ties(request: UserRequest) -> HttpResponse:
    """Show what an examiner has to do before reviewing, and their ties; note a new tie."""
    found = examiner_of(request.user)
    form = TieForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        tie_declare(examiner=found, tie=form.tie(), by=request.user, now=timezone.now())
        messages.success(request, _("Noted. You will not be given files this tie rules out."))
        return redirect("awards:my-ties")
    return _page(request, found, form=form)


@require_POST
def place(request: UserRequest) -> HttpResponse:
    """Keep where an examiner works and lives."""
    found = examiner_of(request.user)
    form = WhereForm(request.POST, auto_id="place-%s")
    if not form.is_valid():
        return _page(request, found, place_form=form)
    examiner_change(examiner=found, profile=form.cleaned_data, by=request.user, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("awards:my-ties")


@require_POST
def withdraw(request: UserRequest, tie_id: int) -> HttpResponse:
    """Take back a tie one entered by mistake oneself."""
    row = get_object_or_404(ExaminerTie, pk=tie_id, examiner=examiner_of(request.user))
    try:
        tie_withdraw(tie=row, by=request.user, now=timezone.now())
    except UnableToWithdrawTie:
        messages.error(request, _("Only the award office can take back what it entered."))
    else:
        messages.success(request, _("Taken back. The award office still sees that it was there."))
    return redirect("awards:my-ties")


def _page(
    request: UserRequest,
    found: ExaminerProfile,
    *,
    form: TieForm | None = None,
    place_form: WhereForm | None = None,
) -> HttpResponse:
    cycles = published_cycles()
    cycle = cycle_of(cycles[0]) if cycles else None
    signed = set(ExaminerDeclaration.objects.filter(examiner=found).values_list("application_id", flat=True))
    seats = list(seats_to_declare(request.user))
    tries = tries_of(found, cycle.key) if cycle else []
    context: dict[str, Any] = {
        "profile": found,
        "cycle": cycle,
        "last_try": tries[0] if tries else None,
        "tries": len(tries),
        "asked": [seat for seat in seats if seat.application_id not in signed],
        "declared": [seat for seat in seats if seat.application_id in signed],
        "conflicts": _conflicts(found, seats),
        "form": form or TieForm(),
        "place_form": place_form or WhereForm(initial=WhereForm.initial_of(found), auto_id="place-%s"),
        "ties": [(tie, said, tie.declared_by_id == request.user.pk) for tie, said in tie_lines(found)],
        "skills": [word(SKILLS, code) for code in found.skills],
    }
    return render(request, "awards/assignment/my_ties.html", context)


def _conflicts(found: ExaminerProfile, seats: list[Seat]) -> list[tuple[Seat, Any]]:
    """Return the files one sits on although a tie now stands between."""
    return [
        (seat, conflict_said(cycle_for(seat.application), one))
        for seat in seats
        for one in conflicts_of(found, seat.application)
    ]


# ---------------------------------------------------------------- one file


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the applicant and what is to be declared about it; sign."""
    seat = seat_to_declare(request.user, application_id)
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        language = "ko" if (get_language() or "ko").startswith("ko") else "en"
        try:
            declaration_sign(seat=seat, language=language, by=request.user, now=timezone.now())
        except UnableToDeclare:
            form.add_error(None, _("The platform knows a tie to this applicant. Step back from the file."))
        else:
            messages.success(request, _("Signed. The dossier opens once the team is named."))
            return redirect("awards:my-ties")
    return _declare_page(request, seat, form=form)


@require_POST
def step_back(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Step back from a file."""
    seat = seat_to_declare(request.user, application_id)
    form = _step_back_form(seat, request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            seat_recuse(seat=seat, rule=told["rule"], reason=told["reason"], by=request.user, now=timezone.now())
        except UnableToChangeTeam as error:
            for code in error.codes:
                form.add_error(None, word(REFUSED, code))
        else:
            messages.success(request, _("You stepped back. The award office finds somebody else."))
            return redirect("awards:my-ties")
    return _declare_page(request, seat, step_back=form)


def _step_back_form(seat: Seat, data: Any = None) -> StepBackForm:
    rules = leaving_choices(cycle_for(seat.application), with_overdue=False)
    # Challenges are the applicant's, earlier assignments the platform's to know.
    cycle_rules = cycle_for(seat.application).conflict_of_interest.rules
    others = {one.code for one in cycle_rules if one.relation in ("applicant_request", "reviewed_last_cycle")}
    return StepBackForm(data, rules=[one for one in rules if one[0] not in others], auto_id="back-%s")


def _declare_page(
    request: UserRequest, seat: Seat, *, form: DeclareForm | None = None, step_back: StepBackForm | None = None
) -> HttpResponse:
    application = seat.application
    cycle = cycle_for(application)
    signed = ExaminerDeclaration.objects.filter(examiner=seat.examiner, application=application).first()
    named = PartnerCompany.objects.filter(application=application).order_by("relation", "name")
    context = {
        "seat": seat,
        "application": application,
        "cycle": cycle,
        "rules": [one for one in cycle.conflict_of_interest.rules if one.kind != "challenge"],
        "partners": named,
        "conflicts": [conflict_said(cycle, one) for one in conflicts_of(seat.examiner, application)],
        "signed": signed,
        "form": form or DeclareForm(),
        "step_back": step_back or _step_back_form(seat),
    }
    return render(request, "awards/assignment/declare.html", context)
