"""Builds snapshots: shared out among workers by company, each part counted apart, the counts added up by the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from diagnosis.benchmark import (
    KSA_2022,
    CellHistograms,
    Earlier,
    Edition,
    build_benchmark,
    content_hash,
    members_of,
    published_sets,
)
from diagnosis.benchmark.cells import CellKey
from diagnosis.benchmark.comparison import compare_contents
from diagnosis.benchmark.counted import without_counts
from diagnosis.models import BenchmarkBuild, BenchmarkPart, BenchmarkSnapshot, ModelVersion
from diagnosis.scoring import ENGINE_VERSION
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmark_entries import WINDOW_YEARS, EntryRules, peer_tables, rules_of
from diagnosis.services.benchmark_publishing import (
    FIRST_NOTE,
    published_ids,
    published_snapshots,
    snapshot_publish_by_platform,
)
from diagnosis.services.entry_arrays import entry_codes
from qmplatform.audit import audit_record
from qmplatform.jobs import job_enqueue
from qmplatform.jobs.registry import ReportProgress

PART_JOB: Final = "diagnosis.benchmark_part"
FINISH_JOB: Final = "diagnosis.benchmark_finish"
MOST_PARTS: Final = 64
# Beside so many published snapshots a new one is looked at: what differs must tell of no few companies.
_EDITIONS: Final = 3
# Below this a part costs more to hand out than to count.
_ENTRIES_A_PART: Final = 50_000


class UnableToFinishBuild(Exception):
    """Not all parts are there yet."""


@transaction.atomic
def snapshot_build_start(
    *,
    model_version: ModelVersion,
    by: User | None,
    now: datetime,
    parts: int | None = None,
    window_years: int = WINDOW_YEARS,
    with_anchors: bool = False,
) -> BenchmarkBuild:
    """Ask workers to build the benchmark of a model version: one job a part, and one that adds them up.

    Parameters
    ----------
    parts
        How many jobs share the work, 1 to 64; None chooses by the number of entries. The snapshot is the same.
    window_years
        A company counts with its latest reference year, if that is one of the last so many.
    with_anchors
        Let the published values of the KSA's survey count as companies until there are enough of them.
    """
    rules = rules_of(model_version, now=now, window_years=window_years, with_anchors=with_anchors)
    wanted = parts if parts is not None else -(-rules.rows().count() // _ENTRIES_A_PART)
    build = BenchmarkBuild.objects.create(
        model_version=model_version,
        as_of=rules.as_of,
        parts_wanted=min(MOST_PARTS, max(1, wanted)),
        first_year=rules.first_year,
        last_year=rules.last_year,
        with_anchors=rules.with_anchors,
        last_decision=rules.last_decision,
        created_at=now,
        created_by=by,
    )
    for number in range(build.parts_wanted):
        payload = {"build_id": str(build.pk), "part": number}
        job_enqueue(kind=PART_JOB, subject=f"{build.pk}:{number}", payload=payload, by=by, now=now)
    return build


def part_job(payload: Mapping[str, Any], now: datetime, report_progress: ReportProgress) -> None:
    """Count one part of a build."""
    report_progress(10)
    build_part_count(build_id=UUID(payload["build_id"]), part=int(payload["part"]), now=now)


def build_part_count(*, build_id: UUID, part: int, now: datetime) -> None:
    """Count the companies of a part and keep the counts; whoever brings the last part asks for the adding up.

    Twice is harmless: the counts of a part are kept once, and of a finished build none are wanted.
    """
    build = BenchmarkBuild.objects.select_related("model_version").get(pk=build_id)
    if not 0 <= part < build.parts_wanted:
        raise ValueError(f"{build_id} has no part {part}")
    if build.finished_at is not None or BenchmarkPart.objects.filter(build=build, number=part).exists():
        return
    counted = count_entries(build.model_version, rules_of_build(build), part=part, parts=build.parts_wanted)
    with transaction.atomic():
        # Two last parts at once would each take the other for missing: they wait for each other here.
        locked = BenchmarkBuild.objects.select_for_update(of=("self",)).get(pk=build_id)
        if locked.finished_at is not None or BenchmarkPart.objects.filter(build=build, number=part).exists():
            return
        BenchmarkPart.objects.create(
            build=locked, number=part, histograms=counted.to_bytes(), companies=counted.companies, made_at=now
        )
        if BenchmarkPart.objects.filter(build=locked).count() == locked.parts_wanted:
            payload = {"build_id": str(build_id)}
            job_enqueue(kind=FINISH_JOB, subject=str(build_id), payload=payload, by=locked.created_by, now=now)


def rules_of_build(build: BenchmarkBuild) -> EntryRules:
    """Return which entries a build takes."""
    return EntryRules(
        build.model_version_id,
        build.as_of,
        build.first_year,
        build.last_year,
        build.with_anchors,
        build.last_decision,
    )


def count_entries(model_version: ModelVersion, rules: EntryRules, *, part: int = 0, parts: int = 1) -> CellHistograms:
    """Return how many companies of a part show which value."""
    model = model_of(model_version)
    counted = CellHistograms(entry_codes(model), len(model.groups()))
    for table in peer_tables(rules, model, part=part, parts=parts):
        counted.add(table)
    return counted


def finish_job(payload: Mapping[str, Any], now: datetime, report_progress: ReportProgress) -> None:
    """Add the parts of a build up to a snapshot."""
    report_progress(10)
    build_finish(build_id=UUID(payload["build_id"]), now=now)


def build_finish(*, build_id: UUID, now: datetime) -> BenchmarkSnapshot:
    """Add up the parts and keep the snapshot; twice gives the same one.

    Raises
    ------
    UnableToFinishBuild
        Parts are missing.
    """
    build = BenchmarkBuild.objects.select_related("model_version", "created_by", "snapshot").get(pk=build_id)
    if build.snapshot is not None:
        return build.snapshot
    model = model_of(build.model_version)
    counted = CellHistograms(entry_codes(model), len(model.groups()))
    met = 0
    for number in range(build.parts_wanted):
        part = BenchmarkPart.objects.filter(build=build, number=number).first()
        if part is not None:
            counted.merge(CellHistograms.from_bytes(bytes(part.histograms)))
            met += 1
    if met < build.parts_wanted:
        raise UnableToFinishBuild(f"{met} of {build.parts_wanted} parts of {build_id} are there")
    snapshot = snapshot_keep(build.model_version, rules_of_build(build), counted, by=build.created_by, now=now)
    with transaction.atomic():
        BenchmarkBuild.objects.filter(pk=build_id, finished_at__isnull=True).update(snapshot=snapshot, finished_at=now)
        BenchmarkPart.objects.filter(build_id=build_id).delete()
    return snapshot


def snapshot_build(
    *,
    model_version: ModelVersion,
    by: User | None,
    now: datetime,
    window_years: int = WINDOW_YEARS,
    with_anchors: bool = False,
) -> BenchmarkSnapshot:
    """Build the benchmark of a model version here and now: the very snapshot that workers would build.

    The same results and decisions give the same snapshot: its id is the hash of its content, its moment that of the
    latest result.
    """
    rules = rules_of(model_version, now=now, window_years=window_years, with_anchors=with_anchors)
    return snapshot_keep(model_version, rules, count_entries(model_version, rules), by=by, now=now)


def snapshot_keep(
    model_version: ModelVersion, rules: EntryRules, counted: CellHistograms, *, by: User | None, now: datetime
) -> BenchmarkSnapshot:
    """Write the snapshot that the counts make, unless it is there; the first of a model version publishes itself."""
    packed = counted.to_bytes()
    current = _published(model_version)
    if current is not None and _is_of(current, rules, packed):
        return current
    window = _window_of(rules)
    content = build_benchmark(
        counted,
        model=model_version.checksum,
        engine=ENGINE_VERSION,
        as_of=rules.as_of.isoformat(),
        anchors=KSA_2022 if rules.with_anchors else None,
        previous=None if current is None else _earlier(current),
    )
    content["parameters"] |= window
    # Part of its identity: what was compared with one snapshot is not what was compared with another.
    if current is not None:
        content["follows"] = current.pk
    del content["id"]
    identity = content_hash(content)
    with transaction.atomic():
        snapshot, is_new = BenchmarkSnapshot.objects.get_or_create(
            pk=identity,
            defaults={
                "model_version": model_version,
                "as_of": rules.as_of,
                "content": without_counts(content),
                "companies": content["companies"],
                "is_synthetic": content["synthetic"] > 0,
                # No part of its identity: a decision that changes no company gives the same snapshot.
                "entries": window | {"last_decision": rules.last_decision},
                "histograms": packed,
                "preview": compare_contents(
                    current.content if current else None, content, nodes=model_of(model_version).groups()
                ),
                "previous": current,
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
        if current is None:
            snapshot_publish_by_platform(snapshot=snapshot, note=FIRST_NOTE, now=now)
    return snapshot


def _window_of(rules: EntryRules) -> dict[str, Any]:
    return {"first_year": rules.first_year, "last_year": rules.last_year}


def _is_of(snapshot: BenchmarkSnapshot, rules: EntryRules, packed: bytes) -> bool:
    """Tell whether a snapshot was made of the same: then it stays, whatever it followed itself."""
    window = {name: snapshot.entries.get(name) for name in _window_of(rules)}
    same_rules = window == _window_of(rules) and snapshot.content["engine"] == ENGINE_VERSION
    had_anchors = (snapshot.content["parameters"].get("anchors") is not None) if same_rules else None
    return had_anchors is rules.with_anchors and bytes(snapshot.histograms) == packed


def _published(model_version: ModelVersion) -> BenchmarkSnapshot | None:
    found = published_snapshots(model_version, newest=1)
    return found[0] if found else None


def _earlier(current: BenchmarkSnapshot) -> Earlier | None:
    """Return the snapshots that a reader may have kept, the published one apart, as far as their members are known.

    One is opened after the other: a million members each are enough in memory.
    """
    if not current.histograms:
        return None
    older: list[Edition] = []
    for identity in published_ids(current.model_version_id, newest=_EDITIONS)[:0:-1]:
        row = BenchmarkSnapshot.objects.only("content", "histograms").get(pk=identity)
        if row.histograms:
            older.append(Edition(_members(row), published_sets(row.content)))
    return Earlier({"id": current.pk, **current.content}, _members(current), older)


def _members(snapshot: BenchmarkSnapshot) -> dict[CellKey, list[tuple[str, str]]]:
    return members_of(CellHistograms.from_bytes(bytes(snapshot.histograms)))
