"""How a query and a text are made comparable: composed, lower case, without spaces. Pure."""

import re
import unicodedata

QUERY_LENGTH = 200
TERMS = 10
_SPACE = re.compile(r"\s+")


def clean_query(text: str) -> str:
    """Return what a person meant to type: composed, one space between words, at most `QUERY_LENGTH` characters.

    Control characters, lone surrogates and characters that stand for none are taken out: no database stores them.
    """
    # A cut before normalising bounds the work; compatibility forms may grow a text up to 18 times.
    composed = unicodedata.normalize("NFC", text[: QUERY_LENGTH * 4])
    readable = "".join(" " if c.isspace() else c for c in composed if c.isspace() or unicodedata.category(c)[0] != "C")
    return _SPACE.sub(" ", readable).strip()[:QUERY_LENGTH].strip()


def search_key(text: str) -> str:
    """Return the form texts are compared in: compatibility-composed, case-folded, without spaces."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()))


def terms_of(query: str) -> tuple[str, ...]:
    """Return the different words of a query, comparable, in order, at most `TERMS`."""
    words = (search_key(word) for word in clean_query(query).split(" "))
    return tuple(dict.fromkeys(word for word in words if word))[:TERMS]


def matches(text: str, terms: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where terms stand in a text as (start, end), in order, joined where they touch."""
    if not terms:
        return []
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in search_key(character):
            folded.append(one)
            places.append(place)
    key = "".join(folded)
    found: list[tuple[int, int]] = []
    for term in terms:
        at = key.find(term)
        while at >= 0:
            found.append((places[at], places[at + len(term) - 1] + 1))
            at = key.find(term, at + len(term))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
