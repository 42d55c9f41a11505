"""Which snapshot scoring goes by: the newest that an official has published after seeing what it would change."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission, has_permission
from diagnosis.followers import followers_object, followers_tell
from diagnosis.models import BenchmarkSnapshot, ModelVersion, SnapshotPublication
from qmplatform.audit import audit_record

FIRST_NOTE: Final = "first snapshot of the model version"
_HEAVY: Final = ("content", "histograms", "preview")


class UnableToPublishSnapshot(Exception):
    """The snapshot was made to follow another than the one published now; build a new one."""


class UnableToTellSnapshot(UnableToPublishSnapshot):
    """Beside what was told so far it would single out companies; build a new one once more have come or gone."""


def published_snapshot(model_version: ModelVersion) -> BenchmarkSnapshot | None:
    """Return the snapshot published last, without its content, or None."""
    return _published(model_version).defer(*_HEAVY).first()


def published_ids(model_version_id: int, *, newest: int) -> list[str]:
    """Return the ids of the snapshots published last, the newest first."""
    return list(_published(model_version_id).values_list("pk", flat=True)[:newest])


def published_snapshots(model_version: ModelVersion, *, newest: int) -> list[BenchmarkSnapshot]:
    """Return the snapshots published last in full, the newest first."""
    return list(_published(model_version)[:newest])


def _published(model_version: ModelVersion | int) -> QuerySet[BenchmarkSnapshot]:
    rows = BenchmarkSnapshot.objects.filter(model_version=model_version, publication__isnull=False)
    return rows.order_by("-publication__published_at", "-publication__pk")


@transaction.atomic
def snapshot_publish(*, snapshot: BenchmarkSnapshot, by: User, note: str = "", now: datetime) -> SnapshotPublication:
    """Make scoring go by a snapshot from now on; again is harmless.

    Parameters
    ----------
    by
        An official: whoever may do `Permission.BENCHMARKS_PUBLISH`.
    note
        Why, or what stood out in the preview; kept with the decision.

    Raises
    ------
    PermissionDenied
        The person may not publish benchmarks.
    UnableToPublishSnapshot
        Another snapshot was published since this one was built. Its preview and the guard against differences between
        consecutive snapshots were made against the older one.
    UnableToTellSnapshot
        Beside what editions told of regions it would single out companies.
    """
    if not has_permission(by, Permission.BENCHMARKS_PUBLISH):
        raise PermissionDenied
    return _append(snapshot, by=by, note=note, now=now)


@transaction.atomic
def snapshot_publish_by_platform(*, snapshot: BenchmarkSnapshot, note: str, now: datetime) -> SnapshotPublication:
    """Publish without a person: the first snapshot of a model version, or one of synthetic companies."""
    return _append(snapshot, by=None, note=note, now=now)


def _append(snapshot: BenchmarkSnapshot, *, by: User | None, note: str, now: datetime) -> SnapshotPublication:
    # Two who publish at once wait for each other here, so that neither overlooks the other.
    version = ModelVersion.objects.select_for_update(of=("self",)).only("pk").get(pk=snapshot.model_version_id)
    existing = SnapshotPublication.objects.filter(snapshot=snapshot).first()
    if existing is not None:
        return existing
    current = published_snapshot(version)
    if current is not None and current.pk != snapshot.previous_id:
        raise UnableToPublishSnapshot(f"{snapshot.pk} follows {snapshot.previous_id}; published is {current.pk}")
    if followers_object(snapshot, now):
        raise UnableToTellSnapshot(f"{snapshot.pk} would single out companies beside earlier editions")
    publication = SnapshotPublication.objects.create(snapshot=snapshot, published_at=now, by=by, note=note)
    details: dict[str, Any] = {"note": note, "companies": snapshot.companies, "previous": snapshot.previous_id}
    audit_record(action="benchmark_publish", by=by, subject=f"snapshot:{snapshot.pk}", details=details, now=now)
    followers_tell(snapshot, now)
    return publication
