"""Total omega: the population's value is found again, and a scale without one factor has none."""

import math

import numpy as np
import pytest

from qmplatform.statistics import omega_total, reliability

LOADINGS = np.array([0.8, 0.7, 0.6, 0.5])


def sample(n: int, scale: float = 1.0) -> np.ndarray:
    rng = np.random.default_rng(20261121)
    factor = rng.normal(size=n)
    noise = rng.normal(size=(n, len(LOADINGS))) * np.sqrt(1 - LOADINGS**2)
    return (factor[:, None] * LOADINGS + noise) * scale


def test_the_value_of_the_population_is_found_again() -> None:
    expected = LOADINGS.sum() ** 2 / (LOADINGS.sum() ** 2 + (1 - LOADINGS**2).sum())
    found = omega_total(sample(20_000))
    assert found is not None
    assert math.isclose(found.omega, expected, abs_tol=0.01)
    assert np.allclose(found.loadings, LOADINGS, atol=0.03)


def test_it_is_no_less_than_alpha_and_does_not_hang_on_the_unit() -> None:
    found, larger, alpha = omega_total(sample(2_000)), omega_total(sample(2_000, 20.0)), reliability(sample(2_000))
    assert found is not None
    assert larger is not None
    assert alpha is not None
    assert math.isclose(found.omega, larger.omega, rel_tol=1e-6)
    assert found.omega > alpha.alpha - 0.005


def test_rows_with_a_gap_are_left_out_and_counted_so() -> None:
    table = sample(500)
    table[:100, 2] = np.nan
    found = omega_total(table)
    assert found is not None
    assert found.n == 400


def test_without_a_factor_there_is_no_omega() -> None:
    constant = sample(100)
    constant[:, 1] = 3.0
    assert omega_total(constant) is None
    assert omega_total(sample(5)) is None


@pytest.mark.parametrize("table", [np.ones((5, 2)), np.ones(5), np.full((9, 3), np.inf)])
def test_what_is_no_scale_is_refused(table: np.ndarray) -> None:
    with pytest.raises(ValueError, match="three items"):
        omega_total(table)
