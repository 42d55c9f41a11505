"""Draws the answers of a block of companies, all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from diagnosis.scoring.answers import AnswerState, Confidence
from diagnosis.simulation.behaviours import Behaviour
from diagnosis.simulation.blueprint import Blueprint

STATES: Final = {state: number for number, state in enumerate(AnswerState)}
ANSWERED, NA_PROFILE, NA_CLAIMED, UNKNOWN, MISSING = (
    STATES[state]
    for state in (
        AnswerState.ANSWERED,
        AnswerState.NA_PROFILE,
        AnswerState.NA_CLAIMED,
        AnswerState.UNKNOWN,
        AnswerState.MISSING,
    )
)
CONFIDENCES: Final[tuple[Confidence, ...]] = ("sure", "usual", "estimate")
# How often a careful company does not know an item, by type, and declares it not applicable where the model allows it.
UNKNOWN_RATIO: Final = {"number": 0.14, "rubric": 0.015, "checklist": 0.015, "percent": 0.0}
NOT_APPLICABLE_RATIO: Final = 0.02
# The same for companies that are unsure, that claim much, and that leave questions open.
UNSURE_RATIO: Final = {"number": 0.55, "rubric": 0.12, "checklist": 0.12, "percent": 0.0}
CLAIMER_RATIO: Final = 0.6
PARTIAL_RATIO: Final = 0.12
# A drop-out answers this share of the questions at most.
DROP_OUT_MOST: Final = 0.6
CONTRADICTIONS_EACH: Final = 2
_OVERCLAIMED: Final = 97.0
# What one year's answers owe to lasting traits of the company rather than to that year.
LASTING_SHARE: Final = 0.7

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Everything random about a block of n companies, drawn in one fixed order.

    Attributes
    ----------
    groups : (groups, n) standard normal, lasting
    items : (items, n) standard normal, lasting
    year_items : (items, n) standard normal, of one year
    chances : (items, n) uniform: unknown, not applicable, left open
    evidence, confidence : (items, n) uniform
    company : (4, n) uniform: how far a drop-out gets, and which contradictions
    """

    groups: Floats
    items: Floats
    year_items: Floats
    chances: Floats
    evidence: Floats
    confidence: Floats
    company: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """Answers of n companies: values and states as an `AnswerTable` holds them, and what stands beside them."""

    values: Floats
    states: Bytes
    confidence: Bytes
    evidence: Truths


def draw_answers(
    blueprint: Blueprint,
    draws: Draws,
    *,
    ability: Floats,
    behaviour: Bytes,
    applies: Truths,
    modules: Truths,
) -> Answered:
    """Return the answers of a block.

    Parameters
    ----------
    ability : (n,) 0-100.
    behaviour : (n,) of `Behaviour`.
    applies : (items, n) whether the model asks the item of this kind of company.
    modules : (modules, n) whether the company answers the module.
    """
    worth = _worths(blueprint, draws, ability, behaviour)
    values = np.stack([inverse(row) for inverse, row in zip(blueprint.inverses, worth, strict=True)])
    states = _states(blueprint, draws, behaviour, applies, modules)
    _contradict(blueprint, draws.company, behaviour, values, states)
    answered = states == ANSWERED
    values[~answered] = np.nan
    confidence = np.where(draws.confidence < 0.25, 0, np.where(draws.confidence < 0.8, 1, 2)).astype(np.uint8)
    shown = draws.evidence < 0.1 + 0.004 * np.clip(worth, 0.0, 100.0)
    return Answered(values, states, confidence, shown & answered & (behaviour != Behaviour.OVER_CLAIMER))


def _worths(blueprint: Blueprint, draws: Draws, ability: Floats, behaviour: Bytes) -> Floats:
    """Return what each answer would be worth on 0-100: ability, moved by domain, dimension, difficulty and luck."""
    # Less room to vary near the ends of the scale, so that means stay where they are set.
    room = np.clip(2.0 * np.sqrt(ability * (100.0 - ability)) / 100.0, 0.3, 1.0)
    own = np.empty((len(blueprint.groups), len(ability)))
    for number, (parent, spread) in enumerate(blueprint.groups):
        above = ability if parent < 0 else own[parent]
        own[number] = above + spread * room * draws.groups[number]
    luck = np.sqrt(LASTING_SHARE) * draws.items + np.sqrt(1.0 - LASTING_SHARE) * draws.year_items
    worth = own[blueprint.parents] + room * (blueprint.difficulty[:, None] + blueprint.spread[:, None] * luck)
    worth = np.where((behaviour == Behaviour.STRAIGHT_LINER) & ~blueprint.number[:, None], ability, worth)
    boast = np.where(blueprint.number, _OVERCLAIMED, 100.0)[:, None]
    return np.where(behaviour == Behaviour.OVER_CLAIMER, boast, worth)


def _states(blueprint: Blueprint, draws: Draws, behaviour: Bytes, applies: Truths, modules: Truths) -> Bytes:
    unsure, claims, partial = (
        behaviour == sort for sort in (Behaviour.UNSURE, Behaviour.NA_CLAIMER, Behaviour.PARTIAL)
    )
    types = [item.type for item in blueprint.items]
    usually, often = (np.array([ratio[kind] for kind in types])[:, None] for ratio in (UNKNOWN_RATIO, UNSURE_RATIO))
    unknown = np.where(unsure, often, usually)
    claimed = blueprint.may_claim[:, None] * np.where(claims, CLAIMER_RATIO, NOT_APPLICABLE_RATIO)
    open_ = np.where(partial, PARTIAL_RATIO, 0.0)
    overclaims = behaviour == Behaviour.OVER_CLAIMER
    states = np.full(draws.chances.shape, ANSWERED, dtype=np.uint8)
    states[(draws.chances < unknown + claimed + open_) & ~overclaims] = MISSING
    states[(draws.chances < unknown + claimed) & ~overclaims] = NA_CLAIMED
    states[(draws.chances < unknown) & ~overclaims] = UNKNOWN
    _drop_out(blueprint, draws.company[0], behaviour, states)
    for number, chosen in enumerate(modules):
        states[np.ix_(blueprint.modules == number, ~chosen)] = MISSING
    states[~applies] = NA_PROFILE
    return states


def _drop_out(blueprint: Blueprint, chances: Floats, behaviour: Bytes, states: Bytes) -> None:
    """Leave open what comes after the point where a drop-out stops."""
    reached = np.where(behaviour == Behaviour.DROP_OUT, DROP_OUT_MOST * chances, 1.0)
    place = (np.arange(len(blueprint.items)) + 1.0) / int((blueprint.modules < 0).sum())
    states[(place[:, None] > reached) & (behaviour == Behaviour.DROP_OUT)] = MISSING


def _contradict(blueprint: Blueprint, chances: Floats, behaviour: Bytes, values: Floats, states: Bytes) -> None:
    """Put answers that break rules into the rows of contradictory companies, where the items are asked."""
    rows = {item.code: row for row, item in enumerate(blueprint.items)}
    rules = blueprint.contradictions
    for company in np.flatnonzero(behaviour == Behaviour.CONTRADICTORY):
        start, done = int(chances[1, company] * len(rules)), 0
        taken: set[str] = set()
        for number in range(len(rules)):
            ways = rules[(start + number) % len(rules)]
            way = ways[int(chances[2, company] * len(ways))]
            asked = all(states[rows[code], company] in (ANSWERED, UNKNOWN, NA_CLAIMED) for code in way)
            if done < CONTRADICTIONS_EACH and asked and taken.isdisjoint(way):
                for code, value in way.items():
                    values[rows[code], company], states[rows[code], company] = value, ANSWERED
                taken |= set(way)
                done += 1
