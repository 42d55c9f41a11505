"""Groups, missing answers, profiles, levels, rules: one small model, numbers worked out by hand."""

import json
from typing import Any

import pytest

from diagnosis.catalog import parse_model
from diagnosis.scoring import Answer, AnswerState, Profile, ScoreSheet, applicability, score
from tests.diagnosis.scoring.small_model import FULL, HEADER, MIXED, flat, mixed, score_raw


def without(*codes: str, **others: Any) -> dict[str, Any]:
    return {code: raw for code, raw in FULL.items() if code not in codes} | others


def test_groups_are_weighted_means_of_what_is_answered() -> None:
    sheet = score_raw(mixed(), FULL)
    assert sheet.nodes["INF"].value == pytest.approx((2 * 60 + 75 + 80) / 4)
    assert sheet.nodes["ORG"].value == pytest.approx((50 + 45) / 2)
    domains = [sheet.nodes[code].value for code in ("INF", "ORG", "PER")]
    assert sheet.score == pytest.approx(sum(value for value in domains if value is not None) / 3)
    assert (sheet.coverage, sheet.bounds) == (1.0, (sheet.score, sheet.score))
    assert sheet.base_score == sheet.score


def test_missing_answer_leaves_its_weight_to_its_siblings_and_widens_the_interval() -> None:
    for raw in ({}, {"INF1.2": "unknown"}, {"INF1.2": None}):
        sheet = score_raw(mixed(), without("INF1.2") | raw)
        node = sheet.nodes["INF"]
        assert node.value == pytest.approx((2 * 60 + 80) / 3)
        assert (node.low, node.high) == (pytest.approx(200 / 4), pytest.approx(300 / 4))
        assert (node.coverage, node.answered, node.applicable) == (0.75, 2, 3)
        assert sheet.bounds[0] < (sheet.score or 0) < sheet.bounds[1]
        assert sheet.coverage == pytest.approx(1 - 0.25 / 3)


def test_group_below_its_least_share_has_no_value_and_says_why() -> None:
    sheet = score_raw(mixed(), without("INF1.1", "INF1.3"))
    node = sheet.nodes["INF"]
    assert (node.value, node.invalid_reason, node.coverage) == (None, "share_too_small", 0.25)
    assert (sheet.score, sheet.nodes["TOTAL"].invalid_reason) == (None, "domain_without_score")
    assert sheet.level is None
    assert sheet.items["INF1.2"].contribution is None


def test_overall_needs_every_domain() -> None:
    sheet = score_raw(mixed(), without("ORG1.1", "ORG1.2"))
    assert sheet.nodes["ORG"].invalid_reason == "nothing_answered"
    assert (sheet.score, sheet.nodes["TOTAL"].invalid_reason) == (None, "share_too_small")
    lenient = parse_model(MIXED.replace("min_share: 0.75", "min_share: 0.1"))
    assert score_raw(lenient, without("ORG1.1", "ORG1.2")).nodes["TOTAL"].invalid_reason == "domain_without_score"


def test_one_answered_item_is_enough_where_the_share_allows_it() -> None:
    """A dimension with its one heavy item answered shows: no least number of answers is added to `min_share`."""
    items = "".join(f"  - {{code: I{n}, type: rubric, range: [0, 5], weight: {w}}}\n" for n, w in enumerate((2, 1, 1)))
    text = f"{HEADER}tree:\n  code: TOTAL\n  min_share: 0.4\n  children:\n{items}"
    assert score_raw(parse_model(text), {"I0": 4}).score == 80
    counted = parse_model(text.replace("min_share: 0.4", "min_share: 0.4\n  min_answered: 2"))
    refused = score_raw(counted, {"I0": 4})
    assert (refused.score, refused.nodes["TOTAL"].invalid_reason) == (None, "too_few_answered")
    assert score_raw(counted, {"I0": 4, "I1": 4}).score == 80


def test_strict_counts_missing_as_nothing() -> None:
    strict = parse_model(MIXED.replace('version: "1"', 'version: "1", missing: strict'))
    sheet = score_raw(strict, without("INF1.2"))
    assert sheet.nodes["INF"].value == pytest.approx(200 / 4)
    assert sheet.items["INF1.2"].value == 0
    assert score_raw(strict, {}).score == 0
    assert score_raw(strict, {}).coverage == 0


def test_not_applicable_equals_deleting_the_item() -> None:
    claimed = score_raw(mixed(), FULL | {"INF1.2": {"na": "no inspection"}})
    line = next(line for line in MIXED.splitlines() if "code: INF1.2" in line)
    deleted = score_raw(parse_model(MIXED.replace(line + "\n", "")), without("INF1.2"))
    assert claimed.score == deleted.score
    assert claimed.bounds == deleted.bounds
    assert claimed.coverage == 1.0


def test_much_declared_not_applicable_keeps_the_score_out_of_benchmarks() -> None:
    assert score_raw(mixed(), FULL).comparable
    few = score_raw(mixed(), FULL | {"INF1.2": {"na": "no inspection"}})
    assert (few.claimed_share, few.comparable) == (0.25, False)  # share is small, but the drop is not
    assert few.claimed_drop == pytest.approx(((275 - 75) / 3 - 200 / 4) / 3 / 100)
    free = score_raw(mixed(), FULL | {"PER1.2": {"na": "x"}, "PER1.3": 11, "PER1.4": 60})
    assert (free.claimed_drop, free.claimed_share, free.comparable) == (0, pytest.approx(1 / 3), False)
    many = score_raw(mixed(), FULL | {"PER1.2": {"na": "x"}, "PER1.3": {"na": "y"}})
    assert many.claimed_share == pytest.approx(2 / 3)
    assert not many.comparable


def test_profiles_multiply_weights_and_switch_items_off() -> None:
    model = mixed()
    plain = score_raw(model, FULL, sector="FOOD")
    assert plain.nodes["INF"].value == pytest.approx(275 / 4)
    small = score_raw(model, FULL, sector="FOOD", size="small")
    assert small.nodes["INF"].value == pytest.approx((1 * 60 + 75 + 80) / 3)
    assert small.items["ORG1.1"].weight_share == pytest.approx(2 / 4 / 2)
    assert small.items["ORG1.1"].base_weight_share == pytest.approx(1 / 3 / 2)
    assert small.base_score == plain.score
    builder = score_raw(model, FULL, sector="CONSTR", size="micro")
    assert builder.items["PER1.2"].state is AnswerState.NA_PROFILE
    assert builder.nodes["INF"].value == pytest.approx((1 * 60 + 75 + 80) / 3)  # 0.5 x 0.5 is held at 0.5
    assert applicability(model, Profile(group="CONSTRUCTION"))["PER1.2"] is False
    assert all(applicability(model, Profile()).values())


def test_sector_without_a_group_in_the_model_takes_it_from_the_sector_list() -> None:
    model = parse_model(MIXED.replace("groups: {MANUFACTURING: [FOOD], CONSTRUCTION: [CONSTR]}\n", ""))
    assert applicability(model, Profile(sector="CONSTR"))["PER1.2"] is False


def test_levels_need_cut_and_gates() -> None:
    model = mixed()
    sheet = score_raw(model, FULL)
    assert 50 < (sheet.score or 0) < 80
    assert sheet.level == 2
    gated = score_raw(model, FULL | {"ORG1.1": 1, "ORG1.2": 40, "INF1.1": 5, "INF1.2": ["a", "b"], "INF1.3": 5})
    assert (gated.score or 0) > 50
    assert gated.nodes["ORG"].value == 20
    assert gated.level == 1
    assert gated.nodes["ORG"].level == 1


@pytest.mark.parametrize(("value", "level"), [(49.94, 1), (49.949, 1), (49.95, 2), (50.0, 2)])
def test_level_goes_by_the_displayed_score(value: float, level: int) -> None:
    text = f"{HEADER}tree: {{code: T, children: [{{code: A, type: number, goalposts: {{worst: 0, best: 100}}}}]}}\n"
    model = parse_model(text + "levels: [{level: 1, from: 0}, {level: 2, from: 50}]")
    assert score_raw(model, {"A": value}).level == level


def test_balance() -> None:
    sheet = score_raw(mixed(), FULL)
    values = [sheet.nodes[code].value or 0 for code in ("INF", "ORG", "PER")]
    geometric = (values[0] * values[1] * values[2]) ** (1 / 3)
    assert sheet.balanced == pytest.approx(geometric)
    assert sheet.balance_ratio == pytest.approx(geometric / (sum(values) / 3))
    assert score_raw(flat(2), {"I0": 1, "I1": 2}).balanced is None


def test_contributions_add_up_to_the_score() -> None:
    for answers in (FULL, without("INF1.2", "PER1.3"), FULL | {"INF1.1": {"na": "x"}}):
        sheet = score_raw(mixed(), answers, size="small")
        inside = (item.contribution or 0 for code, item in sheet.items.items() if code != "DNA1")
        assert sum(inside) == pytest.approx(sheet.score)


def test_modules_stand_beside_the_overall() -> None:
    alone = score_raw(mixed(), FULL)
    both = score_raw(mixed(), FULL | {"DNA1": 5})
    assert (both.score, both.bounds, both.coverage) == (alone.score, alone.bounds, alone.coverage)
    assert (alone.nodes["DNA"].value, both.nodes["DNA"].value) == (None, 100)
    assert both.items["DNA1"].weight_share == 1


def test_rules_speak_only_when_all_is_answered() -> None:
    model = mixed()
    assert [flag.rule for flag in score_raw(model, FULL).flags] == [1]
    assert score_raw(model, FULL).flags[0].severity == "block"
    assert score_raw(model, without("PER1.3")).flags == ()
    assert score_raw(model, FULL | {"PER1.3": {"na": "x"}}).flags == ()
    assert [flag.rule for flag in score_raw(model, without("PER1.3") | {"ORG1.1": 2}).flags] == [0]
    assert score_raw(model, without("PER1.3") | {"ORG1.1": 2}).flags[0].codes == ("INF1.1", "ORG1.1")


def test_rule_compares_in_the_items_own_unit() -> None:
    item = "{code: A, type: number, unit: ppm, goalposts: {worst: 100, best: 0}}"
    rule = "{if: 'true', then: 'A <= 500', message: {ko: 가, en: a}}"
    model = parse_model(f"{HEADER}tree: {{code: T, children: [{item}]}}\nrules: [{rule}]")
    assert score_raw(model, {"A": {"value": 0.01, "unit": "%"}}).flags == ()
    assert len(score_raw(model, {"A": {"value": 0.1, "unit": "%"}}).flags) == 1


def test_sheet_survives_json() -> None:
    for answers in (FULL, {}, {"INF1.1": {"na": "x"}}):
        sheet = score_raw(mixed(), answers, size="small")
        assert ScoreSheet.from_dict(json.loads(json.dumps(sheet.as_dict(), allow_nan=False))) == sheet


def test_nothing_applies_at_all() -> None:
    text = f"{HEADER}tree: {{code: T, children: [{{code: A, type: rubric, range: [0, 5]}}]}}\n"
    model = parse_model(text + "profiles: [{when: {group: PUBLIC}, applies: {T: false}}]")
    sheet = score(model, Profile(group="PUBLIC"), {"A": Answer(AnswerState.ANSWERED, 3)})
    assert (sheet.score, sheet.bounds, sheet.nodes["T"].invalid_reason) == (None, (0, 100), "not_applicable")


def test_interval_contains_a_score_that_leaves_a_thin_group_out() -> None:
    """An answered part of a group without a value counts in the interval only; the interval must still hold the score."""
    text = """
model: {key: thin, version: "1"}
tree:
  code: TOTAL
  children:
  - code: D
    children:
    - code: A
      min_share: 0.9
      children: [{code: A1, type: percent}, {code: A2, type: percent}]
    - code: B
      children: [{code: B1, type: percent}]
"""
    sheet = score_raw(parse_model(text), {"A1": 100, "B1": 10})
    assert sheet.score == 10
    assert sheet.bounds == (10, 55)
