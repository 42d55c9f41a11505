"""Why an event of a review's log may not stand, once its phase is the right one; each check tells every reason."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from awards.scoring.events import (
    ConsensusClosed,
    ConsensusOpened,
    ConsensusSetup,
    ConsensusState,
    Event,
    ExaminerJoined,
    ExaminerRemoved,
    LeadDecided,
    LeadNamed,
    Path,
    ReviewLocked,
    RoundLogged,
    TeamNamed,
    VisitRecorded,
)
from awards.scoring.percents import Rating, check_rating
from awards.scoring.reasons import Code, Reason


def written_length(text: str) -> int:
    """Return the number of characters a reader sees: white space counts once, a composed letter is one."""
    return len(unicodedata.normalize("NFC", " ".join(text.split())))


def with_earlier_factors(state: ConsensusState, item: str, examiner: str, rating: Rating) -> Rating:
    """Return a new rating with the sub-ratings it left out, as the examiner last gave them."""
    rounds = state.items[item].rounds
    earlier = rounds[-1].ratings[examiner] if rounds else state.reviews[examiner][item]
    return replace(rating, factors={**earlier.factors, **rating.factors})


def team_named(setup: ConsensusSetup, state: ConsensusState, event: TeamNamed) -> Iterator[Reason]:
    """A team is large enough, without doubles, led by one of its own, and not named by itself."""
    for member in sorted({member for member in event.members if event.members.count(member) > 1}):
        yield Reason(Code.EXAMINER_TWICE, {"examiner": member})
    if len(set(event.members)) < setup.rules.min_examiners:
        yield Reason(Code.TOO_FEW_EXAMINERS, {"have": len(set(event.members)), "need": setup.rules.min_examiners})
    if event.lead not in event.members:
        yield Reason(Code.LEAD_NOT_IN_TEAM, {"examiner": event.lead})
    if event.by in event.members:
        yield Reason(Code.OFFICIAL_ONLY, {"by": event.by})


def review_locked(setup: ConsensusSetup, state: ConsensusState, event: ReviewLocked) -> Iterator[Reason]:
    """A review is a member's own, locked once, rates every item and nothing else, and keeps to the rules of rating."""
    if event.by not in state.members:
        yield Reason(Code.NOT_IN_TEAM, {"by": event.by})
    elif event.by in state.reviews:
        yield Reason(Code.REVIEW_LOCKED, {"examiner": event.by})
    for item in sorted(set(event.ratings) - set(setup.factors)):
        yield Reason(Code.ITEM_UNKNOWN, {"item": item})
    for item, factors in setup.factors.items():
        if item not in event.ratings:
            yield Reason(Code.ITEM_UNRATED, {"item": item})
            continue
        for fault in check_rating(setup.scale, event.ratings[item], factors=factors, cap_ranges=setup.rules.cap_ranges):
            yield Reason(fault.code, {"item": item, **fault.facts})


def examiner_joined(setup: ConsensusSetup, state: ConsensusState, event: ExaminerJoined) -> Iterator[Reason]:
    """A replacement is new to the team: whoever was taken out does not come back."""
    yield from _by_official(state, event)
    if event.examiner in state.members:
        yield Reason(Code.EXAMINER_TWICE, {"examiner": event.examiner})
    if event.examiner in {removal.examiner for removal in state.removed}:
        yield Reason(Code.EXAMINER_REMOVED, {"examiner": event.examiner})
    if event.by == event.examiner:
        yield Reason(Code.OFFICIAL_ONLY, {"by": event.by})


def examiner_removed(setup: ConsensusSetup, state: ConsensusState, event: ExaminerRemoved) -> Iterator[Reason]:
    """An examiner is taken out by an official or steps back, with the rule and the reason on record."""
    if event.by != event.examiner:
        yield from _by_official(state, event)
    if event.examiner not in state.members:
        yield Reason(Code.EXAMINER_UNKNOWN, {"examiner": event.examiner})
    if not event.rule.strip() or not event.reason.strip():
        yield Reason(Code.REASON_MISSING)


def lead_named(setup: ConsensusSetup, state: ConsensusState, event: LeadNamed) -> Iterator[Reason]:
    """The lead is one of the team."""
    yield from _by_official(state, event)
    if event.examiner not in state.members:
        yield Reason(Code.LEAD_NOT_IN_TEAM, {"examiner": event.examiner})


def opened(setup: ConsensusSetup, state: ConsensusState, event: ConsensusOpened) -> Iterator[Reason]:
    """Consensus starts from locked reviews only: every member's, and enough of them."""
    yield from by_lead(setup, state, event)
    for member in state.members:
        if member not in state.reviews:
            yield Reason(Code.REVIEW_OPEN, {"examiner": member})
    if len(state.members) < setup.rules.min_examiners:
        yield Reason(Code.TOO_FEW_EXAMINERS, {"have": len(state.members), "need": setup.rules.min_examiners})


def round_logged(setup: ConsensusSetup, state: ConsensusState, event: RoundLogged) -> Iterator[Reason]:
    """A round is about an open item, with a new rating of every member and a rationale."""
    yield from by_lead(setup, state, event)
    yield from _rationale(setup, event.rationale)
    item = state.items.get(event.item)
    if item is None:
        yield Reason(Code.ITEM_UNKNOWN, {"item": event.item})
        return
    if item.agreed is not None:
        yield Reason(Code.ITEM_AGREED, {"item": event.item})
    elif item.path is Path.LEAD_TO_DECIDE:
        yield Reason(Code.ROUNDS_USED_UP, {"item": event.item, "rounds": len(item.rounds)})
    for member in state.members:
        if member not in event.ratings:
            yield Reason(Code.SCORE_MISSING, {"item": event.item, "examiner": member})
            continue
        rating = with_earlier_factors(state, event.item, member, event.ratings[member])
        for fault in check_rating(
            setup.scale, rating, factors=setup.factors[event.item], cap_ranges=setup.rules.cap_ranges
        ):
            yield Reason(fault.code, {"item": event.item, "examiner": member, **fault.facts})
    for examiner in sorted(set(event.ratings) - set(state.members)):
        yield Reason(Code.SCORE_NOT_ASKED, {"item": event.item, "examiner": examiner})


def lead_decided(setup: ConsensusSetup, state: ConsensusState, event: LeadDecided) -> Iterator[Reason]:
    """The lead decides only what the rounds left open, within what examiners last gave, beside a minority's note."""
    yield from by_lead(setup, state, event)
    yield from _rationale(setup, event.rationale)
    item = state.items.get(event.item)
    if item is None:
        yield Reason(Code.ITEM_UNKNOWN, {"item": event.item})
        return
    if item.agreed is not None:
        yield Reason(Code.ITEM_AGREED, {"item": event.item})
        return
    if item.path is not Path.LEAD_TO_DECIDE or item.latest is None:
        left = setup.rules.max_rounds - len(item.rounds)
        yield Reason(Code.ROUNDS_LEFT, {"item": event.item, "rounds": left})
        return
    if faults := setup.scale.faults_of(event.percent):
        yield from (Reason(fault.code, {"item": event.item, **fault.facts}) for fault in faults)
        return
    last = item.latest
    if not last.low <= event.percent <= last.high:
        # Outside, no locked review and no logged round would bear the percent out.
        yield Reason(Code.DECISION_OUTSIDE_SCORES, {"item": event.item, "low": last.low, "high": last.high})
    differing = {examiner for examiner, percent in last.scores.items() if percent != event.percent} - {event.by}
    noted = {examiner for examiner, note in event.minority.items() if note.strip()}
    for examiner in sorted(set(event.minority) - differing):
        yield Reason(Code.NOT_IN_MINORITY, {"item": event.item, "examiner": examiner})
    if differing and not noted & differing:
        yield Reason(Code.MINORITY_NOTE_MISSING, {"item": event.item, "examiners": len(differing)})


def closed(setup: ConsensusSetup, state: ConsensusState, event: ConsensusClosed) -> Iterator[Reason]:
    """Consensus is closed when no item is open."""
    yield from by_lead(setup, state, event)
    for code, item in state.items.items():
        if item.agreed is None:
            yield Reason(Code.ITEM_OPEN, {"item": code})


def visit_recorded(setup: ConsensusSetup, state: ConsensusState, event: VisitRecorded) -> Iterator[Reason]:
    """A visit leaves an item within its ranges of the consensus, says what it found and names its evidence.

    The distance is taken from the consensus, not from an earlier visit: two visits do not move an item twice.
    """
    if event.by not in state.members:
        yield Reason(Code.NOT_IN_TEAM, {"by": event.by})
    if not event.evidence or not all(evidence.strip() for evidence in event.evidence):
        yield Reason(Code.EVIDENCE_MISSING, {"item": event.item})
    if not event.finding.strip():
        yield Reason(Code.REASON_MISSING, {"item": event.item})
    item = state.items.get(event.item)
    if item is None or item.agreed is None:
        yield Reason(Code.ITEM_UNKNOWN, {"item": event.item})
        return
    if faults := setup.scale.faults_of(event.after):
        yield from (Reason(fault.code, {"item": event.item, **fault.facts}) for fault in faults)
        return
    if event.before != item.percent:
        yield Reason(Code.PERCENT_HAS_CHANGED, {"item": event.item, "read": event.before, "stands": item.percent or 0})
    agreed, after = setup.scale.range_of(item.agreed), setup.scale.range_of(event.after)
    if abs(after.number - agreed.number) > setup.rules.visit_max_ranges:
        yield Reason(
            Code.MOVED_TOO_FAR,
            {"item": event.item, "from": agreed.code, "to": after.code, "most": setup.rules.visit_max_ranges},
        )


def by_lead(setup: ConsensusSetup, state: ConsensusState, event: Event) -> Iterator[Reason]:
    """What the lead does is done by the lead, of whom there is one."""
    if event.by != state.lead:
        yield Reason(Code.NOT_LEAD, {"by": event.by})


def _by_official(state: ConsensusState, event: Event) -> Iterator[Reason]:
    """Leave the team to officials: no examiner changes it, whoever else has the right is for the caller to know."""
    if event.by in {*state.members, *(removal.examiner for removal in state.removed)}:
        yield Reason(Code.OFFICIAL_ONLY, {"by": event.by})


def _rationale(setup: ConsensusSetup, rationale: Mapping[str, str]) -> Iterator[Reason]:
    """Ask for a rationale in one language at least, and for its least length in each that is written."""
    written = {language: written_length(text) for language, text in rationale.items() if text.strip()}
    if not written.keys() & setup.rules.rationale_min_chars.keys():
        yield Reason(Code.RATIONALE_MISSING)
    for language, least in setup.rules.rationale_min_chars.items():
        if language in written and written[language] < least:
            yield Reason(Code.RATIONALE_SHORT, {"language": language, "characters": written[language], "least": least})
