"""What the rules of assignment say, in words: their codes stand in `awards.assignment`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from awards import assignment as pure
from awards.catalog import Cycle
from awards.models import ExaminerProfile
from awards.services.assignment import OVERDUE, UNAVAILABLE
from qmplatform.korean.formats import kdate

Words = Mapping[str, str | Promise]

STEPS: Final[Words] = {
    "conflict": gettext_lazy("Conflict found"),
    "unassigned": gettext_lazy("No team yet"),
    "incomplete": gettext_lazy("Team incomplete"),
    "declaring": gettext_lazy("Declarations due"),
    "ready": gettext_lazy("Ready to be named"),
    "named": gettext_lazy("Named"),
}
# What an examiner declares; what the platform finds by itself is not among them.
RELATIONS: Final[Words] = {
    "employment": gettext_lazy("Employment, also in the past"),
    "consulting_or_training": gettext_lazy("Consulting, advice or training"),
    "wrote_dossier": gettext_lazy("Helped with the dossier or the self-diagnosis"),
    "family_within_fourth_degree": gettext_lazy("A relative among its directors or applicants"),
    "shareholding": gettext_lazy("Shares or bonds"),
    "academic_advisor": gettext_lazy("Academic supervision or joint research"),
    "gift_or_dispute": gettext_lazy("Gifts, hospitality or a dispute"),
}
SKILLS: Final[Words] = {
    "results_analysis": gettext_lazy("Analysis of results"),
    "process_control": gettext_lazy("Process control"),
    "people": pgettext_lazy("skill of an examiner", "People"),
    "strategy": pgettext_lazy("skill of an examiner", "Strategy and customers"),
    "digital": pgettext_lazy("skill of an examiner", "Digital and data"),
    "service": pgettext_lazy("skill of an examiner", "Service quality"),
    "esg": pgettext_lazy("skill of an examiner", "ESG"),
}
# Why somebody may not sit on a team: hard rules.
REFUSED: Final[Words] = {
    "recused": gettext_lazy("Stepped back from this file before."),
    "is_judge": gettext_lazy("Judges do not examine."),
    "not_calibrated": gettext_lazy("Has not passed the calibration of this cycle."),
    "blocked": gettext_lazy("A conflict of interest keeps this examiner from the file."),
    "chair_review": gettext_lazy("A tie has to be looked at and cleared first."),
    "undeclared": gettext_lazy("Has not signed the declaration yet."),
    "already_on_team": gettext_lazy("Is on this team already."),
    "over_load": gettext_lazy("Holds as many files as the cycle allows."),
    "same_employer": gettext_lazy("Has the same employer as somebody on the team."),
    "too_many_first_time": gettext_lazy("The team has as many first-time examiners as it may."),
    "too_many_members": gettext_lazy("The team has as many members as it may."),
    "not_on_team": gettext_lazy("Is not on this team."),
    "lead_not_on_team": gettext_lazy("The lead has to be one of the team."),
    "lead_not_experienced": gettext_lazy("The lead has to have examined in more cycles."),
    "not_now": gettext_lazy("The team of this file cannot be changed any more."),
    "reason_missing": gettext_lazy("Say why."),
    "rule_missing": gettext_lazy("Choose what the examiner leaves for."),
    "not_overdue": gettext_lazy("The review is not overdue long enough."),
}
UNMET: Final[Words] = {
    "too_few_members": gettext_lazy("Too few members"),
    "no_lead": gettext_lazy("Nobody who may lead"),
    "too_few_experienced": gettext_lazy("Too few experienced members"),
    "below_wanted_size": gettext_lazy("Smaller than wanted"),
    "no_sector_match": gettext_lazy("Nobody knows the sector"),
    "no_sme_experience": gettext_lazy("Nobody knows small firms"),
    "skill_missing": gettext_lazy("Missing skill"),
    "same_city": gettext_lazy("From the applicant's region"),
    "awaiting_declaration": gettext_lazy("Has not declared yet"),
}
KEPT_AWAY: Final[Words] = {
    "recused": gettext_lazy("stepped back"),
    "is_judge": gettext_lazy("judges"),
    "not_calibrated": gettext_lazy("not calibrated"),
    "blocked": gettext_lazy("in conflict"),
    "chair_review": gettext_lazy("to be cleared"),
    "undeclared": gettext_lazy("not declared"),
    "full_load": gettext_lazy("full load"),
    "team_rules": gettext_lazy("rules of the team"),
}
REASONS: Final[Words] = {
    "fixed": gettext_lazy("stays"),
    "lead": gettext_lazy("leads"),
    "experienced": gettext_lazy("experienced"),
    "first_time": gettext_lazy("first time"),
    "sector_match": gettext_lazy("knows the sector"),
    "group_match": gettext_lazy("knows the group of sectors"),
    "sme_experience": gettext_lazy("knows small firms"),
    "light_load": gettext_lazy("light load"),
    "few_to_choose_from": gettext_lazy("few to choose from"),
}
EVIDENCE: Final[Words] = {
    "declared": gettext_lazy("declared"),
    "employment_history": gettext_lazy("from the employment record"),
    "business_ties": gettext_lazy("from the partners the applicant named"),
    "co_editing": gettext_lazy("wrote for this company on the platform"),
    "earlier_assignments": gettext_lazy("from earlier assignments"),
    "challenge": gettext_lazy("asked for by the applicant"),
    "same_company": gettext_lazy("the applicant itself"),
    "group_company": gettext_lazy("a company of the same group"),
    "competitor": gettext_lazy("a competitor"),
    "business_partner": gettext_lazy("a business partner"),
    "lead_company": gettext_lazy("its lead company"),
}


def word(words: Words, code: str) -> str:
    """Say a code; one of a kind and a name, as `skill:people`, with its name; an unknown one as it is."""
    kind, _colon, name = code.partition(":")
    if kind == "skill":
        return str(SKILLS.get(name, name))
    return str(words.get(code, code))


@dataclass(frozen=True, slots=True)
class ConflictSaid:
    """A conflict in words: what the rule says, where it is known from, and when it ends."""

    rule: str
    message: str
    where: str
    until: str
    blocks: bool
    is_verified: bool


def conflict_said(cycle: Cycle, found: pure.Conflict) -> ConflictSaid:
    """Word a conflict with the rule's own message."""
    language = "ko" if (get_language() or "ko").startswith("ko") else "en"
    rule = next(one for one in cycle.conflict_of_interest.rules if one.code == found.rule)
    where = " · ".join(word(EVIDENCE, one) for one in found.why if one in EVIDENCE)
    until = ""
    if found.lifts_on is not None:
        until = _("Lifts on %(day)s.") % {"day": kdate(found.lifts_on, language)}
    return ConflictSaid(
        found.rule, rule.message.in_(language), where, until, blocks=found.effect == "block", is_verified=rule.verified
    )


@dataclass(frozen=True, slots=True)
class UnmetSaid:
    """What a team has not, in words; `kept_away` says why so many could not be taken."""

    text: str
    is_hard: bool
    kept_away: str


def unmet_said(found: Iterable[pure.Unmet], pool: Mapping[str, ExaminerProfile]) -> list[UnmetSaid]:
    """Word what a team has not, what it may not begin without first; one line a kind, with names and skills behind it.

    Parameters
    ----------
    pool
        Examiners by the key the rules know them by.
    """
    by_code: dict[str, list[pure.Unmet]] = {}
    for one in sorted(found, key=lambda one: not one.is_hard):
        by_code.setdefault(one.code, []).append(one)
    return [_unmet_line(code, ones, pool) for code, ones in by_code.items()]


def _unmet_line(code: str, ones: list[pure.Unmet], pool: Mapping[str, ExaminerProfile]) -> UnmetSaid:
    text, first = str(UNMET[code]), ones[0]
    named = [str(SKILLS.get(one.what, one.what)) if code == "skill_missing" else _name(one.what, pool) for one in ones]
    if any(named):
        text = f"{text}: {', '.join(named)}"
    elif code in ("too_few_members", "too_few_experienced", "below_wanted_size"):
        text = _("%(text)s (%(number)d more)") % {"text": text, "number": first.missing}
    away = ", ".join(f"{word(KEPT_AWAY, kind)} {number}" for kind, number in first.kept_away)
    return UnmetSaid(text, first.is_hard, away)


def _name(key: str, pool: Mapping[str, ExaminerProfile]) -> str:
    return pool[key].user.name if key in pool else ""


def leaving_choices(cycle: Cycle, *, with_overdue: bool) -> list[tuple[str, str]]:
    """Return what somebody may leave a team for: a rule of the cycle, or none of them."""
    language = "ko" if (get_language() or "ko").startswith("ko") else "en"
    choices = [(one.code, one.message.in_(language)) for one in cycle.conflict_of_interest.rules]
    if with_overdue:
        choices.insert(0, (OVERDUE, _("The review is overdue.")))
    return [*choices, (UNAVAILABLE, _("No time, illness or another reason"))]
