"""The bonus: floor, bars, cap, parts, and a base that it never touches."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scoring import BonusStatus, Code, Reason, Refused, award_bonus
from tests.awards.scoring.world import BARS, BONUS

PARTS = {"B-ESG-E": 10, "B-ESG-S": 6, "B-ESG-G": 3}
CLEAR = dict.fromkeys(BARS, False)


@pytest.mark.parametrize(
    ("base", "granted", "status"),
    [
        (499.75, 0, BonusStatus.BELOW_FLOOR),  # rounds to 500, and is still below
        (500.0, 19, BonusStatus.GRANTED),
        (500.25, 19, BonusStatus.GRANTED),
        (1000.0, 19, BonusStatus.GRANTED),
    ],
)
def test_floor_of_the_base(base: float, granted: int, status: BonusStatus) -> None:
    found = award_bonus(BONUS, base=base, parts=PARTS, bars=CLEAR)
    assert (found.granted, found.status, found.claimed) == (granted, status, 19)
    assert (found.base, found.total) == (base, base + granted)
    below = (Reason(Code.BASE_BELOW_FLOOR, {"base": base, "floor": 500.0}),)
    assert found.reasons == (below if status is BonusStatus.BELOW_FLOOR else ())
    assert (found.rule, found.unverified) == ("B-ESG", ("cap", "base_floor"))


@pytest.mark.parametrize("fact", BARS)
def test_each_legal_bar_bars(fact: str) -> None:
    found = award_bonus(BONUS, base=600.0, parts=PARTS, bars={**CLEAR, fact: True})
    assert (found.granted, found.total, found.status) == (0, 600.0, BonusStatus.BARRED)
    assert [(reason.code, reason.facts["fact"]) for reason in found.reasons] == [(Code.LEGAL_BAR, fact)]
    assert award_bonus(BONUS, base=600.0, parts=PARTS, bars={**CLEAR, fact: False}).granted == 19


def test_an_unknown_fact_is_a_question_and_a_known_bar_answers_it() -> None:
    first, second, *_ = BARS
    waiting = award_bonus(BONUS, base=600.0, parts=PARTS, bars={**CLEAR, first: None})
    assert (waiting.status, waiting.granted) == (BonusStatus.TO_CONFIRM, 0)
    assert waiting.reasons == (Reason(Code.LEGAL_FACT_UNKNOWN, {"fact": first}),)
    barred = award_bonus(BONUS, base=600.0, parts=PARTS, bars={**CLEAR, first: None, second: True})
    assert barred.status is BonusStatus.BARRED


def test_nothing_claimed() -> None:
    found = award_bonus(BONUS, base=600.0, parts={})
    assert (found.status, found.granted, found.reasons) == (BonusStatus.NONE_CLAIMED, 0, ())


def test_cap() -> None:
    rule = replace(BONUS, cap=15)
    found = award_bonus(rule, base=600.0, parts=PARTS)
    assert (found.claimed, found.granted, found.total) == (19, 15, 615.0)
    assert found.reasons == (Reason(Code.BONUS_CAPPED, {"claimed": 19, "cap": 15}),)
    most = award_bonus(BONUS, base=600.0, parts=dict.fromkeys(BONUS.parts, 10))
    assert (most.granted, most.reasons) == (30, ()), "three full parts reach the cap and are not cut"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"B-X": 3}, Code.PART_UNKNOWN),
        ({"B-ESG-E": 11}, Code.PART_OFF_SCALE),
        ({"B-ESG-E": 5}, Code.PART_OFF_SCALE),
        ({"B-ESG-E": -3}, Code.PART_OFF_SCALE),
        ({"B-ESG-E": True}, Code.PART_OFF_SCALE),
    ],
)
def test_points_off_the_scale(parts: dict[str, int], code: Code) -> None:
    with pytest.raises(Refused) as refused:
        award_bonus(BONUS, base=600.0, parts=parts)
    assert refused.value.codes == (code,)


def test_a_rule_without_a_scale_takes_whole_points() -> None:
    free = replace(BONUS, part_points=())
    assert award_bonus(free, base=600.0, parts={"B-ESG-E": 5}).granted == 5
    assert award_bonus(free, base=600.0, parts={"B-ESG-E": 10, "B-ESG-S": 0}).granted == 10
    with pytest.raises(Refused) as refused:
        award_bonus(free, base=600.0, parts={"B-ESG-E": True, "B-ESG-S": 11})
    assert refused.value.codes == (Code.PART_OFF_SCALE, Code.PART_OFF_SCALE)
    assert refused.value.reasons[1].facts == {"part": "B-ESG-S", "points": 11, "most": 10}


@given(
    st.integers(0, 4000).map(lambda quarters: quarters / 4),
    st.fixed_dictionaries({part: st.sampled_from(BONUS.part_points) for part in BONUS.parts}),
    st.fixed_dictionaries({fact: st.sampled_from([True, False, None]) for fact in BARS}),
)
def test_total_is_the_base_and_what_was_granted(
    base: float, parts: dict[str, int], bars: dict[str, bool | None]
) -> None:
    found = award_bonus(BONUS, base=base, parts=parts, bars=bars)
    assert found.base == base
    assert found.total == base + found.granted
    assert 0 <= found.granted <= min(found.claimed, BONUS.cap)
    assert (found.granted > 0) == (found.status is BonusStatus.GRANTED)
    if base < BONUS.floor or any(bars.values()):
        assert found.granted == 0
