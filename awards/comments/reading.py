"""A comment or theme being checked: its cleaned texts, what it cites, and the hits of patterns that nothing excuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from awards.comments.context import Context
from awards.comments.model import LANGUAGES, Comment, Finding, Rule, Theme, Value
from awards.comments.text import clean, quotations

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Reading:
    """The texts under check with the sources they rest on; for a theme these are the sources of its comments."""

    subject: str
    raw: Mapping[str, str]
    cited: tuple[str, ...]
    context: Context
    comment: Comment

    @classmethod
    def of_comment(cls, comment: Comment, context: Context) -> Reading:
        return cls(comment.id, {name: comment.text(name) for name in LANGUAGES}, comment.cited, context, comment)

    @classmethod
    def of_theme(cls, theme: Theme, cited: tuple[str, ...], context: Context) -> Reading:
        """Return a theme as if it were a comment without a field but its texts."""
        stand_in = Comment(theme.kind, "", "", "", "", theme.ko, theme.en)
        return cls(theme.kind, {name: theme.text(name) for name in LANGUAGES}, cited, context, stand_in)

    @cached_property
    def texts(self) -> dict[str, str]:
        """Return the cleaned text of each language that has one, Korean first."""
        cleaned = {name: clean(text) for name, text in self.raw.items()}
        return {name: text for name, text in cleaned.items() if text}

    @cached_property
    def quoted(self) -> dict[str, tuple[Span, ...]]:
        """Return where each text quotes words that truly stand in a cited source."""
        return {
            name: tuple((start, end) for said, start, end in quotations(text) if self.context.says(self.cited, said))
            for name, text in self.texts.items()
        }

    def finding(self, rule: Rule, place: str, span: Span | None = None, **values: Value) -> Finding:
        return Finding(rule.code, rule.severity, self.subject, place, span, values)

    def hits(self, rule: Rule, name: str = "find") -> Iterator[tuple[str, re.Match[str]]]:
        """Return the hits of a rule's patterns in each text, by either language's patterns, in the order of the text.

        Left out are hits inside a phrase of `but` and inside a true quotation: examiners mix languages, and a fact
        may contain a barred word.
        """
        for place, text in self.texts.items():
            excused = (*self.quoted[place], *_spans(rule, "but", text))
            found = [hit for hit in _matches(rule, name, text) if not _inside(hit.span(), excused)]
            yield from ((place, hit) for hit in sorted(found, key=lambda hit: hit.span()))


def _matches(rule: Rule, name: str, text: str) -> Iterator[re.Match[str]]:
    for language in LANGUAGES:
        pattern = rule.pattern(name, language)
        if pattern is not None:
            yield from pattern.finditer(text)


def _spans(rule: Rule, name: str, text: str) -> tuple[Span, ...]:
    return tuple(hit.span() for hit in _matches(rule, name, text))


def _inside(span: Span, around: tuple[Span, ...]) -> bool:
    """Tell whether a hit meets an excused stretch: a pattern may begin a letter before the phrase."""
    return any(start < span[1] and span[0] < end for start, end in around)
