"""An edition tells what the entries of its snapshot give, where it may be told, and nothing else."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, OperationalError
from scipy import stats

from dashboards.editions import NATION, EditionView, SetKey
from dashboards.editions.guard import unpack_guard
from dashboards.models import Edition
from dashboards.selectors.editions import UnableToFindEdition, edition_before, edition_list, edition_of
from dashboards.services import editions
from dashboards.services.editions import EDITION_JOB, UnableToBuildEdition, edition_build
from diagnosis.disclosure import shown_count
from diagnosis.models import BenchmarkEntry, BenchmarkSnapshot, ModelVersion
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmark_building import snapshot_build
from diagnosis.services.benchmark_entries import peer_tables, rules_of
from diagnosis.services.entry_arrays import entry_codes
from qmplatform.jobs.running import job_run
from qmplatform.models import AuditEntry, Job
from qmplatform.statistics import harrell_davis, round_half_up
from tests.dashboards.editions.conftest import country, publish
from tests.dashboards.entries import decide, make_entry, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db

# On the day of the snapshot Gwangju and South Jeolla are one.
BECAME = {"29": "12", "46": "12"}
AREA = {"11": "seoul", "41": "seoul", "26": "busan", "48": "busan", "12": "gwangju"}


def rows_in(rows: list[BenchmarkEntry], key: SetKey) -> list[BenchmarkEntry]:
    """Return the entries of a set; every company has one."""
    found = []
    for row in rows:
        region = BECAME.get(row.region, row.region)
        whole = SetKey(row.sector, row.group, row.size, AREA.get(region, ""), region)
        if all(not label or label == whole[at] for at, label in enumerate(key)):
            found.append(row)
    return found


@pytest.fixture
def rows(edition: Edition) -> list[BenchmarkEntry]:
    return list(BenchmarkEntry.objects.all())


def values_in(version: ModelVersion, inside: list[BenchmarkEntry], key: SetKey) -> dict[str, list[float]]:
    """Return the values of a set by node, by own weights within a sector, else by those all have in common."""
    groups, codes = model_of(version).groups(), entry_codes(model_of(version))
    own = np.array([np.frombuffer(bytes(row.own), dtype="<i2") for row in inside])
    base = np.array([np.frombuffer(bytes(row.base), dtype="<i2") for row in inside])
    columns = {code: base[:, at] if not key.sector and code in groups else own[:, at] for at, code in enumerate(codes)}
    return {code: [value / 10 for value in column.tolist() if value >= 0] for code, column in columns.items()}


def test_every_number_is_that_of_the_rows(version: ModelVersion, rows: list[BenchmarkEntry]) -> None:
    view = edition_of()
    groups = model_of(version).groups()
    assert view.nodes == entry_codes(model_of(version))
    assert len(view.cells) > 20
    for key, cell in view.cells.items():
        known = values_in(version, rows_in(rows, key), key)
        for node, told in cell.items():
            values = known[node]
            assert told.mean == round_half_up(sum(round(10 * v) for v in values) / len(values) / 10, 1)
            half = stats.t.ppf(0.95, len(values) - 1) * np.std(values, ddof=1) / len(values) ** 0.5
            assert told.low == pytest.approx(max(0, np.mean(values) - half), abs=0.0501)
            assert told.high == pytest.approx(min(100, np.mean(values) + half), abs=0.0501)
            assert told.companies == shown_count(len(values))
            assert told.kept_as_of is None
            if told.estimate is None and node in groups:
                expected = [harrell_davis(values, p) for p in (0.25, 0.5, 0.75)] if len(values) >= 12 else None
                assert told.quartiles == (None if expected is None else pytest.approx(expected, abs=0.0501))
            elif len(values) < 12:
                assert told.quartiles is None


def test_the_benchmarks_own_sets_are_those_of_the_snapshot(edition: Edition, snapshot: BenchmarkSnapshot) -> None:
    view = edition_of()
    published = {
        (SetKey(**cell["key"]), cell["node"]): cell for cell in snapshot.content["cells"] if not cell.get("suppressed")
    }
    assert set(published) == {
        (key, node) for key, cell in view.cells.items() if not (key.area or key.region) for node in cell
    }
    for (key, node), cell in published.items():
        told = view.value(key, node)
        assert told is not None
        assert told.estimate == tuple(round_half_up(cell[name], 1) for name in ("mean", "low", "high"))


def test_regions_of_old_are_counted_as_what_they_became(edition: Edition) -> None:
    view = edition_of()
    assert {"29", "46"}.isdisjoint(view.labels("region"))
    assert "12" in view.labels("region")
    assert set(view.labels("area")) <= {"seoul", "busan", "gwangju"}


def test_what_holds_companies_is_told_or_withheld(version: ModelVersion, rows: list[BenchmarkEntry]) -> None:
    view = edition_of()
    sizes = {SetKey(size=size) for size in ("micro", "small", "mid")}
    assert sizes <= view.cells.keys() | view.withheld
    assert not view.cells.keys() & view.withheld
    assert all(rows_in(rows, key) for key in view.withheld)
    assert view.companies == shown_count(len(values_in(version, rows, NATION)["TOTAL"]))


def test_the_share_of_level_three_is_that_of_the_rows(version: ModelVersion, rows: list[BenchmarkEntry]) -> None:
    view = edition_of()
    codes = entry_codes(model_of(version))
    total, inf = codes.index("TOTAL"), codes.index("INF")
    assert NATION in view.levels
    for key, percent in view.levels.items():
        own = np.array([np.frombuffer(bytes(row.own), dtype="<i2") for row in rows_in(rows, key)])
        reached = int(((own[:, total] >= 800) & (own[:, inf] >= 600)).sum())
        assert 5 <= reached <= len(own) - 5
        assert percent == round_half_up(100 * reached / len(own), 1)


def test_it_is_read_back_as_it_was_built(snapshot: BenchmarkSnapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[EditionView] = []
    keep = editions._keep

    def catch(row: BenchmarkSnapshot, view: EditionView, *args: Any, **told: Any) -> None:
        built.append(view)
        keep(row, view, *args, **told)

    monkeypatch.setattr(editions, "_keep", catch)
    edition_build(snapshot_id=snapshot.pk, now=NOW)
    (view,), read = built, edition_of()
    assert read is not view
    assert {key: dict(cell) for key, cell in read.cells.items()} == {key: dict(c) for key, c in view.cells.items()}
    for field in fields(EditionView):
        if field.name != "cells":
            assert getattr(read, field.name) == getattr(view, field.name), field.name


def test_the_guard_knows_who_was_where(edition: Edition, rows: list[BenchmarkEntry]) -> None:
    guard = unpack_guard(bytes(edition.guard))
    assert sum(map(len, guard.members.values())) == len(rows)
    for row in rows[:50]:
        cell = (row.sector, row.group, row.size, BECAME.get(row.region, row.region))
        assert (row.company_id.bytes[:8], row.submission_id.bytes[:8]) in guard.members[cell]
    assert guard.sets["TOTAL"] == {key for key, cell in edition_of().cells.items() if "TOTAL" in cell}
    assert guard.by_node["TOTAL"].keys() <= guard.members.keys()


def test_twice_is_harmless_and_nothing_changes_it(edition: Edition, snapshot: BenchmarkSnapshot) -> None:
    assert edition_build(snapshot_id=snapshot.pk, now=NOW + timedelta(days=1)) == edition
    assert AuditEntry.objects.filter(action="edition_build").count() == 1
    with pytest.raises((IntegrityError, OperationalError)):
        Edition.objects.update(companies=1)


def test_publishing_asks_for_it_and_the_job_makes_it(snapshot: BenchmarkSnapshot) -> None:
    job = Job.objects.get(kind=EDITION_JOB)
    assert (job.queue, job.payload) == ("scoring", {"snapshot_id": snapshot.pk})
    job_run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert Edition.objects.get().snapshot == snapshot


def test_a_snapshot_of_nobody_has_none(version: ModelVersion) -> None:
    empty = publish(version)
    (job,) = Job.objects.filter(kind=EDITION_JOB)
    job_run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    with pytest.raises(UnableToBuildEdition):
        edition_build(snapshot_id=empty.pk, now=NOW)
    with pytest.raises(UnableToFindEdition):
        edition_of()


def test_entries_that_came_later_do_not_enter(snapshot: BenchmarkSnapshot, version: ModelVersion) -> None:
    country(version, range(1000, 1050), at=NOW + timedelta(hours=1))
    assert edition_build(snapshot_id=snapshot.pk, now=NOW).companies == 300


def test_what_was_left_out_later_stays_and_earlier_does_not(version: ModelVersion) -> None:
    country(version, range(100))
    out, later = BenchmarkEntry.objects.order_by("pk")[:2]
    decide(version, out.submission_id, is_left_out=True)
    found = publish(version)
    decide(version, later.submission_id, is_left_out=True)
    assert edition_build(snapshot_id=found.pk, now=NOW).companies == 99


def test_entries_that_are_no_longer_those_are_noticed(snapshot: BenchmarkSnapshot, version: ModelVersion) -> None:
    write([make_entry(version, 5000)])
    with pytest.raises(UnableToBuildEdition, match="no longer those"):
        edition_build(snapshot_id=snapshot.pk, now=NOW)


def test_an_unpublished_snapshot_has_none(snapshot: BenchmarkSnapshot, version: ModelVersion) -> None:
    country(version, range(1000, 1050), at=NOW + timedelta(hours=1))
    later = snapshot_build(model_version=version, by=None, now=NOW + timedelta(days=1))
    with pytest.raises(UnableToBuildEdition, match="not published"):
        edition_build(snapshot_id=later.pk, now=NOW)


def test_those_before_get_theirs_first_and_are_found(snapshot: BenchmarkSnapshot, version: ModelVersion) -> None:
    country(version, range(1000, 1200), at=NOW + timedelta(days=80))
    second = publish(version, NOW + timedelta(days=90))
    edition_build(snapshot_id=second.pk, now=NOW + timedelta(days=90))
    assert [row.snapshot_id for row in edition_list()] == [second.pk, snapshot.pk]
    newest = edition_of()
    assert newest.id == second.pk
    before = edition_before(newest)
    assert before is not None
    assert before.id == snapshot.pk
    assert edition_of(snapshot.pk) is before
    assert edition_before(before) is None


def test_companies_of_the_edition_are_those_of_the_benchmark(edition: Edition, version: ModelVersion) -> None:
    rules = rules_of(version, now=NOW)
    assert edition.companies == sum(len(table) for table in peer_tables(rules, model_of(version)))
