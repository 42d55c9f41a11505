"""Texts of cases in the reader's language, and the marks of what was searched in them. Pure."""

from dataclasses import dataclass

from cases.search.folding import continues
from cases.search.highlighting import Find, Marker

EXCERPT = 150
# More places than this in one text tell nothing new of where it says most.
_FINDS = 200


@dataclass(frozen=True, slots=True)
class Localised:
    """A text and, where it is not in the reader's language, the language it is in."""

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text; `hit` where it is what was searched."""

    text: str
    hit: bool


def localised(ko: str, en: str, language: str) -> Localised:
    """Choose the text of a language, or the other one marked as such."""
    own, other, other_language = (ko, en, "en") if language == "ko" else (en, ko, "ko")
    return Localised(own) if own else Localised(other, other_language if other else "")


def pieces(text: str, marker: Marker) -> list[Piece]:
    """Cut a text at the places where what was searched stands."""
    found: list[Piece] = []
    at = 0
    for start, end in marker.places(text):
        if start > at:
            found.append(Piece(text[at:start], hit=False))
        found.append(Piece(text[start:end], hit=True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], hit=False))
    return found


def excerpt(text: str, marker: Marker, length: int = EXCERPT) -> str:
    """Return the part of a text that says most of what was searched, whole words, with dots where words are left out.

    Parameters
    ----------
    length : int
        In code points, without the dots; texts up to it are returned whole.
    """
    if len(text) <= length:
        return text
    first, last = _best_stretch(marker.finds(text), length)
    lead = max(0, (length - (last - first)) // 3)
    start = max(0, min(first - lead, len(text) - length))
    if start:
        space = text.find(" ", start, first + 1)
        start = space + 1 if space >= 0 else first
    end = start + length
    if end < len(text):
        space = text.rfind(" ", max(start, last), end)
        end = space if space > start else end
        while end < len(text) and continues(text[end - 1], text[end]):
            end += 1
    return ("… " if start else "") + text[start:end].rstrip() + (" …" if end < len(text) else "")


def _best_stretch(finds: list[Find], length: int) -> tuple[int, int]:
    """Return the stretch that holds most different concepts, then most finds, then stands first."""
    best, stretch = (0, 0), (0, 0)
    finds = finds[:_FINDS]
    for number, first in enumerate(finds):
        within = [find for find in finds[number:] if find.end <= first.start + length]
        told = (len({find.concept for find in within}), len(within))
        if told > best:
            best, stretch = told, (first.start, max(find.end for find in within))
    return stretch
