"""Who may open the statistics and their publication."""

from typing import Any

from diagnosis.models import BenchmarkSnapshot, ModelVersion, SnapshotPublication
from tests.architecture.access import Row, everyone, logged_in
from tests.factories import NOW, People

_PREVIEW = {
    "companies": [None, 5],
    "cells": {"shown": 0, "suppressed": 0, "held": 0},
    "moved": [],
    "appeared": [],
    "vanished": [],
    "withheld": [],
}


def things(people: People) -> dict[str, Any]:
    """Make a published snapshot without cells, and one that waits."""
    version = ModelVersion.objects.filter(status=ModelVersion.Status.PUBLISHED).order_by("pk")[0]
    content = {"cells": [], "companies": 0, "synthetic": 0, "as_of": "", "model": "", "engine": "", "parameters": {}}
    published, waiting = (
        BenchmarkSnapshot.objects.create(
            pk=f"sha256:{name}",
            model_version=version,
            as_of=NOW,
            content=content,
            companies=5,
            preview=_PREVIEW,
        )
        for name in ("published", "waiting")
    )
    SnapshotPublication.objects.create(snapshot=published, published_at=NOW, by=people.official)
    return {"snapshot": published.pk, "snapshot_waiting": waiting.pk, "published_model": version.pk}


def _published(found: Any) -> list[Any]:
    return [found["snapshot"]]


def _waiting(found: Any) -> list[Any]:
    return [found["snapshot_waiting"]]


_OFFICIALS = logged_in(403, official=200)
STATISTICS_ROWS = [
    Row("benchmarks:statistics", get=everyone(200)),
    Row("benchmarks:snapshot", args=_published, get=everyone(200)),
    Row("benchmarks:drafts", get=_OFFICIALS),
    Row("benchmarks:preview", args=_waiting, get=_OFFICIALS),
    Row(
        "benchmarks:build",
        get=None,
        post=logged_in(403, official=302),
        data=lambda found: {"model": found["published_model"]},
    ),
    Row("benchmarks:publish", args=_waiting, get=None, post=_OFFICIALS, note="The form shows its faults."),
    Row("api-benchmarks", get=everyone(200)),
    Row("api-benchmark", args=_published, get=everyone(200)),
]
