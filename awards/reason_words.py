"""Why something was refused, in the reader's language: one sentence for every code of `awards.scoring`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awards.dossier.numbering import item_number
from awards.scoring import Code, Reason

# Placeholders are the facts of the reason; `item` comes without the letters of its criteria, examiners by their names.
_SENTENCES: Final[Mapping[Code, str | Promise]] = {
    Code.PERCENT_NOT_WHOLE: _("The percent is a whole number."),
    Code.PERCENT_OUT_OF_BOUNDS: _("The percent lies between %(low)s and %(high)s."),
    Code.PERCENT_OFF_STEP: _("Percents go in steps of %(step)s: %(percent)s is none."),
    Code.PERCENT_OUTSIDE_RANGE: _("%(percent)s%% lies outside the chosen range of %(low)s to %(high)s%%."),
    Code.RANGE_UNKNOWN: _("There is no range %(range)s."),
    Code.FACTOR_RANGE_UNKNOWN: _("There is no range %(range)s for the factor %(factor)s."),
    Code.FACTOR_MISSING: _("The factor %(factor)s has no range yet."),
    Code.FACTOR_UNKNOWN: _("This item has no factor %(factor)s."),
    Code.ABOVE_LOWEST_FACTOR: _("%(percent)s%% is too high: the lowest factor (%(lowest)s) allows %(most)s%% at most."),
    Code.ITEM_UNKNOWN: _("The criteria have no item %(item)s."),
    Code.ITEM_UNRATED: _("Item %(item)s has no percent yet."),
    Code.EVENT_NOT_NOW: _("This step is not possible at the present stage of the review."),
    Code.EXAMINER_UNKNOWN: _("%(examiner)s is not on the team."),
    Code.EXAMINER_TWICE: _("%(examiner)s is on the team already."),
    Code.EXAMINER_REMOVED: _("%(examiner)s was taken out and does not come back."),
    Code.TOO_FEW_EXAMINERS: _("The team has %(have)s examiners; it needs %(need)s."),
    Code.LEAD_NOT_IN_TEAM: _("The lead is one of the team."),
    Code.NOT_LEAD: _("Only the lead of the team does this."),
    Code.NOT_IN_TEAM: _("Only examiners of the team do this."),
    Code.OFFICIAL_ONLY: _("Only an official changes the team."),
    Code.REVIEW_LOCKED: _("The review is locked already."),
    Code.REVIEW_OPEN: _("%(examiner)s has not locked the independent review yet."),
    Code.REASON_MISSING: _("Say why, in a few words."),
    Code.RATIONALE_MISSING: _("Write the rationale, in Korean or in English."),
    Code.RATIONALE_SHORT: _("The rationale has %(characters)s characters; write %(least)s at least."),
    Code.ITEM_AGREED: _("Item %(item)s is agreed already."),
    Code.ITEM_OPEN: _("Item %(item)s is still open."),
    Code.ROUNDS_LEFT: _("There are discussions left (%(rounds)s) before the lead decides."),
    Code.ROUNDS_USED_UP: _("All %(rounds)s discussions were held: the lead decides now."),
    Code.SCORE_MISSING: _("A rating is missing."),
    Code.SCORE_NOT_ASKED: _("No rating of %(examiner)s is asked for."),
    Code.DECISION_OUTSIDE_SCORES: _("The decision lies within what examiners gave last: %(low)s to %(high)s%%."),
    Code.MINORITY_NOTE_MISSING: _("Those who differ leave a note; at least one is needed."),
    Code.NOT_IN_MINORITY: _("%(examiner)s does not differ from the decision: no note is kept."),
    Code.EVIDENCE_MISSING: _("Name the evidence of the visit, as V1."),
    Code.PERCENT_HAS_CHANGED: _("The percent was changed meanwhile, from %(read)s to %(stands)s%%."),
    Code.MOVED_TOO_FAR: _("A visit moves an item by %(most)s range at most, from %(from)s not to %(to)s."),
    Code.PART_UNKNOWN: _("The bonus has no such part."),
    Code.PART_OFF_SCALE: _("These points are not on the scale of the bonus."),
    Code.BASE_BELOW_FLOOR: _("The base points are below the floor of the bonus."),
    Code.LEGAL_BAR: _("A legal restriction bars the bonus."),
    Code.LEGAL_FACT_UNKNOWN: _("A legal restriction is not known yet."),
    Code.BONUS_CAPPED: _("The bonus is cut at its cap."),
    Code.JUDGE_UNKNOWN: _("This judge does not belong to the meeting."),
    Code.JUDGE_ABSENT: _("This judge was not present."),
    Code.JUDGE_EXAMINED: _("Who examined the applicant does not vote on it."),
    Code.JUDGE_RECUSED: _("This judge stepped back from the question."),
    Code.VOTE_TWICE: _("This judge has voted already."),
    Code.VOTE_MISSING: _("A vote is missing."),
    Code.QUESTION_UNKNOWN: _("The meeting has no such question."),
}
_MISSING_OF: Final = _("A new rating of %(examiner)s is missing.")
_PEOPLE: Final = ("examiner", "by")


def reason_text(reason: Reason, *, names: Mapping[str, str] | None = None) -> str:
    """Return the sentence of a reason; with the item in front where it is about one and does not name it.

    Parameters
    ----------
    names
        Name of an examiner by the key the log knows them by; keys without a name stay as they are.
    """
    facts = {key: str(value) for key, value in reason.facts.items()}
    for key in _PEOPLE:
        if key in facts:
            facts[key] = (names or {}).get(facts[key], facts[key])
    if "item" in facts:
        facts["item"] = item_number(facts["item"])
    template = str(_SENTENCES[reason.code])
    if reason.code is Code.SCORE_MISSING and "examiner" in facts:
        template = str(_MISSING_OF)
    sentence = template % _Facts(facts)
    return f"{facts['item']}: {sentence}" if "item" in facts and "%(item)s" not in template else sentence


def reasons_text(reasons: Iterable[Reason], *, names: Mapping[str, str] | None = None) -> list[str]:
    """Return the sentences of all reasons, each once."""
    return list(dict.fromkeys(reason_text(reason, names=names) for reason in reasons))


class _Facts(dict[str, str]):
    """A fact that a reason lacks is a dash, never a fault of the page."""

    def __missing__(self, key: str) -> str:
        return "-"
