"""The next measures in an order that holds: the five best, or those that people and money allow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from diagnosis.priorities.inputs import PlanInputs
from diagnosis.priorities.schedule import AT_ONCE, Slot, order_of, quarters_of, return_of, schedule
from diagnosis.priorities.selection import Action, select_actions
from diagnosis.priorities.steps import PlannedLevel, Reason, Step
from diagnosis.priorities.worth import Worth

NEXT_STEPS: Final = 5
CANDIDATES: Final = 3
QUICK_WIN_SHARE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The measures at their places, the candidates last, and the levels they are to bring."""

    steps: tuple[Step, ...] = ()
    planned: tuple[PlannedLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class _Chosen:
    actions: Sequence[Action]
    slots: Sequence[Slot]
    candidates: frozenset[str]


def roadmap_of(worth: Worth, inputs: PlanInputs) -> Roadmap:
    """Return the roadmap of a company."""
    chosen = _within_means(worth, inputs) if inputs.is_limited else _next_five(worth)
    levels = _levels(worth, [a.code for a in chosen.actions if a.code not in chosen.candidates])
    slots = {slot.code: slot for slot in chosen.slots}
    steps = tuple(_step(action, slots[action.code], worth, chosen, levels) for action in chosen.actions)
    return Roadmap(steps, _planned(worth, levels))


def _next_five(worth: Worth) -> _Chosen:
    """Choose by what measures are worth, pulling in what they need, two at once."""
    codes = worth.with_needs(worth.ranked())[: NEXT_STEPS + CANDIDATES]
    # A measure also waits for one it needs that is in place, if that one is to be done once more.
    actions = [replace(worth.action(c), needs=worth.catalogue.measures[c].prerequisites) for c in codes]
    return _Chosen(actions, schedule(actions, at_once=AT_ONCE), frozenset(codes[NEXT_STEPS:]))


def _within_means(worth: Worth, inputs: PlanInputs) -> _Chosen:
    """Choose what is worth most together with the people and the money there are, within the plan's quarters.

    What was chosen but finds no room before the end, and the next best after it, are candidates.
    """
    people = inputs.people_months_a_quarter
    actions = worth.actions()
    in_time = _in_time(actions, inputs)
    taken = set(select_actions(in_time, effort_budget=inputs.people_months, money_budget=inputs.money))
    ordered = order_of([action for action in in_time if action.code in taken])
    slots = schedule(ordered, people_months_a_quarter=people, at_once=None if people is not None else AT_ONCE)
    late = {slot.code for slot in slots if slot.end > inputs.quarters}
    ends = {slot.code: slot.end for slot in slots if slot.code not in late}
    by_code = {action.code: action for action in actions}
    ranked = order_of([action for action in actions if action.code not in ends], by=return_of)
    # What did not find its place in time comes first: it was worth choosing.
    waiting = worth.with_needs([a.code for a in ranked if a.code in late] + [a.code for a in ranked])
    after = [by_code[code] for code in waiting if code not in ends][:CANDIDATES]
    later = schedule(after, at_once=AT_ONCE, earliest=inputs.quarters, ends=ends)
    placed = [*sorted((slot for slot in slots if slot.code in ends), key=lambda slot: slot.start), *later]
    return _Chosen([by_code[slot.code] for slot in placed], placed, frozenset(action.code for action in after))


def _in_time(actions: Sequence[Action], inputs: PlanInputs) -> list[Action]:
    """Return the actions that can be done before the plan ends, after all they need."""
    ends: dict[str, int] = {}
    for action in order_of(actions):
        start = max((ends[need] for need in action.needs), default=0)
        ends[action.code] = start + quarters_of(action, inputs.people_months_a_quarter)
    return [action for action in actions if ends[action.code] <= inputs.quarters]


def _levels(worth: Worth, chosen: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return, by item, the level after each chosen measure it names: one step each up to the target."""
    targets = {point.code: point.target for point in worth.points}
    levels: dict[str, dict[str, float]] = {}
    for item in worth.items:
        level = item.level
        for code in worth.catalogue.named(item.code):
            if code in chosen and level < targets[item.code]:
                level = min(targets[item.code], level + 1.0)
                levels.setdefault(item.code, {})[code] = level
    return levels


def _planned(worth: Worth, levels: Mapping[str, Mapping[str, float]]) -> tuple[PlannedLevel, ...]:
    targets = {point.code: point.target for point in worth.points}
    return tuple(
        PlannedLevel(item.code, item.level, max(levels[item.code].values()), targets[item.code])
        for item in worth.items
        if item.code in levels
    )


def _step(action: Action, slot: Slot, worth: Worth, chosen: _Chosen, levels: Mapping[str, Mapping[str, float]]) -> Step:
    code = action.code
    needs = worth.catalogue.measures[code].prerequisites
    reasons = sorted(worth.reasons.get(code, ()), key=lambda r: (-r.priority, r.code))
    return Step(
        measure=code,
        priority=action.worth,
        reasons=tuple(_with_level(reason, levels.get(reason.code, {}).get(code)) for reason in reasons),
        needs=needs,
        met=tuple(need for need in needs if worth.in_place(need)),
        starts_quarter=slot.start,
        quarters=slot.quarters,
        quick_win=_is_quick_win(action, chosen.actions),
        candidate=code in chosen.candidates,
        effort=action.effort,
        money=action.money,
    )


def _with_level(reason: Reason, planned: float | None) -> Reason:
    return reason if planned is None else replace(reason, planned=planned)


def _is_quick_win(action: Action, chosen: Sequence[Action]) -> bool:
    """Tell whether little effort meets high worth, among what was chosen."""
    worths = sorted(other.worth for other in chosen)
    high = worths[min(len(worths) - 1, math.floor(QUICK_WIN_SHARE * len(worths)))]
    return action.months <= median(other.months for other in chosen) and action.worth >= high
