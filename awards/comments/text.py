"""Reading comment texts: cleaning, sentences, figures and character n-grams, each in time linear in the text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_READ: Final = 20_000
_BLANKS: Final = frozenset({"Cc", "Zs", "Zl", "Zp"})
_UNSEEN: Final = frozenset({"Cf", "Cs"})
_MOST_MARKS: Final = 8
_SPACES: Final = re.compile(r"\s+")
_SENTENCE_END: Final = re.compile(r"[.!?\u3002](?=\s|$)")
_FIGURE: Final = re.compile(r"(?<![A-Za-z0-9.,])[0-9]{1,15}(?:,[0-9]{3})*(?:\.[0-9]{1,10})?")
_LETTER: Final = re.compile(r"[^\W_]")
_QUOTED: Final = re.compile(
    "[\"'\u2018\u201c\u300c\u300e]([^\"'\u2018\u201c\u300c\u300e\u2019\u201d\u300d\u300f]{2,200})"
    "[\"'\u2019\u201d\u300d\u300f]"
)


def clean(text: str) -> str:
    """Return the text as it is checked: composed letters, no invisible characters, single blanks.

    Hangul typed on some systems arrives as separate letters, and a zero-width blank inside a word would hide it from
    every pattern. Marks heaped on one letter are cut: sorting them takes long. Only the first `MAX_READ` characters
    are read; the limit on length reports the rest.
    """
    letters: list[str] = []
    marks = 0
    for letter in text[:MAX_READ]:
        category = unicodedata.category(letter)
        if category in _UNSEEN:
            continue
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            letters.append(" " if category in _BLANKS else letter)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", "".join(letters))).strip()


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a cleaned text; a point inside a figure or an id ends none."""
    parts: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        parts.append(text[start : end.end()].strip())
        start = end.end()
    parts.append(text[start:].strip())
    return tuple(part for part in parts if _LETTER.search(part))


def figures(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return each figure of a cleaned text in one spelling (``1,450.0`` is ``1450``) with its start and end."""
    return tuple((plain_figure(hit[0]), hit.start(), hit.end()) for hit in _FIGURE.finditer(text))


def plain_figure(written: str) -> str:
    """Return the one spelling of a figure: no group commas, no idle zeros."""
    whole, _, part = written.replace(",", "").partition(".")
    part = part.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{part}" if part else whole


def grams(text: str, size: int) -> frozenset[str]:
    """Return the character n-grams of the letters and digits of a text, whatever its case."""
    letters = "".join(_LETTER.findall(text.casefold()))
    return frozenset(letters[index : index + size] for index in range(len(letters) - size + 1))


def squeezed(text: str) -> str:
    """Return only letters and digits, whatever their case: two texts that squeeze alike say the same."""
    return "".join(_LETTER.findall(text.casefold()))


def quotations(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return what stands between quotation marks, with start and end."""
    return tuple((hit[1], hit.start(1), hit.end(1)) for hit in _QUOTED.finditer(text))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Dice share of two sets of n-grams, 0-1; 0 when either is empty."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def contained(part: frozenset[str], whole: frozenset[str]) -> float:
    """Return how much of `part` stands in `whole`, 0-1; 0 when `part` is empty."""
    return len(part & whole) / len(part) if part else 0.0
