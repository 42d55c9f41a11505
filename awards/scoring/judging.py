"""Judges' decisions: quorum, recusals and a recorded vote. A ballot has no place for a percent.

Sources: the cycle's `judges` block (a quorum as a number of judges, recusal by the rules on conflicts of interest,
minutes with reasons, no change of a percent). What it leaves open is settled here, as our own rules:

- A recused judge leaves the room for that application and is not counted towards the quorum. The quorum is a number of
  judges, not a share of the panel, so a recusal takes nothing off it: otherwise two judges without a tie could decide
  what the cycle wants five for. Too many recusals leave no quorum, and the panel is filled up first.
- A motion passes with more than half of the judges who decide, abstentions included: who abstains does not help it.
  An equal vote does not pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from awards.scoring.reasons import Code, Reason, refuse_if


class Choice(StrEnum):
    """What a judge votes."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Verdict(StrEnum):
    """What a vote comes to."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class PanelRules:
    """A cycle's rules: fewest judges who decide, and the questions they may decide."""

    quorum: int
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """One judge's vote."""

    judge: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Ballot:
    """A motion about one application, as the minutes have it.

    Attributes
    ----------
    question
        One of the cycle's: "shortlist", "honours".
    present
        Judges in the room when the motion is opened, those who then leave for a tie included.
    recused
        The conflict rule by judge.
    reason
        Why, for the minutes.
    """

    application: str
    question: str
    present: tuple[str, ...]
    recused: Mapping[str, str]
    votes: tuple[Vote, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A counted motion.

    Attributes
    ----------
    deciding
        Judges present and not recused.
    needed
        Votes for the motion that pass it.
    """

    ballot: Ballot
    verdict: Verdict
    yes: int
    no: int
    abstained: int
    deciding: int
    needed: int
    quorum: int


def count_votes(
    rules: PanelRules, ballot: Ballot, *, panel: frozenset[str], examined_by: frozenset[str] = frozenset()
) -> Decided:
    """Return what a motion came to. Without a quorum that is recorded too, whatever was voted.

    Parameters
    ----------
    panel
        All judges of the cycle.
    examined_by
        Examiners of this application, those taken out included: none of them judges it.

    Raises
    ------
    Refused
        If the record is not a lawful one, with every reason.
    """
    refuse_if(_faults(rules, ballot, panel, examined_by))
    choices = [vote.choice for vote in ballot.votes]
    deciding = len(set(ballot.present) - set(ballot.recused))
    yes, needed = choices.count(Choice.YES), deciding // 2 + 1
    verdict = Verdict.PASSED if yes >= needed else Verdict.NOT_PASSED
    return Decided(
        ballot=ballot,
        verdict=Verdict.NO_QUORUM if deciding < rules.quorum else verdict,
        yes=yes,
        no=choices.count(Choice.NO),
        abstained=choices.count(Choice.ABSTAIN),
        deciding=deciding,
        needed=needed,
        quorum=rules.quorum,
    )


def _faults(rules: PanelRules, ballot: Ballot, panel: frozenset[str], examined_by: frozenset[str]) -> Iterator[Reason]:
    if ballot.question not in rules.questions:
        yield Reason(Code.QUESTION_UNKNOWN, {"question": ballot.question})
    if not ballot.reason.strip() or not all(rule.strip() for rule in ballot.recused.values()):
        yield Reason(Code.REASON_MISSING)
    voted = [vote.judge for vote in ballot.votes]
    present = set(ballot.present)
    for judge in sorted((present | set(ballot.recused) | set(voted)) - panel):
        yield Reason(Code.JUDGE_UNKNOWN, {"judge": judge})
    for judge in sorted((present | set(voted)) & examined_by - set(ballot.recused)):
        yield Reason(Code.JUDGE_EXAMINED, {"judge": judge})
    for judge in sorted(set(voted) & set(ballot.recused)):
        yield Reason(Code.JUDGE_RECUSED, {"judge": judge})
    for judge in sorted({judge for judge in voted if voted.count(judge) > 1}):
        yield Reason(Code.VOTE_TWICE, {"judge": judge})
    for judge in sorted((set(voted) & panel) - present - set(ballot.recused)):
        yield Reason(Code.JUDGE_ABSENT, {"judge": judge})
    for judge in sorted(present - set(ballot.recused) - set(voted)):
        yield Reason(Code.VOTE_MISSING, {"judge": judge})
