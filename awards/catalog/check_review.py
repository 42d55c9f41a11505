"""Checks of a cycle's review parameters: conflicts of interest, assignment, consensus, thresholds, appeals."""

from __future__ import annotations

from collections.abc import Mapping

from awards.catalog.criteria import Criteria
from awards.catalog.cycle import Cycle
from awards.catalog.schema import Reader


def check_review(cycle: Cycle, reader: Reader, criteria: Mapping[str, Criteria] | None) -> None:
    """Note every fault of the review parameters; `criteria` by name of their file, None does not look."""
    _check_conflicts(cycle, reader)
    size = cycle.assignment.examiners_per_file
    if not size.min <= size.default <= size.max:
        reader.fault("assignment/examiners_per_file", "team_size")
    reliability = cycle.assignment.reliability
    if reliability.poor_below > reliability.good_from:
        reader.fault("assignment/reliability", "reliability_order")
    _check_consensus(cycle, reader, criteria)
    categories = {one.code for one in cycle.categories}
    for code in cycle.award_thresholds.values:
        if code not in categories:
            reader.fault(f"award_thresholds/values/{code}", "unknown_category", code=code)
    about = cycle.appeals.eligibility_objection.about
    if about not in cycle.stages:
        reader.fault("appeals/eligibility_objection/about", "unknown_stage", code=about)


def _check_conflicts(cycle: Cycle, reader: Reader) -> None:
    conflicts = cycle.conflict_of_interest
    for index, rule in enumerate(conflicts.rules):
        path = f"conflict_of_interest/rules[{index}]"
        if (rule.kind == "challenge") != (rule.deadline_days is not None):
            reader.fault(path, "challenge_deadline")
        if (rule.kind == "exclusion") != (rule.effect == "block"):
            reader.fault(f"{path}/effect", "conflict_effect")
    codes = {rule.code for rule in conflicts.rules}
    for index, code in enumerate(conflicts.platform_detects):
        if code not in codes:
            reader.fault(f"conflict_of_interest/platform_detects[{index}]", "unknown_conflict", code=code)


def _check_consensus(cycle: Cycle, reader: Reader, criteria: Mapping[str, Criteria] | None) -> None:
    consensus = cycle.consensus
    agree, discuss = consensus.agree_if, consensus.discuss_if
    # Every pair of spread and distance must fall on exactly one side.
    if discuss.spread_over != agree.max_spread:
        reader.fault(
            "consensus/discuss_if/spread_over", "agree_discuss", wanted=agree.max_spread, found=discuss.spread_over
        )
    if discuss.or_ranges_apart_from != agree.max_ranges_apart + 1:
        reader.fault(
            "consensus/discuss_if/or_ranges_apart_from",
            "agree_discuss",
            wanted=agree.max_ranges_apart + 1,
            found=discuss.or_ranges_apart_from,
        )
    for index, code in enumerate(consensus.publish_after):
        if code not in cycle.stages:
            reader.fault(f"consensus/publish_after[{index}]", "unknown_stage", code=code)
    if criteria is None:
        return
    used = [criteria[name] for name in cycle.cycle.criteria_files.values() if name in criteria]
    ranged = [one for one in used if one.ranges]
    for one in ranged:
        for rule in one.scoring_rules:
            cap = rule.max_ranges_above_lowest
            if cap is not None and cap != consensus.lowest_factor_cap_ranges:
                found = consensus.lowest_factor_cap_ranges
                reader.fault("consensus/lowest_factor_cap_ranges", "cap_differs", wanted=cap, found=found)
    from_range = consensus.high_range_rule.from_range
    if ranged and not any(from_range == one.code for held in ranged for one in held.ranges):
        reader.fault("consensus/high_range_rule/from_range", "unknown_range", code=from_range)
