"""Officials bring cases in from a file: look at it, take it, take it back."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from cases.forms.imports import ImportForm
from cases.import_page import preview_of
from cases.importing import CP949, UnableToReadFile
from cases.importing.template import template_workbook
from cases.models import Case, CaseImport
from cases.selectors.imports import past_imports, people_of, undo_hindrances
from cases.services.imports import (
    UnableToTake,
    UnableToTakeOwnFile,
    UnableToUndo,
    import_apply,
    import_discard,
    import_preview,
    import_undo,
)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LISTED = 20


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: UserRequest) -> HttpResponse:
    """Show how it goes and what was brought in before; take an upload to its preview."""
    require_permission(request.user, Permission.CASES_CURATE)
    form = ImportForm(request.POST or None, request.FILES or None) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = import_preview(name=file.name, content=file.read(), by=request.user, now=timezone.now())
        except UnableToReadFile as error:
            form.add_error("file", error.wording.in_(get_language() or "ko"))
        else:
            return redirect("cases:import", made.pk)
    page = Paginator(past_imports(), _LISTED).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "template_kb": round(len(template_workbook()) / 1024)}
    return render(request, "cases/import/imports.html", context)


@require_safe
def template(request: UserRequest) -> HttpResponse:
    """Give the workbook to fill in."""
    require_permission(request.user, Permission.CASES_CURATE)
    headers = {"Content-Disposition": 'attachment; filename="cases-template.xlsx"'}
    return HttpResponse(template_workbook(), content_type=_XLSX, headers=headers)


@require_safe
def preview(request: UserRequest, import_id: UUID) -> HttpResponse:
    """Show what a file would change, or what came of it."""
    require_permission(request.user, Permission.CASES_CURATE)
    found = get_object_or_404(CaseImport.objects.select_related("created_by"), pk=import_id)
    language = get_language() or "ko"
    if found.state != CaseImport.State.PREVIEWED:
        hindrances = undo_hindrances(found) if found.state == CaseImport.State.APPLIED else []
        context = {"found": found, "hindrances": hindrances, **people_of(found)}
        return render(request, "cases/import/outcome.html", context)
    group, page = request.GET.get("show", ""), request.GET.get("page", "")
    shown = preview_of(found, group=group, page=page, by=request.user, language=language)
    context = {
        "found": found,
        "preview": shown,
        "query": urlencode({"show": shown.group}),
        "is_korean": language.startswith("ko"),
        "is_cp949": found.summary.get("encoding") == CP949,
    }
    return render(request, "cases/import/preview.html", context)


@require_POST
def take(request: UserRequest, import_id: UUID) -> HttpResponse:
    """Take a file as a whole, its new cases as drafts or public."""
    require_permission(request.user, Permission.CASES_CURATE)
    get_object_or_404(CaseImport.objects.only("pk"), pk=import_id)
    wanted = request.POST.get("state", "")
    state = Case.State.PUBLISHED if wanted == Case.State.PUBLISHED else Case.State.DRAFT
    try:
        loaded = import_apply(
            import_id=import_id,
            state=state,
            is_overwriting=request.POST.get("overwrite") == "on",
            seen=request.POST.get("seen", ""),
            by=request.user,
            now=timezone.now(),
        )
    except UnableToTake as error:
        messages.error(request, _WHY_NOT[error.why]())
    except UnableToTakeOwnFile:
        messages.error(request, _("A second official has to take this file. Nothing was changed."))
    else:
        number = loaded.added + loaded.changed
        messages.success(
            request, ngettext("%(number)s case taken.", "%(number)s cases taken.", number) % {"number": number}
        )
    return redirect("cases:import", import_id)


_WHY_NOT = {
    "state": lambda: _("The file cannot be taken any more. Nothing was changed."),
    "changed": lambda: _("The library changed meanwhile. Please look at the preview again. Nothing was changed."),
    "incomplete": lambda: _("Some cases are not ready to be public. Nothing was changed."),
}


@require_POST
def discard(request: UserRequest, import_id: UUID) -> HttpResponse:
    """Forget a file that was only looked at."""
    require_permission(request.user, Permission.CASES_CURATE)
    get_object_or_404(CaseImport.objects.only("pk"), pk=import_id)
    import_discard(import_id=import_id, by=request.user)
    messages.success(request, _("The file is discarded. Nothing was changed."))
    return redirect("cases:imports")


@require_POST
def undo(request: UserRequest, import_id: UUID) -> HttpResponse:
    """Bring back how everything was before an import."""
    require_permission(request.user, Permission.CASES_CURATE)
    get_object_or_404(CaseImport.objects.only("pk"), pk=import_id)
    try:
        number = import_undo(import_id=import_id, by=request.user, now=timezone.now())
    except UnableToUndo:
        messages.error(request, _("Cases were changed after the import. Nothing was taken back."))
    else:
        told = ngettext("%(number)s case is as before.", "%(number)s cases are as before.", number)
        messages.success(request, told % {"number": number})
    return redirect("cases:import", import_id)
