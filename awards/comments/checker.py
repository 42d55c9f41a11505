"""Checking one comment by every rule of the guide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from awards.comments import substance, wordings
from awards.comments.context import Context
from awards.comments.loader import read_guide
from awards.comments.model import SEVERITIES, Comment, Finding, Guide, Rule
from awards.comments.reading import Reading

Check = Callable[[Rule, Reading], Iterator[Finding]]

CHECKS: Final[Mapping[str, Check]] = {
    check.__name__: check
    for check in (
        substance.item_exists,
        substance.evidence_given,
        substance.evidence_exists,
        substance.evidence_of_item,
        substance.factor_matches_kind,
        substance.importance_matches_kind,
        substance.key_factor_if_important,
        substance.key_factor_exists,
        substance.similarity_max,
        substance.numbers,
        substance.numbers_elsewhere,
        substance.numbers_agree,
        wordings.absent,
        wordings.present,
        wordings.length,
        wordings.text_limit,
        wordings.one_topic,
        wordings.polarity,
        wordings.names,
        wordings.text_given,
        wordings.both_languages,
        wordings.right_language,
    )
}


def check_comment(comment: Comment, context: Context, *, guide: Guide | None = None) -> list[Finding]:
    """Return what the guide's rules find in one comment, the gravest first, then in the order of the rules.

    Parameters
    ----------
    comment
        As written; any text of any length, in one language or both.
    context
        The application with its items, sources, key factors and the names that must not appear.
    guide
        The rules; None takes the guide shipped with the product.

    Notes
    -----
    source: method section 5, comments; the four principles of the guide. A missing field gives a finding, never an
    error. Time is linear in the text.
    """
    rules = (guide or read_guide()).rules
    reading = Reading.of_comment(comment, context)
    return by_weight(finding for rule in rules.values() for finding in CHECKS[rule.check](rule, reading))


def by_weight(findings: Iterator[Finding]) -> list[Finding]:
    """Return findings with the gravest first, else as they came."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
