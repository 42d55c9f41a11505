"""Officials look at a new benchmark snapshot and publish it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from diagnosis.forms.publication import PublicationForm
from diagnosis.models import BenchmarkSnapshot
from diagnosis.report.template import language_now
from diagnosis.selectors.catalog import published_versions
from diagnosis.selectors.publication import (
    Preview,
    builds_running,
    preview_of,
    snapshot_to_publish,
    snapshots_to_publish,
)
from diagnosis.selectors.statistics import UnableToFindSnapshot, published_snapshots
from diagnosis.services.benchmark_building import snapshot_build_start
from diagnosis.services.benchmark_publishing import UnableToPublishSnapshot, UnableToTellSnapshot, snapshot_publish


@require_safe
def drafts(request: UserRequest) -> HttpResponse:
    """Show what holds now, what waits for publication, and what is being built."""
    require_permission(request.user, Permission.BENCHMARKS_PUBLISH)
    context = {
        "published": published_snapshots().first(),
        "drafts": snapshots_to_publish(),
        "builds": builds_running(),
        "versions": published_versions(),
    }
    return render(request, "diagnosis/benchmarks/drafts.html", context)


@require_POST
def build(request: UserRequest) -> HttpResponse:
    """Ask for a new snapshot of a model version; workers build it."""
    require_permission(request.user, Permission.BENCHMARKS_PUBLISH)
    wanted = request.POST.get("model", "")
    version = published_versions().filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    if version is None:
        raise Http404("No published model of this number.")
    with_anchors = request.POST.get("with_anchors") == "on"
    snapshot_build_start(model_version=version, by=request.user, now=timezone.now(), with_anchors=with_anchors)
    messages.success(request, _("The snapshot is being built. It appears here in a moment."))
    return redirect("benchmarks:drafts")


@require_safe
def preview(request: UserRequest, snapshot_id: str) -> HttpResponse:
    """Show what publishing a snapshot would change and what it withholds."""
    require_permission(request.user, Permission.BENCHMARKS_PUBLISH)
    return _preview(request, _draft(snapshot_id), PublicationForm())


@require_POST
def publish(request: UserRequest, snapshot_id: str) -> HttpResponse:
    """Publish: scoring and the statistics go by this snapshot from now on."""
    require_permission(request.user, Permission.BENCHMARKS_PUBLISH)
    snapshot, form = _draft(snapshot_id), PublicationForm(request.POST)
    if not form.is_valid():
        return _preview(request, snapshot, form)
    try:
        note = form.cleaned_data["note"]
        snapshot_publish(snapshot=snapshot, by=request.user, note=note, now=timezone.now())
    except UnableToTellSnapshot:
        form.add_error(None, _("Beside earlier editions this would single out companies. Build a new one later."))
        return _preview(request, snapshot, form)
    except UnableToPublishSnapshot:
        form.add_error(None, _("Another snapshot was published in between. Build a new one and look at its preview."))
        return _preview(request, snapshot, form)
    messages.success(request, _("Published. New results are compared with this snapshot from now on."))
    return redirect(reverse("benchmarks:snapshot", args=[snapshot.pk]))


def _draft(snapshot_id: str) -> BenchmarkSnapshot:
    try:
        return snapshot_to_publish(snapshot_id)
    except UnableToFindSnapshot as error:
        raise Http404(str(error)) from error


def _preview(request: UserRequest, snapshot: BenchmarkSnapshot, form: PublicationForm) -> HttpResponse:
    shown: Preview = preview_of(snapshot, language_now())
    context = {"snapshot": snapshot, "preview": shown, "form": form}
    return render(request, "diagnosis/benchmarks/preview.html", context)
