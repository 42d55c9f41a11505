"""What is missing before an application can be handed in, and what its rules say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from awards.catalog.conditions import Truth, facts_of
from awards.catalog.eligibility import Finding, Outcome, eligibility
from awards.models import AwardApplication
from awards.selectors.applications import is_team, team_partners
from awards.selectors.completeness import CONSENTS, CONTACT, KEY_FACTORS, TEAM, Completeness, Part, completeness
from awards.selectors.eligibility import RuleLine, application_facts, declared_facts, rule_lines
from awards.selectors.review_log import cycle_for
from diagnosis.catalog.model import Text

FACTS: Final = "FACTS"
PARTNERS: Final = "PARTNERS"
# The page on which a part is completed; every other part is one of the dossier's.
_PAGES: Final = {
    KEY_FACTORS: "awards:application-factors",
    CONTACT: "awards:application-profile",
    FACTS: "awards:application-profile",
    CONSENTS: "awards:application-consents",
    TEAM: "awards:application-team",
    PARTNERS: "awards:application-team",
}
# A rule about all being there says nothing beyond the list of what is missing.
_COMPLETE: Final = "application.complete"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not there, and where it is written."""

    code: str
    title: Text | str | Promise
    url: str
    too_long: int = 0

    @property
    def name(self) -> str:
        """What it is called in the reader's language."""
        if isinstance(self.title, Text):
            return self.title.in_((get_language() or "ko").split("-")[0])
        return str(self.title)


@dataclass(frozen=True)
class Check:
    """An application before it is handed in.

    Attributes
    ----------
    missing
        What keeps it from being handed in.
    empty
        Items nobody wrote under: they score nothing, and keep nothing.
    lines
        What the rules say; what is about completeness alone is left out.
    """

    completeness: Completeness
    missing: tuple[Missing, ...]
    empty: tuple[Missing, ...]
    findings: list[Finding]
    lines: list[RuleLine]

    @cached_property
    def barring(self) -> list[RuleLine]:
        return [line for line in self.lines if line.kind == "stop"]

    @property
    def is_ready(self) -> bool:
        return not self.missing and not any(one.outcome is Outcome.BLOCK for one in self.findings)


def check_of(application: AwardApplication, now: datetime) -> Check:
    """Return everything that keeps an application from being handed in, and everything worth knowing before."""
    found = completeness(application)
    missing = [_missing(application, part) for part in found.blocking]
    if not found.answered and not any(one.url.endswith("/dossier/") for one in missing):
        url = reverse("awards:dossier", args=[application.pk])
        missing.append(Missing("DOSSIER", _("Nothing is written in the dossier yet."), url))
    missing += _more(application)
    cycle = cycle_for(application)
    facts = application_facts(application, now, found=found, is_complete=not missing)
    findings = eligibility(cycle, facts)
    lines = [line for line in rule_lines(cycle, findings) if not _is_about_completeness(line.finding)]
    return Check(
        completeness=found,
        missing=tuple(missing),
        empty=tuple(_missing(application, part) for part in found.unanswered),
        findings=findings,
        lines=lines,
    )


def _missing(application: AwardApplication, part: Part) -> Missing:
    page = _PAGES.get(part.code)
    url = (
        reverse(page, args=[application.pk])
        if page
        else reverse("awards:dossier-item", args=[application.pk, part.code])
    )
    return Missing(part.code, part.title, url, part.too_long)


def _more(application: AwardApplication) -> list[Missing]:
    """Return what is asked beyond the dossier: declared facts, duties of the members, the word of the partners."""
    cycle, found = cycle_for(application), []
    held = set(application.facts.exclude(value=None).values_list("key", flat=True))
    category = cycle.category(application.category)
    profile = reverse(_PAGES[FACTS], args=[application.pk])
    for fact in declared_facts(cycle, category):
        # The number of members is counted, not declared, once there are some.
        if fact.key not in held and not (fact.key == "team.members" and application.team.exists()):
            found.append(Missing(FACTS, fact.title, profile))
    if is_team(application):
        team = reverse(_PAGES[TEAM], args=[application.pk])
        if application.team.filter(duty="").exists():
            found.append(Missing(TEAM, _("Every member of the circle has a duty."), team))
        found += [
            Missing(PARTNERS, partner.name, team) for partner in team_partners(application) if not partner.confirmed_at
        ]
    return found


def _is_about_completeness(finding: Finding) -> bool:
    return set(facts_of(finding.rule.condition)) == {_COMPLETE} or finding.applies is Truth.FALSE
