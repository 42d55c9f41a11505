"""Officials look at loaded criteria and cycles, compare them with the last ones and publish them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from awards.catalog.compare import Change, compare_criteria, compare_cycles
from awards.forms.publication import PublicationForm
from awards.models import AwardFile
from awards.selectors.files import criteria_of, cycle_of, is_replaced, published_before
from awards.services.files import UnableToPublishAwardFile, award_file_publish, missing_criteria
from awards.views.cycles import criteria_context, cycle_context
from diagnosis.catalog import UnableToReadModel


@require_safe
def files(request: UserRequest) -> HttpResponse:
    """List what waits for publication and what is published."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    rows = AwardFile.objects.order_by("kind", "-version", "-published_at", "name").select_related("published_by")
    context = {
        "drafts": [row for row in rows if not row.is_published],
        "published": [(row, is_replaced(row)) for row in rows if row.is_published],
    }
    return render(request, "awards/manage/files.html", context)


@require_safe
def file(request: UserRequest, file_id: int) -> HttpResponse:
    """Show what a file changes, and offer to publish it."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    return _file(request, get_object_or_404(AwardFile, pk=file_id), PublicationForm())


@require_safe
def preview(request: UserRequest, file_id: int) -> HttpResponse:
    """Show the page of a file as anybody sees it once it is published."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row = get_object_or_404(AwardFile, pk=file_id)
    if row.kind == AwardFile.Kind.CYCLE:
        return render(request, "awards/cycle.html", cycle_context(row) | {"is_preview": True})
    return render(request, "awards/criteria.html", criteria_context(row) | {"is_preview": True})


@require_POST
def publish(request: UserRequest, file_id: int) -> HttpResponse:
    """Publish a file: from now on it holds and never changes."""
    require_permission(request.user, Permission.AWARDS_MANAGE)
    row, form = get_object_or_404(AwardFile, pk=file_id), PublicationForm(request.POST)
    if not form.is_valid():
        return _file(request, row, form)
    try:
        award_file_publish(award_file=row, by=request.user, now=timezone.now())
    except UnableToPublishAwardFile as error:
        names = ", ".join(error.missing)
        form.add_error(None, _("Publish its criteria first: %(names)s") % {"names": names})
        return _file(request, row, form)
    except UnableToReadModel:
        form.add_error(None, _("The cycle names what its published criteria do not have. Load a corrected file."))
        return _file(request, row, form)
    messages.success(request, _("Published. It holds from now on."))
    return redirect("awards:file", row.pk)


def _file(request: UserRequest, row: AwardFile, form: PublicationForm) -> HttpResponse:
    before = published_before(row)
    context = {
        "row": row,
        "before": before,
        "changes": _changes(before, row) if before else (),
        "missing": missing_criteria(row) if row.kind == AwardFile.Kind.CYCLE and not row.is_published else (),
        "is_replaced": is_replaced(row),
        "form": form,
    }
    return render(request, "awards/manage/file.html", context)


def _changes(before: AwardFile, row: AwardFile) -> tuple[Change, ...]:
    if row.kind == AwardFile.Kind.CYCLE:
        return compare_cycles(cycle_of(before), cycle_of(row))
    return compare_criteria(criteria_of(before), criteria_of(row))
