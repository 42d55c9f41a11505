"""Finds cases that may be told twice: the same organization and award, or titles much alike. Pure.

All pairs of 100,000 cases would be five thousand million, so only cases that share an organization or a rare part of
their title are compared, and in a crowd only neighbours in the order of titles.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import combinations
from typing import Final

# Titles this much alike ask whether the case is one; of one organization less is enough.
ALIKE: Final = 0.85
ALIKE_OF_ONE: Final = 0.55
# Shorter titles name the award and say nothing of the case: only of one organization are they compared.
TELLING: Final = 16
# Whoever wins again years later has another case; one year is a slip of the one who enters it.
_YEARS_APART: Final = 1
_GRAM: Final = 2
# By this many rare parts a title looks for others; two that are alike share one of them but for rare exceptions.
_RARE: Final = 4
# Within a block of at most so many all are compared; in a larger one each with so many next to it.
_CROWD: Final = 40
_NEIGHBOURS: Final = 8
_LEGAL_KO: Final = re.compile(
    r"\((?:주|유|재|사|합|학|의)\)|주식회사|유한회사|유한책임회사|합자회사|재단법인|사단법인|학교법인|의료법인"
)
_LEGAL_EN: Final = re.compile(
    r"\b(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|llp|plc|gmbh|ag|pte|pty|kk)\b\.?"
)
_NOT_WORD: Final = re.compile(r"[\W_]+")
_WORDS: Final = re.compile(r"[^\W_]+")
# A title is cut into so many parts, none shorter: shorter ones are shared by chance.
_PARTS: Final = 4
_SHORTEST: Final = 3


def organisation_key(name: str) -> str:
    """Return the form names of organizations are compared in: without legal form, spaces, marks and case.

    A name that is nothing but a legal form stays as it is.
    """
    folded = _folded(name)
    return _NOT_WORD.sub("", _without_legal_form(folded)) or _NOT_WORD.sub("", folded)


def organisation_stem(name: str) -> str:
    """Return the longest part of a name without marks: what a text that holds the name holds too, spaces aside."""
    bare = "".join(_without_legal_form(_folded(name)).split())
    return max(_WORDS.findall(bare), key=len, default="")


def title_parts(title: str) -> list[str]:
    """Cut a title into parts without marks, of at least three letters: one nearly the same has one of them whole."""
    runs = _WORDS.findall("".join(_folded(title).split()))
    size = max(_SHORTEST, -(-sum(map(len, runs)) // _PARTS))
    return [part for run in runs for at in range(0, len(run), size) if len(part := run[at : at + size]) >= _SHORTEST]


def title_key(title: str) -> str:
    """Return the form titles are compared in: letters and digits only, case folded."""
    return _NOT_WORD.sub("", _folded(title))


def _without_legal_form(folded: str) -> str:
    return _LEGAL_EN.sub(" ", _LEGAL_KO.sub(" ", folded))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@dataclass(frozen=True)
class Told:
    """What of a case is compared.

    Attributes
    ----------
    id : str
        Empty of a case that has none yet.
    organisations : tuple of str
        Its name in each language it is told in; empty ones count as none.
    title : str
        In Korean, which every case has.
    year : int or None
    award_code : str
        Empty where it is no award.
    """

    id: str
    organisations: tuple[str, ...]
    title: str
    year: int | None
    award_code: str

    @cached_property
    def organisation_keys(self) -> frozenset[str]:
        return frozenset(key for name in self.organisations if (key := organisation_key(name)))

    @cached_property
    def grams(self) -> frozenset[str]:
        return grams_of(title_key(self.title))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two cases that may be one.

    Attributes
    ----------
    reason : str
        ``title``: titles much alike. ``organisation``: one organization, titles somewhat alike.
        ``award``: one organization, award and year, whatever the titles.
    share : float
        How alike the titles are, 0 to 1.
    """

    first: str
    second: str
    reason: str
    share: float

    @property
    def order(self) -> tuple[float, str, str]:
        """Most alike first."""
        return (-self.share, self.first, self.second)


def grams_of(key: str) -> frozenset[str]:
    """Return the parts of two characters of a key; one of a single character is its own part."""
    return frozenset(key[at : at + _GRAM] for at in range(max(1, len(key) - _GRAM + 1))) if key else frozenset()


def alike(first: frozenset[str], second: frozenset[str]) -> float:
    """Return how much two sets of parts have in common, 0 to 1 (Dice)."""
    whole = len(first) + len(second)
    return 2 * len(first & second) / whole if whole else 0.0


def likeness(one: Told, other: Told) -> Likeness | None:
    """Tell whether two cases may be one, and why."""
    if one.year and other.year and abs(one.year - other.year) > _YEARS_APART:
        return None
    is_one = bool(one.organisation_keys & other.organisation_keys)
    share = alike(one.grams, other.grams)
    if share >= ALIKE and (is_one or min(len(title_key(one.title)), len(title_key(other.title))) >= TELLING):
        reason = "title"
    elif is_one and share >= ALIKE_OF_ONE:
        reason = "organisation"
    elif is_one and one.award_code and one.award_code == other.award_code and one.year and one.year == other.year:
        reason = "award"
    else:
        return None
    return Likeness(one.id, other.id, reason, share)


def duplicates_of(one: Told, others: Iterable[Told], *, limit: int = 10) -> list[Likeness]:
    """Return the cases that may be the given one, most alike first; itself is none of them."""
    found = [pair for other in others if other.id != one.id and (pair := likeness(one, other))]
    return sorted(found, key=lambda pair: pair.order)[:limit]


def duplicate_pairs(told: Sequence[Told], *, limit: int = 500) -> list[Likeness]:
    """Return the pairs of cases that may be one, most alike first.

    Parameters
    ----------
    told : sequence of Told
        With different ids; the parts of their titles are held in memory meanwhile.
    """
    found = [pair for first, second in candidates(told) if (pair := likeness(told[first], told[second]))]
    return sorted(found, key=lambda pair: pair.order)[:limit]


def candidates(told: Sequence[Told]) -> Iterator[tuple[int, int]]:
    """Yield the pairs worth comparing as positions, each once: at most about 100 a case."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    spread = Counter(gram for one in told for gram in one.grams)
    for place, one in enumerate(told):
        for key in one.organisation_keys:
            blocks["organisation", key].append(place)
            if one.award_code and one.year:
                blocks["award", key, one.award_code, one.year].append(place)
        for gram in nsmallest(_RARE, one.grams, key=lambda gram: (spread[gram], gram)):
            blocks["title", gram].append(place)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        for pair in _pairs_of(block, told):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _pairs_of(block: list[int], told: Sequence[Told]) -> Iterator[tuple[int, int]]:
    if len(block) <= _CROWD:
        for first, second in combinations(block, 2):
            yield (first, second) if first < second else (second, first)
        return
    ordered = sorted(block, key=lambda place: (told[place].title, place))
    for at, first in enumerate(ordered):
        for second in ordered[at + 1 : at + 1 + _NEIGHBOURS]:
            if first != second:
                yield (first, second) if first < second else (second, first)
