"""D12: published knapsacks. D18: the choice of the worked example, also by looking at every subset."""

import json
from itertools import product
from typing import Any

import pytest

from diagnosis.priorities import Action, order_of, return_of, schedule, select_actions, worth_of
from tests.oracles.runner import DATA

KNAPSACKS = [
    case
    for name in ("cases", "more")
    for case in json.loads((DATA / "D12_knapsack" / f"{name}.json").read_text(encoding="utf-8"))
]
CASE = json.loads((DATA / "D18_priority_worked_example" / "case.json").read_text(encoding="utf-8"))
ACTIONS = [
    Action(row["item"], row["priority"], row["effort_months"], months=row["effort_months"], needs=tuple(row["prereq"]))
    for row in CASE["rows"]
]


def things(case: dict[str, Any]) -> list[Action]:
    return [Action(f"{n:02}", v, w) for n, (w, v) in enumerate(zip(case["w"], case["v"], strict=True))]


@pytest.mark.parametrize("case", KNAPSACKS, ids=lambda case: case["name"])
def test_optimum_of_a_published_knapsack(case: dict[str, Any]) -> None:
    taken = [int(code) for code in select_actions(things(case), effort_budget=case["cap"])]
    assert (sum(case["v"][n] for n in taken), sum(case["w"][n] for n in taken)) == (case["best"], case["weight"])
    if "pick" in case:
        assert taken == [n for n, is_taken in enumerate(case["pick"]) if is_taken]


@pytest.mark.parametrize("case", KNAPSACKS, ids=lambda case: case["name"])
def test_one_less_to_carry_is_worth_less(case: dict[str, Any]) -> None:
    taken = [int(code) for code in select_actions(things(case), effort_budget=case["weight"] - 1)]
    assert sum(case["v"][n] for n in taken) < case["best"]


@pytest.mark.parametrize("case", KNAPSACKS, ids=lambda case: case["name"])
def test_money_is_carried_like_effort(case: dict[str, Any]) -> None:
    paid = [Action(one.code, one.worth, 0, money=one.effort) for one in things(case)]
    assert select_actions(paid, money_budget=case["cap"]) == select_actions(things(case), effort_budget=case["cap"])


def test_choice_of_the_worked_example() -> None:
    taken = select_actions(ACTIONS, effort_budget=CASE["capacity_months"])
    chosen = [action for action in ACTIONS if action.code in taken]
    assert sorted(taken) == sorted(CASE["expected_selection"])
    assert sum(action.worth for action in chosen) == pytest.approx(CASE["expected_value"], abs=0.001)
    assert sum(action.effort for action in chosen) == CASE["used"]


def test_no_other_subset_of_the_worked_example_is_worth_more() -> None:
    best: tuple[float, tuple[str, ...]] = (-1.0, ())
    for taken in product((False, True), repeat=len(ACTIONS)):
        chosen = [action for action, is_taken in zip(ACTIONS, taken, strict=True) if is_taken]
        codes = {action.code for action in chosen}
        if sum(action.effort for action in chosen) <= CASE["capacity_months"] and all(
            codes.issuperset(action.needs) for action in chosen
        ):
            best = max(best, (sum(action.worth for action in chosen), tuple(sorted(codes))))
    assert best[1] == select_actions(ACTIONS, effort_budget=CASE["capacity_months"])
    assert best[0] == pytest.approx(CASE["expected_value"], abs=0.001)


def test_order_of_the_worked_example() -> None:
    """The example orders what is ready by priority; roadmaps order by priority for a month, which swaps two of it."""
    chosen = [action for action in ACTIONS if action.code in CASE["expected_selection"]]
    assert [action.code for action in order_of(chosen, by=worth_of)] == CASE["expected_order"]
    swapped = ["I1 data collection", "P1 cost of poor quality", "O3 data governance", "O2 skills", "O1 leadership"]
    assert [action.code for action in order_of(chosen, by=return_of)] == swapped


def test_without_what_it_needs_an_action_would_be_taken_alone() -> None:
    free = [Action(a.code, a.worth, a.effort) for a in ACTIONS]
    assert select_actions(free, effort_budget=4) == ("P1 cost of poor quality",)
    assert select_actions(ACTIONS, effort_budget=4) == ("O3 data governance",)


def test_the_chosen_of_the_worked_example_fit_in_four_quarters_of_five_months() -> None:
    chosen = order_of([action for action in ACTIONS if action.code in CASE["expected_selection"]])
    slots = {slot.code: slot for slot in schedule(chosen, people_months_a_quarter=5)}
    assert slots["P1 cost of poor quality"].start >= slots["I1 data collection"].end
    for quarter in range(max(slot.end for slot in slots.values())):
        busy = [slot for slot in slots.values() if slot.start <= quarter < slot.end]
        assert sum(slot.effort_a_quarter for slot in busy) <= 5 + 1e-6
