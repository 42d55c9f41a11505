"""How the state of an application is called and marked, for applicants and officials alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models import ApplicationStep, AwardApplication, PartnerCompany, TeamMember

State = AwardApplication.State


@dataclass(frozen=True, slots=True)
class StateLabel:
    """A state in words; `badge` is the class of its mark, `next` says what happens now and who acts."""

    code: str
    name: str | Promise
    badge: str
    next: str | Promise


_LABELS: Final = (
    StateLabel(State.DRAFT, _("Being written"), "now", _("Write every part, check it and hand it in.")),
    StateLabel(State.SUBMITTED, _("Eligibility is checked"), "", _("The award office checks whether you may apply.")),
    StateLabel(State.COMPLETION, _("To be completed"), "warn", _("Add what is asked for and hand it in again.")),
    StateLabel(State.REFUSED, _("Restricted"), "stopped", _("The office cannot take it. You may object.")),
    StateLabel(State.ELIGIBLE, _("Eligible"), "ok", _("The office names examiners without ties to you.")),
    StateLabel(State.REVIEW, _("Independent review"), "now", _("Each examiner reads your dossier alone.")),
    StateLabel(State.CONSENSUS, _("Consensus"), "now", _("The examiners put their ratings side by side and agree.")),
    StateLabel(State.SHORTLIST, _("Before the choice of site visits"), "now", _("The judges choose who is visited.")),
    StateLabel(State.VISIT, _("Site visit"), "now", _("The examiners come to verify and to clarify.")),
    StateLabel(State.JUDGING, _("Judges' decision"), "now", _("The judges decide. You are told after confirmation.")),
    StateLabel(State.DECIDED, _("Decided"), "ok", _("The review is over. Your feedback report follows.")),
    StateLabel(State.WITHDRAWN, _("Withdrawn"), "", _("You took the application back.")),
)  # fmt: skip
STATE_LABELS: Final[dict[str, StateLabel]] = {one.code: one for one in _LABELS}
STEP_LABELS: Final[dict[str, str | Promise]] = {
    ApplicationStep.Kind.STARTED: pgettext_lazy("step", "Begun"),
    ApplicationStep.Kind.SUBMITTED: pgettext_lazy("application", "Handed in"),
    ApplicationStep.Kind.ELIGIBLE: pgettext_lazy("application", "Found eligible"),
    ApplicationStep.Kind.COMPLETION: pgettext_lazy("application", "Completion asked for"),
    ApplicationStep.Kind.REFUSED: pgettext_lazy("application", "Restricted"),
    ApplicationStep.Kind.REOPENED: pgettext_lazy("application", "Taken up again"),
    ApplicationStep.Kind.WITHDRAWN: pgettext_lazy("application", "Withdrawn"),
}
RELATIONS: Final[dict[str, str | Promise]] = {
    PartnerCompany.Relation.TEAM: _("Member of the team"),
    PartnerCompany.Relation.LEAD_COMPANY: _("Lead company"),
    PartnerCompany.Relation.PARTNER: _("Main business partner"),
    PartnerCompany.Relation.COMPETITOR: _("Competitor"),
}
ROLES: Final[dict[str, str | Promise]] = {
    TeamMember.Role.LEADER: pgettext_lazy("circle", "Leader"),
    TeamMember.Role.MEMBER: pgettext_lazy("circle", "Member"),
}
# The stage of the calendar at which an application in this state is, and leaves if it leaves now.
STAGE_OF: Final[dict[str, str]] = {
    State.SUBMITTED: "SCREEN",
    State.COMPLETION: "SCREEN",
    State.ELIGIBLE: "ASSIGN",
    State.REVIEW: "REVIEW",
    State.CONSENSUS: "CONSENSUS",
    State.SHORTLIST: "SHORTLIST",
    State.VISIT: "VISIT",
    State.JUDGING: "JUDGE",
    State.DECIDED: "CONFIRM",
}
