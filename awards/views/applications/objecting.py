"""An applicant takes its application back, objects to a restriction, asks for a correction or for another examiner."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms.fields import language
from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from awards.forms.application import AppealForm, ChallengeForm, ReasonForm
from awards.models import Appeal, AwardApplication, ExaminerProfile
from awards.selectors.applications import correction_window, objection_until, team_of
from awards.selectors.review_log import criteria_for, cycle_for
from awards.services.appeals import UnableToAppeal, appeal_file
from awards.services.applications import UnableToWithdraw, application_withdraw
from awards.services.challenges import UnableToChallenge, challenge_file
from awards.views.applications.parts import application_for, page_context, to_application

State = AwardApplication.State
_APPEAL_REFUSED: Final[dict[str, str | Promise]] = {
    "kind": gettext_lazy("There is nothing you could object to now."),
    "late": gettext_lazy("The days for this are over."),
    "waiting": gettext_lazy("You asked already. The award office will answer."),
    "text": gettext_lazy("Say what is wrong and how it is."),
    "about": gettext_lazy("Choose the part of the report from the list."),
}
_CHALLENGE_REFUSED: Final[dict[str, str | Promise]] = {
    "not_on_team": gettext_lazy("This examiner is not on your team any more."),
    "late": gettext_lazy("The days for this are over."),
    "no_reason": gettext_lazy("Say why."),
    "asked_before": gettext_lazy("You asked about this examiner already."),
    "answered": gettext_lazy("The award office has answered."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Take the application back, with the reason."""
    application = application_for(request, application_id, Permission.AWARDS_SUBMIT)
    if application.state in (State.WITHDRAWN, State.REFUSED, State.DECIDED):
        messages.info(request, _("The application is over. Nothing is left to take back."))
        return to_application(application)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            application_withdraw(application=application, reason=reason, by=request.user, now=timezone.now())
        except UnableToWithdraw:
            messages.info(request, _("The application is over. Nothing is left to take back."))
        else:
            messages.success(request, _("The application is withdrawn."))
        return to_application(application)
    return render(request, "awards/application/withdraw.html", page_context(request, application) | {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: UserRequest, application_id: uuid.UUID, kind: str) -> HttpResponse:
    """Object to a restriction, or ask that facts of the feedback report be corrected."""
    application = application_for(request, application_id, Permission.AWARDS_SUBMIT)
    now, cycle = timezone.now(), cycle_for(application)
    items: list[tuple[str, str]] = []
    if kind == Appeal.Kind.ELIGIBILITY:
        until, rule = objection_until(application), cycle.appeals.eligibility_objection
    elif kind == Appeal.Kind.FACTS:
        held = correction_window(application, now)
        until, rule = held[1] if held else None, cycle.appeals.fact_correction
        items = [
            (code, f"{code} {item.title.in_(language())}") for code, item in criteria_for(application).items.items()
        ]
    else:
        raise Http404
    if until is None:
        messages.info(request, str(_APPEAL_REFUSED["kind"]))
        return to_application(application)
    form = AppealForm(request.POST if request.method == "POST" else None, items=items)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            appeal_file(
                application=application, kind=kind, text=told["text"], about=told.get("about", ""), by=request.user,
                now=now,
            )  # fmt: skip
        except UnableToAppeal as error:
            form.add_error(None, str(_APPEAL_REFUSED[error.why]))
        else:
            messages.success(request, _("The award office has it and will answer here."))
            return to_application(application)
    context = page_context(request, application) | {
        "form": form, "kind": kind, "rule": rule, "until": until, "is_over": now >= until,
    }  # fmt: skip
    return render(request, "awards/application/appeal.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the examiners by name and employer, for the right to ask that one be replaced."""
    application = application_for(request, application_id, Permission.AWARDS_SUBMIT)
    seats = team_of(application) if application.state != State.WITHDRAWN else []
    if not seats:
        messages.info(request, _("No team is named yet."))
        return to_application(application)
    now = timezone.now()
    asked = {one.examiner_id: one for one in application.challenges.select_related("examiner__user")}
    open_ = [
        one
        for one in seats
        if one.examiner_id not in asked and (one.challenge_until is None or now < one.challenge_until)
    ]
    people = [(one.examiner_id, f"{one.name} ({one.employer})" if one.employer else one.name) for one in open_]
    form = ChallengeForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            _file(request, application, form.cleaned_data)
        except UnableToChallenge as error:
            form.add_error(None, str(_CHALLENGE_REFUSED.get(error.why, error.why)))
        else:
            messages.success(request, _("The award office has it and will answer here."))
            return to_application(application)
    rule = next((one for one in cycle_for(application).conflict_of_interest.rules if one.kind == "challenge"), None)
    context = page_context(request, application) | {
        "form": form, "seats": seats, "is_open": bool(open_), "rule": rule, "asked": list(asked.values()),
        "terms": cycle_for(application).conflict_of_interest.terms,
    }  # fmt: skip
    return render(request, "awards/application/challenge.html", context)


def _file(request: UserRequest, application: AwardApplication, told: dict[str, Any]) -> None:
    examiner = ExaminerProfile.objects.get(pk=told["examiner"])
    challenge_file(
        application=application, examiner=examiner, reason=told["reason"], by=request.user, now=timezone.now()
    )
