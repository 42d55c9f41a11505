"""The site visit: its list of questions, what was seen, what moved, and handing the file to the judges."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.requests import UserRequest
from awards.dossier.numbering import item_number
from awards.forms.consensus_visit import AnswerForm, EvidenceForm, QuestionForm, RecordForm, bounded_choices
from awards.models import Seat, VisitIssue
from awards.selectors.consensus_board import range_text
from awards.selectors.consensus_log import Table, live_stamp
from awards.selectors.review_log import criteria_for
from awards.selectors.visiting import Visit, may_finalise, visit_of
from awards.services import visiting
from awards.templatetags.awards_text import said
from awards.views.consensus.board import check_page, live_context
from awards.views.consensus.team import Refusal, at_open_table, frame, refusal_texts, tell, tell_on
from qmplatform.korean.formats import KST


@never_cache
@require_safe
def visit(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the visit: before it the plan, on it what was found."""
    seat, table = at_open_table(request, application_id)
    return _page(request, seat, table)


@require_POST
def question_add(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Put a question on the list."""
    seat, table = at_open_table(request, application_id)
    form = QuestionForm(item_choices(table), request.POST)
    if not form.is_valid():
        return _page(request, seat, table, question_form=form)
    told = form.cleaned_data
    question = visiting.Question(told["kind"], told["question"], told["comment"])
    try:
        visiting.issue_add(seat=seat, item=told["item"], question=question, by=request.user, now=timezone.now())
    except Refusal as error:
        return _refused(request, (seat, table), error, question_form=form)
    messages.success(request, _("The question is on the list."))
    return redirect("awards:visit", application_id)


@require_POST
def question_remove(request: UserRequest, application_id: uuid.UUID, issue_id: int) -> HttpResponse:
    """Take a question off the list."""
    seat, table = at_open_table(request, application_id)
    get_object_or_404(VisitIssue, pk=issue_id, application=table.application)
    try:
        visiting.issue_remove(seat=seat, issue_id=issue_id, by=request.user, now=timezone.now())
    except Refusal as error:
        tell(request, error, table)
    else:
        messages.success(request, _("The question is off the list."))
    return redirect("awards:visit", application_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: UserRequest, application_id: uuid.UUID, issue_id: int) -> HttpResponse:
    """Write what was found to a question."""
    seat, table = at_open_table(request, application_id)
    row = get_object_or_404(VisitIssue.objects.select_related("saved_by"), pk=issue_id, application=table.application)
    found = visit_of(table, seat, timezone.now())
    form = AnswerForm(row, evidence_choices(found), request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            visiting.issue_answer(
                seat=seat, issue_id=row.pk, finding=told["finding"], evidence=told["evidence"],
                is_closed=told["is_closed"], seen=told["seen"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except Refusal as error:
            status = 409
            tell_on(form, error, table)
        else:
            messages.success(request, _("The finding is kept."))
            return redirect("awards:visit", application_id)
    context = {
        **frame(request, seat, table, here="visit"),
        "visit": found,
        "row": row,
        "item": criteria_for(table.application).items[row.item],
        "form": form,
    }
    return render(request, "awards/consensus/visit_answer.html", context, status=status)


@require_POST
def evidence_add(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Record something seen on site."""
    seat, table = at_open_table(request, application_id)
    now = timezone.now()
    form = EvidenceForm(item_choices(table), request.POST, today=now.astimezone(KST).date())
    if not form.is_valid():
        return _page(request, seat, table, evidence_form=form)
    told = form.cleaned_data
    try:
        row = visiting.evidence_add(
            seat=seat, item=told["item"], text=told["text"], seen_on=told["seen_on"], by=request.user, now=now
        )
    except Refusal as error:
        return _refused(request, (seat, table), error, evidence_form=form)
    messages.success(request, _("Recorded as V%(number)s.") % {"number": row.number})
    return redirect("awards:visit", application_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Say what the visit did to an item's percent."""
    seat, table = at_open_table(request, application_id)
    state = table.state.items.get(item)
    if state is None or state.agreed is None or state.percent is None:
        raise Http404
    found = visit_of(table, seat, timezone.now())
    choices = bounded_choices(table.setup, state.agreed)
    posted = request.POST if request.method == "POST" else None
    form = RecordForm(choices, evidence_choices(found), posted, percent=state.percent)
    status = 200
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            visiting.visit_record(
                seat=seat, item=item, before=told["before"], after=told["after"], evidence=told["evidence"],
                finding=told["finding"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except Refusal as error:
            status = 409
            tell_on(form, error, table)
        else:
            messages.success(request, _("The finding is on record."))
            return redirect("awards:visit", application_id)
    context = {
        **frame(request, seat, table, here="visit"),
        "visit": found,
        "item": criteria_for(table.application).items[item],
        "state": state,
        "range_text": range_text(table.setup.scale, state.agreed),
        "form": form,
    }
    return render(request, "awards/consensus/visit_record.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def finalise(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show what is still to be done; the lead hands the file to the judges here."""
    seat, table = at_open_table(request, application_id)
    if request.method == "POST":
        try:
            visiting.review_finalise(seat=seat, by=request.user, now=timezone.now())
        except Refusal as error:
            return check_page(request, seat, table, refusal_texts(error, table))
        messages.success(request, _("The file is with the judges."))
        return redirect("awards:consensus", application_id)
    return check_page(request, seat, table, [])


def item_choices(table: Table) -> list[tuple[str, str]]:
    """Return the items by number and title."""
    items = criteria_for(table.application).items.values()
    return [(item.code, f"{item_number(item.code)} {said(item.title)}") for item in items]


def evidence_choices(found: Visit) -> list[tuple[str, str]]:
    return [(one.cited, f"{one.cited} · {one.text}") for one in found.evidence]


def _page(request: UserRequest, seat: Seat, table: Table, *, status: int = 200, **given: forms.Form) -> HttpResponse:
    now = timezone.now()
    found = visit_of(table, seat, now)
    shown: dict[str, Any] = dict(given)
    if found.may_plan:
        shown.setdefault("question_form", QuestionForm(item_choices(table)))
    if found.may_record:
        today = now.astimezone(KST).date()
        shown.setdefault("evidence_form", EvidenceForm(item_choices(table), today=today))
    context = {
        **frame(request, seat, table, here="visit"),
        **live_context(table),
        **shown,
        "form": next(iter(given.values()), None),
        "visit": found,
        "may_finalise": may_finalise(found, seat),
        "stamp": live_stamp(table),
    }
    return render(request, "awards/consensus/visit.html", context, status=status)


def _refused(request: UserRequest, place: tuple[Seat, Table], error: Exception, **given: forms.Form) -> HttpResponse:
    seat, table = place
    (form,) = given.values()
    tell_on(form, error, table)
    return _page(request, seat, table, status=409, **given)
