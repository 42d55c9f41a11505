"""A change of a mean taken apart: nothing is left over, and each part is what it says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmplatform.statistics import mean_change

GROUPS = st.dictionaries(
    st.sampled_from("ABCDEF"),
    st.tuples(st.integers(0, 500).map(float), st.floats(0, 100)),
    max_size=6,
)


def test_worked_example() -> None:
    """Half small firms at 40 and half large ones at 60 become three quarters small: each kind gains 2, the mean loses 3."""
    change = mean_change({"small": (50, 40.0), "large": (50, 60.0)}, {"small": (75, 42.0), "large": (25, 62.0)})
    assert change is not None
    assert (change.before, change.after) == (50.0, 47.0)
    assert math.isclose(change.real, 2.0)
    assert math.isclose(change.mix, -5.0)


def test_a_group_that_comes_or_goes_is_mix_and_measured_from_those_that_stay() -> None:
    change = mean_change({"A": (10, 50.0)}, {"A": (10, 50.0), "B": (10, 70.0)})
    assert change is not None
    assert change.only_after == ("B",)
    assert change.real == 0.0
    assert {part.group: part.mix for part in change.groups} == {"A": 0.0, "B": 10.0}


@given(before=GROUPS, after=GROUPS)
def test_the_parts_add_up_and_swapping_the_years_swaps_the_signs(
    before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]
) -> None:
    change, back = mean_change(before, after), mean_change(after, before)
    if change is None or back is None:
        assert not sum(n for n, _ in before.values()) or not sum(n for n, _ in after.values())
        return
    assert math.isclose(change.mix + change.real, change.total, abs_tol=1e-9)
    assert math.isclose(change.real, -back.real, abs_tol=1e-9)
    assert math.isclose(change.mix, -back.mix, abs_tol=1e-9)


@given(groups=GROUPS, gain=st.floats(-10, 10))
def test_the_same_firms_with_another_mean_are_real_change_alone(
    groups: dict[str, tuple[float, float]], gain: float
) -> None:
    change = mean_change(groups, {key: (n, mean + gain) for key, (n, mean) in groups.items()})
    if change is not None:
        assert math.isclose(change.real, gain, abs_tol=1e-9)
        assert math.isclose(change.mix, 0.0, abs_tol=1e-9)


@pytest.mark.parametrize("fault", [(-1.0, 50.0), (math.nan, 50.0), (10.0, math.inf)])
def test_what_is_no_number_is_refused(fault: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        mean_change({"A": fault}, {"A": (1, 1.0)})


def test_a_year_without_anybody_has_no_change() -> None:
    assert mean_change({}, {"A": (1, 1.0)}) is None
    assert mean_change({"A": (0, 1.0)}, {"A": (1, 1.0)}) is None
