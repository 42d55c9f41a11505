"""The power mean, and its invariants."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.scoring.means import power_mean

VALUES = st.lists(st.floats(0, 100), min_size=1, max_size=6)
EXPONENTS = st.one_of(st.sampled_from((-1.0, 0.0, 1.0, 2.0)), st.floats(-5, 5))


def weights_like(values: list[float]) -> list[float]:
    return [1.0 + index / 2 for index in range(len(values))]


@pytest.mark.parametrize(
    ("p", "expected"), [(1, 50.0), (0, math.sqrt(20 * 80)), (-1, 32.0), ("min", 20.0), (2, math.sqrt(3400))]
)
def test_two_values(p: float, expected: float) -> None:
    assert power_mean([20, 80], [1, 1], p) == pytest.approx(expected)


@given(VALUES, EXPONENTS)
def test_stays_between_least_and_greatest(values: list[float], p: float) -> None:
    mean = power_mean(values, weights_like(values), p)
    assert min(values) - 1e-9 <= mean <= max(values) + 1e-9


@given(st.floats(0, 100), st.integers(1, 5), EXPONENTS)
def test_equal_values_give_that_value(value: float, count: int, p: float) -> None:
    values = [value] * count
    assert power_mean(values, weights_like(values), p) == pytest.approx(value, abs=1e-9)


@given(VALUES, EXPONENTS, EXPONENTS)
def test_never_falls_as_the_exponent_rises(values: list[float], one: float, other: float) -> None:
    low, high = sorted((one, other))
    weights = weights_like(values)
    assert power_mean(values, weights, low) <= power_mean(values, weights, high) + 1e-7
    assert power_mean(values, weights, "min") <= power_mean(values, weights, low) + 1e-9


@given(VALUES, EXPONENTS, st.floats(0, 100))
def test_raising_a_value_never_lowers_the_mean(values: list[float], p: float, higher: float) -> None:
    raised = [max(values[0], higher), *values[1:]]
    weights = weights_like(values)
    assert power_mean(raised, weights, p) >= power_mean(values, weights, p) - 1e-9


@given(VALUES, EXPONENTS, st.floats(0.01, 100))
def test_scale_of_weights_does_not_matter(values: list[float], p: float, factor: float) -> None:
    weights = weights_like(values)
    scaled = [weight * factor for weight in weights]
    assert power_mean(values, scaled, p) == pytest.approx(power_mean(values, weights, p), abs=1e-9)


def test_without_the_arithmetic_limit_equal_zeros_would_not_give_zero() -> None:
    """The control of the guard: a floor alone turns 0, 0 into 1."""
    floored = math.exp((math.log(1) + math.log(1)) / 2)
    assert floored == 1
    assert power_mean([0, 0], [1, 1], 0) == 0
