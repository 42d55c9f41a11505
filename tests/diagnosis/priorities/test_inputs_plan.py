"""Plans that follow what a company says: factors, targets, people, money, quarters."""

import dataclasses
import json
import math
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.priorities import HORIZONS, ItemStanding, Plan, PlanInputs, Point, UnableToPlan, factors_of
from tests.diagnosis.priorities.companies import company, links, measures, model, plan_for

GROUPS = list(links().cost_groups)
KPIS = list(links().kpis)
ITEMS = list(model().core_items())

seeds = st.integers(0, 10_000)
inputs_given = st.builds(
    PlanInputs,
    horizon=st.sampled_from(HORIZONS),
    cost_shares=st.dictionaries(st.sampled_from(GROUPS), st.floats(0.1, 100), max_size=8),
    kpis=st.lists(st.sampled_from(KPIS), unique=True, max_size=5).map(tuple),
)
limited = st.builds(
    PlanInputs,
    horizon=st.sampled_from(HORIZONS),
    kpis=st.lists(st.sampled_from(KPIS), unique=True, max_size=5).map(tuple),
    people_months_a_quarter=st.none() | st.floats(0, 30),
    money=st.none() | st.floats(0, 900),
    quarters=st.integers(1, 12),
).filter(lambda inputs: inputs.is_limited)


def points(plan: Plan) -> dict[str, Point]:
    return {point.code: point for point in plan.points}


def test_nothing_said_gives_the_plan_of_the_result() -> None:
    items = company(3)
    assert plan_for(items, PlanInputs()) == plan_for(items, None)
    assert all(point.cost_factor == point.kpi_factor == 0.5 for point in plan_for(items).points)


def test_factors_by_hand() -> None:
    inputs = PlanInputs(cost_shares={"EQUIPMENT": 60, "ENERGY": 20, "LABOUR": 20}, kpis=("OEE", "DEFECTS"))
    found = factors_of(ITEMS, inputs, links())
    # INF1.1 bears on equipment 1, energy 1, labour 0.5 -> 0.9, as PER2.4 does: the greatest.
    assert found.cost["INF1.1"] == pytest.approx(1.0)
    # INF4.1: equipment 1, energy 0.5 -> 0.7 of 0.9.
    assert found.cost["INF4.1"] == pytest.approx(0.7 / 0.9)
    assert found.cost["PER4.3"] == 0.0
    assert found.kpi["INF1.1"] == pytest.approx((1 + 0.5) / 2)
    assert found.kpi["ORG3.1"] == 0.0


@given(inputs=inputs_given, drop=st.sets(st.sampled_from(ITEMS)))
def test_factors_lie_between_0_and_1_and_the_greatest_cost_factor_is_1(inputs: PlanInputs, drop: set[str]) -> None:
    found = factors_of([code for code in ITEMS if code not in drop], inputs, links())
    assert all(0 <= value <= 1 for value in (*found.cost.values(), *found.kpi.values()))
    assert not found.cost or max(found.cost.values()) == 1.0
    assert bool(found.kpi) == bool(inputs.kpis and len(drop) < len(ITEMS))


def test_only_the_proportions_of_the_shares_count() -> None:
    items = company(5)
    percent = plan_for(items, PlanInputs(cost_shares={"MATERIAL": 75, "LABOUR": 25}))
    won = plan_for(items, PlanInputs(cost_shares={"LABOUR": 1_000_000, "MATERIAL": 3_000_000}))
    assert percent == won


@settings(max_examples=40, deadline=None)
@given(seed=seeds, inputs=inputs_given)
def test_the_priority_is_the_product_that_the_page_shows(seed: int, inputs: PlanInputs) -> None:
    for point in plan_for(company(seed), inputs).points:
        cost, kpi, nearness = inputs.weights
        impact = cost * point.cost_factor + kpi * point.kpi_factor + nearness * point.proximity
        assert point.impact == pytest.approx(impact)
        assert point.gap == pytest.approx(max(0, point.target - point.level) / 5)
        assert point.priority == pytest.approx(100 * point.weight * point.impact * point.gap)
        assert point.importance == pytest.approx(100 * point.weight * point.impact)
        assert point.has_factors
        assert 0 <= point.priority <= 100


def test_what_a_company_steers_by_moves_its_items_up() -> None:
    items = company(8)
    before, after = plan_for(items), plan_for(items, PlanInputs(kpis=("OEE",)))
    linked = {code for code in ITEMS if links().kpi_link(code, "OEE") == 1}
    assert linked
    for code in linked:
        assert points(after)[code].impact > points(before)[code].impact
    for code in set(ITEMS) - {c for c in ITEMS if links().kpi_link(c, "OEE")}:
        assert points(after)[code].impact < points(before)[code].impact


@settings(max_examples=40, deadline=None)
@given(seed=seeds, which=st.integers(0, len(ITEMS) - 1), factor=st.floats(1, 10), inputs=inputs_given)
def test_raising_a_weight_never_lowers_a_priority(seed: int, which: int, factor: float, inputs: PlanInputs) -> None:
    items = company(seed)
    heavier = items.copy()
    heavier[which] = dataclasses.replace(items[which], weight=items[which].weight * factor)
    code = items[which].code
    # Targets set alike, so that only the weight tells: which prerequisites lead depends on the weights.
    targets = {point.code: math.ceil(point.target) for point in plan_for(items).points}
    inputs = dataclasses.replace(inputs, targets=targets)
    before, after = points(plan_for(items, inputs))[code], points(plan_for(heavier, inputs))[code]
    assert after.priority >= before.priority * (1 - 1e-12)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, inputs=inputs_given, shuffle=st.integers(0, 99))
def test_the_order_of_the_items_does_not_matter(seed: int, inputs: PlanInputs, shuffle: int) -> None:
    items = company(seed)
    shuffled = items.copy()
    random.Random(shuffle).shuffle(shuffled)
    one, other = plan_for(items, inputs), plan_for(shuffled, inputs)
    assert one.steps == other.steps or _nearly(one, other)
    assert points(one) == points(other)


def _nearly(one: Plan, other: Plan) -> bool:
    """Tell whether the steps are the same but for the last bit of sums taken in another order."""
    return [(s.measure, s.starts_quarter, pytest.approx(s.priority)) for s in one.steps] == [
        (s.measure, s.starts_quarter, s.priority) for s in other.steps
    ]


def test_a_target_of_ones_own_stands_and_says_so() -> None:
    items = [dataclasses.replace(item, level=2.0, upper_quartile=2.0) for item in company(1)]
    found = points(plan_for(items, PlanInputs(targets={"INF1.1": 4, "INF1.2": 2})))
    assert (found["INF1.1"].target, found["INF1.1"].target_reason) == (4.0, "own")
    assert found["INF1.1"].priority > 0
    assert (found["INF1.2"].target, found["INF1.2"].gap) == (2.0, 0.0)
    assert found["INF1.3"].target_reason == "ahead"


def test_targets_out_of_bounds_are_refused() -> None:
    items = [dataclasses.replace(item, level=2.0) for item in company(1)]
    with pytest.raises(UnableToPlan, match=r"targets.INF1.1: must be a level from 2 to 4"):
        plan_for(items, PlanInputs(targets={"INF1.1": 5}))


def test_what_prerequisites_of_leading_measures_help_aims_at_2() -> None:
    # INF1.2 needs I09, which needs Q01, which helps ORG4.1; its peers are nowhere, so its own target would be 0.
    at_zero = [
        dataclasses.replace(
            item,
            level=2.0 if item.code == "PER2.2" else 1.0 if item.code == "PER2.1" else 0.0,
            peer_level=0.0,
            upper_quartile=5.0 if item.code == "INF1.2" else 0.0,
            weight=0.02,
        )
        for item in company(1)
    ]
    raised = points(plan_for(at_zero, PlanInputs(horizon="operational")))
    assert (raised["ORG4.1"].target, raised["ORG4.1"].target_reason) == (2.0, "prerequisite")
    assert raised["ORG4.1"].priority > 0
    assert (raised["PER2.1"].target, raised["PER2.1"].target_reason) == (2.0, "prerequisite"), "Q01 helps it too"
    assert (raised["PER2.2"].target, raised["PER2.2"].target_reason) == (2.0, "ahead"), "it stands at 2 already"
    assert raised["ORG5.3"].target == 0.0
    own = points(plan_for(at_zero, PlanInputs(horizon="operational", targets={"ORG4.1": 1})))
    assert (own["ORG4.1"].target, own["ORG4.1"].target_reason) == (1.0, "own")
    assert points(plan_for(at_zero))["ORG4.1"].target == 0.0, "the result's own plan stays as it was"


def chosen(plan: Plan) -> list[str]:
    return [step.measure for step in plan.steps if not step.candidate]


@settings(max_examples=60, deadline=None)
@given(seed=seeds, inputs=limited, off=st.sets(st.sampled_from(sorted(measures())), max_size=3))
def test_a_limited_plan_keeps_its_promises(seed: int, inputs: PlanInputs, off: set[str]) -> None:
    plan = plan_for(company(seed), inputs, off=sorted(off))
    taken = [step for step in plan.steps if not step.candidate]
    assert sum(step.effort for step in taken) <= (
        math.inf if inputs.people_months is None else inputs.people_months + 1e-6
    )
    assert sum(step.money for step in taken) <= (math.inf if inputs.money is None else inputs.money)
    assert off.isdisjoint(step.measure for step in plan.steps)
    ends: dict[str, int] = {}
    for step in plan.steps:
        for need in set(step.needs) - set(step.met):
            assert ends[need] <= step.starts_quarter, f"{step.measure} before {need}"
        ends[step.measure] = step.starts_quarter + step.quarters
        if not step.candidate:
            assert ends[step.measure] <= inputs.quarters
    assert len(plan.steps) - len(taken) <= 3
    people = inputs.people_months_a_quarter
    for quarter in range(inputs.quarters):
        busy = [s for s in taken if s.starts_quarter <= quarter < s.starts_quarter + s.quarters]
        assert len(busy) <= 2 if people is None else sum(s.effort / s.quarters for s in busy) <= people * (1 + 1e-5)
    assert Plan.from_dict(json.loads(json.dumps(plan.as_dict()))) == plan


def worth(plan: Plan) -> float:
    return math.fsum(step.priority for step in plan.steps if not step.candidate)


def test_without_people_or_money_nothing_is_chosen_and_three_wait() -> None:
    for inputs in (PlanInputs(people_months_a_quarter=0, quarters=4), PlanInputs(money=0, quarters=4)):
        plan = plan_for(company(2, highest=2), inputs)
        assert chosen(plan) == []
        assert len(plan.steps) == 3
        assert all(step.starts_quarter >= 4 for step in plan.steps)
        assert plan.planned == ()


def test_what_is_in_place_is_not_chosen_again() -> None:
    items = [dataclasses.replace(item, level=4.0 if item.code.startswith("ORG") else 1.0) for item in company(4)]
    plan = plan_for(items, PlanInputs(people_months_a_quarter=30))
    assert {"O01", "O03"}.isdisjoint(chosen(plan)), "what they help stands at 4"
    assert "I01" in chosen(plan)


def test_where_all_is_in_place_the_next_level_is_planned() -> None:
    items = [dataclasses.replace(item, level=4.0, upper_quartile=5.0) for item in company(4)]
    assert chosen(plan_for(items, PlanInputs(people_months_a_quarter=30)))


def levels_planned(plan: Plan) -> Mapping[str, float]:
    return {one.code: one.planned for one in plan.planned}


@settings(max_examples=30, deadline=None)
@given(seed=seeds, inputs=st.one_of(st.just(PlanInputs()), inputs_given, limited))
def test_planned_levels_are_one_step_a_measure_up_to_the_target(seed: int, inputs: PlanInputs) -> None:
    plan = plan_for(company(seed), inputs)
    taken = chosen(plan)
    named = {code: item.measures[:3] for code, item in model().core_items().items()}
    found = levels_planned(plan)
    for point in plan.points:
        helping = [code for code in named[point.code] if code in taken]
        expected = min(max(point.target, point.level), point.level + len(helping))
        assert found.get(point.code, point.level) == pytest.approx(expected)
    for step in plan.steps:
        for reason in step.reasons:
            assert (reason.planned is None) or (not step.candidate and reason.level < reason.planned <= reason.target)
    for code, level in found.items():
        assert level == max(r.planned or 0 for s in plan.steps for r in s.reasons if r.code == code)


def test_a_company_that_takes_longer_gets_less_done() -> None:
    items = company(6, highest=2)
    inputs = PlanInputs(people_months_a_quarter=2, quarters=4)
    as_estimated, twice = plan_for(items, inputs), plan_for(items, inputs, effort_ratio=2.0)
    assert worth(twice) < worth(as_estimated)
    effort: dict[str, Any] = {step.measure: step.effort for step in as_estimated.steps}
    assert all(s.effort == pytest.approx(2 * measures()[s.measure].capacity) for s in twice.steps)
    assert all(effort[code] == measures()[code].capacity for code in effort)


def test_a_plan_of_an_earlier_engine_is_still_read() -> None:
    items: list[ItemStanding] = company(7)
    kept = plan_for(items).as_dict()
    new = {
        "points": {"code", "importance", "performance", "quadrant", "priority"},
        "steps": {
            "measure",
            "priority",
            "reasons",
            "needs",
            "met",
            "starts_quarter",
            "quarters",
            "quick_win",
            "candidate",
        },
    }
    for name, fields in new.items():
        kept[name] = [{key: value for key, value in row.items() if key in fields} for row in kept[name]]
    for row in kept["steps"]:
        row["reasons"] = [{k: v for k, v in reason.items() if k != "planned"} for reason in row["reasons"]]
    del kept["planned"]
    old = Plan.from_dict(json.loads(json.dumps(kept)))
    assert [point.code for point in old.points] == [item.code for item in items]
    assert not any(point.has_factors or point.is_robust for point in old.points)
    assert old.planned == ()
