"""After submission: the receipt, and how far the scoring is."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.models import Diagnosis, Submission
from diagnosis.selectors.diagnoses import ScoringProgress, diagnosis_get, scoring_progress, submission_of
from diagnosis.views.responses import SeeOther
from qmplatform.models import Job


@never_cache
@require_safe
def receipt(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show the receipt, and below it how far the scoring is."""
    diagnosis, submission = _submitted(request, diagnosis_id)
    context = _context(diagnosis, submission, scoring_progress(submission), place="receipt")
    return render(request, "diagnosis/survey/receipt.html", context)


@never_cache
@require_safe
def progress(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show how far the scoring is; asks again by itself, with or without JavaScript, until the result is there."""
    diagnosis, submission = _submitted(request, diagnosis_id)
    state = scoring_progress(submission)
    by_htmx = bool(request.headers.get("HX-Request"))
    place = "receipt" if request.GET.get("on") == "receipt" else "progress"
    if state.has_result and place == "progress":
        result = reverse("diagnosis:result", args=[diagnosis.pk])
        return HttpResponseClientRedirect(result) if by_htmx else SeeOther(result)
    context = _context(diagnosis, submission, state, place=place)
    if by_htmx and request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    template = "diagnosis/survey/progress_state.html" if by_htmx else "diagnosis/survey/progress.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _context(diagnosis: Diagnosis, submission: Submission, state: ScoringProgress, *, place: str) -> dict[str, Any]:
    step = _step(state)
    return {
        "diagnosis": diagnosis,
        "submission": submission,
        "progress": state,
        "place": place,
        "step": step,
        "is_over": step in ("failed", "done"),
        # The page tells what it shows, and is sent nothing while that is still so.
        "seen": f"{step}-{state.percent}-{state.ahead}",
    }


def _step(state: ScoringProgress) -> str:
    if state.has_result:
        return "done"
    return {Job.State.RUNNING.value: "scoring", Job.State.FAILED.value: "failed"}.get(state.state, "waiting")


def _submitted(request: UserRequest, diagnosis_id: uuid.UUID) -> tuple[Diagnosis, Submission]:
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_VIEW)
    submission = submission_of(diagnosis)
    if submission is None:
        raise Http404
    return diagnosis, submission
