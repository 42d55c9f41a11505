"""The published criteria and cycle as rules, and cycles that ask for what scoring does not do."""

from dataclasses import replace
from typing import Any

import pytest

from awards.catalog.conditions import Compare, Joined
from awards.catalog.cycle import Cycle
from awards.scoring.from_catalog import (
    bonus_bars,
    bonus_rule,
    circle_ties,
    consensus_rules,
    consensus_setup,
    factors_by_item,
    organisation_ties,
    panel_rules,
    percent_scale,
    ranking_tracks,
    scheme,
)
from tests.awards.scoring.world import AWARD, CRITERIA, CYCLE, ESG


def test_the_rules_of_the_method() -> None:
    rules = consensus_rules(CYCLE)
    assert (rules.spread.max_spread, rules.spread.max_ranges_apart, rules.spread.round_to) == (15, 1, 5)
    assert (rules.max_rounds, rules.cap_ranges, rules.visit_max_ranges, rules.min_examiners) == (2, 1, 1, 3)
    assert rules.rationale_min_chars == {"ko": 60, "en": 120}
    bonus = bonus_rule(ESG)
    assert (bonus.code, bonus.cap, bonus.floor, bonus.part_points) == ("B-ESG", 30, 500.0, (0, 3, 6, 10))
    assert bonus.parts == {"B-ESG-E": 10, "B-ESG-S": 10, "B-ESG-G": 10}
    assert bonus.unverified == ("cap", "base_floor")
    panel = panel_rules(CYCLE)
    assert (panel.quorum, panel.questions) == (5, ("shortlist", "honours"))
    assert organisation_ties(CYCLE).by == ("AWD7", "AWD1")
    assert organisation_ties(CYCLE).smaller_first == ()
    circles = circle_ties(CYCLE, CRITERIA["qcircle"])
    assert (circles.by, circles.smaller_first[:3]) == (("QC6", "QC5"), ("micro", "small", "medium"))
    assert ranking_tracks(CYCLE) == {"MGMT-SME": ("micro", "small", "medium")}


def test_items_factors_and_what_is_not_verified() -> None:
    made = scheme(AWARD)
    assert [item.category for item in made.items[:3]] == ["AWD1", "AWD1", "AWD2"]
    assert {item.category for item in scheme(CRITERIA["qcircle"]).items} == {f"QC{at}" for at in range(1, 9)}
    assert "bands" in made.unverified
    assert "item_points" in made.unverified
    assert "category_names" not in made.unverified
    assert "points" in scheme(CRITERIA["qcas"]).unverified
    factors = factors_by_item(AWARD)
    assert list(factors) == [item.code for item in made.items]
    assert factors["AWD6.2"] == ("A", "D", "L", "I")
    assert factors["AWD7.5"] == ("Le", "T", "C", "I")
    assert set(factors_by_item(CRITERIA["qcircle"]).values()) == {()}
    setup = consensus_setup(CYCLE, AWARD)
    assert (setup.factors, setup.scale) == (factors, percent_scale(AWARD))
    with pytest.raises(KeyError):
        scheme(CRITERIA["qcas"], "NONE")


def with_consensus(**changes: Any) -> Cycle:
    return replace(CYCLE, consensus=replace(CYCLE.consensus, **changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"agreed_value": replace(CYCLE.consensus.agreed_value, half="even")}, "half"),
        ({"discuss_if": replace(CYCLE.consensus.discuss_if, spread_over=20)}, "discussed"),
        ({"discuss_if": replace(CYCLE.consensus.discuss_if, or_ranges_apart_from=3)}, "discussed"),
        ({"unresolved": replace(CYCLE.consensus.unresolved, minority_note=False)}, "kept"),
        ({"site_visit": replace(CYCLE.consensus.site_visit, needs_evidence_id=False)}, "kept"),
        ({"keep_old_scores": False}, "kept"),
    ],
)
def test_cycles_that_ask_for_another_consensus(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        consensus_rules(with_consensus(**changes))
    consensus_rules(with_consensus())


def test_judges_change_no_percent() -> None:
    with pytest.raises(ValueError, match="no percent"):
        panel_rules(replace(CYCLE, judges=replace(CYCLE.judges, may_change_percent=True)))


def test_bars_are_known_barred_or_open() -> None:
    keys = [f"legal.{of}_violation_years" for of in ("safety", "fair_trade", "labour", "environment")]
    assert bonus_bars(ESG, {}, year=2026) == dict.fromkeys(keys)
    none: dict[str, Any] = dict.fromkeys(keys, frozenset())
    assert bonus_bars(ESG, none, year=2026) == dict.fromkeys(keys, False)
    recent = bonus_bars(ESG, {**none, keys[2]: frozenset({2024})}, year=2026)
    assert recent == {**dict.fromkeys(keys, False), keys[2]: True}
    assert bonus_bars(ESG, {**none, keys[2]: frozenset({2019})}, year=2026)[keys[2]] is False


def test_a_bonus_has_one_floor() -> None:
    floor = Compare("application.base_points", "gte", 500)
    assert bonus_rule(replace(ESG, condition=floor)).floor == 500.0
    assert bonus_bars(replace(ESG, condition=floor), {}, year=2026) == {}
    for condition in (
        Joined("all", ()),
        Joined("all", (floor, floor)),
        Joined("any", (floor,)),
        Compare("application.base_points", "gt", 500),
        Compare("application.base_points", "gte", "500"),
    ):
        with pytest.raises(ValueError, match="one floor"):
            bonus_rule(replace(ESG, condition=condition))


def test_size_is_the_last_tie_break_of_circles() -> None:
    criteria = CRITERIA["qcircle"]
    last = criteria.tie_breaks[-1]
    with pytest.raises(ValueError, match="last thing"):
        circle_ties(CYCLE, replace(criteria, tie_breaks=(*criteria.tie_breaks[:-1], replace(last, order=0))))
    plain = circle_ties(CYCLE, replace(criteria, tie_breaks=criteria.tie_breaks[:-1]))
    assert (plain.by, plain.smaller_first) == (("QC6", "QC5"), ())
    assert circle_ties(CYCLE, replace(criteria, tie_breaks=criteria.tie_breaks[::-1])).by == ("QC6", "QC5")


def test_criteria_without_ranges_or_grades_have_no_scale() -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        percent_scale(replace(AWARD, ranges=()))
