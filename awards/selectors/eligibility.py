"""The facts of an application and what the cycle's rules say to them; before anything is written, and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from accounts.models import Company
from awards.catalog import AwardCategory, Cycle
from awards.catalog.conditions import FactValue, Truth, evaluate, facts_of
from awards.catalog.cycle import Fact
from awards.catalog.eligibility import Finding, Outcome, eligibility
from awards.models import ApplicationFact, AwardApplication
from awards.selectors.completeness import Completeness, completeness
from awards.selectors.dossier import latest_submission
from awards.selectors.review_log import cycle_for
from qmplatform.korean.formats import KST

Kind = Literal["fine", "advice", "office", "later", "ask", "stop"]
_ORDER: Final[tuple[Kind, ...]] = ("stop", "ask", "advice", "office", "later", "fine")
_KIND_OF: Final[Mapping[Outcome, Kind]] = {
    Outcome.PASS: "fine",
    Outcome.WARN: "advice",
    Outcome.OFFICER: "office",
    Outcome.BLOCK: "stop",
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule says, and who has to act on it.

    `fine` nothing; `stop` bars the application; `ask` waits for what the applicant declares; `advice` bars nothing;
    `office` the office looks into it; `later` shows while the application is written.
    """

    finding: Finding
    kind: Kind

    @property
    def is_open(self) -> bool:
        """Whether the applicant has something to do or to know."""
        return self.kind in ("stop", "ask", "advice")


def fact_value(fact: Fact, data: Any) -> FactValue:
    """Return a fact as conditions read it, from what JSON holds."""
    if data is None:
        return None
    if fact.type == "years":
        return frozenset(int(year) for year in data)
    if fact.type == "date":
        return date.fromisoformat(data)
    return data  # type: ignore[no-any-return]


def fact_data(value: FactValue) -> Any:
    """Return a fact as JSON holds it."""
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def declared_facts(cycle: Cycle, category: AwardCategory) -> list[Fact]:
    """Return the facts an applicant in a category is asked for: those its rules turn on, and those of its team."""
    platform: dict[str, FactValue] = {"applicant.kind": category.kind, "application.category": category.code}
    named = {"applicant.size"}
    for rule in cycle.rules:
        if rule.when is None or evaluate(rule.when, platform, year=cycle.year) is not Truth.FALSE:
            named.update(facts_of(rule.condition))
    if category.kind == "team":
        named.update(fact.key for fact in cycle.facts if fact.key.startswith("team."))
    return [fact for fact in cycle.facts if fact.by == "declared" and fact.key in named]


def official_facts(cycle: Cycle) -> list[Fact]:
    """Return the facts the office looks up."""
    return [fact for fact in cycle.facts if fact.by == "official"]


def facts_of_company(company: Company, on: date) -> dict[str, FactValue]:
    """Return what the register of companies tells: the size as it was declared there, and full years in business."""
    founded = company.founded_on
    years = on.year - founded.year - ((on.month, on.day) < (founded.month, founded.day))
    return {"applicant.size": str(company.size_code), "applicant.years_in_business": max(years, 0)}


def precheck(cycle: Cycle, category: AwardCategory, declared: Mapping[str, FactValue]) -> list[RuleLine]:
    """Return what the rules say before anything is written; rules about what is written come later."""
    facts: dict[str, FactValue] = {
        "applicant.kind": category.kind,
        "application.category": category.code,
        **declared,
    }
    return rule_lines(cycle, eligibility(cycle, facts))


def application_facts(
    application: AwardApplication, now: datetime, *, found: Completeness | None = None, is_complete: bool | None = None
) -> dict[str, FactValue]:
    """Return every fact known of an application now: from the platform, the applicant and the office.

    Parameters
    ----------
    found
        How far the dossier is; read anew where it is not given.
    is_complete
        Whether all of the application is complete; None where that is not known yet.
    """
    cycle = cycle_for(application)
    category, found = cycle.category(application.category), found or completeness(application)
    facts = facts_of_company(application.company, now.astimezone(KST).date())
    held = {fact.key: fact for fact in cycle.facts}
    for row in ApplicationFact.objects.filter(application=application):
        if row.key in held and row.value is not None:
            facts[row.key] = fact_value(held[row.key], row.value)
    members = application.team.count() if category.kind == "team" else 0
    if members:
        facts["team.members"] = members
    submission = latest_submission(application)
    facts |= {
        "applicant.kind": category.kind,
        "application.category": category.code,
        "application.results_years": found.results_years,
        "application.complete": found.is_complete if is_complete is None else is_complete,
        "application.items_answered_share": found.answered_ratio,
        "application.submitted_on": submission.submitted_at.astimezone(KST).date() if submission else None,
    }
    return {key: value for key, value in facts.items() if key in held}


def rule_lines(cycle: Cycle, findings: list[Finding]) -> list[RuleLine]:
    """Return findings with who acts on them, what bars first; rules not meant for the application are left out."""
    lines = []
    for finding in findings:
        if finding.applies is Truth.FALSE:
            continue
        kind = _KIND_OF.get(finding.outcome) or _who_answers(cycle, finding)
        lines.append(RuleLine(finding, kind))
    return sorted(lines, key=lambda line: _ORDER.index(line.kind))


def findings_data(findings: list[Finding]) -> list[dict[str, Any]]:
    """Return findings as JSON holds them."""
    return [
        {"rule": one.rule.code, "outcome": one.outcome.value, "unknown": list(one.unknown_facts)}
        for one in findings
        if one.applies is not Truth.FALSE
    ]


def _who_answers(cycle: Cycle, finding: Finding) -> Kind:
    """Return who can tell what an unknown finding waits for: the applicant before the platform, the office last."""
    said_by = {cycle.facts_by_key[key].by for key in finding.unknown_facts}
    if "declared" in said_by:
        return "ask"
    return "later" if "platform" in said_by else "office"
