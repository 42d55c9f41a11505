"""The practice file: three examiners of the worked example against its consensus, and the edges of passing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.fairness import PassRule, Shortfall, calibrate

RULE = PassRule(mean_abs_deviation_max=10, range_agreement_min=0.7)
REFERENCE = {"AWD1.1": 60, "AWD4.1": 45, "AWD6.1": 50, "AWD7.1": 45}
ITEMS = {f"I{number}": 50.0 for number in range(10)}
STEADY = settings(deadline=None, derandomize=True, max_examples=60)


def percents(*values: float) -> dict[str, float]:
    return dict(zip(REFERENCE, values, strict=True))


@pytest.mark.parametrize(
    ("given_", "off", "bias", "agreed", "shortfalls"),
    [
        # 5, 5, 5, 15 too high; 50 and 60 stand a range above 45.
        (percents(65, 50, 55, 60), 7.5, 7.5, 0.5, (Shortfall.RANGES,)),
        # 0, -15, 0, -10, all in the range of the reference.
        (percents(60, 30, 50, 35), 6.25, -6.25, 1.0, ()),
        # -5, 0, -5, +5: near, but on the wrong side of two borders.
        (percents(55, 45, 45, 50), 3.75, -1.25, 0.5, (Shortfall.RANGES,)),
    ],
)
def test_the_worked_example(
    given_: dict, off: float, bias: float, agreed: float, shortfalls: tuple[Shortfall, ...]
) -> None:
    found = calibrate(given_, REFERENCE, RULE)
    assert (found.mean_abs_deviation, found.bias, found.range_agreement) == pytest.approx((off, bias, agreed))
    assert found.shortfalls == shortfalls
    assert found.passed == (not shortfalls)


def test_the_farthest_item_comes_first() -> None:
    found = calibrate(percents(65, 50, 55, 60), REFERENCE, RULE)
    first = found.items[0]
    assert (first.item, first.given, first.reference, first.deviation, first.ranges_apart) == ("AWD7.1", 60, 45, 15, 1)
    assert [one.item for one in found.items[1:]] == ["AWD1.1", "AWD4.1", "AWD6.1"]


def test_both_bounds_are_allowed_and_a_step_beyond_is_not() -> None:
    seven_of_ten = ITEMS | {"I0": 70, "I1": 30, "I2": 70}
    assert calibrate(seven_of_ten, ITEMS, RULE).passed
    six = calibrate(seven_of_ten | {"I3": 45}, ITEMS, RULE)
    assert six.shortfalls == (Shortfall.RANGES,)
    ten_off = ITEMS | {"I0": 100, "I1": 0}
    assert calibrate(ten_off, ITEMS, RULE).mean_abs_deviation == 10
    assert calibrate(ten_off, ITEMS, RULE).passed
    more = calibrate(ten_off | {"I2": 55}, ITEMS, RULE)
    assert more.shortfalls == (Shortfall.DEVIATION,)


def test_every_item_has_to_be_rated() -> None:
    found = calibrate({"AWD1.1": 60}, REFERENCE, RULE)
    assert found.missing == ("AWD4.1", "AWD6.1", "AWD7.1")
    assert found.shortfalls == (Shortfall.INCOMPLETE,)
    assert not found.passed
    nothing = calibrate({}, REFERENCE, RULE)
    assert (nothing.mean_abs_deviation, nothing.range_agreement, nothing.passed) == (None, None, False)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="no X"):
        calibrate({"X": 50}, REFERENCE, RULE)
    with pytest.raises(ValueError, match="reference ratings"):
        calibrate({}, {}, RULE)
    with pytest.raises(ValueError, match="range"):
        calibrate(percents(7, 45, 50, 45), REFERENCE, RULE)
    for odd in ((-1, 0.5), (101, 0.5), (10, 1.1)):
        with pytest.raises(ValueError, match="deviation"):
            PassRule(*odd)


@STEADY
@given(st.lists(st.integers(0, 20), min_size=4, max_size=4))
def test_the_reference_passes_and_nearer_is_never_worse(steps: list[int]) -> None:
    values = percents(*(5.0 * step for step in steps))
    assert calibrate(values, values, PassRule(0, 1)).passed
    found = calibrate(values, REFERENCE, RULE)
    nearer = values | {"AWD1.1": 60}
    again = calibrate(nearer, REFERENCE, RULE)
    assert again.mean_abs_deviation <= found.mean_abs_deviation
    assert again.range_agreement >= found.range_agreement
