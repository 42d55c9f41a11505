"""The shrunken covariance against scikit-learn 1.7's `ledoit_wolf`, and distances by it."""

import numpy as np
import pytest

from qmplatform.statistics import mahalanobis_squares, shrunken_covariance

ROWS = [
    [7, 0, 2, 2], [2, 2, -1, 2], [1, 9, 5, 2], [2, 1, 0, 2], [4, 3, 5, 3], [3, 6, 5, 2],
    [3, 4, 7, 3], [3, 5, 2, 2], [5, 5, 4, 4], [-3, 2, 2, -1], [4, 5, 3, 1], [3, 3, 6, 5],
]  # fmt: skip
# Made once with scikit-learn from ROWS.
WEIGHT = 0.8711555121344634
DIAGONAL = [4.6552137669829525, 4.682951122009561, 4.6659508076384135, 4.231995414480183]
FIRST_ROW = [4.6552137669829525, -0.08052780491596034, 0.1037913930027934, 0.24158341474788111]


def test_the_values_of_scikit_learn() -> None:
    covariance, weight = shrunken_covariance(ROWS)
    assert np.isclose(weight, WEIGHT)
    assert np.allclose(np.diag(covariance), DIAGONAL)
    assert np.allclose(covariance[0], FIRST_ROW)


def test_more_columns_than_rows_can_still_be_inverted() -> None:
    rng = np.random.default_rng(5)
    covariance, _weight = shrunken_covariance(rng.normal(size=(6, 40)))
    assert np.linalg.cond(covariance) < 1e6


def test_distances_are_those_of_the_inverse_and_a_column_that_never_changes_says_nothing() -> None:
    rows = np.array(ROWS, dtype=float)
    covariance, _weight = shrunken_covariance(rows)
    centred = rows - rows.mean(axis=0)
    expected = np.einsum("ij,jk,ik->i", centred, np.linalg.inv(covariance), centred)
    assert np.allclose(mahalanobis_squares(rows), expected)
    assert np.allclose(mahalanobis_squares(np.ones((4, 2))), 0)


@pytest.mark.parametrize("rows", [[], [1.0, 2.0], [[1.0, np.nan]]])
def test_what_is_no_table_is_refused(rows: list[object]) -> None:
    with pytest.raises(ValueError, match="finite"):
        shrunken_covariance(rows)  # type: ignore[arg-type]
