"""Quantiles of cells: their own where they are many, their group's shape where they are few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.benchmark.spread import SHARES, cell_spread, pooled_quantiles, shape
from diagnosis.benchmark.tenths import BINS
from qmplatform.statistics import harrell_davis
from tests.diagnosis.benchmark.firms import cell, document, firm

NORMAL = np.array([-1.28, -0.67, 0.0, 0.67, 1.28])


def counts_of(tenths: list[int]) -> np.ndarray:
    return np.bincount(tenths, minlength=BINS)


def quantiles(tenths: list[int], mean: float, spread: float, parent: np.ndarray = NORMAL) -> np.ndarray:
    n = np.array([len(tenths)])
    return pooled_quantiles(counts_of(tenths)[None, :], n, np.array([mean]), np.array([spread]), parent[None, :])[0]


def test_the_spread_is_drawn_to_that_of_all() -> None:
    """sqrt((20 x 225 + (n - 1) s^2) / (20 + n - 1))"""
    n, own = np.array([1.0, 5.0, 101.0, 0.0]), np.array([0.0, 4 * 100.0, 100 * 100.0, 0.0])
    expected = [15.0, np.sqrt((20 * 225 + 400) / 24), np.sqrt((20 * 225 + 10_000) / 120), 15.0]
    assert cell_spread(n, own, 225.0) == pytest.approx(expected)


def test_under_five_companies_everything_is_borrowed() -> None:
    assert quantiles([0, 0, 1000, 1000], 50.0, 10.0) == pytest.approx(50 + 10 * NORMAL)


@given(tenths=st.lists(st.integers(0, 1000), min_size=5, max_size=60))
def test_from_five_on_the_own_part_grows_with_them(tenths: list[int]) -> None:
    own = len(tenths) / (len(tenths) + 20)
    rows = [t / 10 for t in tenths]
    expected = [own * harrell_davis(rows, p) + (1 - own) * (50 + 10 * q) for p, q in zip(SHARES, NORMAL, strict=True)]
    assert quantiles(tenths, 50.0, 10.0) == pytest.approx(sorted(expected))


def test_they_stay_on_the_scale_and_in_order() -> None:
    assert quantiles([0, 0], 2.0, 10.0).tolist() == pytest.approx([0.0, 0.0, 2.0, 8.7, 14.8])
    assert quantiles([0, 0], 50.0, 10.0, NORMAL[::-1]) == pytest.approx(50 + 10 * NORMAL)


@given(st.lists(st.lists(st.integers(0, 1000), min_size=1, max_size=30), min_size=1, max_size=5))
def test_the_shape_is_that_of_all_residuals_together(cells: list[list[int]]) -> None:
    means = np.array([np.mean(rows) / 10 + 1 for rows in cells])
    spreads = np.linspace(5, 15, len(cells))
    residuals = np.concatenate(
        [(np.array(rows) / 10 - m) / s for rows, m, s in zip(cells, means, spreads, strict=True)]
    )
    found = shape(np.stack([counts_of(rows) for rows in cells]), means, spreads)
    assert found == pytest.approx(np.quantile(residuals, SHARES, method="median_unbiased"), abs=1e-9)


def test_nobody_has_no_shape() -> None:
    assert shape(np.zeros((2, BINS), dtype=int), np.zeros(2), np.ones(2)) is None


def lopsided(n: int, group: str, sign: float) -> list:
    """Companies whose values lean to one side of 50."""
    draw = np.random.default_rng(n + int(sign))
    values = 50 + sign * (draw.exponential(12, n) - 12)
    return [firm(float(v), f"{group}{i % 5}", group=group) for i, v in enumerate(np.clip(values, 0, 100))]


def test_a_group_of_fifty_lends_its_own_shape() -> None:
    """Six companies in the middle take the lean of their group, not of the country."""
    others = [*lopsided(400, "UP", 1.0), *lopsided(400, "DOWN", -1.0)]
    content = document(*others, *(firm(50.0, "X", group="UP") for _ in range(12)))
    up = cell(content, sector="X", size="small")["quantiles"]
    assert up["0.75"] - up["0.5"] > 1.15 * (up["0.5"] - up["0.25"])
    few = document(*lopsided(400, "DOWN", -1.0), *(firm(50.0, "X", group="UP") for _ in range(12)))
    borrowed = cell(few, sector="X", size="small")["quantiles"]
    assert borrowed["0.75"] - borrowed["0.5"] < borrowed["0.5"] - borrowed["0.25"]


def test_small_cells_are_told_better_than_by_their_own_quantiles() -> None:
    """The quartile of twelve companies misses that of their cell by more than the pooled one does."""
    draw = np.random.default_rng(9)
    truth = 45.0 - 0.6745 * 15
    own, pooled = [], []
    for _ in range(400):
        rows = np.clip(draw.normal(45, 15, 12), 0, 100)
        tenths = np.rint(rows * 10).astype(int).tolist()
        own.append(harrell_davis(rows.tolist(), 0.25) - truth)
        pooled.append(quantiles(tenths, float(0.5 * rows.mean() + 0.5 * 45), 15.0)[1] - truth)
    assert np.sqrt(np.mean(np.square(pooled))) < 0.7 * np.sqrt(np.mean(np.square(own)))
