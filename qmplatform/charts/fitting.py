"""Text widths without a font: near enough to keep labels apart."""

import unicodedata
from collections.abc import Sequence

# Advances of Pretendard Bold in hundredths of an em, rounded up, from space to tilde; Regular is narrower.
_ASCII_EM = (
    "24 31 38 63 63 96 65 20 39 39 54 66 29 45 29 38 67 47 62 64 66 63 65 58 65 65 29 29 66 66 66 54 88 "
    "72 64 73 71 59 57 74 72 27 55 67 55 89 71 76 63 76 64 63 65 71 72 100 69 70 65 39 38 39 47 46 48 56 "
    "62 57 62 58 37 61 60 26 26 56 26 88 60 59 61 61 39 54 38 60 57 82 56 57 55 39 36 39 66"
)
_ASCII = tuple(int(width) / 100 for width in _ASCII_EM.split())
_OTHER = {"·": 29, "…": 85, "−": 66, "–": 66, "±": 67}


def text_width(text: str, size: float = 13) -> float:
    """Estimate the width of `text` in px, seldom too small."""
    return size * sum(_advance(c) for c in text)


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if " " <= character <= "~":
        return _ASCII[ord(character) - ord(" ")]
    if "가" <= character <= "힣":
        return 0.87
    return _OTHER.get(character, 120) / 100


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
