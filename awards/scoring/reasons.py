"""Why something does not stand: a code that a page words, and the numbers that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Fact = int | float | str


class Code(StrEnum):
    """Every reason there is; a page has words for each."""

    # Ratings
    PERCENT_NOT_WHOLE = "percent_not_whole"
    PERCENT_OUT_OF_BOUNDS = "percent_out_of_bounds"
    PERCENT_OFF_STEP = "percent_off_step"
    PERCENT_OUTSIDE_RANGE = "percent_outside_range"
    RANGE_UNKNOWN = "range_unknown"
    FACTOR_RANGE_UNKNOWN = "factor_range_unknown"
    FACTOR_MISSING = "factor_missing"
    FACTOR_UNKNOWN = "factor_unknown"
    ABOVE_LOWEST_FACTOR = "above_lowest_factor"
    ITEM_UNKNOWN = "item_unknown"
    ITEM_UNRATED = "item_unrated"
    # Consensus
    EVENT_NOT_NOW = "event_not_now"
    EXAMINER_UNKNOWN = "examiner_unknown"
    EXAMINER_TWICE = "examiner_twice"
    EXAMINER_REMOVED = "examiner_removed"
    TOO_FEW_EXAMINERS = "too_few_examiners"
    LEAD_NOT_IN_TEAM = "lead_not_in_team"
    NOT_LEAD = "not_lead"
    NOT_IN_TEAM = "not_in_team"
    OFFICIAL_ONLY = "official_only"
    REVIEW_LOCKED = "review_locked"
    REVIEW_OPEN = "review_open"
    REASON_MISSING = "reason_missing"
    RATIONALE_MISSING = "rationale_missing"
    RATIONALE_SHORT = "rationale_short"
    ITEM_AGREED = "item_agreed"
    ITEM_OPEN = "item_open"
    ROUNDS_LEFT = "rounds_left"
    ROUNDS_USED_UP = "rounds_used_up"
    SCORE_MISSING = "score_missing"
    SCORE_NOT_ASKED = "score_not_asked"
    DECISION_OUTSIDE_SCORES = "decision_outside_scores"
    MINORITY_NOTE_MISSING = "minority_note_missing"
    NOT_IN_MINORITY = "not_in_minority"
    # Site visit
    EVIDENCE_MISSING = "evidence_missing"
    PERCENT_HAS_CHANGED = "percent_has_changed"
    MOVED_TOO_FAR = "moved_too_far"
    # Bonus
    PART_UNKNOWN = "part_unknown"
    PART_OFF_SCALE = "part_off_scale"
    BASE_BELOW_FLOOR = "base_below_floor"
    LEGAL_BAR = "legal_bar"
    LEGAL_FACT_UNKNOWN = "legal_fact_unknown"
    BONUS_CAPPED = "bonus_capped"
    # Judges
    JUDGE_UNKNOWN = "judge_unknown"
    JUDGE_ABSENT = "judge_absent"
    JUDGE_EXAMINED = "judge_examined"
    JUDGE_RECUSED = "judge_recused"
    VOTE_TWICE = "vote_twice"
    VOTE_MISSING = "vote_missing"
    QUESTION_UNKNOWN = "question_unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and the numbers or codes that its sentence needs; where it helps, also the item and whose rating it is."""

    code: Code
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Refused(ValueError):
    """What was asked for is not allowed; `reasons` says why, all at once."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(f"{reason.code.value} {dict(reason.facts)}" for reason in self.reasons))

    @property
    def codes(self) -> tuple[Code, ...]:
        """Return the codes alone, in order."""
        return tuple(reason.code for reason in self.reasons)


def refuse_if(reasons: Iterable[Reason]) -> None:
    """Raise `Refused` when there is any reason."""
    if found := tuple(reasons):
        raise Refused(found)
