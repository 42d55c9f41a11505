"""Winners for officials, and for an applicant what was decided and the text of its case."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, has_permission, require_permission
from accounts.views.requests import UserRequest
from awards.forms.judging_bonus import AGREED, WinnerTextForm
from awards.models import AwardApplication, PanelMeeting
from awards.selectors.access import application_for_office, application_of_company
from awards.selectors.applications import decisions_are_told, field_title
from awards.selectors.files import cycle_of, published_cycles
from awards.selectors.judging import honour_named, honours_decided, told_decision, told_from
from awards.selectors.review_log import cycle_for
from awards.selectors.winners import CONSENT, Winner, winner_of
from awards.services.winners import UnableToTellWinner, winner_case_draft, winner_text_check
from awards.views.judging.words import winner_fault
from cases.cards import case_story
from cases.selectors.curation import case_of_content


@require_safe
def winners(request: UserRequest) -> HttpResponse:
    """List who was granted an honour, with consent, case and the winner's word on it."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    rows = published_cycles()
    if not rows:
        return render(request, "awards/judging/none.html")
    row = next((one for one in rows if one.version == request.GET.get("year", "")), rows[0])
    cycle, decided = cycle_of(row), honours_decided(row.key)
    context = {
        "cycle_row": row,
        "cycle": cycle,
        "years": [one.version for one in rows],
        "told_from": told_from(cycle),
        "is_told": decisions_are_told(cycle, timezone.now()),
        "winners": [
            {
                "winner": winner_of(one),
                "category": cycle.category(one.application.category).title,
                "field": field_title(one.application),
            }
            for one in decided
            if one.is_granted
        ],
        "not_granted": sum(not one.is_granted for one in decided),
    }
    return render(request, "awards/judging/winners.html", context)


@require_POST
def draft(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Make the draft of a winner's case."""
    application = application_for_office(request.user, application_id)
    try:
        case = winner_case_draft(application=application, by=request.user, now=timezone.now())
    except UnableToTellWinner as error:
        messages.error(request, winner_fault(error.code))
        return redirect("awards:winners")
    messages.success(request, _("The draft is made. Complete it, then ask the winner to read it."))
    return redirect("cases:manage-case", case.pk)


@require_safe
def outcome(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Tell an applicant what was decided, once it is told; a winner reads the text of its case here."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_VIEW)
    return render(request, "awards/judging/outcome.html", _outcome(request, application))


@require_POST
def text(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Take the winner's word on the text of its case."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_APPLY)
    context = _outcome(request, application)
    form = WinnerTextForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            winner_text_check(
                application=application,
                revision=told["revision"],
                agreed=told["word"] == AGREED,
                note=told["note"],
                by=request.user,
                now=timezone.now(),
            )
        except UnableToTellWinner as error:
            form.add_error(None, winner_fault(error.code))
        else:
            messages.success(request, _("Your word is recorded. Thank you for reading it."))
            return redirect("awards:outcome", application.pk)
    return render(request, "awards/judging/outcome.html", context | {"form": form})


def _outcome(request: UserRequest, application: AwardApplication) -> dict[str, Any]:
    decision = told_decision(application, timezone.now())
    if decision is None:
        raise Http404
    cycle = cycle_for(application)
    is_honours = decision.question.meeting.kind == PanelMeeting.Kind.HONOURS
    context: dict[str, Any] = {
        "application": application,
        "cycle": cycle,
        "category": cycle.category(application.category),
        "field": field_title(application),
        "decision": decision,
        "is_honours": is_honours,
        "honour": honour_named(application, decision.honour),
        "may_answer": has_permission(request.user, Permission.AWARDS_APPLY, company=application.company),
    }
    if is_honours and decision.is_granted:
        context |= _case(winner_of(decision))
        context["consent"] = next((one.message for one in cycle.consents if one.code == CONSENT), None)
    return context


def _case(winner: Winner) -> dict[str, Any]:
    found: dict[str, Any] = {"winner": winner}
    if winner.edition is not None:
        twin = case_of_content(winner.edition.case, winner.edition.content)
        found["case"] = twin
        found["story"] = case_story(twin, get_language() or "ko")
        found["form"] = WinnerTextForm(initial={"revision": winner.edition.number})
    return found
