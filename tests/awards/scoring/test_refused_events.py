"""Every illegal event, with its reason: by phase for every kind of event, then by content."""

from dataclasses import replace

import pytest

from awards.scoring import (
    Code,
    ConsensusClosed,
    ConsensusOpened,
    Event,
    ExaminerJoined,
    ExaminerRemoved,
    Finalised,
    LeadDecided,
    LeadNamed,
    Phase,
    Rating,
    Refused,
    ReviewLocked,
    RoundLogged,
    TeamNamed,
    VisitRecorded,
    apply,
    check,
    fold,
)
from awards.scoring.event_checks import written_length
from tests.awards.scoring.test_consensus import FACTORS, ITEM, SETUP, conflict, opened, review, round_of
from tests.awards.scoring.world import OFFICIAL, SYLLABLE, WHY, rated

TEAM = TeamNamed(OFFICIAL, "E1", ("E1", "E2", "E3"))
CLOSE, APART = (50, 55, 60), (30, 55, 60)
LOGS: dict[str, list[Event]] = {
    "new": [],
    "named": [TEAM],
    "two locked": opened(*CLOSE)[:3],
    "all locked": opened(*CLOSE)[:4],
    "agreed": opened(*CLOSE),
    "apart": opened(*APART),
    "last word": [*opened(*APART), round_of(*APART), round_of(*APART)],
    "visit": [*opened(*CLOSE), ConsensusClosed("E1")],
    "final": [*opened(*CLOSE), ConsensusClosed("E1"), Finalised("E1")],
    "leaderless": [*opened(*CLOSE, 60), conflict("E1")],
    "one gone": [*opened(*CLOSE), conflict("E3")],
}
DECISION = LeadDecided("E1", ITEM, 55, WHY, {"E3": "rather 60"})
VISIT = VisitRecorded("E2", ITEM, 55, 70, ("SV-1",), "all control plans seen")

# For each kind of event one that is allowed: where, and in which phases events of its kind are refused for the phase.
ALL = set(Phase)
KINDS: dict[type, tuple[str, Event, set[Phase]]] = {
    TeamNamed: ("new", TEAM, ALL - {Phase.NEW}),
    ReviewLocked: ("two locked", review("E3", 60), ALL - {Phase.INDEPENDENT}),
    ExaminerJoined: ("named", ExaminerJoined(OFFICIAL, "E9"), ALL - {Phase.INDEPENDENT}),
    ExaminerRemoved: ("final", conflict("E3"), {Phase.NEW}),
    LeadNamed: ("agreed", LeadNamed(OFFICIAL, "E2"), {Phase.NEW, Phase.FINAL}),
    ConsensusOpened: ("all locked", ConsensusOpened("E1"), ALL - {Phase.INDEPENDENT}),
    RoundLogged: ("apart", round_of(*CLOSE), ALL - {Phase.CONSENSUS}),
    LeadDecided: ("last word", DECISION, ALL - {Phase.CONSENSUS}),
    ConsensusClosed: ("agreed", ConsensusClosed("E1"), ALL - {Phase.CONSENSUS}),
    VisitRecorded: ("visit", VISIT, ALL - {Phase.VISIT}),
    Finalised: ("visit", Finalised("E1"), ALL - {Phase.VISIT}),
}
PHASE_LOGS = {
    Phase.NEW: "new",
    Phase.INDEPENDENT: "all locked",
    Phase.CONSENSUS: "agreed",
    Phase.VISIT: "visit",
    Phase.FINAL: "final",
}


def test_the_logs_stand_where_they_say() -> None:
    for phase, name in PHASE_LOGS.items():
        assert fold(SETUP, LOGS[name]).phase is phase
    assert set(KINDS) == set(Event.__args__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_is_allowed_somewhere(kind: type) -> None:
    log, event, _ = KINDS[kind]
    assert check(SETUP, fold(SETUP, LOGS[log]), event) == ()


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_in_each_phase(kind: type, phase: Phase) -> None:
    _, event, refused_in = KINDS[kind]
    state = fold(SETUP, LOGS[PHASE_LOGS[phase]])
    found = check(SETUP, state, event)
    if phase in refused_in:
        assert [reason.code for reason in found] == [Code.EVENT_NOT_NOW]
        assert found[0].facts == {"event": kind.__name__, "phase": phase.value}
        with pytest.raises(Refused):
            apply(SETUP, state, event)
    else:
        assert Code.EVENT_NOT_NOW not in [reason.code for reason in found]


def locked(**ratings: Rating) -> ReviewLocked:
    return ReviewLocked("E3", dict(ratings))


FULL = dict(zip(("E1", "E2", "E3"), (rated(percent, FACTORS) for percent in CLOSE), strict=True))
ROUND = round_of(*CLOSE)
LAX = replace(VISIT, after=55)

CASES: list[tuple[str, Event, list[Code]]] = [
    ("new", replace(TEAM, members=("E1", "E2", "E2", "E3")), [Code.EXAMINER_TWICE]),
    ("new", replace(TEAM, members=("E1", "E2")), [Code.TOO_FEW_EXAMINERS]),
    ("new", replace(TEAM, lead="E9"), [Code.LEAD_NOT_IN_TEAM]),
    ("new", replace(TEAM, by="E1"), [Code.OFFICIAL_ONLY]),
    ("named", review("E9", 50), [Code.NOT_IN_TEAM]),
    ("two locked", review("E1", 55), [Code.REVIEW_LOCKED]),
    ("two locked", ReviewLocked("E3", {}), [Code.ITEM_UNRATED]),
    ("two locked", ReviewLocked("E3", {ITEM: FULL["E1"], "AWD9.9": FULL["E1"]}), [Code.ITEM_UNKNOWN]),
    ("two locked", ReviewLocked("E3", {ITEM: rated(70, FACTORS, "R3")}), [Code.ABOVE_LOWEST_FACTOR]),
    ("two locked", ReviewLocked("E3", {ITEM: Rating(52, FULL["E1"].factors)}), [Code.PERCENT_OFF_STEP]),
    ("two locked", ReviewLocked("E3", {ITEM: Rating(50)}), [Code.FACTOR_MISSING] * 4),
    ("named", ExaminerJoined("E1", "E9"), [Code.OFFICIAL_ONLY]),
    ("named", ExaminerJoined("E9", "E9"), [Code.OFFICIAL_ONLY]),
    ("named", ExaminerJoined(OFFICIAL, "E2"), [Code.EXAMINER_TWICE]),
    ("one gone", ExaminerJoined(OFFICIAL, "E3"), [Code.EXAMINER_REMOVED]),
    ("one gone", review("E3", 60), [Code.NOT_IN_TEAM]),
    ("agreed", replace(conflict("E3"), by="E1"), [Code.OFFICIAL_ONLY]),
    ("agreed", conflict("E9"), [Code.EXAMINER_UNKNOWN]),
    ("agreed", replace(conflict("E3"), reason=" "), [Code.REASON_MISSING]),
    ("agreed", replace(conflict("E3"), rule=""), [Code.REASON_MISSING]),
    ("agreed", LeadNamed("E2", "E2"), [Code.OFFICIAL_ONLY]),
    ("agreed", LeadNamed(OFFICIAL, "E9"), [Code.LEAD_NOT_IN_TEAM]),
    ("all locked", ConsensusOpened("E2"), [Code.NOT_LEAD]),
    ("two locked", ConsensusOpened("E1"), [Code.REVIEW_OPEN]),
    ("one gone", ConsensusOpened("E1"), [Code.TOO_FEW_EXAMINERS]),
    ("apart", replace(ROUND, by="E2"), [Code.NOT_LEAD]),
    ("apart", replace(ROUND, item="AWD9.9"), [Code.ITEM_UNKNOWN]),
    ("agreed", ROUND, [Code.ITEM_AGREED]),
    ("last word", ROUND, [Code.ROUNDS_USED_UP]),
    ("apart", replace(ROUND, ratings={**FULL, "E9": FULL["E1"]}), [Code.SCORE_NOT_ASKED]),
    ("apart", replace(ROUND, ratings={"E1": FULL["E1"], "E2": FULL["E2"]}), [Code.SCORE_MISSING]),
    ("apart", replace(ROUND, ratings={**FULL, "E2": Rating(51)}), [Code.PERCENT_OFF_STEP]),
    ("apart", replace(ROUND, ratings={**FULL, "E1": Rating(50)}), []),
    ("apart", replace(ROUND, ratings={**FULL, "E1": Rating(70)}), [Code.ABOVE_LOWEST_FACTOR]),
    ("apart", replace(ROUND, rationale={}), [Code.RATIONALE_MISSING]),
    ("apart", replace(ROUND, rationale={"ko": "  ", "fr": "x" * 200}), [Code.RATIONALE_MISSING]),
    ("apart", replace(ROUND, rationale={"ko": SYLLABLE * 59}), [Code.RATIONALE_SHORT]),
    ("apart", replace(ROUND, rationale={"en": "x" * 119}), [Code.RATIONALE_SHORT]),
    ("apart", replace(ROUND, rationale={"en": "x" * 120}), []),
    ("apart", replace(ROUND, rationale={**WHY, "en": "short"}), [Code.RATIONALE_SHORT]),
    ("apart", replace(ROUND, rationale={"ko": SYLLABLE + " " * 80}), [Code.RATIONALE_SHORT]),
    ("last word", replace(DECISION, by="E3", minority={"E1": "30"}), [Code.NOT_LEAD]),
    ("last word", replace(DECISION, rationale={}), [Code.RATIONALE_MISSING]),
    ("last word", replace(DECISION, item="AWD9.9"), [Code.ITEM_UNKNOWN]),
    ("agreed", DECISION, [Code.ITEM_AGREED]),
    ("apart", DECISION, [Code.ROUNDS_LEFT]),
    ("last word", replace(DECISION, percent=57), [Code.PERCENT_OFF_STEP]),
    ("last word", replace(DECISION, percent=65), [Code.DECISION_OUTSIDE_SCORES]),
    ("last word", replace(DECISION, minority={}), [Code.MINORITY_NOTE_MISSING]),
    ("last word", replace(DECISION, minority={"E3": " "}), [Code.MINORITY_NOTE_MISSING]),
    ("last word", replace(DECISION, minority={"E3": "60", "E2": "55"}), [Code.NOT_IN_MINORITY]),
    ("last word", replace(DECISION, minority={"E3": "60", "E1": "30"}), [Code.NOT_IN_MINORITY]),
    ("agreed", ConsensusClosed("E2"), [Code.NOT_LEAD]),
    ("apart", ConsensusClosed("E1"), [Code.ITEM_OPEN]),
    ("leaderless", ConsensusClosed("E1"), [Code.NOT_LEAD]),
    ("visit", replace(VISIT, by="E9"), [Code.NOT_IN_TEAM]),
    ("visit", replace(VISIT, evidence=()), [Code.EVIDENCE_MISSING]),
    ("visit", replace(LAX, evidence=("SV-1", " ")), [Code.EVIDENCE_MISSING]),
    ("visit", replace(LAX, finding=""), [Code.REASON_MISSING]),
    ("visit", replace(VISIT, item="AWD9.9"), [Code.ITEM_UNKNOWN]),
    ("visit", replace(VISIT, after=56), [Code.PERCENT_OFF_STEP]),
    ("visit", replace(VISIT, before=60), [Code.PERCENT_HAS_CHANGED]),
    ("visit", replace(VISIT, after=90), [Code.MOVED_TOO_FAR]),
    ("visit", replace(VISIT, after=25), [Code.MOVED_TOO_FAR]),
    ("visit", Finalised("E2"), [Code.NOT_LEAD]),
]


@pytest.mark.parametrize(("log", "event", "codes"), CASES)
def test_refused_with_its_reason(log: str, event: Event, codes: list[Code]) -> None:
    state = fold(SETUP, LOGS[log])
    assert [reason.code for reason in check(SETUP, state, event)] == codes
    if codes:
        with pytest.raises(Refused) as refused:
            fold(SETUP, [*LOGS[log], event])
        assert list(refused.value.codes) == codes


def test_every_reason_of_the_log_is_shown() -> None:
    source = list(Code)
    of_the_log = source[source.index(Code.EVENT_NOT_NOW) : source.index(Code.PART_UNKNOWN)]
    shown = {code for _, _, codes in CASES for code in codes} | {Code.EVENT_NOT_NOW}
    assert set(of_the_log) - shown == set()


def test_two_visits_do_not_move_an_item_twice() -> None:
    log = [*LOGS["visit"], VISIT]
    assert fold(SETUP, log).percents == {ITEM: 70}
    further = replace(VISIT, before=70, after=90, evidence=("SV-2",))
    with pytest.raises(Refused) as refused:
        fold(SETUP, [*log, further])
    assert refused.value.codes == (Code.MOVED_TOO_FAR,)
    assert refused.value.reasons[0].facts["from"] == "R4", "measured from the consensus, not from the visit before"
    back = replace(VISIT, before=70, after=45, evidence=("SV-2",))
    assert fold(SETUP, [*log, back]).percents == {ITEM: 45}


def test_several_reasons_are_told_at_once() -> None:
    found = check(SETUP, fold(SETUP, LOGS["visit"]), VisitRecorded("E9", ITEM, 50, 90, (), ""))
    assert [reason.code for reason in found] == [
        Code.NOT_IN_TEAM,
        Code.EVIDENCE_MISSING,
        Code.REASON_MISSING,
        Code.PERCENT_HAS_CHANGED,
        Code.MOVED_TOO_FAR,
    ]


def test_a_rationale_cannot_be_padded() -> None:
    decomposed = "\u1100\u1161"  # one syllable in two letters
    assert written_length(decomposed * 30) == 30
    assert written_length("  a \n\n  b  ") == 3


def test_a_log_with_an_illegal_event_is_not_folded() -> None:
    with pytest.raises(Refused, match="event_not_now"):
        fold(SETUP, [ConsensusOpened("E1"), TEAM])
