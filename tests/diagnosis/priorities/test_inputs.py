"""What a company says before it plans."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.priorities import (
    HORIZON_WEIGHTS,
    HORIZONS,
    PEOPLE_MONTHS,
    ItemStanding,
    PlanInputs,
    UnableToPlan,
    check_inputs,
    inputs_fitted,
    people_months_of,
    target_bounds,
)
from tests.diagnosis.priorities.companies import links


def item(code: str = "INF1.1", level: float = 2.0, **fields: Any) -> ItemStanding:
    return ItemStanding(code=code, dimension="INF1", level=level, known=True, weight=0.1, **fields)


def test_nothing_said_is_neutral() -> None:
    assert PlanInputs().is_neutral
    assert not PlanInputs().is_limited
    assert PlanInputs().shares() == {}
    assert PlanInputs().weights == (0.35, 0.35, 0.30)
    assert PlanInputs().people_months is None
    assert not PlanInputs(kpis=("OEE",)).is_neutral


def test_weights_of_the_horizons_sum_to_one() -> None:
    assert set(HORIZON_WEIGHTS) == set(HORIZONS)
    for weights in HORIZON_WEIGHTS.values():
        assert math.fsum(weights) == pytest.approx(1.0)
    assert PlanInputs(horizon="operational").weights == (0.50, 0.30, 0.20)
    assert PlanInputs(horizon="strategic").weights == (0.20, 0.40, 0.40)


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.floats(0, 1e6), min_size=1))
def test_shares_of_any_sum_become_one(shares: dict[str, float]) -> None:
    if not math.fsum(shares.values()) > 0:
        with pytest.raises(UnableToPlan):
            PlanInputs(cost_shares=shares)
        return
    found = PlanInputs(cost_shares=shares).shares()
    assert math.fsum(found.values()) == pytest.approx(1.0)
    assert set(found) == {code for code, share in shares.items() if share > 0}


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"horizon": "soon"}, "horizon", "unknown"),
        ({"cost_shares": {"MATERIAL": -1, "LABOUR": 2}}, "cost_shares.MATERIAL", "no_amount"),
        ({"cost_shares": {"MATERIAL": math.nan}}, "cost_shares.MATERIAL", "no_amount"),
        ({"cost_shares": {"MATERIAL": "40"}}, "cost_shares.MATERIAL", "no_amount"),
        ({"cost_shares": {"MATERIAL": True}}, "cost_shares.MATERIAL", "no_amount"),
        ({"cost_shares": {"MATERIAL": 0, "LABOUR": 0.0}}, "cost_shares", "all_zero"),
        ({"kpis": tuple("ABCDEF")}, "kpis", "too_many"),
        ({"kpis": ("OEE", "OEE")}, "kpis", "twice"),
        ({"targets": {"INF1.1": 6}}, "targets.INF1.1", "no_level"),
        ({"targets": {"INF1.1": -1}}, "targets.INF1.1", "no_level"),
        ({"targets": {"INF1.1": 2.5}}, "targets.INF1.1", "no_level"),
        ({"targets": {"INF1.1": True}}, "targets.INF1.1", "no_level"),
        ({"people_months_a_quarter": -0.1}, "people_months_a_quarter", "no_amount"),
        ({"people_months_a_quarter": math.inf}, "people_months_a_quarter", "no_amount"),
        ({"money": -1}, "money", "no_amount"),
        ({"quarters": 0}, "quarters", "out_of_bounds"),
        ({"quarters": 21}, "quarters", "out_of_bounds"),
        ({"quarters": 2.0}, "quarters", "out_of_bounds"),
    ],
)
def test_every_fault_names_its_field_in_both_languages(fields: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(UnableToPlan) as caught:
        PlanInputs(**fields)
    (fault,) = caught.value.faults
    assert (fault.field, fault.code) == (field, code)
    assert fault.in_("en") != fault.in_("ko")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(UnableToPlan) as caught:
        PlanInputs(money=-1, quarters=0, kpis=("A", "A"))
    assert [fault.field for fault in caught.value.faults] == ["kpis", "money", "quarters"]


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        (PlanInputs(cost_shares={"GOLD": 1}), "cost_shares.GOLD"),
        (PlanInputs(kpis=("LUCK",)), "kpis"),
        (PlanInputs(targets={"INF9.9": 3}), "targets.INF9.9"),
        (PlanInputs(targets={"INF1.1": 1}), "targets.INF1.1"),
        (PlanInputs(targets={"INF1.1": 5}), "targets.INF1.1"),
    ],
)
def test_inputs_are_held_against_what_there_is(inputs: PlanInputs, field: str) -> None:
    with pytest.raises(UnableToPlan) as caught:
        check_inputs(inputs, links=links(), items=[item()])
    assert [fault.field for fault in caught.value.faults] == [field]


def test_without_links_there_is_nothing_to_weigh() -> None:
    with pytest.raises(UnableToPlan, match="unknown cost group"):
        check_inputs(PlanInputs(cost_shares={"MATERIAL": 1}), links=None)
    check_inputs(PlanInputs(horizon="strategic"), links=None)


@pytest.mark.parametrize(
    ("level", "horizon", "bounds"),
    [
        (2.0, "tactical", (2, 4)),
        (2.0, "strategic", (2, 5)),
        (2.4, "tactical", (3, 5)),
        (4.0, "tactical", (4, 5)),
        (5.0, "strategic", (5, 5)),
        (0.0, "operational", (0, 2)),
    ],
)
def test_bounds_of_targets(level: float, horizon: Any, bounds: tuple[int, int]) -> None:
    found = target_bounds([item(level=level)], horizon)["INF1.1"]
    assert (found.least, found.most) == bounds


@pytest.mark.parametrize(
    ("level", "upper_quartile", "reason"),
    [
        (2, None, "next_level"),
        (2, 3.4, "upper_quartile"),
        (1, 4.6, "two_steps"),
        (4, 3.9, "ahead"),
        (5, None, "highest"),
        (5, 4.0, "highest"),
    ],
)
def test_every_target_has_its_reason(level: float, upper_quartile: float | None, reason: str) -> None:
    assert target_bounds([item(level=level, upper_quartile=upper_quartile)])["INF1.1"].reason == reason


@given(level=st.floats(0, 5), upper=st.none() | st.floats(0, 5), horizon=st.sampled_from(HORIZONS))
def test_the_suggested_target_may_always_be_set(level: float, upper: float | None, horizon: Any) -> None:
    found = target_bounds([item(level=level, upper_quartile=upper)], horizon)["INF1.1"]
    assert found.suggested <= found.most + 1e-9
    assert found.least <= found.most
    assert found.least >= level - 1e-9


def test_inputs_survive_json() -> None:
    inputs = PlanInputs("strategic", {"MATERIAL": 3}, ("OEE", "CLAIMS"), {"INF1.1": 3}, 2.5, 40, 6)
    assert PlanInputs.from_dict(json.loads(json.dumps(inputs.as_dict()))) == inputs
    assert PlanInputs.from_dict(PlanInputs().as_dict()).is_neutral
    assert PlanInputs.from_dict({}).is_neutral


def test_inputs_are_fitted_to_new_answers() -> None:
    old = PlanInputs(
        "tactical", {"MATERIAL": 3, "GOLD": 2}, ("OEE", "LUCK"), {"INF1.1": 2, "INF1.2": 5, "X": 3}, 2.5, 40, 6
    )
    items = [item("INF1.1", 3.0), item("INF1.2", 1.0)]
    fitted = inputs_fitted(old, links=links(), items=items)
    check_inputs(fitted, links=links(), items=items)
    assert fitted.cost_shares == {"MATERIAL": 3}
    assert fitted.kpis == ("OEE",)
    assert fitted.targets == {"INF1.1": 3, "INF1.2": 3}
    assert (fitted.people_months_a_quarter, fitted.money, fitted.quarters) == (2.5, 40, 6)
    assert inputs_fitted(old, links=None, items=[]).cost_shares == {}


def test_larger_firms_have_more_people_for_it() -> None:
    ordered = [people_months_of(size) for size in ("micro", "small", "medium", "mid", "large")]
    assert ordered == sorted(set(ordered))
    assert set(PEOPLE_MONTHS) == {"micro", "small", "medium", "mid", "large", "public"}
    assert people_months_of(None) == people_months_of("unheard of") == 2.0
