"""Comments, what they are checked against, and the guide with its rules, as immutable data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from diagnosis.catalog.model import Text

LANGUAGES: Final = ("ko", "en")
KINDS: Final = ("strength", "ofi")
SEVERITIES: Final = ("block", "warn", "hint")

Severity = Literal["block", "warn", "hint"]
Value = str | int | float


@dataclass(frozen=True, slots=True)
class Comment:
    """One strength or opportunity for improvement (OFI) as an examiner wrote it.

    Attributes
    ----------
    kind, importance, factor
        As written: ``strength`` or ``ofi``; ``+``, ``++``, ``-``, ``--``; A, D, L, I or Le, T, C, I. Rules judge them.
    evidence, looked_in
        Ids of sources of the application; `looked_in` counts when `absence` says that the point is something missing.
    resolved
        True when the site visit settled an OFI, with evidence: it no longer speaks against a high percent.
    """

    id: str
    item: str
    kind: str
    factor: str
    importance: str
    ko: str
    en: str
    evidence: tuple[str, ...] = ()
    absence: bool = False
    looked_in: tuple[str, ...] = ()
    key_factor: str | None = None
    resolved: bool = False

    @property
    def cited(self) -> tuple[str, ...]:
        """Return every id the comment rests on."""
        return self.evidence + self.looked_in

    def text(self, language: str) -> str:
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, slots=True)
class Theme:
    """A key theme: what shows across several comments; `kind` is one of the guide's kinds."""

    kind: str
    comments: tuple[str, ...]
    ko: str
    en: str

    def text(self, language: str) -> str:
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found.

    Attributes
    ----------
    rule, severity
        Code of the rule in the guide and its weight; only ``block`` keeps a comment from being handed in.
    subject
        Id of the comment, code of the item or kind of the theme that is meant.
    place
        The field: ``item``, ``factor``, ``evidence``, ``ko``, ``en`` …; a key of the guide's places.
    span
        Start and end of the hit within `text.clean` of that field, or None.
    values
        Codes, numbers and the words found, for the placeholders of the rule's message.
    """

    rule: str
    severity: Severity
    subject: str
    place: str
    span: tuple[int, int] | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Patterns:
    """One alternation a language; None: nothing to look for in it."""

    ko: re.Pattern[str] | None = None
    en: re.Pattern[str] | None = None

    def of(self, language: str) -> re.Pattern[str] | None:
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of the guide; what `numbers`, `codes` and patterns mean is up to the check it names."""

    code: str
    severity: Severity
    check: str
    message: Text
    principle: str | None = None
    may_override: bool = False
    numbers: Mapping[str, float] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: Mapping[str, Patterns] = field(default_factory=dict)

    def pattern(self, name: str, language: str) -> re.Pattern[str] | None:
        found = self.patterns.get(name)
        return found.of(language) if found else None


@dataclass(frozen=True, slots=True)
class Principle:
    code: str
    title: Text
    means: Text


@dataclass(frozen=True, slots=True)
class Example:
    """A comment to learn from; a bad one names the rules it breaks and its better twin."""

    comment: Comment
    good: bool
    fails: tuple[str, ...]
    improved_by: str | None
    reason: Text


@dataclass(frozen=True, slots=True)
class ThemeKind:
    """A kind of key theme with the least number of comments and items it links, and a text to start from."""

    code: str
    kind: str
    min_comments: int
    min_items: int
    title: Text
    template: Text

    @property
    def items_are(self) -> str:
        return self.kind.rpartition("_")[0]

    @property
    def comments_are(self) -> str:
        return self.kind.rpartition("_")[2]


@dataclass(frozen=True, slots=True)
class Band:
    """A scoring band from `start` to `end` points, both included, with what it tells the applicant."""

    band: int
    start: int
    end: int
    text: Text
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class OverridePolicy:
    """Who may pass a blocking finding, and how long the reason is at least."""

    who: str
    reason_min: int
    note: Text


@dataclass(frozen=True, eq=False)
class Guide:
    """The guide to comments as read from its file; rules by code in the order of the file.

    Attributes
    ----------
    bands_verified
        False while the limits of the bands are not confirmed by a source: pages say so.
    """

    key: str
    version: str
    title: Text
    purpose: Text
    anatomy: Text
    style: Text
    principles: tuple[Principle, ...]
    override: OverridePolicy
    places: Mapping[str, Text]
    words: Mapping[str, Text]
    rules: Mapping[str, Rule]
    set_rules: Mapping[str, Rule]
    theme_rules: Mapping[str, Rule]
    theme_text_rules: tuple[str, ...]
    examples: tuple[Example, ...]
    key_themes: Mapping[str, ThemeKind]
    bands: Mapping[str, tuple[Band, ...]]
    bands_note: Text
    bands_verified: bool

    def rule(self, code: str) -> Rule:
        """Return a rule of any of the three parts; KeyError for an unknown code."""
        for part in (self.rules, self.set_rules, self.theme_rules):
            if code in part:
                return part[code]
        raise KeyError(code)
