"""Histograms of displayed values: the same numbers as from the rows, in whatever parts they were counted."""

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diagnosis.benchmark import CellHistograms, PeerResult, PeerTable
from diagnosis.benchmark.counts import harrell_davis, mid_rank, moments, order_interval, quantile
from diagnosis.benchmark.histograms import Finest
from diagnosis.benchmark.tenths import BINS, displayed, to_tenths
from qmplatform import statistics
from qmplatform.statistics import round_half_up

ORACLES = Path(__file__).parents[2] / "qmplatform" / "statistics"
D06 = json.loads((ORACLES / "d06_quantile_percentile.json").read_text(encoding="utf-8"))
CODES = ("TOTAL", "INF", "INF1.1")
TENTHS = st.lists(st.integers(0, 1000), min_size=1, max_size=120)


def counts_of(tenths: list[int]) -> np.ndarray:
    return np.bincount(tenths, minlength=BINS)


def rows_of(tenths: list[int]) -> list[float]:
    return [t / 10 for t in tenths]


def test_published_quantile_and_percentiles() -> None:
    """D06: numpy's and scipy's own examples, counted."""
    found = quantile(counts_of([round(10 * x) for x in D06["x"]]), D06["p"] / 100)
    assert found == pytest.approx(D06["expected_by_method"]["median_unbiased"], abs=1e-12)
    assert all(
        found != pytest.approx(value, abs=0.1)
        for name, value in D06["expected_by_method"].items()
        if name not in ("median_unbiased", "normal_unbiased")
    )
    for case in D06["percentile_of_score"]:
        rank = mid_rank(counts_of([10 * x for x in case["x"]]), 10 * case["v"])
        assert rank == pytest.approx(case["mean"], abs=1e-12)


@given(tenths=TENTHS, value=st.integers(0, 1000))
def test_the_mid_rank_is_that_of_the_rows(tenths: list[int], value: int) -> None:
    assert mid_rank(counts_of(tenths), value) == pytest.approx(
        stats.percentileofscore(tenths, value, kind="mean"), abs=1e-9
    )


@given(tenths=TENTHS, p=st.floats(0, 1))
def test_the_quantile_is_that_of_the_rows(tenths: list[int], p: float) -> None:
    expected = np.quantile(np.array(tenths) / 10, p, method="median_unbiased")
    assert quantile(counts_of(tenths), p) == pytest.approx(expected, abs=1e-6)


@given(tenths=TENTHS, p=st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
def test_harrell_davis_is_that_of_the_rows(tenths: list[int], p: float) -> None:
    expected = statistics.harrell_davis(rows_of(tenths), p)
    assert harrell_davis(counts_of(tenths), p) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_harrell_davis_of_many_needs_only_the_ranks_nearby(p: float, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = counts_of(np.random.default_rng(5).integers(0, 1001, 3000).tolist())
    near = harrell_davis(counts, p)
    monkeypatch.setattr("diagnosis.benchmark.counts._FEW", 10_000)
    assert near == pytest.approx(harrell_davis(counts, p), abs=1e-9)


@given(tenths=TENTHS)
def test_moments_are_those_of_the_rows(tenths: list[int]) -> None:
    found = moments(counts_of(tenths))
    rows = np.array(rows_of(tenths))
    assert int(found.n) == len(rows)
    assert float(found.mean()) == pytest.approx(rows.mean())
    assert float(found.deviations()) == pytest.approx(((rows - rows.mean()) ** 2).sum(), abs=1e-6)


def test_nobody_has_no_numbers() -> None:
    nobody = np.zeros(BINS, dtype=np.int64)
    assert mid_rank(nobody, 5) is quantile(nobody, 0.5) is harrell_davis(nobody, 0.5) is None
    assert order_interval(nobody, 0.5) is None
    assert math.isnan(float(moments(nobody).mean()))


def test_the_interval_of_a_quantile_is_between_order_statistics() -> None:
    # Binom(40, .5): 5 % at 15, 95 % at 25, so ranks 15 and 26.
    assert order_interval(counts_of(list(range(10, 410, 10))), 0.5) == (15.0, 26.0)


def test_the_interval_of_a_quantile_covers_what_it_says() -> None:
    draws = np.random.default_rng(11).integers(0, 1001, (2000, 40))
    bounds = [order_interval(counts_of(row.tolist()), 0.25) for row in draws]
    assert 0.89 <= np.mean([low <= 25.0 <= high for low, high in bounds]) <= 0.97


@given(value=st.floats(0, 100) | st.integers(0, 20_000).map(lambda n: n / 200))
def test_values_are_rounded_as_they_are_displayed(value: float) -> None:
    shown = round_half_up(value, 1)
    assert displayed(value) == shown
    assert to_tenths([value, math.nan]).tolist() == [round(shown * 10), -1]


@pytest.mark.parametrize("value", [-0.1, 100.1, math.inf])
def test_what_lies_outside_the_scale_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="0-100"):
        to_tenths([50.0, value])


def peer(number: int, draw: random.Random) -> PeerResult:
    items = {"INF1.1": draw.choice([0.0, 20.0, 60.0])} if draw.random() < 0.8 else {}
    groups = {"TOTAL": draw.uniform(0, 100), "INF": draw.uniform(0, 100)}
    return PeerResult(
        sector=draw.choice(["AUTO", "FOOD", None]),
        group=draw.choice(["MANUFACTURING", None]),
        size=draw.choice(["small", "mid", None]),
        values={**groups, **items},
        base_values={**{code: value / 2 for code, value in groups.items()}, **items},
        synthetic=draw.random() < 0.1,
        business_group=draw.choice(["", "", "가그룹", "나그룹"]),
        member=f"s{number}:1",
    )


def counted(*parts: list[PeerResult]) -> CellHistograms:
    found = CellHistograms(CODES, 2)
    for part in parts:
        found.add(PeerTable.of(CODES, 2, part))
    return found


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(0, 60))
def test_parts_in_any_order_are_the_whole_counted_at_once(seed: int, cut: int) -> None:
    draw = random.Random(seed)
    peers = [peer(number, draw) for number in range(60)]
    whole = counted(peers)
    draw.shuffle(peers)
    apart = counted(peers[cut:])
    apart.merge(counted(peers[:cut]))
    assert apart.to_bytes() == whole.to_bytes()
    assert counted(peers[cut:], peers[:cut]).to_bytes() == whole.to_bytes()
    assert apart.members_digest() == whole.members_digest()
    again = CellHistograms.from_bytes(whole.to_bytes())
    assert again.to_bytes() == whole.to_bytes()
    again.merge(CellHistograms(CODES, 2))
    assert again.companies == 60
    assert again.synthetic == sum(p.synthetic for p in peers)


def test_a_cell_counts_its_own_companies_only() -> None:
    draw = random.Random(3)
    peers = [peer(number, draw) for number in range(200)]
    found = counted(peers)
    for key, cell in found.cells.items():
        mine = [p for p in peers if (p.sector or "", p.group or "", p.size or "") == key]
        assert cell.companies == len(mine)
        assert sorted(p.member for p in mine) == found.members(key)
        for place, code in enumerate(CODES):
            rows = sorted(round(displayed(p.values[code]) * 10) for p in mine if code in p.values)
            assert np.repeat(np.arange(BINS), cell.own[place]).tolist() == rows
        base = sorted(round(displayed(p.base_values["INF"]) * 10) for p in mine)
        assert np.repeat(np.arange(BINS), cell.base[1]).tolist() == base
    assert sum(cell.companies for cell in found.cells.values()) == 200


def test_numbers_for_members_do_as_well_as_texts() -> None:
    table = PeerTable.of(CODES, 2, [peer(number, random.Random(number)) for number in range(9)])
    numbered = PeerTable(**{**{n: getattr(table, n) for n in PeerTable.__slots__}, "member": np.arange(9)})
    found = CellHistograms(CODES, 2)
    found.add(numbered)
    assert sorted(name for key in found.cells for name in found.members(key)) == [str(n) for n in range(9)]
    assert found.members(Finest("NONE", "", "")) == []


def test_other_columns_are_refused() -> None:
    found = CellHistograms(CODES, 2)
    with pytest.raises(ValueError, match="columns"):
        found.add(PeerTable.of(CODES, 1, []))
    with pytest.raises(ValueError, match="columns"):
        found.merge(CellHistograms(CODES[:2], 2))
    with pytest.raises(ValueError, match="distinct"):
        CellHistograms(("A", "A"), 1)


@pytest.mark.parametrize("data", [b"", b"QMH1", b"QMH1garbage", b"PK\x03\x04"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="histograms"):
        CellHistograms.from_bytes(data)
