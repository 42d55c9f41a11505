"""Officials keep the pool of examiners: who is in it, what they know, whom they are tied to."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from awards.assignment import Load
from awards.assignment_words import RELATIONS, SKILLS, word
from awards.forms.examiners import NewExaminerForm, ProfileForm, TieForm
from awards.models import ExaminerProfile, ExaminerTie, Seat
from awards.selectors.access import examiner_for_office, pool_for_office
from awards.selectors.assignment import Board, board_of
from awards.selectors.calibration import last_tries, tries_of
from awards.selectors.files import cycle_of
from awards.selectors.review_log import examiner_key
from awards.services.examiners import (
    UnableToAddExaminer,
    UnableToWithdrawTie,
    examiner_add,
    examiner_change,
    tie_declare,
    tie_withdraw,
)
from awards.views.assignment.board import cycle_asked

_PAGE: Final = 50
_TABS: Final = {
    "all": gettext_lazy("All"),
    "able": gettext_lazy("May be given files"),
    "uncalibrated": gettext_lazy("Not calibrated"),
    "judges": gettext_lazy("Judges"),
    "left": gettext_lazy("Left the pool"),
}


@require_safe
def examiners(request: UserRequest) -> HttpResponse:
    """List the pool with experience, calibration and load."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row = cycle_asked(request)
    tab, query = request.GET.get("tab", "all"), request.GET.get("q", "").strip()
    tab = tab if tab in _TABS else "all"
    board = board_of(row, now=timezone.now()) if row else None
    tries = last_tries(row.key) if row else {}
    loads = {one.examiner: one for one in board.workload.loads} if board else {}
    lines = [_line(one, board, loads, tries) for one in pool_for_office(request.user)]
    counts = {code: sum(_in_tab(line, code) for line in lines) for code in _TABS}
    shown = [line for line in lines if _in_tab(line, tab) and _matches(line["profile"], query)]
    context = {
        "row": row,
        "cycle": cycle_of(row) if row else None,
        "tabs": [(code, name, counts[code]) for code, name in _TABS.items()],
        "tab": tab,
        "query": query,
        "page": Paginator(shown, _PAGE).get_page(request.GET.get("page")),
        "query_string": urlencode({"tab": tab, "q": query}),
        "most": board.cycle.assignment.max_files_per_examiner if board else 0,
    }
    return render(request, "awards/assignment/examiners.html", context)


def _line(one: ExaminerProfile, board: Board | None, loads: dict[str, Load], tries: dict[int, Any]) -> dict[str, Any]:
    key = examiner_key(one)
    person = board.people.get(key) if board else None
    load = loads.get(key)
    last, number = tries.get(one.pk, (None, 0))
    return {
        "profile": one,
        "cycles": person.cycles if person else one.cycles_before,
        "files": load.files if load else 0,
        "hours": load.hours if load else 0,
        "calibration": last,
        "tries": number,
        "skills": [word(SKILLS, code) for code in one.skills],
        "is_able": one.is_active and not one.is_judge and last is not None and last.passed,
    }


def _in_tab(line: dict[str, Any], tab: str) -> bool:
    one, last = line["profile"], line["calibration"]
    shows: dict[str, bool] = {
        "all": one.is_active,
        "able": line["is_able"],
        "uncalibrated": one.is_active and not one.is_judge and not (last and last.passed),
        "judges": one.is_active and one.is_judge,
        "left": not one.is_active,
    }
    return shows[tab]


def _matches(one: ExaminerProfile, query: str) -> bool:
    texts = (one.user.name, one.user.email, one.employer_name)
    return not query or any(query.casefold() in text.casefold() for text in texts)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Take somebody with an examiner's account into the pool."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    form = NewExaminerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            row = examiner_add(email=told.pop("email"), profile=told, by=request.user, now=timezone.now())
        except UnableToAddExaminer as error:
            form.add_error("email", _why_not_added(error.why))
        else:
            messages.success(request, _("Added to the pool."))
            return redirect("awards:examiner", row.pk)
    return render(request, "awards/assignment/examiner_new.html", {"form": form})


def _why_not_added(why: str) -> str:
    if why == "there":
        return _("This person is in the pool already.")
    return _("No examiner has this address. An administrator gives the role first.")


@require_http_methods(["GET", "HEAD", "POST"])
def examiner(request: UserRequest, examiner_id: int) -> HttpResponse:
    """Show somebody of the pool, and change what is noted of them."""
    found = examiner_for_office(request.user, examiner_id)
    form = ProfileForm(request.POST or None, initial=ProfileForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        examiner_change(examiner=found, profile=form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("awards:examiner", found.pk)
    return _page(request, found, form=form)


@require_POST
def tie(request: UserRequest, examiner_id: int) -> HttpResponse:
    """Note a tie an official found."""
    found = examiner_for_office(request.user, examiner_id)
    form = TieForm(request.POST, auto_id="tie-%s")
    if not form.is_valid():
        return _page(request, found, tie_form=form)
    tie_declare(examiner=found, tie=form.tie(), by=request.user, now=timezone.now())
    messages.success(request, _("The tie is noted. It counts from now on."))
    return redirect("awards:examiner", found.pk)


@require_POST
def withdraw(request: UserRequest, examiner_id: int, tie_id: int) -> HttpResponse:
    """Take back a tie that was entered by mistake."""
    found = examiner_for_office(request.user, examiner_id)
    row = get_object_or_404(ExaminerTie, pk=tie_id, examiner=found)
    try:
        tie_withdraw(tie=row, by=request.user, now=timezone.now())
    except UnableToWithdrawTie:
        messages.info(request, _("This tie was taken back before."))
    else:
        messages.success(request, _("The tie is taken back. It counts no longer."))
    return redirect("awards:examiner", found.pk)


def tie_lines(examiner: ExaminerProfile) -> list[tuple[ExaminerTie, str]]:
    """Return the ties of somebody with their kind in words, those that count first."""
    rows = ExaminerTie.objects.filter(examiner=examiner).select_related("declared_by")
    ordered = sorted(rows, key=lambda one: (one.withdrawn_at is not None, -one.pk))
    return [(one, word(RELATIONS, one.relation)) for one in ordered]


def _page(
    request: UserRequest,
    found: ExaminerProfile,
    *,
    form: ProfileForm | None = None,
    tie_form: TieForm | None = None,
) -> HttpResponse:
    row = cycle_asked(request)
    seats = Seat.objects.filter(examiner=found).select_related("application__company", "application__cycle")
    context = {
        "profile": found,
        "skills": [word(SKILLS, code) for code in found.skills],
        "form": form or ProfileForm(initial=ProfileForm.initial_of(found)),
        "tie_form": tie_form or TieForm(auto_id="tie-%s"),
        "ties": tie_lines(found),
        "tries": [(one, 100 * one.range_agreement_ratio) for one in tries_of(found, row.key)] if row else [],
        "cycle": cycle_of(row) if row else None,
        "seats": seats.order_by("-assigned_at", "pk"),
    }
    return render(request, "awards/assignment/examiner.html", context)
