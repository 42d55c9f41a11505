"""One number at a time."""

import pytest

from diagnosis.disclosure.rules import (
    Limits,
    dominance_unsafe,
    may_show_mean,
    may_show_quantile,
    overestimate,
    p_percent_unsafe,
    shown_count,
)


def test_a_mean_needs_companies_and_business_groups() -> None:
    assert [may_show_mean(n) for n in (0, 4, 5)] == [False, False, True]
    assert [may_show_mean(9, groups) for groups in (2, 3)] == [False, True]
    assert not may_show_mean(9, 9, Limits(companies=10))


def test_quartiles_from_twelve_and_deciles_from_thirty() -> None:
    assert [may_show_quantile(n, 0.25) for n in (11, 12)] == [False, True]
    assert [may_show_quantile(n, 0.75) for n in (11, 12)] == [False, True]
    assert [may_show_quantile(n, 0.9) for n in (29, 30)] == [False, True]
    assert not may_show_quantile(1_000_000, 0.0)
    assert not may_show_quantile(1_000_000, 1.0)


def test_counts_are_shown_in_fives() -> None:
    assert [shown_count(n) for n in (0, 5, 7, 8, 12, 13, 1000)] == [5, 5, 5, 10, 10, 15, 1000]


def test_magnitudes_of_few_companies_are_unsafe() -> None:
    assert not p_percent_unsafe([])
    assert p_percent_unsafe([7.0])
    assert p_percent_unsafe([7.0, 7.0])
    assert not p_percent_unsafe([7.0, 7.0, 7.0])
    assert not p_percent_unsafe([0.0, 0.0])
    assert dominance_unsafe([7.0, 1.0], 1, 80)
    assert not dominance_unsafe([], 1, 80)
    assert overestimate([10.0, 4.0, 1.0]) == pytest.approx(0.1)
    assert overestimate([]) == float("inf")
    assert overestimate([0.0]) == float("inf")


@pytest.mark.parametrize("wrong", [[-1.0, 5.0], [float("nan"), 5.0]])
def test_magnitudes_are_amounts(wrong) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        p_percent_unsafe(wrong)


def test_limits_that_would_protect_nobody_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Limits(companies=0)
