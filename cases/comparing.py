"""What differs between two texts, word by word. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_WORD: Final = re.compile(r"\s+|[^\s]+")
# Comparing takes the product of both lengths; longer texts are told as replaced.
_MOST_WORDS: Final = 1200


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text: `change` is ``gone``, ``new``, or empty where both texts have it."""

    text: str
    change: str = ""


def pieces_between(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts in one, in order: what stayed, what went, what came.

    Texts of more than 1200 words, spaces counted, are told as gone and new as a whole.
    """
    if before == after:
        return (Piece(after),) if after else ()
    first, second = _WORD.findall(before), _WORD.findall(after)
    if max(len(first), len(second)) > _MOST_WORDS:
        first, second = [before], [after]
    found: list[Piece] = []
    gone, new, space = "", "", ""
    for kind, start, end, start2, end2 in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        same = "".join(first[start:end]) if kind == "equal" else ""
        if same and (same.strip() or not (gone or new)):
            found += [*_changed(gone, new), Piece(space + same)]
            gone, new, space = "", "", ""
        elif same:
            # A space between two changes joins them: word by word they would be hard to read.
            space = same
        else:
            gone, new, space = gone + space + "".join(first[start:end]), new + space + "".join(second[start2:end2]), ""
    return (*found, *_changed(gone, new), *([Piece(space)] if space else []))


def _changed(gone: str, new: str) -> list[Piece]:
    return [Piece(text, change) for text, change in ((gone, "gone"), (new, "new")) if text]
