"""One item of the dossier: what it asks, what is written, figures and attachments; saved as it is typed."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from awards.dossier import evidence_id, written_characters
from awards.dossier_page import neighbours_of, place_of
from awards.figure_chart import figure_chart
from awards.forms.dossier import TextForm
from awards.models import Attachment, AwardApplication, DossierFigure, DossierText
from awards.selectors.access import application_of_company
from awards.selectors.completeness import completeness
from awards.selectors.dossier import (
    character_limits,
    dossier_codes,
    figure_limit,
    figure_of,
    has_short_form,
    origins_of,
)
from awards.selectors.prefill import prefill_of
from awards.selectors.review_log import criteria_for
from awards.services.attachments import ALLOWED, LABEL_LENGTH, MAX_PER_ITEM
from awards.services.dossier import UnableToKeepText, UnableToOverwriteText, text_save
from awards.services.writing import UnableToWrite, writing_check
from awards.views.dossier.answers import WHY_NOT, SeeOther, closed, criteria_with
from diagnosis.services.wording import saved_label
from qmplatform.uploads import ATTACHMENT
from qmplatform.uploads.kinds import KIND_OF_SUFFIX
from qmplatform.uploads.limits import MIB


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: UserRequest, application_id: uuid.UUID, code: str) -> HttpResponse:
    """Show an item; take its text where the browser has no script."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_APPLY)
    criteria_with(application, code)
    try:
        writing_check(application, now=timezone.now())
    except UnableToWrite as error:
        return closed(request, application, error)
    if request.method == "POST":
        return _save(request, application, code)
    return render(request, "awards/dossier/item.html", item_context(application, code))


@never_cache
@require_http_methods(["PUT"])
def text(request: UserRequest, application_id: uuid.UUID, code: str) -> HttpResponse:
    """Save the text of an item as it is typed: JSON in, JSON out."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_APPLY)
    if code not in dossier_codes(criteria_for(application)):
        raise Http404
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"code": "not_read", "title": _("The text could not be read.")}, status=400)
    try:
        row = text_save(
            application=application,
            code=code,
            text=sent[0],
            revision=sent[1],
            by=request.user,
            now=timezone.now(),
        )
    except UnableToKeepText:
        return JsonResponse({"code": "too_long", "title": _("The text is too long to be saved.")}, status=400)
    except UnableToOverwriteText as error:
        current = {**_row_data(error.current), "text": error.current.text}
        title = _("Somebody saved another text meanwhile.")
        return JsonResponse({"code": "newer", "title": title, "current": current}, status=409)
    except UnableToWrite as error:
        return JsonResponse({"code": "closed", "title": str(WHY_NOT[error.why])}, status=409)
    return JsonResponse(_saved(application, row))


def item_context(application: AwardApplication, code: str, **more: Any) -> dict[str, Any]:
    """Return what the page of an item shows."""
    criteria, is_short = criteria_for(application), has_short_form(application)
    row = DossierText.objects.select_related("saved_by").filter(application=application, code=code).first()
    figures = list(DossierFigure.objects.filter(application=application, code=code).order_by("number"))
    files = Attachment.objects.filter(application=application, code=code, removed_at=None).order_by("number")
    limit, typed = character_limits(application)[code], row.text if row else ""
    # Without consent to pull results in there is nothing to take; the page of drafts says what to do.
    proposed = [one for one in prefill_of(application, item=code).proposals if not one.is_taken]
    here = neighbours_of(criteria, code, is_short=is_short)
    found = completeness(application)
    return {
        "application": application,
        "place": place_of(criteria, code, is_short=is_short, variant=application.variant),
        "here": here,
        "part": found.by_code[code],
        "answered": found.answered,
        "items": found.items,
        "points_label": None if criteria.status.points == "official" else criteria.status.points_label,
        "is_short": is_short,
        "row": row,
        "typed": typed,
        "revision": row.revision if row else 0,
        "count": written_characters(typed),
        "limit": limit,
        "saved": saved_label(row.saved_at) if row else "",
        "origins": origins_of(row.origins) if row else (),
        "figures": [(figure, figure_chart(figure_of(figure))) for figure in figures],
        "figure_limit": figure_limit(criteria, code),
        "files": [(file, evidence_id(file.code, file.number)) for file in files],
        "file_limit": MAX_PER_ITEM,
        "file_size": ATTACHMENT.size // MIB,
        "file_kinds": sorted(kind.value for kind in ALLOWED),
        "file_endings": ",".join(f".{ending}" for ending in sorted(KIND_OF_SUFFIX)),
        "label_length": LABEL_LENGTH,
        "proposed": proposed,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "conflict": None,
        "page_errors": [],
    } | more


def save_text(request: HttpRequest, application: AwardApplication, code: str, *, by: Any) -> dict[str, Any]:
    """Save what the page carried of the text; return what the page has to show where it could not be.

    Raises
    ------
    UnableToWrite
        The application is not being written now.
    """
    if "text" not in request.POST:
        return {}  # a page that carries no text empties none
    form = TextForm(request.POST)
    if not form.is_valid():
        fault = {"target": "text", "label": "", "text": _("The text is too long to be saved.")}
        return {"page_errors": [fault], "typed": request.POST.get("text", "")}
    typed = form.cleaned_data["text"]
    try:
        text_save(application=application, code=code, text=typed, revision=form.seen(), by=by, now=timezone.now())
    except UnableToKeepText:
        fault = {"target": "text", "label": "", "text": _("The text is too long to be saved.")}
        return {"page_errors": [fault], "typed": typed}
    except UnableToOverwriteText as error:
        return {
            "conflict": error.current,
            "typed": typed,
            "count": written_characters(typed),
            "revision": error.current.revision,
            "saved": "",
        }
    return {}


def _save(request: UserRequest, application: AwardApplication, code: str) -> HttpResponse:
    try:
        kept = save_text(request, application, code, by=request.user)
    except UnableToWrite as error:
        return closed(request, application, error)
    if kept:
        return render(request, "awards/dossier/item.html", item_context(application, code, **kept), status=409)
    return SeeOther(_onwards(application, code, request.POST.get("go", "")))


def _onwards(application: AwardApplication, code: str, go: str) -> str:
    after = neighbours_of(criteria_for(application), code, is_short=False).after
    if go == "figure":
        return reverse("awards:figure-add", args=[application.pk, code])
    if go == "here":
        return reverse("awards:dossier-item", args=[application.pk, code])
    if go == "all" or after is None:
        return reverse("awards:dossier", args=[application.pk])
    return reverse("awards:dossier-item", args=[application.pk, after.code])


def _sent(request: HttpRequest) -> tuple[str, int] | None:
    """Return the text and the revision that were sent; None where they cannot be read."""
    try:
        data = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    typed, revision = data.get("text"), data.get("revision")
    if not isinstance(typed, str) or isinstance(revision, bool) or not isinstance(revision, int) or revision < 0:
        return None
    return typed, revision


def _row_data(row: DossierText) -> dict[str, Any]:
    return {
        "revision": row.revision,
        "saved": saved_label(row.saved_at),
        "saved_at": row.saved_at.isoformat(),
        "by": row.saved_by.name if row.saved_by else "",
    }


def _saved(application: AwardApplication, row: DossierText) -> dict[str, Any]:
    found = completeness(application)
    return {
        **_row_data(row),
        "count": written_characters(row.text),
        "limit": character_limits(application)[row.code],
        "state": found.by_code[row.code].state,
        "answered": _("%(answered)d of %(total)d items") % {"answered": found.answered, "total": found.items},
    }
