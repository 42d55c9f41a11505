"""Choosing and placing actions: whatever they are, the promises hold."""

import itertools
import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.priorities import Action, order_of, return_of, schedule, select_actions, worth_of

# Quarters, so that sums compare exactly.
amounts = st.integers(0, 12).map(lambda n: n / 4)


@st.composite
def action_lists(draw: st.DrawFn, most: int = 9) -> list[Action]:
    """Some actions; each needs only earlier ones, so that there is no circle."""
    count = draw(st.integers(0, most))
    return [
        Action(
            code=f"A{n}",
            worth=draw(amounts),
            effort=draw(amounts),
            money=draw(amounts),
            months=draw(st.sampled_from((1, 3, 4, 9))),
            needs=tuple(f"A{k}" for k in draw(st.sets(st.integers(0, n - 1), max_size=2)) if n) if n else (),
        )
        for n in range(count)
    ]


def worth(actions: Sequence[Action], taken: Sequence[str]) -> float:
    return sum(action.worth for action in actions if action.code in taken)


def spent(actions: Sequence[Action], taken: Sequence[str], what: str) -> float:
    return sum(getattr(action, what) for action in actions if action.code in taken)


def best_of_all(actions: Sequence[Action], effort: float, money: float) -> tuple[float, float, float]:
    """Return worth, and least effort and money of it, of the best of every subset that holds."""
    found = []
    for size in range(len(actions) + 1):
        for chosen in itertools.combinations(actions, size):
            codes = {action.code for action in chosen}
            used = sum(action.effort for action in chosen), sum(action.money for action in chosen)
            if used[0] <= effort and used[1] <= money and all(codes.issuperset(action.needs) for action in chosen):
                found.append((-sum(action.worth for action in chosen), *used))
    least = min(found)
    return -least[0], least[1], least[2]


@settings(max_examples=150, deadline=None)
@given(actions=action_lists(), effort=amounts, money=amounts)
def test_the_choice_is_the_best_of_every_subset(actions: list[Action], effort: float, money: float) -> None:
    taken = select_actions(actions, effort_budget=effort, money_budget=money)
    found = worth(actions, taken), spent(actions, taken, "effort"), spent(actions, taken, "money")
    assert found == best_of_all(actions, effort, money)


@settings(max_examples=100, deadline=None)
@given(actions=action_lists(14), effort=amounts, money=amounts, more=amounts)
def test_budgets_hold_needs_come_along_and_more_budget_never_brings_less(
    actions: list[Action], effort: float, money: float, more: float
) -> None:
    taken = select_actions(actions, effort_budget=effort, money_budget=money)
    assert spent(actions, taken, "effort") <= effort
    assert spent(actions, taken, "money") <= money
    assert all(set(action.needs) <= set(taken) for action in actions if action.code in taken)
    richer = select_actions(actions, effort_budget=effort + more, money_budget=money + more)
    assert worth(actions, richer) >= worth(actions, taken)
    assert worth(actions, select_actions(actions)) >= worth(actions, richer)


@settings(max_examples=60, deadline=None)
@given(actions=action_lists(), effort=amounts, seed=st.integers(0, 9))
def test_the_order_of_the_actions_does_not_matter(actions: list[Action], effort: float, seed: int) -> None:
    shuffled = actions.copy()
    random.Random(seed).shuffle(shuffled)
    assert select_actions(shuffled, effort_budget=effort) == select_actions(actions, effort_budget=effort)
    assert order_of(shuffled) == order_of(actions)


def test_of_choices_worth_the_same_the_one_with_less_effort_then_less_money() -> None:
    same = [Action("A", 5, 3, money=1), Action("B", 5, 2, money=9), Action("C", 5, 2, money=4), Action("D", 0, 1)]
    assert select_actions(same, effort_budget=3) == ("C",)


def test_a_budget_holds_to_the_last_digit() -> None:
    tenths = [Action(f"A{n}", 1, 0.1) for n in range(10)]
    assert len(select_actions(tenths, effort_budget=0.3)) == 3
    assert len(select_actions(tenths, effort_budget=0.3 - 0.001)) == 2


def test_nothing_to_choose_from() -> None:
    assert select_actions([], effort_budget=1) == ()
    assert select_actions([Action("A", 1, 1)], effort_budget=0) == ()


@pytest.mark.parametrize(
    ("actions", "budget", "message"),
    [
        ([Action("A", 1, 1, needs=("B",))], 1, "A needs B"),
        ([Action("A", 1, 1), Action("A", 2, 1)], 1, "a code of its own"),
        ([Action("A", 1, 1)], -1, "0 or more"),
    ],
)
def test_what_cannot_be_chosen_from(actions: list[Action], budget: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        select_actions(actions, effort_budget=budget)


def test_the_best_of_what_is_ready_comes_first() -> None:
    actions = [Action("A", 9, 9), Action("B", 4, 1), Action("C", 50, 2, needs=("A",)), Action("D", 3, 0)]
    assert [action.code for action in order_of(actions)] == ["D", "B", "A", "C"]
    assert [action.code for action in order_of(actions, by=worth_of)] == ["A", "C", "B", "D"]
    assert return_of(actions[3]) == math.inf


def test_needs_in_a_circle_have_no_order() -> None:
    with pytest.raises(ValueError, match="circle: A, B"):
        order_of([Action("A", 1, 1, needs=("B",)), Action("B", 1, 1, needs=("A",))])


@settings(max_examples=150, deadline=None)
@given(
    actions=action_lists(),
    people=st.none() | st.sampled_from((0.1, 0.7, 1.0, 3.0, 24.0)),
    at_once=st.none() | st.integers(1, 3),
    earliest=st.integers(0, 3),
)
def test_no_quarter_carries_too_much_and_what_is_needed_is_done(
    actions: list[Action], people: float | None, at_once: int | None, earliest: int
) -> None:
    slots = schedule(order_of(actions), people_months_a_quarter=people, at_once=at_once, earliest=earliest)
    placed = {slot.code: slot for slot in slots}
    assert set(placed) == {action.code for action in actions}
    for action in actions:
        slot = placed[action.code]
        assert slot.start >= max([earliest, *(placed[need].end for need in action.needs)])
        assert slot.quarters >= action.months / 3
        assert slot.quarters * slot.effort_a_quarter == pytest.approx(action.effort)
    for quarter in range(max((slot.end for slot in slots), default=0)):
        busy = [slot for slot in slots if slot.start <= quarter < slot.end]
        assert people is None or sum(slot.effort_a_quarter for slot in busy) <= people * (1 + 1e-5)
        assert at_once is None or len(busy) <= at_once


def test_an_action_is_placed_in_the_first_gap_that_carries_it() -> None:
    actions = [
        Action("A", 1, 2, months=3),
        Action("B", 1, 6, months=9, needs=("A",)),
        Action("C", 1, 1, months=3),
        Action("D", 1, 4, months=3),
    ]
    slots = {slot.code: slot for slot in schedule(actions, people_months_a_quarter=3)}
    assert [(slots[c].start, slots[c].quarters) for c in "ABC"] == [(0, 1), (1, 3), (0, 1)]
    # Four person-months are more than a quarter has: two quarters, after B, with which they do not fit.
    assert (slots["D"].start, slots["D"].quarters, slots["D"].effort_a_quarter) == (4, 2, 2.0)


def test_a_quarter_is_full_when_its_actions_together_fill_it() -> None:
    slots = schedule([Action(f"A{n}", 1, 1) for n in range(7)], people_months_a_quarter=3)
    assert [slot.start for slot in slots] == [0, 0, 0, 1, 1, 1, 2]


def test_hardly_anybody_takes_as_good_as_for_ever() -> None:
    first, second = schedule([Action("A", 1, 1), Action("B", 1, 1)], people_months_a_quarter=1e-300)
    assert (first.start, first.quarters) == (0, 10_000)
    assert second.start >= first.end


def test_actions_placed_before_are_waited_for() -> None:
    (slot,) = schedule([Action("B", 1, 1, needs=("A",))], ends={"A": 5})
    assert slot.start == 5
