"""Passing a blocking finding on, with a reason: a plain fact may contain a barred word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from awards.comments.loader import read_guide
from awards.comments.model import Finding, Guide
from awards.comments.text import clean

Refusal = Literal["not-lead", "no-reason", "not-allowed", "nothing-found"]


@dataclass(frozen=True, slots=True)
class Override:
    """What the lead passes: one rule on one subject for the words found, and why.

    Attributes
    ----------
    found
        The words of the finding, empty where it has none. When the text changes, other words are found and this
        override no longer holds.
    role
        Of who passes it; the guide names the one role that may.
    """

    subject: str
    rule: str
    place: str
    found: str
    role: str
    reason: str

    @classmethod
    def of(cls, finding: Finding, *, role: str, reason: str) -> Override:
        """Return the override that passes this finding."""
        return cls(finding.subject, finding.rule, finding.place, _words(finding), role, reason)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left after overrides.

    Attributes
    ----------
    open
        Findings that stand, in their order.
    passed
        Findings passed on, each with its override.
    refused
        Overrides that do not hold, with the cause.
    """

    open: tuple[Finding, ...]
    passed: tuple[tuple[Finding, Override], ...]
    refused: tuple[tuple[Override, Refusal], ...]

    @property
    def may_hand_in(self) -> bool:
        """Tell whether nothing blocks."""
        return not any(finding.severity == "block" for finding in self.open)


def apply_overrides(
    findings: Sequence[Finding], overrides: Iterable[Override] = (), *, guide: Guide | None = None
) -> Verdict:
    """Return which findings still stand.

    Only blocking findings of rules that the guide lets be passed can be passed, only by the guide's role, and only
    with a reason of at least the guide's length. What does not hold is named, never dropped in silence.
    """
    own = guide or read_guide()
    held: dict[tuple[str, str, str, str], Override] = {}
    refused: list[tuple[Override, Refusal]] = []
    keys = {_key(finding) for finding in findings if finding.severity == "block"}
    for override in overrides:
        key = (override.subject, override.rule, override.place, override.found)
        cause = _refusal(override, own, found=key in keys)
        if cause:
            refused.append((override, cause))
        else:
            held.setdefault(key, override)
    passed = tuple((finding, held[_key(finding)]) for finding in findings if _key(finding) in held)
    gone = {id(finding) for finding, _ in passed}
    return Verdict(tuple(finding for finding in findings if id(finding) not in gone), passed, tuple(refused))


def _refusal(override: Override, guide: Guide, *, found: bool) -> Refusal | None:
    if override.role != guide.override.who:
        return "not-lead"
    if len(clean(override.reason)) < guide.override.reason_min:
        return "no-reason"
    if not found:
        return "nothing-found"
    return None if guide.rule(override.rule).may_override else "not-allowed"


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return (finding.subject, finding.rule, finding.place, _words(finding))


def _words(finding: Finding) -> str:
    """Return all that a finding says but its place, so that another hit is another finding."""
    return "; ".join(f"{name}={finding.values[name]}" for name in sorted(finding.values))
