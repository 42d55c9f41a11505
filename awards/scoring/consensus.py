"""Folds the log of one application's review into its state, refusing what the rules do not allow (method, section 5).

The log is only ever added to. Taking an examiner out is one more event: what counts is worked out afresh from the
locked reviews that remain, and what had been come to before is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from awards.scoring import event_checks as checks
from awards.scoring.events import (
    ConsensusClosed,
    ConsensusOpened,
    ConsensusSetup,
    ConsensusState,
    Decision,
    Event,
    ExaminerJoined,
    ExaminerRemoved,
    Finalised,
    ItemState,
    LeadDecided,
    LeadNamed,
    Path,
    Phase,
    ReviewLocked,
    Round,
    RoundLogged,
    SetAside,
    TeamNamed,
    VisitRecorded,
)
from awards.scoring.percents import Rating
from awards.scoring.reasons import Code, Reason, refuse_if
from awards.scoring.spreads import Outcome, discussion_order, spread


def fold(setup: ConsensusSetup, events: Iterable[Event]) -> ConsensusState:
    """Return the state that a log adds up to; the empty log is a review without a team.

    Raises
    ------
    Refused
        At the first event that was not allowed where it stands.
    """
    state = ConsensusState(items={code: ItemState() for code in setup.factors})
    for event in events:
        state = apply(setup, state, event)
    return state


def apply(setup: ConsensusSetup, state: ConsensusState, event: Event) -> ConsensusState:
    """Return the state after one more event; the given state stays as it is.

    Raises
    ------
    Refused
        If the event is not allowed, with every reason.
    """
    refuse_if(check(setup, state, event))
    changed: ConsensusState = _TRANSITIONS[type(event)].change(setup, state, event)
    return changed


def check(setup: ConsensusSetup, state: ConsensusState, event: Event) -> tuple[Reason, ...]:
    """Return why an event is not allowed now, empty when it is. In the wrong phase that is the only reason told."""
    transition = _TRANSITIONS[type(event)]
    if state.phase not in transition.phases:
        return (Reason(Code.EVENT_NOT_NOW, {"event": type(event).__name__, "phase": state.phase.value}),)
    return tuple(transition.check(setup, state, event))


def agenda(setup: ConsensusSetup, state: ConsensusState) -> tuple[str, ...]:
    """Return the items still to be discussed or decided, widest spread first."""
    latest = {code: item.latest for code, item in state.items.items() if item.agreed is None}
    return discussion_order({code: found for code, found in latest.items() if found is not None}, list(setup.factors))


def reviews_visible_to(state: ConsensusState, examiner: str) -> dict[str, Mapping[str, Rating]]:
    """Return the locked reviews that an examiner may read, by examiner.

    Until the consensus is opened that is nobody's but the own one, so that a review stays independent; a replacement
    who is still to review brings this back for the whole team. Who was taken out reads nothing any more.
    """
    if examiner not in state.members:
        return {}
    readable = (examiner,) if state.phase is Phase.INDEPENDENT else state.members
    return {member: state.reviews[member] for member in readable if member in state.reviews}


# ---------------------------------------------------------------- what an event changes


def _team_named(setup: ConsensusSetup, state: ConsensusState, event: TeamNamed) -> ConsensusState:
    return replace(state, phase=Phase.INDEPENDENT, lead=event.lead, members=tuple(sorted(event.members)))


def _review_locked(setup: ConsensusSetup, state: ConsensusState, event: ReviewLocked) -> ConsensusState:
    ratings = {item: event.ratings[item] for item in setup.factors}
    return replace(state, reviews={**state.reviews, event.by: ratings})


def _examiner_joined(setup: ConsensusSetup, state: ConsensusState, event: ExaminerJoined) -> ConsensusState:
    return replace(state, members=tuple(sorted((*state.members, event.examiner))))


def _lead_named(setup: ConsensusSetup, state: ConsensusState, event: LeadNamed) -> ConsensusState:
    return replace(state, lead=event.examiner)


def _opened(setup: ConsensusSetup, state: ConsensusState, event: ConsensusOpened) -> ConsensusState:
    return replace(state, phase=Phase.CONSENSUS, items=_compared(setup, state))


def _compared(setup: ConsensusSetup, state: ConsensusState) -> dict[str, ItemState]:
    """Return every item as the locked reviews that count leave it."""
    items = {}
    for code, item in state.items.items():
        found = spread(
            {member: state.reviews[member][code].percent for member in state.members},
            scale=setup.scale,
            rules=setup.rules.spread,
        )
        is_agreed = found.outcome is Outcome.AGREED
        items[code] = ItemState(
            path=Path.MEDIAN if is_agreed else Path.DISCUSSION,
            independent=found,
            agreed=found.percent if is_agreed else None,
            set_aside=item.set_aside,
        )
    return items


def _round_logged(setup: ConsensusSetup, state: ConsensusState, event: RoundLogged) -> ConsensusState:
    item = state.items[event.item]
    found = spread(
        {examiner: rating.percent for examiner, rating in event.ratings.items()},
        scale=setup.scale,
        rules=setup.rules.spread,
    )
    ratings = {
        examiner: checks.with_earlier_factors(state, event.item, examiner, event.ratings[examiner])
        for examiner in sorted(event.ratings)
    }
    number = len(item.rounds) + 1
    is_agreed = found.outcome is Outcome.AGREED
    is_last = number == setup.rules.max_rounds
    changed = replace(
        item,
        path=Path.LEAD_TO_DECIDE if is_last and not is_agreed else Path.DISCUSSION,
        rounds=(*item.rounds, Round(number, ratings, found, dict(event.rationale))),
        agreed=found.percent if is_agreed else None,
    )
    return _with_item(state, event.item, changed)


def _lead_decided(setup: ConsensusSetup, state: ConsensusState, event: LeadDecided) -> ConsensusState:
    decision = Decision(event.by, event.percent, dict(event.rationale), dict(sorted(event.minority.items())))
    changed = replace(state.items[event.item], path=Path.LEAD_DECIDED, decision=decision, agreed=event.percent)
    return _with_item(state, event.item, changed)


def _closed(setup: ConsensusSetup, state: ConsensusState, event: ConsensusClosed) -> ConsensusState:
    return replace(state, phase=Phase.VISIT)


def _visit_recorded(setup: ConsensusSetup, state: ConsensusState, event: VisitRecorded) -> ConsensusState:
    item = state.items[event.item]
    return _with_item(state, event.item, replace(item, visits=(*item.visits, event)))


def _finalised(setup: ConsensusSetup, state: ConsensusState, event: Finalised) -> ConsensusState:
    return replace(state, phase=Phase.FINAL)


def _examiner_removed(setup: ConsensusSetup, state: ConsensusState, event: ExaminerRemoved) -> ConsensusState:
    """Take an examiner out; once reviews were compared, compare those that remain, or wait for a replacement."""
    members = tuple(member for member in state.members if member != event.examiner)
    changed = replace(
        state,
        members=members,
        lead=None if state.lead == event.examiner else state.lead,
        removed=(*state.removed, event),
    )
    if state.phase is Phase.INDEPENDENT:
        return changed
    changed = replace(
        changed, items={code: _with_past_set_aside(item, event.examiner) for code, item in state.items.items()}
    )
    if len(members) < setup.rules.min_examiners:
        return replace(changed, phase=Phase.INDEPENDENT)
    return replace(changed, phase=Phase.CONSENSUS, items=_compared(setup, changed))


def _with_past_set_aside(item: ItemState, removed: str) -> ItemState:
    if item.independent is None:
        raise AssertionError("reviews were compared before")
    past = SetAside(removed, item.independent, item.rounds, item.decision, item.agreed, item.visits)
    return ItemState(set_aside=(*item.set_aside, past))


def _with_item(state: ConsensusState, code: str, item: ItemState) -> ConsensusState:
    return replace(state, items={**state.items, code: item})


# ---------------------------------------------------------------- when an event is allowed


@dataclass(frozen=True, slots=True)
class _Transition:
    phases: frozenset[Phase]
    check: Callable[[ConsensusSetup, ConsensusState, Any], Iterator[Reason]]
    change: Callable[[ConsensusSetup, ConsensusState, Any], ConsensusState]


def _in(*phases: Phase) -> frozenset[Phase]:
    return frozenset(phases)


_TRANSITIONS: Final[Mapping[type, _Transition]] = {
    TeamNamed: _Transition(_in(Phase.NEW), checks.team_named, _team_named),
    ReviewLocked: _Transition(_in(Phase.INDEPENDENT), checks.review_locked, _review_locked),
    ExaminerJoined: _Transition(_in(Phase.INDEPENDENT), checks.examiner_joined, _examiner_joined),
    # A tie may come to light at any time, even after the last percent stood.
    ExaminerRemoved: _Transition(
        _in(Phase.INDEPENDENT, Phase.CONSENSUS, Phase.VISIT, Phase.FINAL), checks.examiner_removed, _examiner_removed
    ),
    LeadNamed: _Transition(_in(Phase.INDEPENDENT, Phase.CONSENSUS, Phase.VISIT), checks.lead_named, _lead_named),
    ConsensusOpened: _Transition(_in(Phase.INDEPENDENT), checks.opened, _opened),
    RoundLogged: _Transition(_in(Phase.CONSENSUS), checks.round_logged, _round_logged),
    LeadDecided: _Transition(_in(Phase.CONSENSUS), checks.lead_decided, _lead_decided),
    ConsensusClosed: _Transition(_in(Phase.CONSENSUS), checks.closed, _closed),
    VisitRecorded: _Transition(_in(Phase.VISIT), checks.visit_recorded, _visit_recorded),
    Finalised: _Transition(_in(Phase.VISIT), checks.by_lead, _finalised),
}
