"""Self-diagnosis beside assessment: the worked numbers, one company one vote, and what is not told."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.fairness import SelfAndAssessor, self_assessor_gaps
from diagnosis.disclosure import Limits

STEADY = settings(deadline=None, derandomize=True, max_examples=40)
GROUPS = {"AWD1.1": "AWD1", "AWD7.1": "AWD7"}


def pairs(gaps: list[float], item: str = "AWD1.1", assessor: float = 50) -> list[SelfAndAssessor]:
    return [SelfAndAssessor(f"C{number}", item, assessor + gap, assessor) for number, gap in enumerate(gaps)]


def test_five_companies_by_hand() -> None:
    """Gaps 2, 4, 6, 8, 10: bias 6, sd 10 ** 0.5; t(4) is 2.7764."""
    everything, first = self_assessor_gaps(pairs([2, 4, 6, 8, 10]), GROUPS)
    assert (everything.group, first.group) == (None, "AWD1")
    assert (first.applicants, first.business_groups, first.pairs) == (5, 5, 5)
    assert first.bias.bias == pytest.approx(6)
    assert first.bias.high == pytest.approx(6 + 2.776445 * math.sqrt(2))
    assert first.bias.upper == pytest.approx(6 + 1.96 * math.sqrt(10))
    assert first.bias.upper_between[0] < first.bias.upper < first.bias.upper_between[1]
    assert first.publishable
    assert first.proportional is None


def test_a_company_with_many_items_counts_once() -> None:
    """Ten items of one company with a gap of 30 beside four companies with 0: 6 a company, not 21 an item."""
    many = [SelfAndAssessor("C0", f"AWD1.{number}", 80, 50) for number in range(10)]
    found = self_assessor_gaps([*many, *pairs([0, 0, 0, 0, 0])[1:]], {})[0]
    assert (found.applicants, found.pairs) == (5, 14)
    assert found.bias.bias == pytest.approx(6)


def test_agreement_counts_the_bias_as_disagreement() -> None:
    """Assessors give 30 to 70, companies 10 more to all: mean squares 500 of companies, 250 of the two, 0 left."""
    rows = [SelfAndAssessor(f"C{n}", "AWD1.1", 40 + 10 * n, 30 + 10 * n) for n in range(5)]
    found = self_assessor_gaps(rows, {})[0].agreement
    assert found.value == pytest.approx(500 / (500 + 2 * 250 / 5))
    assert self_assessor_gaps(pairs([0] * 5), {})[0].agreement is None


def test_under_five_there_are_counts_and_no_figures() -> None:
    found = self_assessor_gaps(pairs([2, 4, 6, 8]), GROUPS)[1]
    assert (found.applicants, found.pairs, found.bias, found.proportional, found.publishable) == (
        4,
        4,
        None,
        None,
        False,
    )
    more = self_assessor_gaps(pairs([2, 4, 6, 8]), GROUPS, limits=Limits(companies=4))[1]
    assert more.bias.bias == pytest.approx(5)
    assert found.agreement is None


def test_companies_of_few_groups_are_for_officials_only() -> None:
    related = [
        SelfAndAssessor(f"C{number}", "AWD1.1", 60, 50 + number, business_group="G" if number < 4 else None)
        for number in range(6)
    ]
    found = self_assessor_gaps(related, GROUPS)[0]
    assert (found.applicants, found.business_groups) == (6, 3)
    assert found.publishable
    fewer = self_assessor_gaps(related[:5], GROUPS)[0]
    assert (fewer.business_groups, fewer.publishable) == (2, False)
    assert fewer.bias is not None


def test_a_company_named_like_a_group_is_not_of_it() -> None:
    related = [SelfAndAssessor("G", "AWD1.1", 60, 50), SelfAndAssessor("C1", "AWD1.1", 60, 50, business_group="G")]
    assert self_assessor_gaps(related, {})[0].business_groups == 2


def test_proportional_bias_from_ten_companies_on() -> None:
    """Self is 1.2 x assessor: the difference is 0.2 / 1.1 of the mean."""
    stretched = [SelfAndAssessor(f"C{n}", "AWD1.1", 1.2 * (30 + 5 * n), 30 + 5 * n) for n in range(10)]
    found = self_assessor_gaps(stretched, {})[0]
    assert found.proportional.slope == pytest.approx(0.2 / 1.1)
    assert self_assessor_gaps(stretched[:9], {})[0].proportional is None
    assert self_assessor_gaps(stretched[:9], {}, least_for_slope=9)[0].proportional.n == 9


def test_items_without_a_group_count_among_all() -> None:
    found = self_assessor_gaps([*pairs([1] * 5), *pairs([3] * 5, item="OTHER")], GROUPS)
    assert [one.group for one in found] == [None, "AWD1"]
    assert found[0].bias.bias == pytest.approx(2)
    assert found[1].bias.bias == pytest.approx(1)
    assert self_assessor_gaps([], GROUPS) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        [*pairs([1]), *pairs([1])],
        [SelfAndAssessor("C", "I", 101, 50)],
        [SelfAndAssessor("C", "I", 50, -1)],
        [SelfAndAssessor("C", "I", math.nan, 50)],
        [SelfAndAssessor("C", "I", 50, 50, "G"), SelfAndAssessor("C", "J", 50, 50)],
    ],
)
def test_what_does_not_fit_is_refused(wrong: list[SelfAndAssessor]) -> None:
    with pytest.raises(ValueError, match=r"twice|within|two groups"):
        self_assessor_gaps(wrong, GROUPS)


@STEADY
@given(st.lists(st.integers(-40, 40), min_size=5, max_size=15), st.integers(-10, 10), st.randoms(use_true_random=False))
def test_order_changes_nothing_and_a_constant_moves_the_bias_by_itself(
    gaps: list[int], constant: int, random: object
) -> None:
    rows = pairs([float(gap) for gap in gaps])
    moved = pairs([float(gap + constant) for gap in gaps])
    random.shuffle(moved)
    before, after = self_assessor_gaps(rows, GROUPS)[0], self_assessor_gaps(moved, GROUPS)[0]
    assert after.bias.bias - before.bias.bias == pytest.approx(constant)
    assert after.bias.sd == pytest.approx(before.bias.sd, abs=1e-9)
