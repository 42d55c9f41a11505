"""The judges' vote: quorum, recusals, majority, and a ballot that cannot hold a percent."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scoring import Ballot, Choice, Code, Reason, Refused, Verdict, Vote, count_votes
from awards.scoring.from_catalog import panel_rules
from tests.awards.scoring.world import CYCLE

PANEL = frozenset(f"J{at}" for at in range(1, 10))
RULES = panel_rules(CYCLE)
YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


def ballot(*choices: Choice, recused: dict[str, str] | None = None, **changes: object) -> Ballot:
    votes = tuple(Vote(f"J{at}", choice) for at, choice in enumerate(choices, start=1))
    present = tuple(vote.judge for vote in votes) + tuple(recused or {})
    made = Ballot("app-1", "honours", present, recused or {}, votes, "results lead the sector")
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("choices", "verdict", "needed"),
    [
        ([YES] * 5, Verdict.PASSED, 3),
        ([YES] * 3 + [NO] * 2, Verdict.PASSED, 3),
        ([YES] * 3 + [NO] * 3, Verdict.NOT_PASSED, 4),  # an equal vote does not pass
        ([YES] * 3 + [NO] + [ABSTAIN] * 2, Verdict.NOT_PASSED, 4),  # more for than against, yet no majority
        ([YES] * 4 + [ABSTAIN] * 2, Verdict.PASSED, 4),
        ([ABSTAIN] * 5, Verdict.NOT_PASSED, 3),
        ([YES] * 4, Verdict.NO_QUORUM, 3),
        ([], Verdict.NO_QUORUM, 1),
    ],
)
def test_votes_by_hand(choices: list[Choice], verdict: Verdict, needed: int) -> None:
    found = count_votes(RULES, ballot(*choices), panel=PANEL)
    assert (found.verdict, found.needed, found.deciding) == (verdict, needed, len(choices))
    assert found.yes + found.no + found.abstained == found.deciding


def test_a_recused_judge_counts_neither_for_quorum_nor_for_majority() -> None:
    five = ballot(*[YES] * 4, recused={"J9": "C01"})
    assert count_votes(RULES, five, panel=PANEL).verdict is Verdict.NO_QUORUM
    six = ballot(*[YES] * 3, NO, NO, recused={"J9": "C01"})
    found = count_votes(RULES, six, panel=PANEL)
    assert (found.verdict, found.deciding, found.needed) == (Verdict.PASSED, 5, 3)
    kept = ballot(*[YES] * 3, NO, NO, NO)
    assert count_votes(RULES, kept, panel=PANEL).verdict is Verdict.NOT_PASSED, "the control: a sixth vote counts"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (ballot(*[YES] * 5, question="percent"), Reason(Code.QUESTION_UNKNOWN, {"question": "percent"})),
        (ballot(*[YES] * 5, reason=" "), Reason(Code.REASON_MISSING)),
        (ballot(*[YES] * 5, recused={"J9": ""}), Reason(Code.REASON_MISSING)),
        (ballot(*[YES] * 5, recused={"X1": "C01"}), Reason(Code.JUDGE_UNKNOWN, {"judge": "X1"})),
        (
            ballot(*[YES] * 5, recused={"X1": "C01"}, present=tuple(f"J{at}" for at in range(1, 6))),
            Reason(Code.JUDGE_UNKNOWN, {"judge": "X1"}),
        ),
        (
            ballot(*[YES] * 5, present=tuple(f"J{at}" for at in range(1, 7))),
            Reason(Code.VOTE_MISSING, {"judge": "J6"}),
        ),
        (
            ballot(*[YES] * 6, present=tuple(f"J{at}" for at in range(1, 6))),
            Reason(Code.JUDGE_ABSENT, {"judge": "J6"}),
        ),
        (ballot(*[YES] * 5, recused={"J5": "C01"}), Reason(Code.JUDGE_RECUSED, {"judge": "J5"})),
        (
            ballot(*[YES] * 5, votes=(*(Vote(f"J{at}", YES) for at in range(1, 6)), Vote("J1", NO))),
            Reason(Code.VOTE_TWICE, {"judge": "J1"}),
        ),
    ],
)
def test_records_that_are_refused(record: Ballot, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        count_votes(RULES, record, panel=PANEL)
    assert refused.value.reasons == (reason,)


def test_who_examined_an_application_does_not_judge_it() -> None:
    record = ballot(*[YES] * 5)
    with pytest.raises(Refused) as refused:
        count_votes(RULES, record, panel=PANEL, examined_by=frozenset({"J3"}))
    assert refused.value.reasons == (Reason(Code.JUDGE_EXAMINED, {"judge": "J3"}),)
    stepped_back = ballot(*[YES] * 5, recused={"J9": "examined it"})
    assert count_votes(RULES, stepped_back, panel=PANEL, examined_by=frozenset({"J9"})).verdict is Verdict.PASSED


@given(st.lists(st.sampled_from(Choice), max_size=9), st.randoms(use_true_random=False))
def test_order_changes_nothing_and_one_more_yes_never_hurts(choices: list[Choice], shuffler) -> None:
    record = ballot(*choices)
    found = count_votes(RULES, record, panel=PANEL)
    votes = list(record.votes)
    shuffler.shuffle(votes)
    again = count_votes(RULES, replace(record, votes=tuple(votes)), panel=PANEL)
    assert replace(again, ballot=record) == found
    if NO in choices and found.verdict is Verdict.PASSED:
        swapped = list(choices)
        swapped[swapped.index(NO)] = YES
        assert count_votes(RULES, ballot(*swapped), panel=PANEL).verdict is Verdict.PASSED


def test_a_ballot_has_no_place_for_a_percent() -> None:
    assert {field.type for field in fields(Ballot)} == {
        "str",
        "tuple[str, ...]",
        "Mapping[str, str]",
        "tuple[Vote, ...]",
    }
    assert {field.type for field in fields(Vote)} == {"str", "Choice"}
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(ballot(*[YES] * 5), "percent", 95)
