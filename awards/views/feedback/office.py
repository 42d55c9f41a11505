"""The office makes the reports, sets the day they are handed out, and sees who took them."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from awards.catalog import Cycle
from awards.feedback_page import page_context
from awards.forms.feedback import CorrectionForm, ReleaseForm
from awards.models import AwardApplication, AwardFile
from awards.selectors.access import application_for_office
from awards.selectors.feedback import (
    Standing,
    content_of,
    downloads_of,
    editions_of,
    latest_report,
    may_be_reported,
    release_of,
    reportable,
    standing_of,
    standings,
)
from awards.selectors.files import cycle_of, published_cycles
from awards.selectors.judging import told_from
from awards.services.feedback import UnableToCorrect, UnableToReport, feedback_order, feedback_order_missing
from awards.services.feedback_export import feedback_sheet
from awards.services.feedback_release import UnableToRelease, feedback_release
from diagnosis.report.template import LANGUAGES, language_now

_STATES: Final = ("none", "making", "failed", "ready")
_WHY: Final[dict[str, Promise]] = {
    "early": gettext_lazy("Reports are handed out after the honours are confirmed, not before."),
    "past": gettext_lazy("Choose a moment to come."),
    "released": gettext_lazy("The reports are out already. The day stays."),
    "reason": gettext_lazy("A day was set before. Say why it is moved."),
}
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
def office(request: UserRequest) -> HttpResponse:
    """List the applications that left, with how it stands with their reports."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row = _cycle_row(request.GET.get("cycle", ""))
    return _office_page(request, row, ReleaseForm())


@require_POST
def release(request: UserRequest) -> HttpResponse:
    """Set the day from which applicants may take their reports."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row = _cycle_row(request.POST.get("cycle", ""))
    if row is None:
        raise Http404
    cycle, form = cycle_of(row), ReleaseForm(request.POST)
    if not form.is_valid():
        return _office_page(request, row, form)
    try:
        feedback_release(
            cycle=cycle, releases_at=form.moment(cycle.timezone), by=request.user, now=timezone.now(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except UnableToRelease as error:
        form.add_error("reason" if error.code == "reason" else "on", str(_WHY[error.code]))
        return _office_page(request, row, form)
    messages.success(request, _("The day is set. Applicants see it on their pages."))
    return redirect(f"{reverse('awards:feedback-office')}?cycle={row.key}")


@require_POST
def make(request: UserRequest) -> HttpResponse:
    """Ask for every report that is still missing."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row = _cycle_row(request.POST.get("cycle", ""))
    if row is None:
        raise Http404
    number = feedback_order_missing(cycle_key=row.key, by=request.user, now=timezone.now())
    messages.success(
        request,
        ngettext("%(number)d report is being made.", "%(number)d reports are being made.", number) % {"number": number},
    )
    return redirect(f"{reverse('awards:feedback-office')}?cycle={row.key}")


@never_cache
@require_safe
def application(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the report of one application as the office has it: what it says, its editions, who took it."""
    return _application_page(request, application_for_office(request.user, application_id), CorrectionForm())


@require_POST
def order(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Ask for the report of one application; another edition says why."""
    row = application_for_office(request.user, application_id)
    form, needs_reason = CorrectionForm(request.POST), standing_of(row).is_complete
    if needs_reason and not form.is_valid():
        return _application_page(request, row, form)
    reason = form.cleaned_data["reason"] if needs_reason else ""
    try:
        edition = feedback_order(application=row, by=request.user, now=timezone.now(), correction=reason)
    except UnableToReport:
        messages.error(request, _("No report is made: the application has not left yet."))
    except UnableToCorrect:
        form.add_error("reason", _("Say why another edition is made."))
        return _application_page(request, row, form)
    else:
        messages.success(request, _("Edition %(number)d is being made.") % {"number": edition})
    return redirect("awards:feedback-application", row.pk)


@never_cache
@require_safe
def sheet(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Give the Excel twin of the latest edition."""
    row = application_for_office(request.user, application_id)
    found = latest_report(row, language_now()) or latest_report(row, LANGUAGES[0])
    if found is None:
        raise Http404
    body = feedback_sheet(report=found, by=request.user, now=timezone.now())
    name = _("Feedback report %(number)s.xlsx") % {"number": content_of(found).head.receipt_number}
    response = HttpResponse(body, content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cycle_row(key: str) -> AwardFile | None:
    rows = published_cycles()
    if key:
        return next((row for row in rows if row.key == key), None)
    return rows[0] if rows else None


def _office_page(request: UserRequest, row: AwardFile | None, form: ReleaseForm) -> HttpResponse:
    context: dict[str, Any] = {"cycles": published_cycles(), "row": row, "form": form, "now": timezone.now()}
    if row is not None:
        context |= _standing_of_cycle(row, request.GET.get("state", ""))
    return render(request, "awards/feedback/office.html", context)


def _standing_of_cycle(row: AwardFile, state: str) -> dict[str, Any]:
    cycle: Cycle = cycle_of(row)
    found = standings(reportable(row.key))
    counts = {one: sum(standing.state == one for standing in found) for one in _STATES}
    missing = counts["none"] + counts["failed"]
    chosen = [one for one in found if not state or one.state == state]
    return {
        "cycle": cycle,
        "standings": [(one, cycle.category(one.application.category).title, _stage(cycle, one)) for one in chosen],
        "total": len(found),
        "counts": counts,
        "state": state if state in _STATES else "",
        "missing": missing,
        "taken": sum(bool(one.taken) for one in found),
        "release": release_of(row.key),
        "earliest": told_from(cycle),
    }


def _stage(cycle: Cycle, standing: Standing) -> object:
    stage = cycle.stages.get(standing.application.left_stage)
    return stage.title if stage else None


def _application_page(request: UserRequest, row: AwardApplication, form: CorrectionForm) -> HttpResponse:
    found = latest_report(row, language_now()) or latest_report(row, LANGUAGES[0])
    context: dict[str, Any] = {
        "application": row,
        "standing": standing_of(row),
        "is_owed": may_be_reported(row),
        "release": release_of(row.cycle_key),
        "now": timezone.now(),
        "editions": editions_of(row),
        "downloads": downloads_of(row),
        "form": form,
        "report": found,
    }
    if found is not None:
        context |= page_context(content_of(found))
    return render(request, "awards/feedback/office_application.html", context)
