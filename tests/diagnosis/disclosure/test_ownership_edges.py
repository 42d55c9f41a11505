"""How few business groups a union of cells can hold, worked by hand."""

import numpy as np
import pytest

from diagnosis.disclosure.ownership import Alone, Owned
from diagnosis.disclosure.rules import dominance_unsafe, p_percent_unsafe

UNIONS = np.array([[True, False, False], [False, True, False], [True, True, False], [True, True, True], [False] * 3])
NAMED = np.array([[True, True, False], [False, True, True], [False, False, False]])


def test_every_company_its_own_group() -> None:
    assert Alone(np.array([3, 4, 0])).at_least(UNIONS).tolist() == [3, 4, 7, 7, 0]


def test_groups_count_once_and_companies_without_a_group_each() -> None:
    """Groups: two in the first cell, two in the second, three in both together; 1, 0 and 2 companies without."""
    owned = Owned(NAMED, np.array([1, 0, 2]), np.array([0, 0, 0]))
    assert owned.at_least(UNIONS).tolist() == [3, 2, 4, 6, 0]


def test_what_a_table_leaves_out_may_have_been_the_only_one_of_its_group() -> None:
    owned = Owned(NAMED, np.array([1, 0, 2]), np.array([1, 1, 0]))
    assert owned.at_least(UNIONS).tolist() == [2, 1, 2, 4, 0]
    fewer = Owned(NAMED, np.array([0, 0, 0]), np.array([5, 0, 0]))
    assert fewer.at_least(UNIONS).tolist() == [0, 2, 0, 0, 0]


@pytest.mark.parametrize("rule", [p_percent_unsafe, lambda amounts: dominance_unsafe(amounts, n=1, k=80)])
def test_amounts_below_nought_are_refused(rule) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        rule([10.0, -1.0])
