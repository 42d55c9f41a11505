"""A share of level three tells of no few companies, also by what is left of a wider set."""

import numpy as np
import pytest

from dashboards.editions import NATION, SetKey
from dashboards.editions.counting import CountedCompanies
from dashboards.editions.levels import shares_reached
from dashboards.rollups.sums import sums_by_place

pytestmark = pytest.mark.once

SMALL, MID, MICRO = (SetKey(size=size) for size in ("small", "mid", "micro"))


def counted(**sizes: int) -> CountedCompanies:
    place = np.repeat(np.arange(len(sizes)), list(sizes.values()))
    values = np.zeros((len(place), 1), dtype=np.int16)
    finest = tuple(("FOOD", "M", size, "26") for size in sizes)
    sums = sums_by_place(np.hstack((values, values)), place, len(sizes))
    members = [(number.to_bytes(8, "big"), b"0" * 8) for number in range(len(place))]
    return CountedCompanies(("TOTAL",), 1, finest, sums, place, values, values, members, {}, {"26": "busan"}, 0)


def reached(*counts: tuple[int, int]) -> np.ndarray:
    """Return who reached: of each cell so many of so many."""
    return np.concatenate([np.arange(n) < above for above, n in counts])


def test_both_sides_are_five_companies_of_twelve_at_least() -> None:
    companies = counted(small=30, mid=11, micro=30)
    found = shares_reached(companies, reached((10, 30), (5, 11), (4, 30)), [NATION, SMALL, MID, MICRO])
    assert found == {NATION: 26.8, SMALL: 33.3}


def test_what_is_left_of_the_country_is_no_thinner() -> None:
    companies = counted(small=30, mid=30, micro=9)
    told = [NATION, SMALL, MID]
    # Of the nine that are left all reached it: the smaller part of the two goes, by its code.
    found = shares_reached(companies, reached((10, 30), (10, 30), (9, 9)), told)
    assert found == {NATION: 42.0, SMALL: 33.3}
    # Negative control: five of ten may be told apart.
    companies = counted(small=30, mid=30, micro=10)
    assert shares_reached(companies, reached((10, 30), (10, 30), (5, 10)), told).keys() == {NATION, SMALL, MID}
