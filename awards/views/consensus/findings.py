"""Findings of the guide as lines of a page: their words, their weight, and whether the lead may pass them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from awards.comments.loader import read_guide
from awards.comments.model import Finding
from awards.comments.overrides import Override
from awards.dossier.numbering import item_number
from awards.models import AwardApplication, CommentOverride
from awards.selectors.consensus import agreed_comments
from awards.selectors.consensus_checks import LEAD, Report, finding_words
from diagnosis.catalog.model import Text


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding; what names it is what the form that passes it posts."""

    finding: Finding
    text: Text
    found: str
    may_pass: bool

    @property
    def blocks(self) -> bool:
        return self.finding.severity == "block"

    @property
    def state(self) -> str:
        return {"block": "stopped", "warn": "warn"}.get(self.finding.severity, "")


@dataclass(frozen=True, slots=True)
class PassedLine:
    """A finding the lead passed, with the reason."""

    text: Text
    reason: str
    pk: int


def finding_lines(report: Report, subjects: Iterable[object], names: dict[str, str]) -> list[FindingLine]:
    """Return the findings that stand for some subjects, the gravest first."""
    wanted = {str(subject) for subject in subjects}
    guide = read_guide()
    found = []
    for finding in report.verdict.open:
        if finding.subject in wanted:
            key = Override.of(finding, role=LEAD, reason="").found
            may_pass = finding.severity == "block" and guide.rule(finding.rule).may_override
            found.append(FindingLine(finding, finding_words(finding, names), key, may_pass))
    order = ("block", "warn", "hint")
    return sorted(found, key=lambda line: order.index(line.finding.severity))


def passed_lines(
    report: Report, subjects: Iterable[object], names: dict[str, str], application: AwardApplication
) -> list[PassedLine]:
    """Return the findings that were passed for some subjects, each with the row that lets it be taken back."""
    wanted = {str(subject) for subject in subjects}
    passed = [pair for pair in report.verdict.passed if pair[0].subject in wanted]
    if not passed:
        return []
    rows = CommentOverride.objects.filter(application=application, withdrawn_at__isnull=True)
    keys = {(row.subject, row.rule, row.place, row.found): row.pk for row in rows}
    return [
        PassedLine(finding_words(finding, names), one.reason, keys[one.subject, one.rule, one.place, one.found])
        for finding, one in passed
    ]


def comment_names(application: AwardApplication) -> dict[str, str]:
    """Return a short name for every comment of the team: its item, its kind and its place there."""
    found: dict[str, str] = {}
    counts: dict[tuple[str, str], int] = {}
    for row in agreed_comments(application):
        place = counts[row.item, row.kind] = counts.get((row.item, row.kind), 0) + 1
        sign = "S" if row.kind == "strength" else "O"
        found[str(row.pk)] = f"{item_number(row.item)}-{sign}{place}"
    return found
