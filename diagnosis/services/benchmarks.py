"""Benchmark snapshots: built from the results there are, kept unchanged."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Company, User
from diagnosis.benchmark import Benchmark, PeerResult, build_benchmark, read_benchmark
from diagnosis.models import BenchmarkSnapshot, ModelVersion, Result
from diagnosis.scoring import ENGINE_VERSION, ScoreSheet
from qmplatform.audit import audit_record


@transaction.atomic
def snapshot_build(*, model_version: ModelVersion, by: User | None, now: datetime) -> BenchmarkSnapshot:
    """Build the benchmark of a model version from each company's latest comparable result.

    The same results give the same snapshot: its id is the hash of its content, its moment that of the latest result.
    """
    newest = Result.objects.filter(submission__diagnosis__model_version=model_version).order_by("-created_at").first()
    as_of = newest.created_at if newest is not None else (model_version.published_at or now)
    content = build_benchmark(
        latest_results(model_version),
        model=model_version.checksum,
        engine=ENGINE_VERSION,
        as_of=as_of.isoformat(),
    )
    identity = content.pop("id")
    snapshot, is_new = BenchmarkSnapshot.objects.get_or_create(
        pk=identity,
        defaults={
            "model_version": model_version,
            "as_of": as_of,
            "content": content,
            "companies": content["companies"],
            "is_synthetic": content["synthetic"] > 0,
        },
    )
    if is_new:
        audit_record(
            action="benchmark_build",
            by=by,
            subject=f"snapshot:{identity}",
            details={"companies": content["companies"], "synthetic": content["synthetic"]},
            now=now,
        )
    return snapshot


def latest_results(model_version: ModelVersion) -> Iterator[PeerResult]:
    """Yield each company's latest result with a score, unless too much was declared not applicable to compare it."""
    return _latest(Result.objects.filter(submission__diagnosis__model_version=model_version))


def result_inside(snapshot: BenchmarkSnapshot, company: Company) -> PeerResult | None:
    """Return what a company itself put into a snapshot, or None."""
    rows = Result.objects.filter(
        submission__diagnosis__model_version=snapshot.model_version_id,
        submission__diagnosis__company=company,
        created_at__lte=snapshot.as_of,
    )
    return next(_latest(rows), None)


def _latest(rows: QuerySet[Result]) -> Iterator[PeerResult]:
    newest_first = (
        rows.filter(score__isnull=False)
        .select_related("submission__diagnosis")
        .defer("submission__answers")
        .order_by("-submission__submitted_at", "-created_at", "pk")
    )
    seen: set[object] = set()
    for row in newest_first.iterator(chunk_size=500):
        company = row.submission.diagnosis.company_id
        if company in seen:
            continue
        seen.add(company)
        sheet = ScoreSheet.from_dict(row.content["sheet"])
        if sheet.comparable:
            yield peer_result(sheet, row.submission.profile)


def peer_result(sheet: ScoreSheet, profile: dict[str, object]) -> PeerResult:
    """Return what of a score sheet enters a benchmark."""
    items = {code: item.value for code, item in sheet.items.items() if item.value is not None}
    groups = {code: node.value for code, node in sheet.nodes.items() if node.value is not None}
    base = {code: node.base_value for code, node in sheet.nodes.items() if node.base_value is not None}
    return PeerResult(
        sector=_text(profile.get("sector")),
        group=_text(profile.get("group")),
        size=_text(profile.get("size")),
        values={**groups, **items},
        base_values={**base, **items},
        synthetic=bool(profile.get("is_synthetic")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def snapshot_current(*, model_version: ModelVersion, now: datetime) -> BenchmarkSnapshot:
    """Return the newest snapshot of a model version; the first one is built when it is first asked for."""
    rows = BenchmarkSnapshot.objects.filter(model_version=model_version).defer("content")
    newest = rows.order_by("-as_of", "pk").first()
    return newest or snapshot_build(model_version=model_version, by=None, now=now)


def benchmark_of(snapshot: BenchmarkSnapshot) -> Benchmark:
    """Return a snapshot that can be asked; repeated calls return the same object, since it never changes."""
    return _read(snapshot.pk)


@lru_cache(maxsize=4)
def _read(identity: str) -> Benchmark:
    snapshot = BenchmarkSnapshot.objects.get(pk=identity)
    return read_benchmark(benchmark_document(snapshot))


def benchmark_document(snapshot: BenchmarkSnapshot) -> dict[str, Any]:
    """Return a snapshot as a benchmark file holds it."""
    return {"id": snapshot.pk, **snapshot.content}
