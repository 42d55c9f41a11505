"""The award office: the files of a cycle, one file, its facts and its screening."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.fields import language
from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from awards.application_states import STATE_LABELS, STEP_LABELS
from awards.catalog.eligibility import Outcome
from awards.forms.application_facts import LookedUpForm
from awards.forms.office import ScreeningForm
from awards.models import AwardApplication, AwardFile
from awards.selectors.access import application_for_office
from awards.selectors.applications import category_of, field_title
from awards.selectors.dossier import latest_submission
from awards.selectors.eligibility import rule_lines
from awards.selectors.files import published_cycles
from awards.selectors.review_log import cycle_for
from awards.selectors.screening import (
    history_of,
    looked_up,
    may_be_screened,
    office_list,
    screening_findings,
    waiting_answers,
)
from awards.services.facts import UnableToLookUpFacts, facts_look_up
from awards.services.screening import (
    UnableToScreen,
    application_ask_completion,
    application_find_eligible,
    application_refuse,
    completion_days,
    refusing_rules,
)
from awards.views.applications.handing_in import submission_context
from diagnosis.views.responses import SeeOther

State = AwardApplication.State
_REFUSED: Final[dict[str, str | Promise]] = {
    "state": gettext_lazy("Somebody decided meanwhile. Look at how it stands now."),
    "barred": gettext_lazy("A rule bars it: %(rules)s. Ask for completion or restrict it."),
    "open_questions": gettext_lazy(
        "These rules wait for the office: %(rules)s. Look the facts up or say why it goes on."
    ),
    "reason": gettext_lazy("Say why. The applicant reads it."),
    "rule": gettext_lazy("This rule does not stand against the application."),
    "due": gettext_lazy("Choose a day from %(first)s to %(last)s."),
}
_DONE: Final[dict[str, str | Promise]] = {
    "eligible": gettext_lazy("It is eligible and waits for its team."),
    "completion": gettext_lazy("The applicant is asked to complete it."),
    "refused": gettext_lazy("It is restricted. The applicant may object."),
}


@never_cache
@require_safe
def files(request: UserRequest) -> HttpResponse:
    """List the files of a cycle with filters and counts."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    cycles = published_cycles()
    if not cycles:
        return render(request, "awards/none.html")
    asked = {name: request.GET.get(name, "") for name in ("state", "category", "q", "cycle")}
    row = _chosen(cycles, asked["cycle"])
    found = office_list(
        request.user, row, state=asked["state"], category=asked["category"], query=asked["q"],
        page=request.GET.get("page", ""),
    )  # fmt: skip
    context = {
        "cycles": cycles,
        "cycle_row": row,
        "found": found,
        "asked": asked,
        "query_string": urlencode({name: value for name, value in asked.items() if value}),
        "waiting": waiting_answers(request.user),
    }
    return render(request, "awards/office/list.html", context)


@never_cache
@require_safe
def file(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show one file: what was handed in, what the rules say, what was decided."""
    application = application_for_office(request.user, application_id)
    return _page(request, application)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Write down what was looked up with the authorities."""
    application = application_for_office(request.user, application_id)
    posted = request.POST if request.method == "POST" else None
    form = LookedUpForm(posted, facts=looked_up(application), year=cycle_for(application).year)
    status = 200
    if posted is not None and form.is_valid():
        try:
            changed = facts_look_up(
                application=application, values=form.values(), notes=form.notes(), by=request.user, now=timezone.now()
            )
        except UnableToLookUpFacts:
            form.add_error(None, _("The application is over."))
            status = 409
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing changed."))
            return _back(application)
    context = _head(application) | {"form": form, "rows": form.rows()}
    return render(request, "awards/office/facts.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Decide what becomes of a file; what keeps a decision from being taken is told on the same page."""
    application = application_for_office(request.user, application_id)
    if request.method != "POST":
        return _back(application)
    now = timezone.now()
    form = _form(application, request.POST, now)
    if not form.is_valid():
        return _page(request, application, form)
    told, by = form.cleaned_data, request.user
    try:
        if told["outcome"] == "eligible":
            application_find_eligible(application=application, reason=told["reason"], by=by, now=now)
        elif told["outcome"] == "completion":
            application_ask_completion(
                application=application, reason=told["reason"], due_on=told["due_on"], by=by, now=now
            )
        else:
            application_refuse(application=application, rule=told["rule"], reason=told["reason"], by=by, now=now)
    except UnableToScreen as error:
        first, last = completion_days(cycle_for(application), now)
        words = {"rules": ", ".join(error.rules), "first": first.isoformat(), "last": last.isoformat()}
        form.add_error("due_on" if error.why == "due" else None, str(_REFUSED[error.why]) % words)
        application.refresh_from_db()
        return _page(request, application, form, status=409)
    messages.success(request, str(_DONE[told["outcome"]]))
    return _back(application)


def _page(
    request: UserRequest, application: AwardApplication, form: ScreeningForm | None = None, *, status: int = 200
) -> HttpResponse:
    now, submission = timezone.now(), latest_submission(application)
    assert submission is not None  # `application_for_office` finds only what was handed in
    findings, cycle = screening_findings(application), cycle_for(application)
    held = looked_up(application)
    may_screen = may_be_screened(application, now)
    context = _head(application) | submission_context(application, submission) | {
        "submissions": application.submissions.select_related("submitted_by").order_by("-number"),
        "lines": rule_lines(cycle, findings),
        "is_barred": any(one.outcome is Outcome.BLOCK for one in findings),
        "facts": held,
        "known": sum(one.is_known for one in held),
        "may_screen": may_screen,
        "form": form or (_form(application, None, now) if may_screen else None),
        "steps": [
            (step, STEP_LABELS[step.kind])
            for step in application.steps.select_related("taken_by").order_by("-pk")
        ],
        "appeals": application.appeals.order_by("-asked_at"),
        "challenges": application.challenges.select_related("examiner__user").order_by("-asked_at"),
        "history": history_of(application),
    }  # fmt: skip
    return render(request, "awards/office/file.html", context, status=status)


def _form(application: AwardApplication, posted: Any, now: datetime) -> ScreeningForm:
    cycle = cycle_for(application)
    first, _last = completion_days(cycle, now)
    rules = [
        (code, f"{code} {one.message.in_(language())}")
        for code, one in refusing_rules(screening_findings(application)).items()
    ]
    return ScreeningForm(posted, rules=rules, ends_at=cycle.calendar.day_ends_at, initial={"due_on": first.isoformat()})


def _head(application: AwardApplication) -> dict[str, Any]:
    return {
        "application": application,
        "cycle": cycle_for(application),
        "category": category_of(application),
        "field_title": field_title(application),
        "state": STATE_LABELS[application.state],
    }


def _chosen(cycles: list[AwardFile], key: str) -> AwardFile:
    return next((row for row in cycles if row.name == key), cycles[0])


def _back(application: AwardApplication) -> SeeOther:
    return SeeOther(reverse("awards:office-application", args=[application.pk]))
