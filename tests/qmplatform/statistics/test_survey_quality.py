"""Reliability, agreement, runs and rankings: edges, missing answers and properties."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qmplatform.statistics import (
    agreement_table,
    bland_altman,
    borda_scores,
    cohen_kappa,
    condorcet_order,
    intraclass_correlations,
    longest_run,
    outranking,
    reliability,
)

NAN = math.nan
# The first call loads scipy and pandas, which takes longer than a deadline allows.
STEADY = settings(deadline=None, derandomize=True)
TABLES = arrays(np.float64, st.tuples(st.integers(3, 20), st.integers(2, 6)), elements=st.integers(0, 5).map(float))


# Reliability


def test_two_items_by_hand() -> None:
    """Variances 1 and 4, covariance 1: alpha = 2 (1 - 5 / 7) = 4 / 7; r = 1 / 2, standardised 2 / 3."""
    answers = [[-1.0, 0.0], [1.0, 2.0], [0.0, -2.0], [-1.0, -2.0], [1.0, 2.0]]
    found = reliability(answers)
    covariance = np.cov(np.array(answers).T)
    total = covariance.sum()
    assert found.alpha == pytest.approx(2 * (1 - np.trace(covariance) / total))
    r = covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1])
    assert found.average_r == pytest.approx(r)
    assert found.standardised == pytest.approx(2 * r / (1 + r))
    assert found.item_total == pytest.approx((r, r))
    assert found.if_dropped == (None, None)
    assert found.least_pairs == 5


def test_equal_items_are_perfectly_reliable() -> None:
    found = reliability([[1, 1, 1], [2, 2, 2], [5, 5, 5]])
    assert (found.alpha, found.low, found.high) == pytest.approx((1, 1, 1))
    assert found.item_total == pytest.approx((1, 1, 1))


def test_items_against_each_other_fall_below_nought() -> None:
    found = reliability([[0, 3], [1, 2.5], [2, 0], [3, 1]])
    assert found.alpha < 0
    assert found.low < found.alpha < found.high < 1


def test_pairs_of_answers_count_and_empty_rows_do_not() -> None:
    full = [[1, 2, 2], [3, 3, 4], [4, 5, 4], [2, 2, 1]]
    with_gap = [*full, [5, NAN, 4], [NAN, NAN, NAN]]
    found = reliability(with_gap)
    assert (found.n, found.least_pairs) == (5, 4)
    assert found.alpha != reliability(full).alpha
    assert reliability([*full, [NAN, NAN, NAN]]) == reliability(full)


@pytest.mark.parametrize(
    "answers",
    [
        [[1, 2]],
        [[1, NAN], [NAN, 2], [3, NAN]],
        [[1, 1], [1, 1], [1, 1]],
        [[NAN, NAN], [NAN, NAN]],
        [[0, 1], [1, 0], [2, -1]],
    ],
)
def test_no_alpha_where_nothing_can_be_said(answers: list[list[float]]) -> None:
    assert reliability(answers) is None


def test_standardised_alpha_where_items_work_against_each_other() -> None:
    found = reliability([[0, 3], [1, 2.5], [2, 0], [3, 1], [4, -2]])
    r = found.average_r
    assert -1 < r < -0.5
    assert found.standardised == pytest.approx(2 * r / (1 + r))
    three = reliability([[1, 2, 1.5], [2, 3, 3], [3, 3, 4], [4, 6, 4.5]])
    assert three.standardised == pytest.approx(3 * three.average_r / (1 + 2 * three.average_r))


def test_items_too_much_against_each_other_have_no_standardised_alpha() -> None:
    """Three items with correlations of -1/2: brought to one spread their sum never varies, though the raw sum does."""
    found = reliability([[4, -1, -1], [-2, 2, -1], [-2, -1, 2]] * 3)
    assert found.average_r == -0.5
    assert found.standardised is None


def test_an_item_that_never_changes() -> None:
    found = reliability([[1, 1, 3], [2, 2, 3], [3, 4, 3]])
    assert found.item_total[2] is None
    assert found.average_r is None
    assert found.standardised is None
    assert found.if_dropped[2] == pytest.approx(reliability([[1, 1], [2, 2], [3, 4]]).alpha)


@pytest.mark.parametrize("answers", [[1, 2, 3], [[1], [2]], [[1, math.inf], [2, 3]]])
def test_what_is_no_table_of_answers_is_refused(answers: object) -> None:
    with pytest.raises(ValueError, match="Alpha"):
        reliability(answers)


@pytest.mark.parametrize("confidence", [0, 1, -0.1, 1.1])
def test_a_confidence_outside_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        reliability([[1, 2], [2, 3]], confidence=confidence)
    with pytest.raises(ValueError, match="confidence"):
        bland_altman([1, 2], [2, 3], confidence=confidence)


def test_more_confidence_is_a_wider_interval() -> None:
    answers = np.random.default_rng(1).normal(size=(40, 1)) + np.random.default_rng(2).normal(size=(40, 4))
    narrow, wide = reliability(answers, confidence=0.9), reliability(answers, confidence=0.99)
    assert wide.low < narrow.low < narrow.alpha < narrow.high < wide.high


@STEADY
@given(TABLES, st.floats(0.1, 9), st.floats(-50, 50))
def test_alpha_is_at_most_one_and_knows_no_unit(table: np.ndarray, factor: float, shift: float) -> None:
    found = reliability(table)
    if found is not None:
        assert found.alpha <= 1 + 1e-9
        again = reliability(table * factor + shift)
        assert again.alpha == pytest.approx(found.alpha, abs=1e-6, rel=1e-6)


# Agreement


def test_all_ratings_alike_have_no_coefficient() -> None:
    found = intraclass_correlations([[3, 3], [3, 3]])
    assert (found.one_way, found.agreement, found.consistency) == (None, None, None)
    assert (found.one_way_mean, found.agreement_mean, found.consistency_mean) == (None, None, None)


def test_six_forms_of_three_targets_by_hand() -> None:
    """Ratings (1, 2), (3, 4), (6, 8): mean squares 78/6, 6/6, 16/6 and 2/6 for targets, within, judges, residual."""
    found = intraclass_correlations([[1, 2], [3, 4], [6, 8]])
    assert (found.n, found.k) == (3, 2)
    between, within, judges, residual = found.between, found.within, found.judges, found.residual
    assert (between, within, judges, residual) == pytest.approx((15.5, 1, 16 / 6, 1 / 6))
    assert found.one_way == pytest.approx(14.5 / 16.5)
    assert found.agreement == pytest.approx((15.5 - 1 / 6) / (15.5 + 1 / 6 + 2 * 2.5 / 3))
    assert found.consistency == pytest.approx((15.5 - 1 / 6) / (15.5 + 1 / 6))
    assert found.one_way_mean == pytest.approx(14.5 / 15.5)
    assert found.agreement_mean == pytest.approx((15.5 - 1 / 6) / (15.5 + 2.5 / 3))
    assert found.consistency_mean == pytest.approx((15.5 - 1 / 6) / 15.5)


def test_three_judges_count_as_three() -> None:
    found = intraclass_correlations([[1, 2, 4], [3, 4, 4], [6, 8, 9], [2, 2, 3]])
    k, between, within, residual, judges = 3, found.between, found.within, found.residual, found.judges
    assert found.one_way == pytest.approx((between - within) / (between + (k - 1) * within))
    assert found.consistency == pytest.approx((between - residual) / (between + (k - 1) * residual))
    below = between + (k - 1) * residual + k * (judges - residual) / 4
    assert found.agreement == pytest.approx((between - residual) / below)
    assert found.agreement_mean == pytest.approx((between - residual) / (between + (judges - residual) / 4))


def test_small_spreads_have_coefficients_too() -> None:
    fine = intraclass_correlations([[0.01, 0.02], [0.03, 0.04], [0.06, 0.08]])
    assert fine.agreement == pytest.approx(intraclass_correlations([[1, 2], [3, 4], [6, 8]]).agreement)


def test_a_harsh_judge_costs_agreement_not_consistency() -> None:
    found = intraclass_correlations([[1, 3], [2, 4], [3, 5], [4, 6]])
    assert found.consistency == pytest.approx(1)
    assert found.agreement < 0.6


def test_targets_not_rated_by_all_are_left_out() -> None:
    ratings = [[9, 2, 5], [6, 1, 3], [8, 4, 6]]
    assert intraclass_correlations([*ratings, [7, NAN, 2]]) == intraclass_correlations(ratings)


@pytest.mark.parametrize("ratings", [[[1, 2]], [[1], [2]], [1, 2], [[1, NAN], [2, 3]], [[1, math.inf], [2, 3]]])
def test_too_few_ratings_are_refused(ratings: object) -> None:
    with pytest.raises(ValueError, match=r"[Rr]at"):
        intraclass_correlations(ratings)


@STEADY
@given(TABLES)
def test_the_coefficients_do_not_depend_on_the_order_of_judges(table: np.ndarray) -> None:
    found, turned = intraclass_correlations(table), intraclass_correlations(table[:, ::-1])
    for name in ("one_way", "agreement", "consistency"):
        one, other = getattr(found, name), getattr(turned, name)
        assert one == other or one == pytest.approx(other, abs=1e-9)
        assert one is None or one <= 1 + 1e-9


def test_quadratic_weights_are_those_of_the_method() -> None:
    table = np.array([[10, 3, 1], [2, 12, 4], [0, 3, 9]], dtype=float)
    i, j = np.indices(table.shape)
    cost = ((i - j) / (len(table) - 1)) ** 2
    shares = table / table.sum()
    chance = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    by_hand = 1 - (cost * shares).sum() / (cost * chance).sum()
    assert cohen_kappa(table, weights="quadratic") == pytest.approx(by_hand)
    assert cohen_kappa(table, weights=cost) == pytest.approx(by_hand)
    assert cohen_kappa(table, weights="linear") != pytest.approx(by_hand, abs=0.01)


def test_kappa_at_its_ends() -> None:
    assert cohen_kappa([[5, 0], [0, 5]]) == pytest.approx(1)
    assert cohen_kappa([[0, 5], [5, 0]]) == pytest.approx(-1)
    assert cohen_kappa([[2, 2], [2, 2]]) == pytest.approx(0)


@pytest.mark.parametrize("table", [[[7, 0], [0, 0]], [[0, 0], [0, 7]], [[0, 0], [0, 0]]])
def test_one_category_leaves_nothing_to_agree_on(table: object) -> None:
    assert cohen_kappa(table) is None


def test_one_category_each_but_not_the_same_is_no_agreement() -> None:
    assert cohen_kappa([[0, 7], [0, 0]]) == pytest.approx(0)


@pytest.mark.parametrize("table", [[1, 2], [[1, 2, 3], [1, 2, 3]], [[1, -1], [1, 1]], [[1, NAN], [1, 1]]])
def test_what_is_no_table_of_counts_is_refused(table: object) -> None:
    with pytest.raises(ValueError, match="square table"):
        cohen_kappa(table)


def test_counting_agreement() -> None:
    assert agreement_table([0, 0, 1, 2, NAN], [0, 1, 1, 2, 2], 3).tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize("first", [[-1, 0], [2, 0], [0.5, 0]])
def test_what_is_no_category_is_refused(first: list[float]) -> None:
    with pytest.raises(ValueError, match="category"):
        agreement_table(first, [0, 0], 2)
    with pytest.raises(ValueError, match="category"):
        agreement_table([0, 0], first, 2)


def test_bias_and_limits_by_hand() -> None:
    found = bland_altman([12, 15, NAN, 18], [10, 14, 3, 15])
    assert (found.n, found.bias, found.sd) == (3, 2, 1)
    assert found.high - found.bias == pytest.approx(4.302653 / math.sqrt(3), rel=1e-6)
    assert found.bias - found.low == pytest.approx(found.high - found.bias)
    assert (found.lower, found.upper) == pytest.approx((0.04, 3.96))


def test_one_pair_says_nothing_and_unequal_lengths_are_refused() -> None:
    assert bland_altman([1], [2]) is None
    assert bland_altman([1, 2], [2, 1]).n == 2
    with pytest.raises(ValueError, match="same length"):
        bland_altman([1, 2], [2])
    with pytest.raises(ValueError, match="finite"):
        bland_altman([1, math.inf], [2, 3])
    with pytest.raises(ValueError, match="finite"):
        bland_altman([1, 2], [2, -math.inf])


# Runs


@pytest.mark.parametrize(
    ("row", "longest"),
    [
        ([1, 1, 1, 2, 2], 3),
        ([2, 1, 1], 2),
        ([1, 2, 3], 1),
        ([1, NAN, 1, 1], 3),
        ([NAN, NAN, NAN], 0),
        ([NAN, 0, 0, NAN, 1], 2),
        ([3], 1),
    ],
)
def test_longest_run_of_a_row(row: list[float], longest: int) -> None:
    assert longest_run([row]).tolist() == [longest]


@STEADY
@given(TABLES)
def test_rows_do_not_disturb_each_other(table: np.ndarray) -> None:
    assert longest_run(table).tolist() == [longest_run(row[None])[0] for row in table]


def test_no_rows_and_no_table() -> None:
    assert longest_run([[1, 1]]).dtype == np.int64
    assert longest_run(np.empty((0, 4))).tolist() == []
    with pytest.raises(ValueError, match="table"):
        longest_run([1, 2])


# Rankings


def test_one_voter_decides() -> None:
    orders = [(1, ["b", "a", "c"])]
    assert borda_scores(orders) == {"a": 1, "b": 2, "c": 0}
    assert condorcet_order(orders) == ("b", "a", "c")
    assert outranking(orders)["b"] == {"a": 1, "b": 0, "c": 1}


def test_of_equal_support_the_alphabetical_order_stands() -> None:
    assert condorcet_order([(1, "ab"), (1, "ba")]) == ("a", "b")


def test_a_circle_is_cut_at_its_weakest_link() -> None:
    assert condorcet_order([(4, "abc"), (3, "bca"), (2, "cab")]) == ("a", "b", "c")


@pytest.mark.parametrize("orders", [[], [(1, "ab"), (1, "ac")], [(1, "ab"), (1, "abc")], [(1, "aa")], [(0, "ab")]])
def test_orders_that_do_not_fit_are_refused(orders: list) -> None:
    with pytest.raises(ValueError, match=r"order|weight"):
        borda_scores(orders)


def test_eight_alternatives_are_the_most() -> None:
    assert condorcet_order([(1, "hgfedcba")]) == tuple("hgfedcba")
    with pytest.raises(ValueError, match="At most 8"):
        condorcet_order([(1, "ihgfedcba")])
