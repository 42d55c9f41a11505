"""Checks of what a comment rests on: item, factor, evidence, key factor, figures, copied sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Final

from awards.comments.model import LANGUAGES, Finding, Rule
from awards.comments.reading import Reading
from awards.comments.text import contained, figures, grams, plain_figure

_MANY: Final = 12
_SHOWN: Final = 6


def item_exists(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find a comment on no item of the criteria."""
    if reading.comment.item not in reading.context.items:
        yield reading.finding(rule, "item", found=reading.comment.item)


def evidence_given(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find a comment that cites nothing; a point about something missing must say where it looked."""
    comment = reading.comment
    if not comment.evidence and not (comment.absence and comment.looked_in):
        yield reading.finding(rule, "looked_in" if comment.absence else "evidence")


def evidence_exists(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find ids that the application does not have."""
    for place, ids in (("evidence", reading.comment.evidence), ("looked_in", reading.comment.looked_in)):
        for key in dict.fromkeys(ids):
            if key not in reading.context.sources:
                yield reading.finding(rule, place, found=key)


def evidence_of_item(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find a comment all of whose evidence stands under other items."""
    known = [reading.context.sources[key] for key in reading.cited if key in reading.context.sources]
    if known and all(source.item and source.item != reading.comment.item for source in known):
        yield reading.finding(rule, "evidence", found=", ".join(dict.fromkeys(source.item for source in known)))


def factor_matches_kind(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find a factor of process on an item of results, or the other way round."""
    kind = reading.context.items.get(reading.comment.item)
    options = rule.codes.get(kind or "", ())
    if options and reading.comment.factor not in options:
        yield reading.finding(rule, "factor", found=reading.comment.factor or "-", options=", ".join(options))


def importance_matches_kind(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find an importance whose sign does not belong to the kind, and a kind that is none."""
    comment = reading.comment
    options = rule.codes.get(comment.kind)
    if options is None:
        yield reading.finding(rule, "kind", found=comment.kind or "-", options=", ".join(rule.codes))
    elif comment.importance not in options:
        yield reading.finding(rule, "importance", found=comment.importance or "-", options=", ".join(options))


def key_factor_if_important(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find an important comment that touches no key factor."""
    comment = reading.comment
    if comment.importance in rule.codes["importance"] and not comment.key_factor:
        yield reading.finding(rule, "key_factor", importance=comment.importance)


def key_factor_exists(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find a key factor that the application does not have."""
    named = reading.comment.key_factor
    if named and named not in reading.context.key_factors:
        yield reading.finding(rule, "key_factor", found=named)


def similarity_max(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find texts most of whose n-grams stand in one sentence or paragraph of the application."""
    size = int(rule.numbers["gram"])
    for place, text in reading.texts.items():
        own = grams(text, size)
        share, source = max(
            ((contained(own, passage), key) for key, passage in reading.context.passages(place, size)),
            key=lambda found: found[0],
            default=(0.0, ""),
        )
        if share > rule.numbers[f"{place}_share"]:
            yield reading.finding(rule, place, source=source, percent=round(100 * share))


def numbers(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find figures that stand nowhere in the application and do not follow from two cited ones."""
    for place, uncited in _uncited(rule, reading):
        nowhere = [(figure, span) for figure, span in uncited if not reading.context.holding(figure)]
        if nowhere:
            yield reading.finding(rule, place, nowhere[0][1], found=_few(figure for figure, _ in nowhere))


def numbers_elsewhere(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find figures that stand in the application, yet in nothing the comment cites; small ones say too little."""
    for place, uncited in _uncited(rule, reading):
        elsewhere = [
            (figure, span, sources)
            for figure, span in uncited
            if len(figure) > 1 and (sources := reading.context.holding(figure))
        ]
        if elsewhere:
            listed = _few(dict.fromkeys(source for _, _, held in elsewhere for source in held[:3]))
            found = _few(figure for figure, _, _ in elsewhere)
            yield reading.finding(rule, place, elsewhere[0][1], found=found, source=listed)


def numbers_agree(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find figures of two or more digits that only one of the two languages gives; small ones may be words."""
    if len(reading.texts) == len(LANGUAGES):
        ko, en = ({figure for figure, _, _ in figures(reading.texts[name]) if len(figure) > 1} for name in LANGUAGES)
        if ko != en and ko and en:
            yield reading.finding(rule, "en", found=_few(sorted(ko ^ en)))


def _uncited(rule: Rule, reading: Reading) -> Iterator[tuple[str, list[tuple[str, tuple[int, int]]]]]:
    """Return for each text the figures that no cited source holds, each once with its first place.

    Nothing is said of a comment that cites no known source: other rules tell that.
    """
    if not any(key in reading.context.sources for key in reading.cited):
        return
    held = reading.context.figures(reading.cited) | set(rule.codes.get("free", ()))
    for place, text in reading.texts.items():
        patterns = [found for name in LANGUAGES if (found := rule.pattern("but", name))]
        excused = [hit.span() for pattern in patterns for hit in pattern.finditer(text)]
        first: dict[str, tuple[int, int]] = {}
        for figure, start, end in figures(text):
            if not any(begin < end and start < stop for begin, stop in excused):
                first.setdefault(figure, (start, end))
        known = held | _derived([figure for figure in first if figure in held][:_MANY])
        yield place, [(figure, span) for figure, span in first.items() if figure not in known]


def _few(words: Iterable[str]) -> str:
    """Return the first words of a list, with a mark when there are more."""
    listed = list(words)
    return ", ".join(listed[:_SHOWN]) + (", \u2026" if len(listed) > _SHOWN else "")


def _derived(known: list[str]) -> frozenset[str]:
    """Return differences, ratios in percent and complements of figures, to at most one decimal."""
    values = [float(figure) for figure in known]
    found = {plain_figure(f"{100 - value:.1f}") for value in values if 0 <= value <= 100}
    for one, other in permutations(values, 2):
        found.add(plain_figure(f"{abs(one - other):.2f}"))
        if 0 < one <= other:
            found |= {plain_figure(f"{100 * one / other:.1f}"), plain_figure(f"{100 * one / other:.0f}")}
            found |= {plain_figure(f"{100 - 100 * one / other:.1f}"), plain_figure(f"{100 - 100 * one / other:.0f}")}
    return frozenset(found)
