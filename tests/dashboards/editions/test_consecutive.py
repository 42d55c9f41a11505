"""Two editions after each other: who took part twice, and what keeps its older number."""

from datetime import timedelta

import numpy as np
import pytest
from scipy import stats

from dashboards.editions import NATION, EditionView, SetKey
from dashboards.editions.guard import unpack_guard
from dashboards.models import Edition
from dashboards.selectors.editions import edition_of
from dashboards.services.editions import edition_build
from diagnosis.models import BenchmarkEntry, BenchmarkSnapshot, ModelVersion
from diagnosis.selectors.catalog import model_of
from diagnosis.services.entry_arrays import entry_codes
from qmplatform.statistics import round_half_up
from tests.dashboards.editions.conftest import country, publish
from tests.dashboards.entries import make_entry, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=90)


def later_edition(version: ModelVersion) -> EditionView:
    found = publish(version, LATER)
    edition_build(snapshot_id=found.pk, now=LATER)
    return edition_of(found.pk)


def again(version: ModelVersion, numbers: range) -> None:
    """Let companies that took part take part again, as the same kind, with other values."""
    first = {row.company_id: row for row in BenchmarkEntry.objects.all()}
    new = []
    for number in numbers:
        row = make_entry(version, number, seed=90_000 + number, turn=1, at=LATER - timedelta(days=1))
        older = first[row.company_id]
        row.sector, row.group, row.size, row.region = older.sector, older.group, older.size, older.region
        new.append(row)
    write(new)


def test_the_panel_is_the_paired_change_of_those_with_another_result(edition: Edition, version: ModelVersion) -> None:
    again(version, range(80))
    country(version, range(1000, 1100), at=LATER - timedelta(days=1))
    view = later_edition(version)
    assert view.panel_since == edition.as_of
    assert NATION in view.panel
    base = {code: at for at, code in enumerate(entry_codes(model_of(version)))}
    pairs: dict[object, list[BenchmarkEntry]] = {}
    for row in BenchmarkEntry.objects.order_by("scored_at"):
        pairs.setdefault(row.company_id, []).append(row)
    for key, changes in view.panel.items():
        inside = [rows for rows in pairs.values() if len(rows) == 2 and _is_in(rows[1], key)]
        for node, told in changes.items():
            values = [[np.frombuffer(bytes(row.base), "<i2")[base[node]] / 10 for row in rows] for rows in inside]
            change = [now - then for then, now in values if now >= 0 and then >= 0]
            half = stats.t.ppf(0.95, len(change) - 1) * np.std(change, ddof=1) / len(change) ** 0.5
            assert told.mean == pytest.approx(np.mean(change), abs=0.0501)
            assert told.low == pytest.approx(np.mean(change) - half, abs=0.0501)
            assert told.high == pytest.approx(np.mean(change) + half, abs=0.0501)
            assert told.companies == max(5, 5 * round_half_up(len(change) / 5, 0))
    guard = unpack_guard(bytes(Edition.objects.get(snapshot_id=view.id).guard))
    assert guard.panel == view.panel.keys()


def _is_in(row: BenchmarkEntry, key: SetKey) -> bool:
    return all(not label or getattr(row, name) == label for name, label in zip(key._fields, key, strict=True))


def test_whoever_did_not_take_part_again_is_in_no_panel(edition: Edition, version: ModelVersion) -> None:
    country(version, range(1000, 1200), at=LATER - timedelta(days=1))
    view = later_edition(version)
    assert view.panel == {}
    assert view.panel_since == edition.as_of


def test_few_newcomers_leave_every_number_as_it_was(
    edition: Edition, snapshot: BenchmarkSnapshot, version: ModelVersion
) -> None:
    """One company more: nothing that is told changes."""
    write([make_entry(version, 5000, region="26", at=LATER - timedelta(days=1))])
    before, after = edition_of(snapshot.pk), later_edition(version)
    assert after.cells.keys() <= before.cells.keys()
    for key, cell in after.cells.items():
        for node, told in cell.items():
            older = before.value(key, node)
            assert older is not None
            assert (told.mean, told.low, told.high, told.companies) == (
                older.mean,
                older.low,
                older.high,
                older.companies,
            )
            assert told.kept_as_of in (None, before.as_of)
    assert any(value.kept_as_of == before.as_of for cell in after.cells.values() for value in cell.values())


def test_enough_newcomers_bring_new_numbers(
    edition: Edition, snapshot: BenchmarkSnapshot, version: ModelVersion
) -> None:
    """The negative control of the test before."""
    country(version, range(1000, 1300), at=LATER - timedelta(days=1))
    before, after = edition_of(snapshot.pk), later_edition(version)
    told, older = after.value(NATION, "TOTAL"), before.value(NATION, "TOTAL")
    assert told is not None
    assert older is not None
    assert told.kept_as_of is None
    assert told.companies > older.companies
    assert after.value(SetKey(region="11"), "TOTAL") != before.value(SetKey(region="11"), "TOTAL")
