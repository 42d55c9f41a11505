"""Attachments: sent, named, taken out, and given out as files."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from awards.dossier import evidence_id
from awards.forms.dossier import AttachmentForm
from awards.models import Attachment
from awards.selectors.access import application_of_company, attachment_seen_by
from awards.services.attachments import (
    UnableToKeepAttachment,
    attachment_add,
    attachment_label,
    attachment_open,
    attachment_remove,
)
from awards.services.writing import UnableToWrite, writing_check
from awards.views.dossier.answers import WHY_NOT, SeeOther, closed, criteria_with
from awards.views.dossier.item import item_context, save_text
from qmplatform.stored import UnableToReadStored
from qmplatform.uploads import ATTACHMENT, Kind, Reason, UnableToTake, attachment_headers
from qmplatform.uploads.limits import MIB

# The page's other fields, and the lines between the parts, beside the file itself.
_BESIDE: Final = MIB
MOST_BYTES: Final = ATTACHMENT.size + _BESIDE


class CeilingHandler(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file, and stops where it is longer than anything that is taken."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.seen += len(raw_data)
        if self.seen > ATTACHMENT.size + 1:
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Look at the length before a byte is read: two gigabytes are refused, not stored and then refused.

    The check of the token reads the body, so that it comes after: within, and for every request.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapped(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return _too_long(request, **kwargs)
        request.upload_handlers = [CeilingHandler(request)]
        return protected(request, *args, **kwargs)

    return wrapped


@limited
@never_cache
@require_POST
def add(request: UserRequest, application_id: uuid.UUID, code: str) -> HttpResponse:
    """Take a file, and the text the page carried beside it."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_APPLY)
    criteria_with(application, code)
    try:
        writing_check(application, now=timezone.now())
        kept = save_text(request, application, code, by=request.user)
        fault = _take(request, application, code)
    except UnableToWrite as error:
        if _wants_json(request):
            return JsonResponse({"code": "closed", "title": str(WHY_NOT.get(error.why, ""))}, status=409)
        return closed(request, application, error)
    here = f"{reverse('awards:dossier-item', args=[application.pk, code])}#attachments"
    if _wants_json(request):
        return JsonResponse(fault, status=400) if fault else JsonResponse({"next": here}, status=201)
    if not fault and not kept:
        return SeeOther(here)
    faults = [{"target": "file", "label": _("Attachment"), "text": fault["title"]}] if fault else []
    kept["page_errors"] = [*faults, *kept.get("page_errors", [])]
    return render(request, "awards/dossier/item.html", item_context(application, code, **kept), status=400)


@never_cache
@require_safe
def attachment(request: UserRequest, application_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    """Give an attachment out, as a file to keep."""
    row = attachment_seen_by(request.user, application_id, attachment_id)
    try:
        body = attachment_open(row)
    except UnableToReadStored as error:
        raise Http404 from error
    headers = attachment_headers(name=row.safe_name, kind=Kind(row.kind), size=len(body))
    return HttpResponse(body, headers=headers)


@require_POST
def label(request: UserRequest, application_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    """Say anew what an attachment is."""
    row = _kept(request, application_id, attachment_id)
    form = AttachmentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The description is too long."))
        return SeeOther(_back(row))
    try:
        attachment_label(attachment=row, label=form.cleaned_data["label"], by=request.user, now=timezone.now())
    except UnableToWrite as error:
        return closed(request, row.application, error)
    messages.success(request, _("The description was changed."))
    return SeeOther(_back(row))


@require_POST
def remove(request: UserRequest, application_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    """Take an attachment out."""
    row = _kept(request, application_id, attachment_id)
    try:
        attachment_remove(attachment=row, by=request.user, now=timezone.now())
    except UnableToWrite as error:
        return closed(request, row.application, error)
    messages.success(request, _("%(name)s was taken out.") % {"name": evidence_id(row.code, row.number)})
    return SeeOther(_back(row))


def _kept(request: UserRequest, application_id: uuid.UUID, attachment_id: uuid.UUID) -> Attachment:
    application = application_of_company(request.user, application_id, Permission.AWARDS_APPLY)
    rows = Attachment.objects.select_related("application__company")
    return get_object_or_404(rows, pk=attachment_id, application=application, removed_at=None)


def _take(request: UserRequest, application: Any, code: str) -> dict[str, str]:
    """Take the file of a request; return what was wrong with it, nothing where it is kept."""
    file = request.FILES.get("file")
    if file is None:
        return {"code": "none", "title": _("Choose a file first.")}
    form = AttachmentForm(request.POST)
    said = form.cleaned_data["label"] if form.is_valid() else ""
    try:
        row, notes = attachment_add(
            application=application,
            code=code,
            name=file.name or "",
            stream=file,
            size_claimed=file.size,
            label=said,
            by=request.user,
            now=timezone.now(),
        )
    except UnableToTake as error:
        return {"code": error.code.value, "title": error.in_(_language())}
    except UnableToKeepAttachment as error:
        return {"code": error.code, "title": _words(error)}
    messages.success(request, _("The file is attached as %(name)s.") % {"name": evidence_id(row.code, row.number)})
    for note in notes:
        messages.info(request, str(note.words))
    return {}


def _words(error: UnableToKeepAttachment) -> str:
    words = {
        "same": _("This item has this very file already."),
        "many": _("This item has as many files as it may have: %(limit)s."),
        "total": _("All files of the application together are larger than %(limit)s MB."),
    }
    return words[error.code] % error.values


def _too_long(request: UserRequest, **kwargs: Any) -> HttpResponse:
    """Refuse without reading; whoever may not write here learns nothing more than elsewhere."""
    application = application_of_company(request.user, kwargs["application_id"], Permission.AWARDS_APPLY)
    criteria_with(application, kwargs["code"])
    words = UnableToTake(Reason.TOO_LARGE, limit=ATTACHMENT.size // MIB).in_(_language())
    if _wants_json(request):
        return JsonResponse({"code": Reason.TOO_LARGE.value, "title": words}, status=413)
    faults = [{"target": "file", "label": _("Attachment"), "text": words}]
    context = item_context(application, kwargs["code"], page_errors=faults)
    return render(request, "awards/dossier/item.html", context, status=413)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _back(row: Attachment) -> str:
    return f"{reverse('awards:dossier-item', args=[row.application_id, row.code])}#attachments"


def _language() -> str:
    return (get_language() or "ko")[:2]
