"""Texts of cases in the reader's language, and the marks of what was searched in them. Pure."""

from dataclasses import dataclass

from cases.searching import matches

EXCERPT = 150


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


def pieces(text: str, terms: tuple[str, ...]) -> list[Piece]:
    """Cut a text at the places where terms stand, whatever their spacing."""
    found: list[Piece] = []
    at = 0
    for start, end in matches(text, terms):
        if start > at:
            found.append(Piece(text[at:start], hit=False))
        found.append(Piece(text[start:end], hit=True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], hit=False))
    return found


def excerpt(text: str, terms: tuple[str, ...], length: int = EXCERPT) -> str:
    """Return the part of a text around the first term, whole words, with dots where something was left out."""
    if len(text) <= length:
        return text
    first = next(iter(matches(text, terms)), (0, 0))[0]
    start = max(0, min(first - length // 3, len(text) - length))
    if start:
        space = text.find(" ", start)
        start = space + 1 if 0 <= space < first or (space >= 0 and first == 0) else start
    end = start + length
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start + length // 2 else end
    return ("… " if start else "") + text[start:end].rstrip() + (" …" if end < len(text) else "")
