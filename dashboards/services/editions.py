"""Makes the edition of a published snapshot: what the dashboards may tell of it, and who was in, for those after."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.reference import area_of, region_on, regions
from dashboards.editions.building import BenchmarkSets, EditionFacts, HeldSums, MayTell, build_view
from dashboards.editions.counting import CountedCompanies, count_companies
from dashboards.editions.disclosing import EarlierEdition, Population, panel_sets, shown_sets, telling_too_much
from dashboards.editions.guard import Guard, guard_bytes, pack_guard, unpack_guard
from dashboards.editions.levels import levels_of
from dashboards.editions.packing import pack_edition, unpack_edition, unpacked_bytes
from dashboards.editions.panel import panel_changes, panel_of
from dashboards.editions.view import EditionView, PanelChange, SetKey
from dashboards.models import Edition
from dashboards.services.entered import entered_tables
from diagnosis.benchmark import CellHistograms
from diagnosis.benchmark.country import Country
from diagnosis.benchmark.counts import moments
from diagnosis.models import BenchmarkEntry, BenchmarkSnapshot
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmark_entries import rules_of_snapshot
from qmplatform.audit import audit_record
from qmplatform.jobs import job_enqueue
from qmplatform.jobs.registry import ReportProgress

EDITION_JOB: Final = "dashboards.edition"
# Beside so many earlier editions a new one is looked at, as benchmarks do.
EARLIER_EDITIONS: Final = 3
# Kinds of sets whose companies are followed from one edition to the next.
PANEL_CROSSINGS: Final = frozenset({"", "group", "size"})
_CAN_BE_BUILT: Final = Q(companies__gt=0) & ~Q(histograms=b"") & ~Q(entries={})
_KOREA: Final = ZoneInfo("Asia/Seoul")


class UnableToBuildEdition(Exception):
    """The snapshot is not published, or its results are not known any more."""


def edition_job(payload: Mapping[str, Any], now: datetime, report_progress: ReportProgress) -> None:
    """Make the edition of a published snapshot, and of those before that have none."""
    report_progress(10)
    if not BenchmarkSnapshot.objects.filter(_CAN_BE_BUILT, pk=payload["snapshot_id"]).exists():
        return
    edition_build(snapshot_id=payload["snapshot_id"], now=now)


def edition_ask(snapshot: BenchmarkSnapshot, now: datetime) -> None:
    """Ask a worker for the edition of a snapshot; belongs into the transaction that publishes it."""
    job_enqueue(kind=EDITION_JOB, subject=snapshot.pk, payload={"snapshot_id": snapshot.pk}, by=None, now=now)


def edition_objects(snapshot: BenchmarkSnapshot, now: datetime) -> bool:
    """Tell whether publishing a snapshot would single out companies for a reader who kept the editions so far."""
    guards = [unpack_guard(bytes(row.guard)) for row in _earlier(snapshot)]
    rules = rules_of_snapshot(snapshot)
    if not guards or rules is None or not snapshot.histograms:
        return False
    counted = _counted(snapshot, Country.of(CellHistograms.from_bytes(bytes(snapshot.histograms))), rules.rows())
    population, earlier = _beside(counted, guards)
    return bool(telling_too_much(population, benchmark=BenchmarkSets.of(snapshot.content).new, earlier=earlier))


def edition_build(*, snapshot_id: str, now: datetime) -> Edition:
    """Return the edition of a published snapshot; twice gives the same one.

    Notes
    -----
    What may be told depends on what was told before: snapshots published earlier get theirs first.

    Raises
    ------
    UnableToBuildEdition
        The snapshot is not published, nobody is in it, or it is one of before entries were kept.
    """
    published = list(
        BenchmarkSnapshot.objects.filter(_CAN_BE_BUILT, publication__isnull=False, model_version__snapshots=snapshot_id)
        .order_by("publication__published_at", "publication__pk")
        .values_list("pk", flat=True)
    )
    if snapshot_id not in published:
        raise UnableToBuildEdition(f"{snapshot_id} is not published, or nothing is known of who is in it.")
    for identity in published[: published.index(snapshot_id) + 1][-EARLIER_EDITIONS - 1 :]:
        _built(identity, now)
    return Edition.objects.get(snapshot_id=snapshot_id)


def _built(identity: str, now: datetime) -> None:
    if not Edition.objects.filter(snapshot_id=identity).exists():
        _make(BenchmarkSnapshot.objects.select_related("model_version").get(pk=identity), now)


def _make(snapshot: BenchmarkSnapshot, now: datetime) -> None:
    begun = time.perf_counter()
    rules = rules_of_snapshot(snapshot)
    assert rules is not None
    country = Country.of(CellHistograms.from_bytes(bytes(snapshot.histograms)))
    counted = _counted(snapshot, country, rules.rows())
    benchmark = BenchmarkSets.of(snapshot.content)
    earlier = _earlier(snapshot)
    guards = [unpack_guard(bytes(row.guard)) for row in earlier]
    views = [unpack_edition(bytes(row.content)) for row in reversed(earlier)]
    tell = _may_tell(counted, benchmark, guards)
    model = model_of(snapshot.model_version)
    view = build_view(
        EditionFacts(snapshot.pk, snapshot.model_version.key, snapshot.model_version.version, snapshot.as_of),
        counted,
        benchmark,
        tell,
        held=_held(benchmark, counted.codes),
        earlier=views,
        levels=levels_of(model, counted, tell.new),
        panel=_panel(counted, earlier[-1], tell.panel) if tell.panel else {},
        panel_since=earlier[-1].as_of if earlier else None,
    )
    by_node = {node: counted.counts_of(at) for at, node in enumerate(counted.codes)}
    guard = Guard(counted.members_by_cell(), tell.new, counted.areas, by_node, frozenset(view.panel))
    _keep(snapshot, view, guard, counted.companies, seconds=time.perf_counter() - begun, now=now)


def _keep(
    snapshot: BenchmarkSnapshot, view: EditionView, guard: Guard, companies: int, *, seconds: float, now: datetime
) -> None:
    parts = (unpacked_bytes(view), guard_bytes(guard))
    digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
    with transaction.atomic():
        # Two workers at once: the first to write is kept, and the second has the same to say.
        edition, is_new = Edition.objects.get_or_create(
            snapshot=snapshot,
            defaults={
                "content": pack_edition(view),
                "guard": pack_guard(guard),
                "checksum": f"sha256:{digest}",
                "companies": companies,
                "is_synthetic": view.is_synthetic,
                "as_of": view.as_of,
                "created_at": now,
                "seconds": seconds,
            },
        )
        if is_new:
            details: dict[str, Any] = {
                "checksum": edition.checksum,
                "crossings": sorted(view.crossings),
                "sets": len(view.cells),
                "withheld": len(view.withheld),
            }
            audit_record(action="edition_build", by=None, subject=f"snapshot:{snapshot.pk}", details=details, now=now)


def _counted(snapshot: BenchmarkSnapshot, country: Country, rows: QuerySet[BenchmarkEntry]) -> CountedCompanies:
    """Return the snapshot's companies with their regions, and make sure that they are the very same."""
    model = model_of(snapshot.model_version)
    region_of, areas = _regions_on(snapshot.as_of)
    counted = count_companies(
        entered_tables(rows, model),
        codes=country.histograms.codes,
        group_count=country.histograms.group_count,
        group_of={sector: group for sector, group in country.sectors if sector},
        region_of=region_of,
        areas=areas,
    )
    members = sorted(f"{company.hex()}:{one.hex()}" for company, one in counted.members)
    if hashlib.sha256("\n".join(members).encode()).hexdigest() != country.histograms.members_digest():
        raise UnableToBuildEdition(f"The entries are no longer those that {snapshot.pk} was made of.")
    return counted


def _regions_on(as_of: datetime) -> tuple[dict[str, str], dict[str, str]]:
    """Return what each region had become by the day, in Korea, and the area of those."""
    day = as_of.astimezone(_KOREA).date()
    became = {one.code: region_on(one.code, day) for one in regions()}
    return (
        {code: found.code for code, found in became.items()},
        {found.code: area_of(found).code for found in became.values()},
    )


def _earlier(snapshot: BenchmarkSnapshot) -> list[Edition]:
    """Return the editions of the same model that a reader may have kept, the oldest first."""
    rows = Edition.objects.filter(snapshot__model_version=snapshot.model_version_id).exclude(snapshot=snapshot)
    rows = rows.select_related("snapshot__model_version").defer("snapshot__content", "snapshot__histograms")
    newest = rows.order_by("-snapshot__publication__published_at", "-snapshot__publication__pk")
    return list(newest[:EARLIER_EDITIONS])[::-1]


def _beside(counted: CountedCompanies, guards: Sequence[Guard]) -> tuple[Population, list[EarlierEdition]]:
    """Return the companies of a snapshot, and what earlier editions told."""
    areas = {region: area for one in guards for region, area in one.areas.items()} | dict(counted.areas)
    population = Population(
        companies=dict(zip(counted.finest, counted.by_cell.tolist(), strict=True)),
        by_node={node: counted.counts_of(at) for at, node in enumerate(counted.codes)},
        members=counted.members_by_cell(),
        areas=areas,
        owners=None if counted.are_all_alone else counted.owners,
    )
    earlier = [
        EarlierEdition(members=one.members, sets=one.sets, areas=one.areas, by_node=one.by_node, panel=one.panel)
        for one in guards
    ]
    return population, earlier


def _may_tell(counted: CountedCompanies, benchmark: BenchmarkSets, guards: Sequence[Guard]) -> MayTell:
    population, earlier = _beside(counted, guards)
    shown = shown_sets(
        population,
        benchmark=benchmark.new,
        item_nodes=frozenset(counted.codes[counted.group_count :]),
        earlier=earlier,
        benchmark_held=benchmark.held,
    )
    new = {node: keys | shown.sets.get(node, frozenset()) for node, keys in benchmark.new.items()}
    wanted = [key for key in new.get(counted.codes[0], ()) if key.crossing in PANEL_CROSSINGS]
    panel = panel_sets(population, earlier, shown, wanted) if earlier and wanted else frozenset()
    return MayTell(shown.crossings, new, shown.held, panel)


def _panel(counted: CountedCompanies, before: Edition, keys: frozenset[SetKey]) -> dict[SetKey, dict[str, PanelChange]]:
    """Return the changes since the edition before, of the companies that were in that."""
    rules = rules_of_snapshot(before.snapshot)
    assert rules is not None
    model = model_of(before.snapshot.model_version)
    return panel_changes(counted, panel_of(counted, entered_tables(rules.rows(), model)), keys)


def _held(benchmark: BenchmarkSets, codes: Sequence[str]) -> dict[tuple[SetKey, str], HeldSums]:
    """Return the sums of the sets that keep an older snapshot's numbers, of that snapshot's companies."""
    place = {code: at for at, code in enumerate(codes)}
    found: dict[tuple[SetKey, str], HeldSums] = {}
    for identity in sorted({*benchmark.kept.values()}):
        row = BenchmarkSnapshot.objects.only("histograms", "as_of").get(pk=identity)
        if not row.histograms:
            continue
        country = Country.of(CellHistograms.from_bytes(bytes(row.histograms)))
        sums = {}
        for (key, node), older in benchmark.kept.items():
            if older != identity:
                continue
            if key not in sums:
                sums[key] = moments(country.counts((key.sector, key.group, key.size)))
            at = place[node]
            n, total, squares = (int(column[at]) for column in (sums[key].n, sums[key].total, sums[key].squares))
            found[key, node] = HeldSums(n, total, squares, row.as_of)
    return found
