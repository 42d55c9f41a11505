"""The words for what the judges' services refuse, and for the codes their pages show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awards.catalog import Cycle
from awards.scoring.bonuses import BonusStatus
from awards.selectors.judging import ABSENT, EXAMINED, OWN_REQUEST
from diagnosis.catalog.model import Text

_PLANNING: Final[Mapping[str, Promise | str]] = {
    "judges_unknown": _("Somebody chosen is no judge, or was not called to this meeting."),
    "too_few_judges": _("Call at least %(detail)s judges: fewer cannot decide."),
    "no_agenda": _("Put at least one application on the agenda first."),
    "not_planned": _("The meeting was opened or taken off meanwhile. Look at how it stands now."),
    "not_waiting": _("%(detail)s does not wait for such a meeting, or stands on another agenda."),
    "honour_missing": _("Choose the honour that is proposed."),
    "honour_unknown": _("This category does not have the honour %(detail)s."),
    "below_floor": _("The base points are below %(detail)s, the least for an honour."),
    "wildcards_used_up": _("The field took its wild cards already: %(detail)s."),
    "no_wildcard": _("%(detail)s did not qualify in its region. Wild cards are for small firms only."),
    "voted": _("Somebody voted on it already. The proposal stays."),
    "not_now": _("The calendar does not allow this meeting now. An official may move the stage."),
    "no_quorum": _("Too few judges are there. The meeting cannot open."),
    "moved": _("%(detail)s moved on or went back to its examiners. Take it off the agenda."),
}
_CLOSING: Final[Mapping[str, Promise | str]] = {
    "not_open": _("The meeting is not open."),
    "minutes_missing": _("Write the minutes."),
    "reason_missing": _("Write why it was decided so."),
    "votes_missing": _("Not all judges who decide have voted yet."),
}
_VOTING: Final[Mapping[str, Promise | str]] = {
    "not_open": _("The meeting is not open. Nobody votes now."),
    "absent": _("You were not there when the meeting was opened."),
    "recused": _("You stepped back from this application, or a tie keeps you from it."),
    "voted": _("The vote is cast already and does not change."),
    "reason_missing": _("Say why, for the minutes."),
    "tie_open": _("Tick that you have no tie, or step back."),
    "rule_unknown": _("The cycle has no such rule."),
}
_BONUS: Final[Mapping[str, Promise | str]] = {
    "no_bonus": _("This category has no bonus."),
    "not_now": _("The bonus is assessed between the consensus and the decision of the judges."),
    "too_late": _("The time of the judges is over."),
    "before_judges": _("The judges sit on this application now. Its figures stay as they are."),
    "rationale_short": _("The reasons are too short."),
    "evidence_missing": _("Name the evidence that carries the points."),
    "evidence_unknown": _("The application has no such evidence: %(detail)s."),
}
_WINNERS: Final[Mapping[str, Promise | str]] = {
    "no_winner": _("The judges granted it no honour."),
    "not_told": _("Honours are not confirmed yet."),
    "no_consent": _("The winner does not agree that its story is published."),
    "no_case": _("There is no text yet."),
    "newer": _("The text was changed meanwhile. Read it once more."),
    "note_missing": _("Say what is to be changed."),
}
BONUS_STATUS: Final[Mapping[str, tuple[Promise | str, str]]] = {
    BonusStatus.GRANTED: (_("counts"), "ok"),
    BonusStatus.NONE_CLAIMED: (_("none assessed"), "todo"),
    BonusStatus.BELOW_FLOOR: (_("base too low"), ""),
    BonusStatus.BARRED: (_("legal bar"), "stopped"),
    BonusStatus.TO_CONFIRM: (_("to be looked up"), "warn"),
}
_RECUSED: Final[Mapping[str, Promise | str]] = {
    EXAMINED: _("examined this application"),
    OWN_REQUEST: _("stepped back"),
    ABSENT: _("left before the vote"),
}


def planning_fault(code: str, detail: str = "") -> str:
    return str(_PLANNING[code]) % {"detail": detail}


def closing_fault(code: str) -> str:
    return str(_CLOSING[code])


def voting_fault(code: str) -> str:
    return str(_VOTING[code])


def bonus_fault(code: str, detail: str = "") -> str:
    return str(_BONUS[code]) % {"detail": detail}


def winner_fault(code: str) -> str:
    return str(_WINNERS[code])


def recusal_word(code: str, cycle: Cycle) -> Promise | str | Text:
    """Return why a judge does not vote: our own words, or those of the cycle's rule."""
    if code in _RECUSED:
        return _RECUSED[code]
    rules = {rule.code: rule.message for rule in cycle.conflict_of_interest.rules}
    return rules.get(code, code)
