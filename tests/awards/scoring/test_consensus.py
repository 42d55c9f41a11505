"""The log of one review: rounds, the lead's decision, an examiner taken out, and what never changes."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.scoring import (
    Code,
    ConsensusClosed,
    ConsensusOpened,
    ConsensusState,
    Event,
    ExaminerJoined,
    ExaminerRemoved,
    Finalised,
    LeadDecided,
    LeadNamed,
    Outcome,
    Path,
    Phase,
    Refused,
    ReviewLocked,
    RoundLogged,
    SpreadRules,
    TeamNamed,
    VisitRecorded,
    apply,
    discussion_order,
    fold,
    reviews_visible_to,
    spread,
)
from tests.awards.scoring.world import (
    DEMO,
    OFFICIAL,
    SCALE,
    SPREAD_RULES,
    WHY,
    demo_log,
    demo_reviews,
    demo_setup,
    demo_team,
    rated,
    setup_of,
)

ITEM = "AWD1.1"
SETUP = setup_of([ITEM])
FACTORS = SETUP.factors[ITEM]
PERCENT = st.integers(0, 20).map(lambda step: step * 5)


def review(examiner: str, percent: int) -> ReviewLocked:
    return ReviewLocked(examiner, {ITEM: rated(percent, FACTORS)})


def opened(*percents: int) -> list[Event]:
    members = tuple(f"E{at}" for at in range(1, len(percents) + 1))
    return [
        TeamNamed(OFFICIAL, "E1", members),
        *(review(member, percent) for member, percent in zip(members, percents, strict=True)),
        ConsensusOpened("E1"),
    ]


def round_of(*percents: int, members: tuple[str, ...] = ()) -> RoundLogged:
    names = members or tuple(f"E{at}" for at in range(1, len(percents) + 1))
    return RoundLogged(
        "E1", ITEM, {name: rated(percent, FACTORS) for name, percent in zip(names, percents, strict=True)}, WHY
    )


def conflict(examiner: str) -> ExaminerRemoved:
    return ExaminerRemoved(OFFICIAL, examiner, "C01", "employed by a group company until last year")


@pytest.mark.parametrize(
    ("percents", "outcome", "percent"),
    [
        ([50, 55, 60], Outcome.AGREED, 55),
        ([50, 55], Outcome.AGREED, 55),  # 52.5 goes up
        ([45, 50], Outcome.AGREED, 50),  # 47.5 goes up
        ([45, 45, 60, 60], Outcome.AGREED, 55),  # 15 apart is still close
        ([45, 65], Outcome.DISCUSS, 55),  # 20 apart
        ([65, 70, 80], Outcome.AGREED, 70),
        ([5, 10], Outcome.AGREED, 10),
        ([5, 20], Outcome.AGREED, 15),  # 12.5 goes up
        ([100], Outcome.AGREED, 100),
    ],
)
def test_spread_by_hand(percents: list[int], outcome: Outcome, percent: int) -> None:
    found = spread({f"E{at}": value for at, value in enumerate(percents)}, scale=SCALE, rules=SPREAD_RULES)
    assert (found.outcome, found.percent) == (outcome, percent)
    assert found.spread == max(percents) - min(percents)


def test_ranges_two_apart_are_discussed_however_close() -> None:
    wide = replace(SPREAD_RULES, max_spread=100)
    assert spread({"a": 45, "b": 70}, scale=SCALE, rules=wide).ranges_apart == 2
    assert spread({"a": 45, "b": 70}, scale=SCALE, rules=wide).outcome is Outcome.DISCUSS
    assert spread({"a": 45, "b": 65}, scale=SCALE, rules=wide).outcome is Outcome.AGREED


def test_spread_refuses_what_is_no_score() -> None:
    with pytest.raises(Refused) as refused:
        spread({}, scale=SCALE, rules=SPREAD_RULES)
    assert refused.value.codes == (Code.SCORE_MISSING,)
    with pytest.raises(Refused) as refused:
        spread({"a": 50, "b": 51}, scale=SCALE, rules=SPREAD_RULES)
    assert refused.value.reasons[0].facts == {"examiner": "b", "percent": 51, "step": 5}
    with pytest.raises(ValueError, match="step of the scale"):
        spread({"a": 55, "b": 55}, scale=SCALE, rules=SpreadRules(15, 1, 10))


@given(st.lists(PERCENT, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_median_lies_within_and_order_changes_nothing(percents: list[int], shuffler: random.Random) -> None:
    scores = {f"E{at}": percent for at, percent in enumerate(percents)}
    found = spread(scores, scale=SCALE, rules=SPREAD_RULES)
    assert found.low <= found.percent <= found.high
    assert found.low <= found.median <= found.high
    shuffled = list(scores.items())
    shuffler.shuffle(shuffled)
    again = spread(dict(shuffled), scale=SCALE, rules=SPREAD_RULES)
    assert again == found
    assert list(again.scores) == list(found.scores)


@given(st.lists(PERCENT, min_size=1, max_size=6), st.integers(0, 5), st.integers(0, 20))
def test_a_higher_score_never_lowers_the_median(percents: list[int], at: int, step: int) -> None:
    at %= len(percents)
    raised = [max(percent, step * 5) if place == at else percent for place, percent in enumerate(percents)]
    before, after = (
        spread({f"E{place}": value for place, value in enumerate(values)}, scale=SCALE, rules=SPREAD_RULES).percent
        for values in (percents, raised)
    )
    assert after >= before


def test_order_of_discussion() -> None:
    def of(*percents: int):
        return spread({f"E{at}": percent for at, percent in enumerate(percents)}, scale=SCALE, rules=SPREAD_RULES)

    spreads = {"a": of(50, 70), "b": of(50, 55), "c": of(25, 65), "d": of(45, 65), "e": of(25, 50)}
    # 40; then 25; then the two of 20 as the criteria have them; b is agreed.
    assert discussion_order(spreads, ["e", "d", "c", "b", "a"]) == ("c", "e", "d", "a")
    # Of two equally wide the one with more ranges apart goes first: 25..45 is one, 5..25 is one, 45..70 is two.
    assert discussion_order({"x": of(50, 75), "y": of(45, 70)}, ["x", "y"]) == ("y", "x")


def test_unresolved_after_the_last_round_the_lead_decides_beside_a_note() -> None:
    log = [*opened(30, 60, 60), round_of(30, 55, 60), round_of(35, 55, 60)]
    state = fold(SETUP, log)
    assert state.items[ITEM].path is Path.LEAD_TO_DECIDE
    assert state.percents == {ITEM: None}
    decision = LeadDecided("E1", ITEM, 55, WHY, {"E3": "the results of plant 2 bear 60 out"})
    item = apply(SETUP, state, decision).items[ITEM]
    assert (item.path, item.agreed) == (Path.LEAD_DECIDED, 55)
    assert item.decision is not None
    assert item.decision.minority == {"E3": "the results of plant 2 bear 60 out"}
    assert [entry.spread.spread for entry in item.rounds] == [30, 25]
    assert [(entry.number, entry.rationale) for entry in item.rounds] == [(1, WHY), (2, WHY)]
    assert (item.decision.by, item.decision.percent, item.decision.rationale) == ("E1", 55, WHY)
    assert item.independent is not None
    assert item.independent.spread == 30


def test_nobody_differs_so_no_note_is_asked_for() -> None:
    log = [*opened(30, 60, 60), round_of(30, 60, 60), round_of(30, 60, 60), LeadDecided("E1", ITEM, 60, WHY, {})]
    assert fold(SETUP, log).percents == {ITEM: 60}


def test_a_round_keeps_sub_ratings_it_does_not_mention() -> None:
    log = demo_log()
    state = fold(demo_setup(), log)
    first = state.items["AWD7.1"].rounds[0]
    assert first.ratings["EX-2"].factors == {"Le": "R3", "T": "R3", "C": "R2", "I": "R3"}
    raised = RoundLogged("EX-1", "AWD7.1", {**log[6].ratings, "EX-2": rated(50, ())}, log[6].rationale)
    with pytest.raises(Refused) as refused:
        fold(demo_setup(), [*log[:6], raised])
    assert refused.value.codes == (Code.ABOVE_LOWEST_FACTOR,)
    with_factors = replace(raised, ratings={**log[6].ratings, "EX-2": rated(50, ("Le", "T", "C", "I"), "R3")})
    assert fold(demo_setup(), [*log[:6], with_factors]).items["AWD7.1"].rounds[0].ratings["EX-2"].percent == 50


def test_an_examiner_taken_out_has_everything_worked_out_afresh() -> None:
    log = [*opened(30, 55, 60, 60), round_of(50, 55, 60, 60), ConsensusClosed("E1")]
    log += [VisitRecorded("E2", ITEM, 60, 70, ("SV-1",), "seen"), Finalised("E1")]
    before = fold(SETUP, log)
    assert before.percents == {ITEM: 70}
    after = apply(SETUP, before, conflict("E4"))
    item = after.items[ITEM]
    assert after.phase is Phase.CONSENSUS
    assert after.members == ("E1", "E2", "E3")
    assert (item.path, item.agreed, item.visits, item.rounds) == (Path.DISCUSSION, None, (), ())
    assert item.independent is not None
    assert item.independent.scores == {"E1": 30, "E2": 55, "E3": 60}
    past = item.set_aside[0]
    assert (past.removed, past.agreed, len(past.rounds), past.visits[0].after) == ("E4", 60, 1, 70)
    assert after.removed[0].rule == "C01"
    assert "E4" in after.reviews, "the locked review stays on record"
    without_outlier = apply(SETUP, before, replace(conflict("E1"), by="E1"))
    assert without_outlier.percents == {ITEM: 60}, "the remaining three agree without a discussion"
    assert without_outlier.lead is None
    named = apply(SETUP, without_outlier, LeadNamed(OFFICIAL, "E2"))
    assert apply(SETUP, named, ConsensusClosed("E2")).phase is Phase.VISIT


def test_too_few_left_wait_for_a_replacement() -> None:
    state = apply(SETUP, fold(SETUP, opened(30, 55, 60)), conflict("E2"))
    assert (state.phase, state.items[ITEM].path) == (Phase.INDEPENDENT, Path.WAITING)
    assert len(state.items[ITEM].set_aside) == 1
    joined = apply(SETUP, state, ExaminerJoined(OFFICIAL, "E9"))
    with pytest.raises(Refused) as refused:
        apply(SETUP, joined, ConsensusOpened("E1"))
    assert refused.value.codes == (Code.REVIEW_OPEN,)
    reopened = fold_on(joined, [review("E9", 40), ConsensusOpened("E1")])
    assert reopened.items[ITEM].independent is not None
    assert reopened.items[ITEM].independent.scores == {"E1": 30, "E3": 60, "E9": 40}
    assert len(reopened.items[ITEM].set_aside) == 1, "what was set aside stays"


def fold_on(state: ConsensusState, events: list[Event]) -> ConsensusState:
    for event in events:
        state = apply(SETUP, state, event)
    return state


def test_before_reviews_are_compared_there_is_nothing_to_set_aside() -> None:
    state = fold(SETUP, [*opened(30, 55, 60, 60)[:3], conflict("E4")])
    assert state.phase is Phase.INDEPENDENT
    assert state.items[ITEM].set_aside == ()
    assert state.members == ("E1", "E2", "E3")


def test_reviews_of_others_are_read_only_once_all_are_laid_open() -> None:
    log = opened(30, 55, 60)
    for locked in range(5):
        state = fold(SETUP, log[:locked])
        for at, member in enumerate(("E1", "E2", "E3"), start=1):
            assert set(reviews_visible_to(state, member)) == ({member} if locked > at else set())
    together = fold(SETUP, log)
    assert set(reviews_visible_to(together, "E2")) == {"E1", "E2", "E3"}
    assert reviews_visible_to(together, OFFICIAL) == {}
    waiting = fold_on(together, [conflict("E2"), ExaminerJoined(OFFICIAL, "E9")])
    assert reviews_visible_to(waiting, "E9") == {}, "the replacement reviews as blind as the others did"
    assert reviews_visible_to(waiting, "E2") == {}
    again = fold_on(waiting, [review("E9", 40), ConsensusOpened("E1")])
    assert set(reviews_visible_to(again, "E9")) == {"E1", "E3", "E9"}


@settings(max_examples=40)
@given(
    st.lists(PERCENT, min_size=4, max_size=4),
    st.lists(PERCENT, min_size=4, max_size=4),
    st.randoms(use_true_random=False),
)
def test_folding_is_repeatable_incremental_and_free_of_order(
    percents: list[int], second: list[int], shuffler: random.Random
) -> None:
    log = opened(*percents)
    state = fold(SETUP, log)
    if state.percents[ITEM] is None:
        log.append(round_of(*second))
    log.append(conflict("E4"))
    assert fold(SETUP, log) == fold(SETUP, log)
    for cut in range(len(log)):
        earlier = fold(SETUP, log[:cut])
        kept = repr(earlier)
        assert fold_on(earlier, log[cut:]) == fold(SETUP, log)
        assert repr(earlier) == kept, "a state is never changed"
    locked = log[1:5]
    shuffler.shuffle(locked)
    assert fold(SETUP, [log[0], *locked, *log[5:]]).items == fold(SETUP, log).items


@settings(max_examples=40)
@given(st.lists(PERCENT, min_size=4, max_size=4))
def test_an_examiner_taken_out_leaves_what_the_others_alone_would_have_found(percents: list[int]) -> None:
    removed = fold(SETUP, [*opened(*percents), conflict("E4")]).items[ITEM]
    alone = fold(SETUP, opened(*percents[:3])).items[ITEM]
    assert replace(removed, set_aside=()) == alone


def test_the_demo_survives_losing_its_third_examiner_only_with_a_replacement() -> None:
    log: list[Event] = [*demo_log(), ExaminerRemoved(OFFICIAL, "EX-3", "C02", "trained the applicant")]
    state = fold(demo_setup(), log)
    assert state.phase is Phase.INDEPENDENT
    assert set(state.percents.values()) == {None}
    assert all(len(item.set_aside) == 1 for item in state.items.values())
    assert {code: item.set_aside[0].agreed for code, item in state.items.items()} == {
        case["item"]: case["agreed"] for case in DEMO["consensus"]
    }
    third = demo_reviews()[2]
    log += [ExaminerJoined(OFFICIAL, "EX-4"), replace(third, by="EX-4"), ConsensusOpened(demo_team().lead)]
    again = fold(demo_setup(), log)
    assert again.percents == {"AWD1.1": 60, "AWD4.1": None, "AWD6.1": 50, "AWD7.1": None}
