"""Checks of how a comment is put: barred words, length, topic, relevance, polarity, languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from awards.comments.model import LANGUAGES, Finding, Rule
from awards.comments.reading import Reading
from awards.comments.text import clean, sentences

_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_LATIN: Final = re.compile("[A-Za-z]")
_SHOWN: Final = 40
_REACH: Final = 12
_WORD_START: Final = re.compile(r"\w{1,12}\Z")
_WORD_END: Final = re.compile(r"\w{1,12}")


def absent(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find barred words, each once a text, so that passing one on passes no other.

    Patterns under ``unless_cited`` count only where the cited sources do not themselves use the words.
    """
    told: set[tuple[str, str]] = set()
    soft = (
        (place, hit)
        for place, hit in reading.hits(rule, "unless_cited")
        if not reading.context.says(reading.cited, hit[0])
    )
    for place, hit in sorted((*reading.hits(rule), *soft), key=lambda found: found[1].span()):
        words = whole_words(reading.texts[place], hit.span())
        if (place, words.casefold()) not in told:
            told.add((place, words.casefold()))
            yield reading.finding(rule, place, hit.span(), found=shown(words))


def present(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find texts in which nothing of what is wanted stands."""
    for place, text in reading.texts.items():
        pattern = rule.pattern("find", place)
        if pattern is not None and not pattern.search(text):
            yield reading.finding(rule, place)


def length(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find texts shorter or longer than reads well, in characters of the cleaned text."""
    for place, text in reading.texts.items():
        low, high = int(rule.numbers[f"{place}_min"]), int(rule.numbers[f"{place}_max"])
        if not low <= len(text) <= high:
            yield reading.finding(rule, place, length=len(text), min=low, max=high)


def text_limit(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find texts that are too long to take; counted as written, so that nothing hides behind what cleaning drops."""
    for place, text in reading.raw.items():
        most = int(rule.numbers[place])
        if len(text) > most:
            yield reading.finding(rule, place, length=len(text), max=most)


def one_topic(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find texts with a word that opens a second topic, or with too many sentences."""
    first = dict[str, re.Match[str]]()
    for place, hit in reading.hits(rule):
        first.setdefault(place, hit)
    for place, text in reading.texts.items():
        count = len(sentences(text))
        opener = first.get(place)
        if opener is not None:
            yield reading.finding(rule, place, opener.span(), found=shown(opener[0].strip(". ;")), count=count)
        elif count > rule.numbers["max_sentences"]:
            yield reading.finding(rule, place, found="many_sentences", count=count)


def polarity(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find strengths that tell of a gap, and opportunities in which nothing lacks."""
    kind = reading.comment.kind
    if kind == "strength":
        told: set[str] = set()
        for place, hit in reading.hits(rule):
            if place not in told:
                told.add(place)
                yield reading.finding(rule, place, hit.span(), kind=kind, found=shown(hit[0]))
    elif kind == "ofi":
        for place, text in reading.texts.items():
            pattern = rule.pattern("present", place)
            if pattern is not None and not pattern.search(text):
                yield reading.finding(rule, place, kind=kind, found="no_gap")


def names(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find names of people: whole words in Latin letters; in Hangul a name may carry a particle or a title."""
    after = "|".join(sorted(map(re.escape, rule.codes["after"]), key=len, reverse=True))
    for name in reading.context.people:
        wanted = clean(name)
        if len(wanted) < 2:
            continue
        tail = f" ?(?:{after})?(?![\uac00-\ud7a3])" if _HANGUL.search(wanted) else r"(?!\w)"
        pattern = re.compile(rf"(?<!\w){re.escape(wanted)}{tail}", re.IGNORECASE)
        for place, text in reading.texts.items():
            hit = pattern.search(text)
            if hit:
                span = (hit.start(), hit.start() + len(wanted))
                yield reading.finding(rule, place, span, found=shown(wanted))


def text_given(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find a comment without any text."""
    if not reading.texts:
        yield reading.finding(rule, LANGUAGES[0])


def both_languages(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find the language that is still missing when the other is there."""
    if reading.texts:
        for place in LANGUAGES:
            if place not in reading.texts:
                yield reading.finding(rule, place)


def right_language(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Find texts whose letters are mostly of the other script."""
    for place, text in reading.texts.items():
        hangul, latin = len(_HANGUL.findall(text)), len(_LATIN.findall(text))
        own = hangul if place == "ko" else latin
        if hangul + latin and own / (hangul + latin) < rule.numbers["share"]:
            yield reading.finding(rule, place)


def whole_words(text: str, span: tuple[int, int]) -> str:
    """Return a hit with the rest of the words it begins and ends in, so that a reader finds it again."""
    start, end = span
    before = _WORD_START.search(text, max(0, start - _REACH), start)
    after = _WORD_END.match(text, end, end + _REACH)
    start = before.start() if before else start
    end = after.end() if after else end
    return text[start:end].strip(" .,;")


def shown(words: str) -> str:
    """Return found words in a length a message can carry."""
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "\u2026"
