"""The team reads, and its lead assesses, the bonus of an application: apart from the base points."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.requests import UserRequest
from awards.forms.judging_bonus import BonusForm
from awards.reason_words import reason_text
from awards.scoring import Phase, Refused
from awards.selectors.access import open_seat_of
from awards.selectors.bonuses import assessments_of, bonus_evidence, cycle_bonus
from awards.selectors.briefings import cited_by, parts_of
from awards.selectors.review_log import cycle_for, examiner_key, review_state
from awards.selectors.standings import bonus_with, score_of
from awards.services.bonuses import UnableToAssessBonus, assessment_fault, bonus_assess
from awards.views.judging.words import BONUS_STATUS, bonus_fault


@require_http_methods(["GET", "HEAD", "POST"])
def bonus(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the bonus beside its base; the lead may assess it anew."""
    seat = open_seat_of(request.user, application_id)
    application = seat.application
    rule, state = cycle_bonus(application), review_state(application)
    # Before the consensus is closed there is no base the points could stand beside.
    if rule is None or state.phase not in (Phase.VISIT, Phase.FINAL):
        raise Http404
    now, is_lead = timezone.now(), state.lead == examiner_key(seat.examiner_id)
    if request.method == "POST" and not is_lead:
        raise PermissionDenied
    cycle, held = cycle_for(application), assessments_of(application)
    last = held[0] if held else None
    least = cycle.consensus.rationale_min_chars.ko
    if request.method == "POST":
        form = BonusForm(request.POST, rule=rule, least=least)
        if form.is_valid():
            told = form.cleaned_data
            try:
                bonus_assess(
                    application=application,
                    parts=form.points(),
                    rationale=told["rationale"],
                    evidence=told["evidence"],
                    by=request.user,
                    now=now,
                )
            except UnableToAssessBonus as error:
                field = "evidence" if error.code.startswith("evidence") else None
                form.add_error(field, bonus_fault(error.code, error.detail))
            except Refused as error:
                for reason in error.reasons:
                    form.add_error(None, reason_text(reason))
            else:
                messages.success(request, _("The bonus is recorded. The judges see it apart from the base points."))
                return redirect("awards:bonus", application.pk)
    else:
        initial = {f"part-{code}": points for code, points in last.parts.items()} if last else {}
        if last:
            initial |= {"rationale": last.rationale, "evidence": ", ".join(last.evidence)}
        form = BonusForm(rule=rule, least=least, initial=initial)
    score = score_of(application)
    fault = assessment_fault(application, now)
    context = {
        "application": application,
        "category": cycle.category(application.category),
        "rule": rule,
        "score": score,
        "bonus": bonus_with(application, score, last.parts if last else {}),
        "statuses": BONUS_STATUS,
        "assessments": held,
        "last": last,
        "parts": parts_of(application, last),
        "cited": cited_by(application, last),
        "known": bonus_evidence(application),
        "facts": cycle.facts_by_key,
        "is_lead": is_lead,
        "fault": bonus_fault(fault) if fault else "",
        "form": form if is_lead and not fault else None,
    }
    return render(request, "awards/judging/bonus.html", context)
