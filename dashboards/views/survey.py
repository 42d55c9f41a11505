"""What officials do about the survey's quality: look at cases, decide, have the answers looked through anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, has_permission, require_permission
from accounts.views.requests import UserRequest
from dashboards.figures import Filters
from dashboards.forms.survey import LEAVE_OUT, DecisionForm
from dashboards.selectors.assessor_page import assessor_page
from dashboards.selectors.careless import WAITING, UnableToFindCase, review_case, review_queue
from dashboards.selectors.menu import page_links, work_links
from dashboards.selectors.query import Query
from dashboards.selectors.scope import scope_of
from dashboards.services.decisions import UnableToDecideUnseen, UnableToDecideWithoutReason, entry_decide
from dashboards.services.survey_quality import survey_job_waiting, survey_run_ask
from dashboards.views.showing import shown_page
from diagnosis.report.template import language_now
from diagnosis.selectors.catalog import published_versions
from diagnosis.views.responses import SeeOther, posted


@require_safe
def queue(request: UserRequest) -> HttpResponse:
    """Show the cases that wait, or those decided."""
    require_permission(request.user, Permission.SURVEY_QUALITY)
    version = published_versions().first()
    context = _frame(request, _("Review of answers")) | {
        "queue": review_queue(request.GET.get("state", WAITING), page=request.GET.get("page", "1")),
        "can_ask": version is not None,
        "job": survey_job_waiting(version) if version is not None else None,
    }
    return render(request, "dashboards/survey/queue.html", context)


@require_POST
def run(request: UserRequest) -> HttpResponse:
    """Ask a worker to look through the answers to the newest model."""
    require_permission(request.user, Permission.SURVEY_QUALITY)
    version = published_versions().first()
    if version is None:
        raise Http404
    survey_run_ask(model_version=version, by=request.user, now=timezone.now())
    messages.success(request, _("The answers are being looked through. Load this page again in a moment."))
    return redirect("dashboards:survey")


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: UserRequest, number: int) -> HttpResponse:
    """Show one case and take the decision about it."""
    require_permission(request.user, Permission.SURVEY_QUALITY)
    try:
        found = review_case(number)
    except UnableToFindCase as error:
        raise Http404(str(error)) from error
    told = posted(request)
    form = DecisionForm(told, initial={"after": found.last_decision})
    if told is not None and form.is_valid():
        try:
            entry_decide(
                case=found.flag,
                is_left_out=form.cleaned_data["decision"] == LEAVE_OUT,
                reason=form.cleaned_data["reason"],
                after=form.cleaned_data["after"] or 0,
                by=request.user,
                now=timezone.now(),
            )
        except UnableToDecideWithoutReason:
            form.add_error("reason", _("Say why in at least 10 characters."))
        except UnableToDecideUnseen:
            # What the person sees now is the newest decision: sent again, the form holds.
            form = DecisionForm({**told.dict(), "after": str(found.last_decision)})
            form.add_error(None, _("Somebody else decided meanwhile. Read that decision above, then decide anew."))
        else:
            messages.success(request, _("The decision is kept. The next snapshot heeds it."))
            return SeeOther(reverse("dashboards:survey-case", args=[number]))
    context = _frame(request, _("Case %(number)s") % {"number": found.number}) | {
        "case": found,
        "form": form,
        "rows_url": _rows_url(request, str(found.flag.submission_id)),
    }
    return render(request, "dashboards/survey/case.html", context)


@require_safe
def assessor(request: UserRequest) -> HttpResponse:
    """Show how companies see themselves beside their assessors, by sector."""
    require_permission(request.user, Permission.SURVEY_QUALITY)
    query = Query(Filters(), scope_of(request.user), language_now(), timezone.now())
    page = assessor_page(query)
    context = _frame(request, page.title) | {"shown": shown_page(page, query.language, may_export=False)}
    return render(request, "dashboards/survey/assessor.html", context)


def _rows_url(request: UserRequest, submission: str) -> str:
    """Return where the company behind a case is opened, for a named purpose; '' for who may not."""
    if not has_permission(request.user, Permission.ROWS_OPEN):
        return ""
    return f"{reverse('dashboards:rows')}?case={submission}"


def _frame(request: UserRequest, title: str) -> dict[str, Any]:
    return {"title": title, "menu": page_links("", Filters()), "work": work_links(request.user)}
