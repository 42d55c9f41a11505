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
    Reason,
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
    "one round": [*opened(*APART), round_of(*APART)],
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

CASES: list[tuple[str, Event, list[Reason]]] = [
    ("new", replace(TEAM, members=("E1", "E2", "E2", "E3")), [Reason(Code.EXAMINER_TWICE, {"examiner": "E2"})]),
    ("new", replace(TEAM, members=("E1", "E2")), [Reason(Code.TOO_FEW_EXAMINERS, {"have": 2, "need": 3})]),
    ("new", replace(TEAM, lead="E9"), [Reason(Code.LEAD_NOT_IN_TEAM, {"examiner": "E9"})]),
    ("new", replace(TEAM, by="E1"), [Reason(Code.OFFICIAL_ONLY, {"by": "E1"})]),
    ("named", review("E9", 50), [Reason(Code.NOT_IN_TEAM, {"by": "E9"})]),
    ("two locked", review("E1", 55), [Reason(Code.REVIEW_LOCKED, {"examiner": "E1"})]),
    ("two locked", ReviewLocked("E3", {}), [Reason(Code.ITEM_UNRATED, {"item": "AWD1.1"})]),
    (
        "two locked",
        ReviewLocked("E3", {ITEM: FULL["E1"], "AWD9.9": FULL["E1"]}),
        [Reason(Code.ITEM_UNKNOWN, {"item": "AWD9.9"})],
    ),
    (
        "two locked",
        ReviewLocked("E3", {ITEM: rated(70, FACTORS, "R3")}),
        [
            Reason(
                Code.ABOVE_LOWEST_FACTOR, {"item": "AWD1.1", "percent": 70, "range": "R5", "lowest": "R3", "most": 65}
            )
        ],
    ),
    (
        "two locked",
        ReviewLocked("E3", {ITEM: Rating(52, FULL["E1"].factors)}),
        [Reason(Code.PERCENT_OFF_STEP, {"item": "AWD1.1", "percent": 52, "step": 5})],
    ),
    (
        "two locked",
        ReviewLocked("E3", {ITEM: Rating(50)}),
        [
            Reason(Code.FACTOR_MISSING, {"item": "AWD1.1", "factor": "A"}),
            Reason(Code.FACTOR_MISSING, {"item": "AWD1.1", "factor": "D"}),
            Reason(Code.FACTOR_MISSING, {"item": "AWD1.1", "factor": "L"}),
            Reason(Code.FACTOR_MISSING, {"item": "AWD1.1", "factor": "I"}),
        ],
    ),
    ("named", ExaminerJoined("E1", "E9"), [Reason(Code.OFFICIAL_ONLY, {"by": "E1"})]),
    ("named", ExaminerJoined("E9", "E9"), [Reason(Code.OFFICIAL_ONLY, {"by": "E9"})]),
    ("named", ExaminerJoined(OFFICIAL, "E2"), [Reason(Code.EXAMINER_TWICE, {"examiner": "E2"})]),
    ("one gone", ExaminerJoined(OFFICIAL, "E3"), [Reason(Code.EXAMINER_REMOVED, {"examiner": "E3"})]),
    ("one gone", review("E3", 60), [Reason(Code.NOT_IN_TEAM, {"by": "E3"})]),
    ("agreed", replace(conflict("E3"), by="E1"), [Reason(Code.OFFICIAL_ONLY, {"by": "E1"})]),
    ("agreed", conflict("E9"), [Reason(Code.EXAMINER_UNKNOWN, {"examiner": "E9"})]),
    ("agreed", replace(conflict("E3"), reason=" "), [Reason(Code.REASON_MISSING)]),
    ("agreed", replace(conflict("E3"), rule=""), [Reason(Code.REASON_MISSING)]),
    ("one gone", LeadNamed("E3", "E2"), [Reason(Code.OFFICIAL_ONLY, {"by": "E3"})]),
    ("agreed", LeadNamed("E2", "E2"), [Reason(Code.OFFICIAL_ONLY, {"by": "E2"})]),
    ("agreed", LeadNamed(OFFICIAL, "E9"), [Reason(Code.LEAD_NOT_IN_TEAM, {"examiner": "E9"})]),
    ("all locked", ConsensusOpened("E2"), [Reason(Code.NOT_LEAD, {"by": "E2"})]),
    ("two locked", ConsensusOpened("E1"), [Reason(Code.REVIEW_OPEN, {"examiner": "E3"})]),
    ("one gone", ConsensusOpened("E1"), [Reason(Code.TOO_FEW_EXAMINERS, {"have": 2, "need": 3})]),
    ("apart", replace(ROUND, by="E2"), [Reason(Code.NOT_LEAD, {"by": "E2"})]),
    ("apart", replace(ROUND, item="AWD9.9"), [Reason(Code.ITEM_UNKNOWN, {"item": "AWD9.9"})]),
    ("agreed", ROUND, [Reason(Code.ITEM_AGREED, {"item": "AWD1.1"})]),
    ("last word", ROUND, [Reason(Code.ROUNDS_USED_UP, {"item": "AWD1.1", "rounds": 2})]),
    (
        "apart",
        replace(ROUND, ratings={**FULL, "E9": FULL["E1"]}),
        [Reason(Code.SCORE_NOT_ASKED, {"item": "AWD1.1", "examiner": "E9"})],
    ),
    (
        "apart",
        replace(ROUND, ratings={"E1": FULL["E1"], "E2": FULL["E2"]}),
        [Reason(Code.SCORE_MISSING, {"item": "AWD1.1", "examiner": "E3"})],
    ),
    (
        "apart",
        replace(ROUND, ratings={**FULL, "E2": Rating(51)}),
        [Reason(Code.PERCENT_OFF_STEP, {"item": "AWD1.1", "examiner": "E2", "percent": 51, "step": 5})],
    ),
    ("apart", replace(ROUND, ratings={**FULL, "E1": Rating(50)}), []),
    (
        "apart",
        replace(ROUND, ratings={**FULL, "E1": Rating(70)}),
        [
            Reason(
                Code.ABOVE_LOWEST_FACTOR,
                {"item": "AWD1.1", "examiner": "E1", "percent": 70, "range": "R5", "lowest": "R3", "most": 65},
            )
        ],
    ),
    ("apart", replace(ROUND, rationale={}), [Reason(Code.RATIONALE_MISSING)]),
    ("apart", replace(ROUND, rationale={"ko": "  ", "fr": "x" * 200}), [Reason(Code.RATIONALE_MISSING)]),
    (
        "apart",
        replace(ROUND, rationale={"ko": SYLLABLE * 59}),
        [Reason(Code.RATIONALE_SHORT, {"language": "ko", "characters": 59, "least": 60})],
    ),
    (
        "apart",
        replace(ROUND, rationale={"en": "x" * 119}),
        [Reason(Code.RATIONALE_SHORT, {"language": "en", "characters": 119, "least": 120})],
    ),
    ("apart", replace(ROUND, rationale={"en": "x" * 120}), []),
    (
        "apart",
        replace(ROUND, rationale={**WHY, "en": "short"}),
        [Reason(Code.RATIONALE_SHORT, {"language": "en", "characters": 5, "least": 120})],
    ),
    (
        "apart",
        replace(ROUND, rationale={"ko": SYLLABLE + " " * 80}),
        [Reason(Code.RATIONALE_SHORT, {"language": "ko", "characters": 1, "least": 60})],
    ),
    ("last word", replace(DECISION, by="E3", minority={"E1": "30"}), [Reason(Code.NOT_LEAD, {"by": "E3"})]),
    ("last word", replace(DECISION, rationale={}), [Reason(Code.RATIONALE_MISSING)]),
    ("last word", replace(DECISION, item="AWD9.9"), [Reason(Code.ITEM_UNKNOWN, {"item": "AWD9.9"})]),
    ("agreed", DECISION, [Reason(Code.ITEM_AGREED, {"item": "AWD1.1"})]),
    ("apart", DECISION, [Reason(Code.ROUNDS_LEFT, {"item": "AWD1.1", "rounds": 2})]),
    ("one round", DECISION, [Reason(Code.ROUNDS_LEFT, {"item": "AWD1.1", "rounds": 1})]),
    # Both ends of what was last given may be decided.
    ("last word", replace(DECISION, percent=30), []),
    ("last word", replace(DECISION, percent=60, minority={"E2": "rather 55"}), []),
    (
        "last word",
        replace(DECISION, percent=57),
        [Reason(Code.PERCENT_OFF_STEP, {"item": "AWD1.1", "percent": 57, "step": 5})],
    ),
    (
        "last word",
        replace(DECISION, percent=65),
        [Reason(Code.DECISION_OUTSIDE_SCORES, {"item": "AWD1.1", "low": 30, "high": 60})],
    ),
    (
        "last word",
        replace(DECISION, minority={}),
        [Reason(Code.MINORITY_NOTE_MISSING, {"item": "AWD1.1", "examiners": 1})],
    ),
    (
        "last word",
        replace(DECISION, minority={"E3": " "}),
        [Reason(Code.MINORITY_NOTE_MISSING, {"item": "AWD1.1", "examiners": 1})],
    ),
    (
        "last word",
        replace(DECISION, minority={"E3": "60", "E2": "55"}),
        [Reason(Code.NOT_IN_MINORITY, {"item": "AWD1.1", "examiner": "E2"})],
    ),
    (
        "last word",
        replace(DECISION, minority={"E3": "60", "E1": "30"}),
        [Reason(Code.NOT_IN_MINORITY, {"item": "AWD1.1", "examiner": "E1"})],
    ),
    ("agreed", ConsensusClosed("E2"), [Reason(Code.NOT_LEAD, {"by": "E2"})]),
    ("apart", ConsensusClosed("E1"), [Reason(Code.ITEM_OPEN, {"item": "AWD1.1"})]),
    ("leaderless", ConsensusClosed("E1"), [Reason(Code.NOT_LEAD, {"by": "E1"})]),
    ("visit", replace(VISIT, by="E9"), [Reason(Code.NOT_IN_TEAM, {"by": "E9"})]),
    ("visit", replace(VISIT, evidence=()), [Reason(Code.EVIDENCE_MISSING, {"item": "AWD1.1"})]),
    ("visit", replace(LAX, evidence=("SV-1", " ")), [Reason(Code.EVIDENCE_MISSING, {"item": "AWD1.1"})]),
    ("visit", replace(LAX, finding=""), [Reason(Code.REASON_MISSING, {"item": "AWD1.1"})]),
    ("visit", replace(VISIT, item="AWD9.9"), [Reason(Code.ITEM_UNKNOWN, {"item": "AWD9.9"})]),
    ("visit", replace(VISIT, after=56), [Reason(Code.PERCENT_OFF_STEP, {"item": "AWD1.1", "percent": 56, "step": 5})]),
    (
        "visit",
        replace(VISIT, before=60),
        [Reason(Code.PERCENT_HAS_CHANGED, {"item": "AWD1.1", "read": 60, "stands": 55})],
    ),
    (
        "visit",
        replace(VISIT, after=90),
        [Reason(Code.MOVED_TOO_FAR, {"item": "AWD1.1", "from": "R4", "to": "R6", "most": 1})],
    ),
    (
        "visit",
        replace(VISIT, after=25),
        [Reason(Code.MOVED_TOO_FAR, {"item": "AWD1.1", "from": "R4", "to": "R2", "most": 1})],
    ),
    ("visit", Finalised("E2"), [Reason(Code.NOT_LEAD, {"by": "E2"})]),
]


@pytest.mark.parametrize(("log", "event", "reasons"), CASES)
def test_refused_with_its_reason(log: str, event: Event, reasons: list[Reason]) -> None:
    state = fold(SETUP, LOGS[log])
    assert list(check(SETUP, state, event)) == reasons
    if reasons:
        with pytest.raises(Refused) as refused:
            fold(SETUP, [*LOGS[log], event])
        assert list(refused.value.reasons) == reasons
        assert refused.value.codes == tuple(reason.code for reason in reasons)


def test_every_reason_of_the_log_is_shown() -> None:
    source = list(Code)
    of_the_log = source[source.index(Code.EVENT_NOT_NOW) : source.index(Code.PART_UNKNOWN)]
    shown = {reason.code for _, _, reasons in CASES for reason in reasons} | {Code.EVENT_NOT_NOW}
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
