"""Published numbers first, then properties."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmplatform.statistics import harrell_davis, mid_rank_percentile, quantile, round_half_up, wilson_interval

HERE = Path(__file__).parent
D06 = json.loads((HERE / "d06_quantile_percentile.json").read_text(encoding="utf-8"))
D07 = json.loads((HERE / "d07_wilson_interval.json").read_text(encoding="utf-8"))
SAMPLES = st.lists(st.floats(0, 100), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.05, 1, 0.1),
        (2.675, 2, 2.68),
        (56.05, 1, 56.1),
        (59.95, 1, 60.0),
        (-0.05, 1, -0.1),
        (-0.04, 1, 0.0),
        (Decimal("12.25"), 1, 12.3),
        (12.5, 0, 13.0),
        (1e15, 1, 1e15),
        (1e300, 1, 1e300),
    ],
)
def test_half_goes_up(value: float, digits: int, expected: float) -> None:
    assert round_half_up(value, digits) == expected


def test_no_negative_zero() -> None:
    assert str(round_half_up(-0.01)) == "0.0"


def test_python_round_would_be_wrong() -> None:
    """Negative control: the built-in rounds halves to even and sees binary dust."""
    assert round(12.25, 1) != round_half_up(12.25)
    assert round(2.675, 2) != round_half_up(2.675, 2)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_only_finite_numbers_are_rounded(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        round_half_up(value)


def test_quantile_oracle() -> None:
    assert quantile(D06["x"], D06["p"] / 100) == pytest.approx(D06["expected_by_method"]["median_unbiased"], abs=1e-12)


@pytest.mark.parametrize("case", D06["percentile_of_score"])
def test_percentile_oracle(case: dict[str, object]) -> None:
    assert mid_rank_percentile(case["x"], case["v"]) == pytest.approx(case["mean"], abs=1e-12)


@pytest.mark.parametrize("case", D07)
def test_wilson_oracle(case: dict[str, float]) -> None:
    low, high = wilson_interval(case["x"], int(case["n"]))
    assert low == pytest.approx(case["lower"], abs=case["tol"])
    assert high == pytest.approx(case["upper"], abs=case["tol"])


def test_harrell_davis_of_symmetric_sample_is_its_centre() -> None:
    assert harrell_davis([1, 2, 3, 4, 5], 0.5) == pytest.approx(3)
    assert harrell_davis([1, 2, 3], 0) == 1
    assert harrell_davis([1, 2, 3], 1) == 3


def test_harrell_davis_against_scipy() -> None:
    from scipy.stats.mstats import hdquantiles

    sample = [3.1, 47.2, 55.0, 12.9, 61.4, 38.8, 70.3, 22.2]
    for p in (0.1, 0.25, 0.5, 0.9):
        assert harrell_davis(sample, p) == pytest.approx(float(hdquantiles(sample, [p])[0]), abs=1e-9)


def test_nothing_gives_nothing() -> None:
    assert quantile([], 0.5) is None
    assert harrell_davis([], 0.5) is None
    assert mid_rank_percentile([], 50) is None


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_share_out_of_range_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile([1.0], p)


def test_impossible_share_is_refused() -> None:
    with pytest.raises(ValueError, match="No share"):
        wilson_interval(3, 2)


@given(SAMPLES, st.floats(0, 1), st.floats(0, 1))
def test_quantiles_grow_with_p_and_stay_inside(values: list[float], p: float, q: float) -> None:
    low, high = sorted((p, q))
    for estimate in (quantile, harrell_davis):
        first, second = estimate(values, low), estimate(values, high)
        assert first is not None
        assert second is not None
        assert first <= second + 1e-6
        assert min(values) - 1e-6 <= first
        assert second <= max(values) + 1e-6


@given(st.floats(-1e9, 1e9))
def test_rounding_moves_by_at_most_half_a_step(value: float) -> None:
    assert abs(round_half_up(value) - value) <= 0.05 + 1e-6


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    low, high = wilson_interval(count, n)
    assert 0 <= low <= count / n + 1e-12
    assert count / n - 1e-12 <= high <= 1
