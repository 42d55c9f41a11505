"""Officials set the agenda of a planned meeting, out of where the applications stand."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.requests import UserRequest
from awards.forms.judging import AgendaForm, HonourForm
from awards.models import AwardApplication, PanelMeeting, PanelQuestion
from awards.selectors.access import meeting_for_office
from awards.selectors.judging import recusals, waiting_for
from awards.selectors.standings import standings
from awards.services.judging import UnableToPlan, question_add, question_propose, question_remove
from awards.views.judging.words import planning_fault


@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: UserRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Choose what goes on the agenda; all of it or, where one is refused, nothing."""
    meeting = meeting_for_office(request.user, meeting_id)
    if meeting.state != PanelMeeting.State.PLANNED:
        messages.info(request, planning_fault("not_planned"))
        return redirect("awards:panel", meeting.pk)
    now = timezone.now()
    waiting = waiting_for(meeting.cycle_key, meeting.kind)
    form = AgendaForm(request.POST if request.method == "POST" else None, waiting=waiting, kind=meeting.kind)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        if not chosen:
            form.add_error(None, _("Choose at least one application."))
        elif _added(form, meeting, chosen, request):
            number = len(chosen)
            messages.success(
                request,
                ngettext(
                    "%(number)d application is on the agenda.", "%(number)d applications are on the agenda.", number
                )
                % {"number": number},
            )
            return redirect("awards:panel", meeting.pk)
    tied = recusals(waiting, list(meeting.judges.select_related("user")), now)
    fields = {form.by_name[name].pk: form[name] for name in form.by_name}
    groups = []
    for standing in standings(meeting.cycle_key):
        lines = [
            (line, fields[line.application.pk], len(tied[line.application.pk]))
            for line in standing.lines
            if line.application.pk in fields
        ]
        if lines:
            groups.append((standing, lines))
    context = {"meeting": meeting, "form": form, "groups": groups, "called": meeting.judges.count()}
    return render(request, "awards/judging/agenda.html", context)


@require_POST
def remove(request: UserRequest, meeting_id: uuid.UUID, question_id: int) -> HttpResponse:
    """Take an application off the agenda."""
    meeting, question = _question(request, meeting_id, question_id)
    try:
        question_remove(question=question, by=request.user, now=timezone.now())
    except UnableToPlan as error:
        messages.error(request, planning_fault(error.code, error.detail))
    else:
        messages.success(request, _("Taken off the agenda."))
    return redirect("awards:panel", meeting.pk)


@require_POST
def propose(request: UserRequest, meeting_id: uuid.UUID, question_id: int) -> HttpResponse:
    """Propose another honour."""
    meeting, question = _question(request, meeting_id, question_id)
    form = HonourForm(request.POST, application=question.application)
    if not form.is_valid():
        messages.error(request, planning_fault("honour_missing"))
        return redirect("awards:panel", meeting.pk)
    try:
        question_propose(question=question, honour=form.cleaned_data["honour"], by=request.user, now=timezone.now())
    except UnableToPlan as error:
        messages.error(request, planning_fault(error.code, error.detail))
    else:
        messages.success(request, _("The proposal is changed."))
    return redirect("awards:panel", meeting.pk)


def _added(
    form: AgendaForm, meeting: PanelMeeting, chosen: list[tuple[AwardApplication, str]], request: UserRequest
) -> bool:
    names = {application.pk: name for name, application in form.by_name.items()}
    with transaction.atomic():
        for application, honour in chosen:
            try:
                question_add(
                    meeting=meeting,
                    application=application,
                    honour=honour,
                    by=request.user,
                    now=timezone.now(),
                )
            except UnableToPlan as error:
                name = names.get(application.pk)
                form.add_error(name, planning_fault(error.code, error.detail))
        if form.errors:
            transaction.set_rollback(True)
    return not form.errors


def _question(request: UserRequest, meeting_id: uuid.UUID, question_id: int) -> tuple[PanelMeeting, PanelQuestion]:
    meeting = meeting_for_office(request.user, meeting_id)
    rows = PanelQuestion.objects.select_related("meeting", "application__company", "application__cycle")
    found = rows.filter(pk=question_id, meeting=meeting).first()
    if found is None:
        raise Http404
    return meeting, found
