"""The award office answers objections, corrections and challenges."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.requests import UserRequest
from awards.forms.office import AnswerForm
from awards.models import Appeal, TeamChallenge
from awards.selectors.applications import category_of
from awards.selectors.examiners import conflicts_of
from awards.selectors.review_log import criteria_for, cycle_for
from awards.selectors.screening import office_appeals, office_challenges
from awards.services.appeals import UnableToAnswer, appeal_answer
from awards.services.assignment import UnableToChangeTeam
from awards.services.challenges import UnableToChallenge, challenge_answer
from diagnosis.views.responses import SeeOther

_REFUSED: Final[dict[str, str | Promise]] = {
    "answered": gettext_lazy("It is answered already."),
    "text": gettext_lazy("Write the answer."),
    "own": gettext_lazy("You restricted the application. Another official answers the objection."),
}


@never_cache
@require_safe
def answers(request: UserRequest) -> HttpResponse:
    """List what waits for an answer, and what was answered."""
    appeals, challenges = list(office_appeals(request.user)), list(office_challenges(request.user))
    now = timezone.now()
    answered: list[Appeal | TeamChallenge] = [one for one in appeals if one.answered_at is not None]
    answered += [one for one in challenges if one.answered_at is not None]
    context = {
        "waiting_appeals": [one for one in appeals if one.upheld is None],
        "waiting_challenges": [one for one in challenges if one.upheld is None],
        "answered": sorted(answered, key=lambda one: one.answered_at or now, reverse=True),
    }
    return render(request, "awards/office/answers.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: UserRequest, appeal_id: int) -> HttpResponse:
    """Read an objection or a correction and answer it."""
    found = office_appeals(request.user).filter(pk=appeal_id).first()
    if found is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            appeal_answer(
                appeal=found, upheld=told["upheld"] == "yes", answer=told["answer"], by=request.user, now=timezone.now()
            )
        except UnableToAnswer as error:
            form.add_error(None, str(_REFUSED[error.why]))
            status = 409
        else:
            messages.success(request, _("Answered. The applicant reads it on its page."))
            return SeeOther(reverse("awards:office-answers"))
    items, rules = criteria_for(found.application).items, cycle_for(found.application).rules
    refusal = found.application.steps.filter(kind="refused").order_by("-pk").first()
    context: dict[str, Any] = {
        "appeal": found,
        "application": found.application,
        "category": category_of(found.application),
        "item": items.get(found.about),
        "refusal": refusal,
        "rule": next((one.message for one in rules if refusal and one.code == refusal.rule), None),
        "form": form,
    }
    return render(request, "awards/office/appeal.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request: UserRequest, challenge_id: int) -> HttpResponse:
    """Read a request to replace an examiner, beside what the rules find, and answer it."""
    found = office_challenges(request.user).filter(pk=challenge_id).first()
    if found is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            challenge_answer(
                challenge=found, upheld=told["upheld"] == "yes", answer=told["answer"], by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except UnableToChallenge as error:
            form.add_error(None, str(_REFUSED.get(error.why, error.why)))
            status = 409
        except UnableToChangeTeam:
            form.add_error(None, _("The team cannot lose this examiner now. Change the team first, then answer."))
            status = 409
        else:
            messages.success(request, _("Answered. The applicant reads it on its page."))
            return SeeOther(reverse("awards:office-answers"))
    messages_of = {one.code: one.message for one in cycle_for(found.application).conflict_of_interest.rules}
    context = {
        "challenge": found,
        "application": found.application,
        "category": category_of(found.application),
        "conflicts": [(one.rule, messages_of.get(one.rule)) for one in conflicts_of(found.examiner, found.application)],
        "form": form,
    }
    return render(request, "awards/office/challenge.html", context, status=status)
