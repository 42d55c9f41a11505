"""Checking the key themes of a report against the comments they link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from awards.comments.checker import CHECKS, by_weight
from awards.comments.context import Context
from awards.comments.loader import read_guide
from awards.comments.model import LANGUAGES, Comment, Finding, Guide, Rule, Theme, Value
from awards.comments.reading import Reading
from awards.comments.text import clean, figures


@dataclass(frozen=True, eq=False)
class Linked:
    """A theme beside the comments of the report."""

    theme: Theme
    comments: Mapping[str, Comment]
    context: Context
    guide: Guide

    @property
    def found(self) -> list[Comment]:
        """Return the linked comments that exist, each once."""
        return [self.comments[key] for key in dict.fromkeys(self.theme.comments) if key in self.comments]

    def finding(self, rule: Rule, place: str, **values: Value) -> Finding:
        return Finding(rule.code, rule.severity, self.theme.kind, place, None, values)


def theme_template(rule: Rule, linked: Linked) -> Iterator[Finding]:
    """Find a theme of an unknown kind."""
    if linked.theme.kind not in linked.guide.key_themes:
        yield linked.finding(rule, "kind", found=linked.theme.kind or "-", options=", ".join(linked.guide.key_themes))


def theme_links(rule: Rule, linked: Linked) -> Iterator[Finding]:
    """Find a theme that links too few comments."""
    kind = linked.guide.key_themes.get(linked.theme.kind)
    if kind and len(linked.found) < kind.min_comments:
        yield linked.finding(rule, "comments", count=len(linked.found), min=kind.min_comments)


def theme_known(rule: Rule, linked: Linked) -> Iterator[Finding]:
    """Find links to comments that do not exist."""
    unknown = [key for key in dict.fromkeys(linked.theme.comments) if key not in linked.comments]
    if unknown:
        yield linked.finding(rule, "comments", found=", ".join(unknown))


def theme_kind(rule: Rule, linked: Linked) -> Iterator[Finding]:
    """Find linked comments of the other kind, or on items of process where results are meant."""
    kind = linked.guide.key_themes.get(linked.theme.kind)
    if kind is None:
        return
    odd = [
        comment.id
        for comment in linked.found
        if comment.kind != kind.comments_are or linked.context.items.get(comment.item) != kind.items_are
    ]
    if odd:
        yield linked.finding(rule, "comments", found=", ".join(odd), kind=kind.kind)


def theme_items(rule: Rule, linked: Linked) -> Iterator[Finding]:
    """Find a theme that shows in too few items."""
    kind = linked.guide.key_themes.get(linked.theme.kind)
    count = len({comment.item for comment in linked.found})
    if kind and linked.found and count < kind.min_items:
        yield linked.finding(rule, "comments", count=count, min=kind.min_items)


def theme_no_new_facts(rule: Rule, linked: Linked) -> Iterator[Finding]:
    """Find figures that none of the linked comments gives; those of the company's profile are no news."""
    texts = [clean(comment.text(name)) for comment in linked.found for name in LANGUAGES]
    told = {figure for text in texts for figure, _, _ in figures(text)} | linked.context.figures(())
    told |= set(rule.codes.get("free", ()))
    for place in LANGUAGES:
        new = [figure for figure, _, _ in figures(clean(linked.theme.text(place))) if figure not in told]
        if new:
            yield linked.finding(rule, place, found=", ".join(dict.fromkeys(new)))


THEME_CHECKS: Final[Mapping[str, Callable[[Rule, Linked], Iterator[Finding]]]] = {
    check.__name__: check
    for check in (theme_template, theme_links, theme_known, theme_kind, theme_items, theme_no_new_facts)
}


def check_themes(
    themes: Sequence[Theme], comments: Sequence[Comment], context: Context, *, guide: Guide | None = None
) -> list[Finding]:
    """Return what the guide finds in the key themes of a report, the gravest first.

    Parameters
    ----------
    themes
        In the order of the report; their texts meet the rules of wording too.
    comments
        The comments of the report, of all items.

    Notes
    -----
    source: method section 5 and the guide's rules on key themes: few of a kind, resting on comments, nothing new.
    """
    own = guide or read_guide()
    known = {comment.id: comment for comment in comments}
    return by_weight(_findings(themes, known, context, own))


def _findings(
    themes: Sequence[Theme], known: Mapping[str, Comment], context: Context, guide: Guide
) -> Iterator[Finding]:
    for rule in guide.theme_rules.values():
        if rule.check == "theme_max":
            yield from _too_many(rule, themes)
            continue
        for theme in themes:
            yield from THEME_CHECKS[rule.check](rule, Linked(theme, known, context, guide))
    for theme in themes:
        cited = tuple(key for one in theme.comments if one in known for key in known[one].cited)
        reading = Reading.of_theme(theme, cited, context)
        for code in guide.theme_text_rules:
            rule = guide.rules[code]
            yield from CHECKS[rule.check](rule, reading)


def _too_many(rule: Rule, themes: Sequence[Theme]) -> Iterator[Finding]:
    most = int(rule.numbers["max"])
    for kind, count in Counter(theme.kind for theme in themes).items():
        if count > most:
            yield Finding(rule.code, rule.severity, kind, "themes", None, {"kind": kind, "count": count, "max": most})
