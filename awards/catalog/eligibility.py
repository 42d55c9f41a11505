"""Who may apply: every rule of a cycle against what is known, and what an officer still has to find out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from awards.catalog.conditions import FactValue, Truth, UnableToEvaluate, any_of, evaluate, facts_of
from awards.catalog.cycle import BonusRule, Cycle, Rule
from diagnosis.catalog.model import Text


class Outcome(Enum):
    """What a rule says of an application."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    OFFICER = "officer"
    UNKNOWN = "unknown"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of an application.

    Attributes
    ----------
    applies
        Whether the rule is meant for this application; FALSE always goes with PASS.
    unknown_facts
        Keys of the facts that are not known and that the outcome waits for; only where the outcome is UNKNOWN.
    """

    rule: Rule
    outcome: Outcome
    message: Text
    applies: Truth
    unknown_facts: tuple[str, ...] = ()


def eligibility(cycle: Cycle, facts: Mapping[str, FactValue]) -> list[Finding]:
    """Return what every rule of a cycle says, in the order of the file.

    An unknown fact never refuses: where the outcome depends on it the finding is UNKNOWN and goes to the officer.
    More facts may settle UNKNOWN findings and never turn another.

    Parameters
    ----------
    facts
        Fact key -> value of the type the cycle gives it; a missing key or None is not known. Facts of type `years`
        are frozen sets of years, empty where there were none.

    Raises
    ------
    UnableToEvaluate
        If a fact is not one of the cycle's or has a value of another type.
    """
    check_facts(cycle, facts)
    return [_finding(rule, facts, cycle.year) for rule in cycle.rules]


def bonus_applies(cycle: Cycle, rule: BonusRule, facts: Mapping[str, FactValue]) -> Truth:
    """Return whether the condition of a bonus holds; UNKNOWN gives no points and goes to the officer.

    Raises
    ------
    UnableToEvaluate
        If a fact is not one of the cycle's or has a value of another type.
    """
    check_facts(cycle, facts)
    return evaluate(rule.condition, facts, year=cycle.year)


def check_facts(cycle: Cycle, facts: Mapping[str, FactValue]) -> None:
    """Refuse facts the cycle does not know and values of another type.

    Raises
    ------
    UnableToEvaluate
        Naming the first such fact.
    """
    for key, value in facts.items():
        fact = cycle.facts_by_key.get(key)
        if fact is None:
            raise UnableToEvaluate(f"`{key}` is not among the facts of {cycle.key}")
        if value is None:
            continue
        if not _fits(value, fact.type):
            raise UnableToEvaluate(f"`{key}` must be of type {fact.type}, not {value!r}")
        if fact.values and value not in fact.values:
            raise UnableToEvaluate(f"`{key}` must be one of {', '.join(fact.values)}, not {value!r}")


def _fits(value: FactValue, kind: str) -> bool:
    """Tell whether a value is of a type: a truth value is no number here, a moment no day, and NaN is nothing."""
    if isinstance(value, bool):
        return kind == "bool"
    if isinstance(value, datetime) or (isinstance(value, float) and not math.isfinite(value)):
        return False
    return isinstance(value, _TYPES[kind])


_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "enum": str,
    "code": str,
    "number": (int, float),
    "bool": bool,
    "date": date,
    "years": frozenset,
}


def _finding(rule: Rule, facts: Mapping[str, FactValue], year: int) -> Finding:
    applies = Truth.TRUE if rule.when is None else evaluate(rule.when, facts, year=year)
    found = evaluate(rule.condition, facts, year=year)
    if rule.type == "exclude":
        found = found.negated()
    # A rule is kept if it is not meant for the application or its demand is met: one formula, so that not knowing
    # whom it is for does no harm where the demand is met anyway.
    kept = any_of((applies.negated(), found))
    if kept is Truth.TRUE:
        return Finding(rule, Outcome.PASS, rule.message, applies)
    if kept is Truth.FALSE:
        return Finding(rule, Outcome(rule.effect), rule.message, applies)
    return Finding(rule, Outcome.UNKNOWN, rule.message, applies, _unknown(rule, facts))


def _unknown(rule: Rule, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    """Return the unknown facts a rule names, each once: first those that tell whom it is for."""
    named = [*(facts_of(rule.when) if rule.when is not None else ()), *facts_of(rule.condition)]
    return tuple(dict.fromkeys(key for key in named if facts.get(key) is None))


def worst(findings: list[Finding]) -> Outcome:
    """Return the outcome that decides what happens next: a block before an unknown, an officer's check, a warning."""
    order = list(Outcome)
    return max((finding.outcome for finding in findings), key=order.index, default=Outcome.PASS)


def may_submit(findings: list[Finding]) -> bool:
    """Tell whether nothing blocks; what is unknown or for the officer does not."""
    return all(finding.outcome is not Outcome.BLOCK for finding in findings)
