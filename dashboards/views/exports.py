"""Pages as files, and a person's own files."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from dashboards.figures import Filters, UnableToReadFilters
from dashboards.models import Export
from dashboards.selectors.editions import UnableToFindEdition, edition_of
from dashboards.selectors.exports import (
    AT_ONCE,
    BY_WORKER,
    EVERYTHING,
    MEDIA_TYPES,
    UnableToFindExport,
    UnableToTakeExpired,
    export_get,
    exports_of,
    file_title,
)
from dashboards.selectors.menu import TITLES
from dashboards.selectors.pages import PAGES, UnableToFindPage, page_of
from dashboards.selectors.query import Query
from dashboards.selectors.scope import scope_of
from dashboards.services.exports import (
    Taken,
    TooManyWaiting,
    UnableToExport,
    export_open,
    export_order,
    export_take,
)
from diagnosis.report.template import language_now
from qmplatform.stored import UnableToReadStored

logger = logging.getLogger(__name__)


@never_cache
@require_GET
def export(request: UserRequest, name: str, ending: str) -> HttpResponse:
    """Give a page as a file; what takes longer is asked for and waited for among one's own files."""
    require_permission(request.user, Permission.DASHBOARDS_EXPORT)
    scope, now = scope_of(request.user), timezone.now()
    try:
        filters = Filters.read(request.GET.dict()).within(scope)
        if _is_for_worker(name, ending):
            return _order(request, name, filters, ending, now)
        if ending not in AT_ONCE:
            raise Http404(ending)
        page = page_of(name, Query(filters, scope, language_now(), now))
        taken = export_take(
            page=page, ending=ending, table=request.GET.get("table", ""), scope=scope, by=request.user, now=now
        )
    except (UnableToReadFilters, UnableToFindPage, UnableToFindEdition, UnableToExport) as error:
        raise Http404(str(error)) from error
    return taken_response(taken, ending)


def _is_for_worker(name: str, ending: str) -> bool:
    return (name == EVERYTHING and ending == "zip") or (name in PAGES and ending in BY_WORKER)


def _order(request: UserRequest, name: str, filters: Filters, ending: str, now: datetime) -> HttpResponse:
    if name == EVERYTHING:
        # The newest edition may be another one by the time the worker comes to it.
        try:
            filters = Filters(edition=edition_of(filters.edition).id)
        except UnableToFindEdition:
            if filters.edition:
                raise
            messages.warning(request, _("No edition is published yet."))
            return redirect("dashboards:exports")
    try:
        made = export_order(
            page=name,
            filters=filters,
            ending=ending,
            scope=scope_of(request.user),
            language=language_now(),
            by=request.user,
            now=now,
        )
    except TooManyWaiting:
        messages.warning(request, _("Wait until one of the files below is ready, then ask again."))
        return redirect("dashboards:exports")
    return redirect(f"{reverse('dashboards:exports')}#file-{made.pk}")


def taken_response(taken: Taken, ending: str) -> HttpResponse:
    """Return a file as an attachment; views that give it are never cached."""
    response = HttpResponse(taken.body, content_type=MEDIA_TYPES[ending])
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=taken.name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@dataclass(frozen=True, slots=True)
class Line:
    """One of a person's files."""

    export: Export
    title: str
    state: str
    kilobytes: int


@never_cache
@require_safe
def listing(request: UserRequest) -> HttpResponse:
    """Show a person's own files: what is on its way and what can be fetched."""
    require_permission(request.user, Permission.DASHBOARDS_EXPORT)
    now = timezone.now()
    lines = [_line(one, now) for one in exports_of(request.user)]
    context = {"lines": lines, "is_waiting": any(line.state == Export.State.WAITING for line in lines)}
    return render(request, "dashboards/exports/list.html", context)


def _line(one: Export, now: datetime) -> Line:
    is_over = one.expires_at is not None and one.expires_at <= now
    state = Export.State.SWEPT if is_over else one.state
    return Line(one, page_title(one.page), state, max(1, round(one.size_bytes / 1024)))


def page_title(name: str) -> str:
    """Name a page, or everything that an edition publishes."""
    return _("All published figures") if name == EVERYTHING else str(TITLES.get(name, name))


@never_cache
@require_safe
def file(request: UserRequest, export_id: uuid.UUID) -> HttpResponseBase:
    """Give a file to the person who asked for it, until its time is over."""
    require_permission(request.user, Permission.DASHBOARDS_EXPORT)
    now = timezone.now()
    try:
        found = export_get(request.user, export_id, now=now)
    except UnableToFindExport as error:
        raise Http404(str(error)) from error
    except UnableToTakeExpired:
        return render(request, "dashboards/exports/gone.html", status=410)
    try:
        opened = export_open(export=found, by=request.user, now=now)
    except UnableToReadStored:
        logger.exception("export %s cannot be given", found.pk)
        return render(request, "dashboards/exports/gone.html", {"has_failed": True}, status=500)
    name = file_title(page_title(found.page), found.asked_at, found.format)
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=MEDIA_TYPES[found.format])
    response["Content-Length"] = str(found.size_bytes)
    # A part is never given without the whole being written down.
    response["Accept-Ranges"] = "none"
    response["X-Content-Type-Options"] = "nosniff"
    return response
