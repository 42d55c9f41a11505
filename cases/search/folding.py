"""A text in comparable characters that each know where in the original they come from. Pure."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Stands where marking must not reach across: the end of a sentence, a bracket.
WALL = "\n"
# What people write between the parts of one word.
_JOINERS = "-‐‑–·ㆍ・/_&'’"
_GAPS = " \t\r\n\u00a0" + _JOINERS
# Texts of these characters alone fold one by one: nearly all texts there are.
_SIMPLE = re.compile(rf"[\t\r\n\x20-\x7e가-힣{re.escape(_JOINERS)}“”‘…→×%~]*")
_SIGN = re.compile(rf"[^0-9a-z가-힣{re.escape(_GAPS)}]")
_GAP = re.compile(rf"[{re.escape(_GAPS)}]+")
_RUN = re.compile(r"[0-9]+|[a-z]+|[가-힣]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without spaces and case.

    Parameters
    ----------
    text : str
        Comparable characters; `WALL` for signs.
    starts, ends : sequence of int
        For each of them, the bounds in the original of the whole character it comes from, combining marks included.
    runs : sequence of (int, int)
        The bounds in `text` of each stretch of one script within one word, signs left out.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    runs: Sequence[tuple[int, int]]

    def begins(self, at: int) -> bool:
        """Tell whether a new word begins at a character."""
        return at == 0 or self.starts[at] > self.ends[at - 1] or WALL in self.text[at - 1 : at + 1]

    def is_cut(self, start: int, end: int) -> bool:
        """Tell whether a stretch holds only part of what one original character became."""
        before = start > 0 and self.starts[start - 1] == self.starts[start]
        after = end < len(self.text) and self.starts[end] == self.starts[end - 1]
        return before or after

    def rest(self, end: int) -> str:
        """Return what is left of the word, in the same script, behind a place."""
        at, script = end, script_of(self.text[end - 1])
        while at < len(self.text) and script_of(self.text[at]) == script and not self.begins(at):
            at += 1
        return self.text[end:at]


def script_of(character: str) -> str:
    """Return ``digit``, ``letter`` (scripts that write words apart) or ``syllable`` (Hangul, Han, Kana)."""
    if character >= "\u1100":
        return "syllable"
    if character == WALL:
        return ""
    return "digit" if character.isdecimal() else "letter"


@lru_cache(maxsize=128)
def fold(text: str) -> Folded:
    """Fold a text of any characters."""
    return _fold_simple(text) if _SIMPLE.fullmatch(text) else _fold_any(text)


def _fold_simple(text: str) -> Folded:
    lower = text.lower()
    starts: list[int] = []
    at = 0
    for gap in _GAP.finditer(lower):
        starts.extend(range(at, gap.start()))
        at = gap.end()
    starts.extend(range(at, len(lower)))
    runs = [(bisect_left(starts, run.start()), run) for run in _RUN.finditer(lower)]
    return Folded(
        text=_SIGN.sub(WALL, _GAP.sub("", lower)),
        starts=starts,
        ends=[start + 1 for start in starts],
        runs=[(start, start + run.end() - run.start()) for start, run in runs],
    )


def _fold_any(text: str) -> Folded:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in clusters(text):
        for character in _comparable(text[start:end]):
            characters.append(character)
            starts.append(start)
            ends.append(end)
    whole = Folded("".join(characters), starts, ends, ())
    bounds = [
        at
        for at, character in enumerate(characters)
        if whole.begins(at) or script_of(character) != script_of(characters[at - 1])
    ]
    runs = zip(bounds, [*bounds[1:], len(characters)], strict=True) if bounds else ()
    return Folded(whole.text, starts, ends, [(start, end) for start, end in runs if characters[start] != WALL])


@lru_cache(maxsize=4096)
def _comparable(cluster: str) -> str:
    """Fold one character as a reader sees it: nothing for a space, a wall for a sign."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return "".join(map(_kept, folded))


def _kept(character: str) -> str:
    if character.isalnum() or unicodedata.category(character)[0] == "M":
        return character
    return "" if character in _GAPS or character.isspace() or unicodedata.category(character) == "Cf" else WALL


def clusters(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into what a reader sees as one character: a base with its marks, the letters of one syllable."""
    start = 0
    for place in range(1, len(text)):
        if not continues(text[place - 1], text[place]):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def continues(previous: str, character: str) -> bool:
    """Tell whether a code point belongs to the same character, as a reader sees it, as the one before it."""
    if character < "\u0300":
        return character == "\u00ad"
    if "\uac00" <= character <= "\ud7a3":
        return False
    if "\u1160" <= character <= "\u11a7" or "\ud7b0" <= character <= "\ud7c6":  # vowels
        return "\u1100" <= previous <= "\u11a7" or "\ua960" <= previous <= "\ua97c"
    if "\u11a8" <= character <= "\u11ff" or "\ud7cb" <= character <= "\ud7fb":  # final consonants
        return "\u1160" <= previous <= "\u11ff" or "\uac00" <= previous <= "\ud7fb"
    if "\udc00" <= character <= "\udfff":
        return "\ud800" <= previous <= "\udbff"
    return previous == "\u200d" or unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
