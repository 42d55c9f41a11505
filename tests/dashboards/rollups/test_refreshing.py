"""A rollup that is refreshed in any steps is the one counted at once, and the one counted row by row in Python."""

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import numpy as np
import pandas as pd
import pytest
from django.db import connection

from dashboards.models import RollupCell, RollupState
from dashboards.rollups import pack_sums, unpack_sums
from dashboards.services import rollups
from dashboards.services.rollups import columns_of, rollup_rebuild, rollup_refresh, rollups_refresh
from diagnosis.models import BenchmarkEntry, ModelVersion
from diagnosis.selectors.catalog import model_of
from tests.dashboards.entries import decide, make_entry, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db

KEY = ("year", "sector", "group", "size", "region")


def cells(version: ModelVersion) -> dict[tuple[Any, ...], tuple[int, bytes]]:
    rows = RollupCell.objects.filter(model_version=version)
    return {tuple(getattr(row, name) for name in KEY): (row.companies, bytes(row.sums)) for row in rows}


def by_hand(version: ModelVersion, left_out: set[UUID]) -> dict[tuple[Any, ...], tuple[int, bytes]]:
    """Return the cells as raw SQL and pandas have them: of each company and year what counts, then the latest year."""
    columns = columns_of(model_of(version))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, company_key, submission_id, reference_year, verified, submitted_at, scored_at, is_valid,"
            ' is_comparable, sector, "group", size, region, own, base FROM diagnosis_benchmarkentry'
            " WHERE model_version_id = %s",
            [version.pk],
        )
        names = [column[0] for column in cursor.description]
        rows = pd.DataFrame(cursor.fetchall(), columns=names)
    rows = rows[~rows["submission_id"].map(lambda text: UUID(str(text))).isin(left_out)]
    order = ["reference_year", "verified", "submitted_at", "scored_at", "id"]
    rows = rows.sort_values(order, ascending=False).drop_duplicates(["company_key", "reference_year"])
    rows = rows[rows["is_valid"].astype(bool)].drop_duplicates("company_key")
    rows = rows[rows["is_comparable"].astype(bool)]
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(lambda: [0, np.zeros((columns, 3), dtype=np.int64)])
    for _, row in rows.iterrows():
        values = np.frombuffer(bytes(row["own"]) + bytes(row["base"]), dtype="<i2").astype(np.int64)
        cell = found[row["reference_year"], row["sector"], row["group"], row["size"], row["region"]]
        cell[0] += 1
        there = values >= 0
        cell[1] += np.stack((there, values * there, values**2 * there), axis=1)
    return {key: (n, pack_sums(sums)) for key, (n, sums) in found.items()}


def steps(version: ModelVersion, seed: int, most: int = 25) -> list[BenchmarkEntry]:
    """Return entries of a dozen companies in any order: replaced, verified, invalid, moved, of several years."""
    rng = np.random.default_rng(seed)
    return [
        make_entry(
            version,
            int(rng.integers(12)),
            seed=int(rng.integers(2**31)),
            turn=turn,
            reference_year=int(rng.integers(2023, 2027)),
            at=NOW - timedelta(hours=int(rng.integers(50))),
            sector=str(rng.choice(["FOOD", "AUTO", ""])),
            size=str(rng.choice(["small", "mid"])),
            region=str(rng.choice(["11", "26", ""])),
            verified=bool(rng.random() < 0.2),
            is_valid=bool(rng.random() < 0.8),
            is_comparable=bool(rng.random() < 0.8),
        )
        for turn in range(int(rng.integers(1, most)))
    ]


@pytest.mark.parametrize("seed", range(8))
def test_any_steps_give_what_counting_at_once_and_by_hand_give(version: ModelVersion, seed: int) -> None:
    rng = np.random.default_rng([seed, 1])
    left_out: set[UUID] = set()
    for step in range(4):
        new = steps(version, 100 * seed + step)
        for at, row in enumerate(new):
            row.submission_id = uuid5(NAMESPACE_URL, f"{seed}-{step}-{at}")
            row.result_id = row.submission_id
        write(new)
        known = sorted({row.submission_id for row in BenchmarkEntry.objects.all()})
        for place in rng.integers(0, len(known), 3).tolist():
            submission = known[place]
            is_left_out = submission not in left_out
            decide(version, submission, is_left_out=is_left_out)
            left_out ^= {submission}
        state = rollup_refresh(model_version=version, now=NOW)
        expected = by_hand(version, left_out)
        assert cells(version) == expected
        assert state.companies == sum(n for n, _ in expected.values())
    refreshed = cells(version)
    rollup_rebuild(model_version=version, now=NOW)
    assert cells(version) == refreshed


def test_without_anything_new_nothing_is_written(
    version: ModelVersion, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(steps(version, 3))
    first = rollup_refresh(model_version=version, now=NOW)
    before = cells(version)
    monkeypatch.setattr(rollups, "_write", lambda *_: pytest.fail("written"))
    again = rollup_refresh(model_version=version, now=NOW + timedelta(hours=1))
    assert (again.entry_id, again.companies) == (first.entry_id, first.companies)
    assert cells(version) == before


def test_a_cell_that_everybody_left_is_gone(version: ModelVersion) -> None:
    write([make_entry(version, 1, region="11", reference_year=2025)])
    rollup_refresh(model_version=version, now=NOW)
    write([make_entry(version, 1, region="26")])
    rollup_refresh(model_version=version, now=NOW)
    assert [(key[0], key[4], n) for key, (n, _) in cells(version).items()] == [(2026, "26", 1)]


def test_what_was_committed_late_below_the_mark_is_counted(version: ModelVersion) -> None:
    first, second, third = (make_entry(version, number) for number in range(3))
    first.pk, second.pk, third.pk = 10, 11, 12
    write([first, third])
    rollup_refresh(model_version=version, now=NOW)
    write([second])
    assert rollup_refresh(model_version=version, now=NOW).companies == 3
    assert cells(version) == by_hand(version, set())


def test_other_models_are_left_alone(version: ModelVersion) -> None:
    write(steps(version, 3))
    rollups_refresh(now=NOW)
    assert RollupState.objects.get().model_version == version
    assert cells(version) == by_hand(version, set())


def test_sums_are_read_back_as_they_were() -> None:
    sums = np.arange(12, dtype=np.int64).reshape(4, 3) * 10**12
    assert (unpack_sums(pack_sums(sums), 4) == sums).all()
    with pytest.raises(ValueError, match="reshape"):
        unpack_sums(pack_sums(sums), 5)
