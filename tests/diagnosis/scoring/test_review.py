"""Weights from experts and goalposts from data: small examples, published or worked out by hand."""

import numpy as np
import pytest
from scipy import stats

from diagnosis.scoring.review import (
    allocated_weights,
    compared_weights,
    kurtosis,
    skewness,
    suggested_goalposts,
)
from qmplatform.statistics import harrell_davis


def test_allocation_leaves_out_a_tenth_at_either_end() -> None:
    points = [(50, 30, 20)] * 8 + [(100, 0, 0), (0, 0, 100)]
    # Ten experts: the least and the greatest of each column go.
    assert allocated_weights(points) == pytest.approx(
        [
            100 * 50 / (50 + 7 * 30 / 8 + 20),
            100 * (7 * 30 / 8) / (50 + 7 * 30 / 8 + 20),
            100 * 20 / (50 + 7 * 30 / 8 + 20),
        ]
    )
    assert sum(allocated_weights(points)) == pytest.approx(100)
    plain = np.mean(points, axis=0)
    assert allocated_weights(points) != pytest.approx(plain)  # the two outliers would count without the trimming


@pytest.mark.parametrize(
    "points",
    [[(60, 40)] * 9, [(60, 40)] * 9 + [(60, 41)], [(60, 40)] * 9 + [(100,)], [(60, 40)] * 9 + [(110, -10)]],
)
def test_allocation_refuses_what_is_none(points: list[tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match=r"experts|Expert 10"):
        allocated_weights(points)


def test_comparison_of_three() -> None:
    found = compared_weights([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]])
    # For three rows the eigenvector is the geometric means of the rows: (15, 1, 1/15) ** (1/3), normalised.
    rows = np.array([15, 1, 1 / 15]) ** (1 / 3)
    assert found.weights == pytest.approx(rows / rows.sum())
    assert found.weights == pytest.approx([0.637, 0.258, 0.105], abs=0.0005)
    assert found.consistency_ratio == pytest.approx((3.0385 - 3) / 2 / 0.58, abs=0.0001)
    assert found.is_consistent


def test_comparisons_without_contradiction_give_back_the_weights() -> None:
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    found = compared_weights(weights[:, None] / weights[None, :])
    assert found.weights == pytest.approx(weights)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert compared_weights([[1, 4], [0.25, 1]]).weights == pytest.approx([0.8, 0.2])


def test_contradicting_comparisons_are_noticed() -> None:
    circle = [[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]]
    assert not compared_weights(circle).is_consistent


@pytest.mark.parametrize("matrix", [[[1, 2]], [[1, 2], [2, 1]], [[1, -2], [-0.5, 1]], [], [[float("nan")]]])
def test_comparisons_refuse_what_is_none(matrix: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="Comparisons"):
        compared_weights(matrix)


def test_moments_are_those_of_scipy() -> None:
    values = np.random.default_rng(1).lognormal(size=50)
    assert skewness(values) == pytest.approx(stats.skew(values, bias=False))
    assert kurtosis(values) == pytest.approx(stats.kurtosis(values, bias=False))
    assert (skewness(np.ones(5)), kurtosis(np.ones(5))) == (0, 0)
    assert np.isfinite(skewness(np.array([1e300, 2e300, 9e300])))


def test_tame_values_give_their_quantiles() -> None:
    values = np.random.default_rng(2).normal(50, 10, 60).tolist()
    found = suggested_goalposts(values)
    assert found is not None
    assert (found.low, found.high) == (harrell_davis(values, 0.05), harrell_davis(values, 0.95))
    assert (found.winsorised, found.takes_log, found.is_tame) == (0, False, True)
    assert suggested_goalposts(values[:39]) is None


def test_an_outlier_is_drawn_in_to_its_neighbour() -> None:
    values = [*range(1, 60), 1000.0]
    found = suggested_goalposts(values)
    assert found is not None
    assert (found.winsorised, found.takes_log, found.is_tame) == (1, False, True)
    assert found.high == harrell_davis([*range(1, 60), 59.0], 0.95)
    low = suggested_goalposts([-1000.0, *range(1, 60)])
    assert low is not None
    assert low.low == harrell_davis([1.0, *range(1, 60)], 0.05)


def test_many_outliers_ask_for_the_logarithm() -> None:
    values = np.random.default_rng(3).lognormal(3, 2, 100).tolist()
    found = suggested_goalposts(values)
    assert found is not None
    assert (found.winsorised, found.takes_log, found.is_tame) == (0, True, True)
    assert found.high == pytest.approx(10 ** harrell_davis(np.log10(sorted(values)).tolist(), 0.95))
    negative = suggested_goalposts([value - 5 for value in values])
    assert negative is not None
    assert (negative.takes_log, negative.is_tame) == (False, False)
