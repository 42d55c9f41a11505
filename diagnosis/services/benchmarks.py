"""Benchmarks as scoring asks for them: the snapshot that holds now, and what a company itself put into it."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from accounts.models import Company
from diagnosis.benchmark import Benchmark, CellHistograms, PeerResult, PeerTable, read_benchmark
from diagnosis.benchmark.counted import read_counted, with_counts
from diagnosis.models import BenchmarkSnapshot, ModelVersion
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmark_building import snapshot_build
from diagnosis.services.benchmark_entries import benchmark_entry_record, entry_inside, rules_of_snapshot
from diagnosis.services.benchmark_publishing import (
    UnableToPublishSnapshot,
    published_snapshot,
    snapshot_publish,
    snapshot_publish_by_platform,
)

__all__ = [
    "UnableToPublishSnapshot",
    "benchmark_document",
    "benchmark_entry_record",
    "benchmark_of",
    "published_snapshot",
    "result_inside",
    "snapshot_build",
    "snapshot_current",
    "snapshot_publish",
    "snapshot_publish_by_platform",
]


def snapshot_current(*, model_version: ModelVersion, now: datetime) -> BenchmarkSnapshot:
    """Return the snapshot published last; the first of a model version is built and published when asked for."""
    return published_snapshot(model_version) or snapshot_build(model_version=model_version, by=None, now=now)


def result_inside(snapshot: BenchmarkSnapshot, company: Company) -> PeerResult | None:
    """Return what a company itself put into a snapshot, or None."""
    rules = rules_of_snapshot(snapshot)
    if rules is None:
        return None
    version = ModelVersion.objects.defer("source").get(pk=snapshot.model_version_id)
    table = entry_inside(rules, company, model_of(version))
    return _peer(table) if len(table) else None


def _peer(table: PeerTable) -> PeerResult:
    """Return the only row of a table, values as displayed: what the snapshot counted."""
    own = {code: tenths / 10 for code, tenths in zip(table.codes, table.own[0].tolist(), strict=True) if tenths >= 0}
    groups = table.codes[: table.group_count]
    base = {code: tenths / 10 for code, tenths in zip(groups, table.base[0].tolist(), strict=True) if tenths >= 0}
    items = {code: value for code, value in own.items() if code not in groups}
    return PeerResult(
        sector=table.sector[0] or None,
        group=table.group[0] or None,
        size=table.size[0] or None,
        values=own,
        base_values={**base, **items},
        synthetic=bool(table.synthetic[0]),
        business_group=table.business_group[0],
        member=str(table.member[0]),
    )


def benchmark_of(snapshot: BenchmarkSnapshot) -> Benchmark:
    """Return a snapshot that can be asked; repeated calls return the same object, since it never changes."""
    return _read(snapshot.pk)


@lru_cache(maxsize=4)
def _read(identity: str) -> Benchmark:
    snapshot = BenchmarkSnapshot.objects.only("content").get(pk=identity)
    if not _has_histograms(snapshot):
        return read_benchmark({"id": snapshot.pk, **snapshot.content})
    return read_counted({"id": snapshot.pk, **snapshot.content}, _histograms_of)


def benchmark_document(snapshot: BenchmarkSnapshot) -> dict[str, Any]:
    """Return a snapshot as a benchmark file holds it: with the counts of displayed values, for the operator."""
    document = {"id": snapshot.pk, **snapshot.content}
    return with_counts(document, _histograms_of) if _has_histograms(snapshot) else document


def _has_histograms(snapshot: BenchmarkSnapshot) -> bool:
    return BenchmarkSnapshot.objects.filter(pk=snapshot.pk).exclude(histograms=b"").exists()


def _histograms_of(identity: str) -> CellHistograms:
    packed = BenchmarkSnapshot.objects.values_list("histograms", flat=True).get(pk=identity)
    return CellHistograms.from_bytes(bytes(packed))
