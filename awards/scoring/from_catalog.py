"""Turns criteria and cycles as they were published into the plain rules that scoring works with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from awards.catalog.conditions import Compare, Condition, FactValue, Truth, evaluate, facts_of
from awards.catalog.criteria import Category, Criteria, Item
from awards.catalog.cycle import BonusRule as CycleBonus
from awards.catalog.cycle import Cycle
from awards.scoring.bonuses import BonusRule
from awards.scoring.events import ConsensusRules, ConsensusSetup
from awards.scoring.judging import PanelRules
from awards.scoring.percents import PercentScale
from awards.scoring.points import TOTAL, Scheme, ScoredItem
from awards.scoring.rankings import TieBreaks
from awards.scoring.spreads import SpreadRules

BASE_POINTS: Final = "application.base_points"
SIZE_FACT: Final = "applicant.size"
_BY_SIZE: Final = "size_preference"


def percent_scale(criteria: Criteria) -> PercentScale:
    """Return the ranges of criteria, their grades where they have no ranges.

    Raises
    ------
    ValueError
        If they have neither.
    """
    return PercentScale.of([(one.code, one.from_, one.to) for one in criteria.ranges or criteria.grades])


def scheme(criteria: Criteria, variant: str | None = None) -> Scheme:
    """Return items and bands; with a variant its points. What is not verified is carried along as codes.

    An item that stands in no group is a category of its own, as in the criteria of circles.

    Raises
    ------
    KeyError
        If the criteria have no such variant.
    """
    items: list[ScoredItem] = []
    for child in criteria.tree.children:
        inside = child.walk() if isinstance(child, Category) else (child,)
        items += [ScoredItem(one.code, one.points, child.code, one.kind) for one in inside if isinstance(one, Item)]
    unverified = [key for key, is_verified in criteria.status.verified.items() if not is_verified]
    bands: dict[str, tuple[tuple[int, int], ...]] = {}
    if criteria.bands is not None:
        bands = {TOTAL: criteria.bands.total, "process": criteria.bands.process, "results": criteria.bands.results}
        if not criteria.bands.verified:
            unverified.append("bands")
    made = Scheme(tuple(items), bands, tuple(dict.fromkeys(unverified)))
    if variant is None:
        return made
    found = criteria.variant(variant)
    return made.with_points(found.points, unverified=() if found.verified else (f"variant {found.code}",))


def factors_by_item(criteria: Criteria) -> dict[str, tuple[str, ...]]:
    """Return the sub-ratings of every item in the criteria's order; none where the criteria have none."""
    if criteria.factors is None:
        return dict.fromkeys(criteria.items, ())
    by_kind = {
        "process": tuple(factor.code for factor in criteria.factors.process),
        "results": tuple(factor.code for factor in criteria.factors.results),
    }
    return {code: by_kind[item.kind] for code, item in criteria.items.items()}


def consensus_rules(cycle: Cycle) -> ConsensusRules:
    """Return a cycle's rules of consensus and site visit.

    Raises
    ------
    ValueError
        If the cycle asks for what the log does not do: halves that go to even, a gap or an overlap between agreeing and
        discussing, unresolved items without a minority's note, visits without evidence.
    """
    found = cycle.consensus
    if found.agreed_value.half != "up":
        raise ValueError("a half of the median goes up")
    apart = (found.discuss_if.spread_over, found.discuss_if.or_ranges_apart_from)
    if apart != (found.agree_if.max_spread, found.agree_if.max_ranges_apart + 1):
        raise ValueError("what is not agreed is discussed")
    if not found.unresolved.minority_note or not found.site_visit.needs_evidence_id or not found.keep_old_scores:
        raise ValueError("a minority's note, evidence of a visit and old scores are always kept")
    return ConsensusRules(
        spread=SpreadRules(found.agree_if.max_spread, found.agree_if.max_ranges_apart, found.agreed_value.round_to),
        max_rounds=found.max_rounds,
        rationale_min_chars={"ko": found.rationale_min_chars.ko, "en": found.rationale_min_chars.en},
        cap_ranges=found.lowest_factor_cap_ranges,
        visit_max_ranges=found.site_visit.max_ranges_moved,
        min_examiners=cycle.assignment.examiners_per_file.min,
    )


def consensus_setup(cycle: Cycle, criteria: Criteria) -> ConsensusSetup:
    """Return what the log of a review under these criteria is read against.

    Raises
    ------
    ValueError
        As `consensus_rules` and `percent_scale`.
    """
    return ConsensusSetup(percent_scale(criteria), consensus_rules(cycle), factors_by_item(criteria))


def bonus_rule(found: CycleBonus) -> BonusRule:
    """Return a cycle's bonus; its floor is the least of `application.base_points` that its condition asks for.

    Raises
    ------
    ValueError
        If the condition has no such floor beside its bars, or more than one: it could not be shown apart.
    """
    floors = [part.value for part in _parts(found.condition) if _is_floor(part) and isinstance(part, Compare)]
    if len(floors) != 1 or not isinstance(floors[0], int | float):
        raise ValueError(f"{found.code} needs one floor of the base points")
    return BonusRule(
        code=found.code,
        cap=found.cap,
        floor=float(floors[0]),
        parts={part.code: part.max for part in found.parts},
        part_points=tuple(step.points for step in found.part_scale),
        unverified=tuple(key for key, is_verified in found.verified.items() if not is_verified),
    )


def bonus_bars(found: CycleBonus, facts: Mapping[str, FactValue], *, year: int) -> dict[str, bool | None]:
    """Return the bars of a bonus by the fact that they go by: True bars, None is not known yet.

    Everything that the condition asks for beside the floor is a bar when it does not hold.

    Raises
    ------
    UnableToEvaluate
        If a fact has another type than its condition needs.
    """
    bars: dict[str, bool | None] = {}
    for part in _parts(found.condition):
        if not _is_floor(part):
            truth = evaluate(part, facts, year=year)
            key = ", ".join(dict.fromkeys(facts_of(part)))
            bars[key] = None if truth is Truth.UNKNOWN else truth is Truth.FALSE
    return bars


def _parts(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, Compare) or condition.how != "all":
        return (condition,)
    return condition.parts


def _is_floor(part: Condition) -> bool:
    return isinstance(part, Compare) and part.fact == BASE_POINTS and part.op == "gte"


def panel_rules(cycle: Cycle) -> PanelRules:
    """Return the judges' quorum and questions.

    Raises
    ------
    ValueError
        If the cycle lets judges change a percent: no ballot can.
    """
    if cycle.judges.may_change_percent:
        raise ValueError("judges change no percent")
    return PanelRules(cycle.judges.quorum, tuple(cycle.judges.decides))


def organisation_ties(cycle: Cycle) -> TieBreaks:
    """Return how ties between organisations are broken."""
    return TieBreaks(cycle.bonus.tie_breaks_organisation)


def circle_ties(cycle: Cycle, criteria: Criteria) -> TieBreaks:
    """Return how ties between circles are broken: by items, then the smaller firm where the criteria say so.

    Raises
    ------
    ValueError
        If the size comes before an item: it is the last thing that separates.
    """
    by = [one.by for one in sorted(criteria.tie_breaks, key=lambda one: one.order)]
    if _BY_SIZE not in by:
        return TieBreaks(tuple(by))
    if by[-1] != _BY_SIZE:
        raise ValueError("the size of the firm is the last thing that separates circles")
    return TieBreaks(tuple(by[:-1]), smaller_first=cycle.facts_by_key[SIZE_FACT].values)


def ranking_tracks(cycle: Cycle) -> dict[str, tuple[str, ...]]:
    """Return the size classes that are ranked among themselves, by the name of their ranking."""
    return {
        one.value.separate_ranking: one.applies.get("size", ())
        for one in cycle.bonus.sme_preference
        if one.kind == "ranking" and one.value.separate_ranking is not None
    }
