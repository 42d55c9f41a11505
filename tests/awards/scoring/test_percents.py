"""Percents in steps inside ranges, and the rules of one rating."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scoring import Code, PercentScale, Rating, Reason, Refused, check_rating, highest_percent
from tests.awards.scoring.world import SCALE, scale_of

ADLI = ("A", "D", "L", "I")
PERCENTS = st.integers(0, 20).map(lambda step: step * 5)


def codes(rating: Rating, factors: tuple[str, ...] = ADLI) -> list[Code]:
    return [reason.code for reason in check_rating(SCALE, rating, factors=factors, cap_ranges=1)]


@pytest.mark.parametrize(
    ("percent", "code"),
    [
        (0, "R1"),
        (5, "R1"),
        (10, "R2"),
        (25, "R2"),
        (30, "R3"),
        (45, "R3"),
        (50, "R4"),
        (65, "R4"),
        (70, "R5"),
        (85, "R5"),
        (90, "R6"),
        (100, "R6"),
    ],
)
def test_range_of_both_edges(percent: int, code: str) -> None:
    found = SCALE.range_of(percent)
    assert (found.code, f"R{found.number}") == (code, code)
    assert found.low <= percent <= found.high


@pytest.mark.parametrize(
    ("percent", "code"),
    [
        (42, Code.PERCENT_OFF_STEP),
        (-5, Code.PERCENT_OUT_OF_BOUNDS),
        (105, Code.PERCENT_OUT_OF_BOUNDS),
        (45.0, Code.PERCENT_NOT_WHOLE),
        (True, Code.PERCENT_NOT_WHOLE),
        ("45", Code.PERCENT_NOT_WHOLE),
        (None, Code.PERCENT_NOT_WHOLE),
    ],
)
def test_what_is_no_percent(percent: object, code: Code) -> None:
    with pytest.raises(Refused) as refused:
        SCALE.range_of(percent)  # type: ignore[arg-type]
    assert refused.value.codes == (code,)
    assert refused.value.reasons == SCALE.faults_of(percent)


def test_what_a_percent_that_is_none_is_told() -> None:
    assert SCALE.faults_of("45") == (Reason(Code.PERCENT_NOT_WHOLE, {"value": "45"}),)
    assert SCALE.faults_of(105) == (Reason(Code.PERCENT_OUT_OF_BOUNDS, {"percent": 105, "low": 0, "high": 100}),)
    assert SCALE.faults_of(100) == ()


@pytest.mark.parametrize(
    "rows",
    [
        [("R1", 0, 45), ("R2", 55, 100)],
        [("R1", 0, 50), ("R2", 50, 100)],
        [("R1", 5, 100)],
        [("R1", 0, 95)],
        [("R1", 0, 42), ("R2", 47, 100)],
        [("R1", 0, 45), ("R1", 50, 100)],
        [],
    ],
)
def test_ranges_leave_nothing_out(rows: list[tuple[str, int, int]]) -> None:
    with pytest.raises(ValueError, match="range"):
        PercentScale.of(rows)


def test_grades_are_a_scale_too() -> None:
    assert [found.code for found in scale_of("qcircle").ranges] == ["D", "C", "B", "A", "S"]
    assert scale_of("qcircle").range_of(75).code == "A"
    assert scale_of("qcas").range_of(70).code == "G4"


def test_one_range_above_the_lowest_factor_is_the_most() -> None:
    factors = {"A": "R5", "D": "R4", "L": "R3", "I": "R4"}
    assert codes(Rating(65, factors)) == []
    above = check_rating(SCALE, Rating(70, factors), factors=ADLI, cap_ranges=1)
    assert [reason.code for reason in above] == [Code.ABOVE_LOWEST_FACTOR]
    assert above[0].facts == {"percent": 70, "range": "R5", "lowest": "R3", "most": 65}
    assert codes(Rating(0, factors)) == [], "the rule sets no floor"


def test_everything_wrong_is_told_at_once() -> None:
    rating = Rating(61, {"A": "R9", "D": "R4", "X": "R1"}, "R7")
    assert list(check_rating(SCALE, rating, factors=ADLI, cap_ranges=1)) == [
        Reason(Code.PERCENT_OFF_STEP, {"percent": 61, "step": 5}),
        Reason(Code.RANGE_UNKNOWN, {"range": "R7"}),
        Reason(Code.FACTOR_MISSING, {"factor": "L"}),
        Reason(Code.FACTOR_MISSING, {"factor": "I"}),
        Reason(Code.FACTOR_RANGE_UNKNOWN, {"factor": "A", "range": "R9"}),
        Reason(Code.FACTOR_UNKNOWN, {"factor": "X"}),
    ]


def test_range_first_then_percent_inside_it() -> None:
    factors = dict.fromkeys(ADLI, "R4")
    assert codes(Rating(50, factors, "R4")) == []
    assert codes(Rating(65, factors, "R4")) == []
    for percent in (45, 70):
        outside = check_rating(SCALE, Rating(percent, factors, "R4"), factors=ADLI, cap_ranges=1)
        facts = {"percent": percent, "range": "R4", "low": 50, "high": 65}
        assert outside == (Reason(Code.PERCENT_OUTSIDE_RANGE, facts),)


def test_a_missing_factor_is_not_taken_for_the_lowest() -> None:
    assert codes(Rating(100, {"A": "R6", "D": "R6", "L": "R6"})) == [Code.FACTOR_MISSING]


def test_frames_without_factors() -> None:
    assert codes(Rating(100), ()) == []
    assert codes(Rating(100, {"A": "R1"}), ()) == [Code.FACTOR_UNKNOWN]


@given(PERCENTS, st.lists(st.sampled_from([found.code for found in SCALE.ranges]), min_size=4, max_size=4))
def test_highest_percent_is_the_edge_of_the_rule(percent: int, ranges: list[str]) -> None:
    factors = dict(zip(ADLI, ranges, strict=True))
    most = highest_percent(SCALE, factors, cap_ranges=1)
    assert (codes(Rating(percent, factors)) == []) == (percent <= most)


def test_highest_percent_without_or_with_unknown_factors() -> None:
    assert highest_percent(SCALE, {}, cap_ranges=1) == 100
    with pytest.raises(Refused) as refused:
        highest_percent(SCALE, {"A": "R9"}, cap_ranges=1)
    assert refused.value.reasons == (Reason(Code.FACTOR_RANGE_UNKNOWN, {"factor": "A", "range": "R9"}),)


@given(PERCENTS, PERCENTS)
def test_ranges_never_fall_as_percents_rise(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert SCALE.range_of(low).number <= SCALE.range_of(high).number
