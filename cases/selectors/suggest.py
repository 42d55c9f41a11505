"""What is offered while one types in the search."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import DatabaseError
from django.db.models import CharField, Lookup, Q

from cases.indexing.suggestions import HIDDEN
from cases.models import IndexBuild, Suggestion
from cases.search.analyser import ANALYSER_VERSION
from cases.search.hangul import (
    CLUSTERS,
    FINALS,
    FIRST,
    VOWELS,
    holds_initials,
    initials_of,
    is_initials,
    is_syllable,
    letters_of,
    syllable_of,
)
from cases.search.keyboard import hangul_typed, latin_typed
from cases.search.thesaurus import key_of
from cases.search.vocabulary import agrees
from cases.searching import clean_query
from cases.selectors.vocabulary import vocabulary_of
from cases.vocabulary import Term, awards, methods, themes

SUGGESTIONS = 8
# Typing so much is no longer the beginning of a word.
_LONGEST = 40
# One letter stands inside nearly everything.
_LEAST_INSIDE = 2
_LEAST_KEYS = 3
# With so many that begin so, names that only hold it are not looked for.
_FEW = 4
_LAST = "\U0010ffff"
# That begin with the same consonant.
_SYLLABLES = len(VOWELS) * len(FINALS)
# The same words stand under several names.
_READ = 6 * SUGGESTIONS


@dataclass(frozen=True, slots=True)
class Suggested:
    """Something to search for.

    Parameters
    ----------
    text : str
        In the reader's language where it has a name in it.
    kind : str
        ``theme``, ``method``, ``award``, ``organisation``, ``sector`` or ``word``.
    code : str
        Of the facet, for the kinds that are one; else empty.
    count : int
        In how many cases it stands.
    """

    text: str
    kind: str
    code: str
    count: int


@CharField.register_lookup
class AtLeastByBytes(Lookup):
    """Not before a text, compared byte by byte: what an index of operator class `varchar_pattern_ops` answers."""

    lookup_name = "bytes_gte"
    sign, postgresql_sign = ">=", "~>=~"

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        sign = self.postgresql_sign if connection.vendor == "postgresql" else self.sign
        return f"{left} {sign} {right}", [*left_values, *right_values]


@CharField.register_lookup
class BeforeByBytes(AtLeastByBytes):
    """Before a text, compared byte by byte."""

    lookup_name = "bytes_lt"
    sign, postgresql_sign = "<", "~<~"


def case_suggestions(*, query: str, language: str) -> list[Suggested]:
    """Return what a person may be about to type; three queries once the words of the index are in memory.

    A beginning of a name in either language, of its initial consonants (초성, also mixed with syllables), or of what
    the keyboard would have typed in the other language; then frequent names that hold what was typed. What begins
    so by its name in either language stands before what has another name that does; else the most frequent is first.

    Parameters
    ----------
    query : str
        Anything, as it stands in the field.
    language : str
        Of the reader.
    """
    typed = clean_query(query)[:_LONGEST]
    key = key_of(typed)
    if not key:
        return []
    try:
        build = IndexBuild.objects.filter(is_active=True, analyser_version=ANALYSER_VERSION).first()
        return _without_index(key, language) if build is None else _of_build(build, typed, key, language)
    except DatabaseError:
        return _without_index(key, language)


def _of_build(build: IndexBuild, typed: str, key: str, language: str) -> list[Suggested]:
    rows = Suggestion.objects.filter(build=build).exclude(kind=HIDDEN).order_by("-cases", "key")
    if holds_initials(key):
        found = [row for row in rows.filter(_with_initials(key))[:_READ] if agrees(row.key, key)]
        return _distinct(found, language, lambda name: agrees(name, key))
    meant = _on_other_keyboard(typed, key)
    wanted = _prefix(key) | _prefix(meant) if meant else _prefix(key)
    found = list(rows.filter(wanted)[:_READ])
    if len(key) >= _LEAST_INSIDE and len(_distinct(found, language)) < _FEW:
        found += rows.filter(key__in=vocabulary_of(build).holding(key, limit=_READ))[:_READ]
    beginnings = tuple(letters_of(text) for text in (key, meant) if text)
    return _distinct(found, language, lambda name: letters_of(name).startswith(beginnings))


def _with_initials(key: str) -> Q:
    initials = initials_of(key)
    before = key[: next(at for at, character in enumerate(key) if is_initials(character))]
    wanted = _range("initials", initials, initials + _LAST)
    return wanted & _range("key", before, before + _LAST) if before else wanted


def _on_other_keyboard(typed: str, key: str) -> str:
    """Return what the keys would have begun in the other language, or nothing."""
    if typed.isascii():
        # The last keys may not make a syllable yet.
        return next((found for end in range(3) if (found := hangul_typed(typed[: len(typed) - end]))), "")
    meant = latin_typed(key)
    return meant if len(meant) >= _LEAST_KEYS else ""


def _prefix(key: str) -> Q:
    """Return what begins with a key whose last syllable may still be growing: 품지 on the way to 품질."""
    before, last = key[:-1], key[-1]
    if not is_syllable(last):
        return _range("key", key, key + _LAST)
    final = (ord(last) - FIRST) % len(FINALS)
    if not final:
        return _range("key", key, before + chr(ord(last) + len(FINALS)))
    # Its final consonant may turn out to begin the next syllable: 품 on the way to 푸마.
    *_, moving = CLUSTERS.get(FINALS[final], FINALS[final])
    rest = chr(ord(last) - final + (FINALS.index(CLUSTERS[FINALS[final]][0]) if FINALS[final] in CLUSTERS else 0))
    first = ord(syllable_of(moving, VOWELS[0]))
    grown = before + rest
    return _range("key", key, key + _LAST) | _range("key", grown + chr(first), grown + chr(first + _SYLLABLES))


def _range(field: str, first: str, end: str) -> Q:
    return Q(**{f"{field}__bytes_gte": first, f"{field}__bytes_lt": end})


def _distinct(
    rows: Iterable[Suggestion], language: str, begins: Callable[[str], bool] = lambda _name: True
) -> list[Suggested]:
    """Leave each text once, a facet before the word for it; first what begins so by its name in either language."""
    found: dict[str, Suggested] = {}
    first: set[str] = set()
    for row in rows:
        own, other = (row.text_ko, row.text_en) if language == "ko" else (row.text_en, row.text_ko)
        text = own or other
        name = text.casefold()
        before = found.get(name)
        if before is None or (row.code and not before.code):
            found[name] = Suggested(text, row.kind, row.code, row.cases)
        if any(begins(key_of(one)) for one in (own, other)):
            first.add(name)
    return [found[name] for name in sorted(found, key=lambda name: name not in first)[:SUGGESTIONS]]


def _without_index(key: str, language: str) -> list[Suggested]:
    """Return the names of themes, methods and awards that hold what was typed; how many cases is not known."""
    kinds: tuple[tuple[str, Mapping[str, Term]], ...] = (
        ("theme", themes()),
        ("method", methods()),
        ("award", awards()),
    )
    found = [
        Suggested(term.name(language), kind, term.code, 0)
        for kind, terms in kinds
        for term in terms.values()
        if key in key_of(term.ko) or key in key_of(term.en)
    ]
    return found[:SUGGESTIONS]
