"""Text widths without a font: near enough to keep labels apart."""

import unicodedata
from collections.abc import Sequence

# Advances of Pretendard Bold in em, rounded up; Regular is narrower.
_NARROW = frozenset(" .,·:;'|!ijlI()[]-/1tfr")
_WIDE = frozenset("mwMW%@&▼▲→~±+−…₩")


def text_width(text: str, size: float = 13) -> float:
    """Estimate the width of `text` in px, seldom too small."""
    return size * sum(_advance(c) for c in text)


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 0.87 if "가" <= character <= "힣" else 1.2
    if character in _NARROW:
        return 0.5 if character == "1" else 0.46
    if character in _WIDE:
        return 1.02
    return 0.77 if character.isupper() else 0.67


def shorten(text: str, width: float, size: float = 13) -> str:
    """Cut `text` to `width` px, with an ellipsis if anything was cut."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip(" ·,(") + "…"


def wrap(text: str, width: float, lines: int, size: float = 13) -> tuple[str, ...]:
    """Break `text` at spaces and middle dots into at most `lines` lines of `width` px; the last one is shortened."""
    words = text.replace("·", "· ").split()
    result: list[str] = []
    current = ""
    for i, word in enumerate(words):
        joined = f"{current}{'' if current.endswith('·') or not current else ' '}{word}"
        if not current or text_width(joined, size) <= width:
            current = joined
        elif len(result) == lines - 1:
            current = f"{current} {' '.join(words[i:])}"
            break
        else:
            result.append(current)
            current = word
    return tuple(shorten(line.replace("· ", "·"), width, size) for line in (*result, current))


def stack(centres: Sequence[float], widths: Sequence[float], gap: float = 6) -> tuple[int, ...]:
    """Put each label on the first line where it stays clear of the labels before it.

    Parameters
    ----------
    centres, widths : sequence of float
        In px at the narrowest page, from left to right.
    gap : float
        Least distance in px.

    Returns
    -------
    tuple of int
        Line of each label, 0 first.
    """
    ends: list[float] = []
    result = []
    for centre, width in zip(centres, widths, strict=True):
        start = centre - width / 2
        line = next((k for k, end in enumerate(ends) if end + gap <= start), len(ends))
        if line == len(ends):
            ends.append(0.0)
        ends[line] = centre + width / 2
        result.append(line)
    return tuple(result)
