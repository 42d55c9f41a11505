"""Groups of words that mean the same or nearly, looked up without spaces. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cases.search.hangul import INITIALS
from cases.search.near import NearWords
from cases.search.understood import Expansion

KINDS = ("equivalent", "narrower", "related")
# How much a neighbour counts beside the word itself, before the weight of its group. Measured: bench/retrieval.py.
EQUIVALENT = 0.35
TO_NARROWER = 0.3
# From a narrower term back to the wider one, and from a term to what is only related.
SOFT = 0.15
EXPANSIONS = 14
_UNIT = re.compile(r"[가-힣]+|[ㄱ-ㅎㅏ-ㅣ]+|[0-9]+|[^\W\d_가-힣ㄱ-ㅎㅏ-ㅣ]+")
# Normal form would put ㅍㅜㅁ together; what stands alone was typed alone (초성). The other code points of initials are
# what some systems send for them.
_LETTERS_ALONE = re.compile(r"([ㄱ-ㅎㅏ-ㅣ]+)")
_ALONE = {0x1100 + place: letter for place, letter in enumerate(INITIALS)}


def units_of(text: str) -> list[str]:
    """Cut a text into runs of Hangul, of digits and of other letters, folded; marks and spaces are left out."""
    parts = _LETTERS_ALONE.split(text.translate(_ALONE))
    return _UNIT.findall("".join(part if at % 2 else _folded(part) for at, part in enumerate(parts)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def key_of(text: str) -> str:
    """Return the form terms are looked up in: its units without anything between."""
    return "".join(units_of(text))


@dataclass(frozen=True, slots=True)
class Group:
    """Words of one meaning, each in one list; the canonical name in Korean and English first."""

    id: str
    ko: str
    en: str
    kind: str
    weight: float
    terms: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    shop_floor: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()

    @property
    def canonical(self) -> tuple[str, ...]:
        return tuple(name for name in (self.ko, self.en) if name)

    @property
    def members(self) -> tuple[str, ...]:
        """Return every form people may have written, without misspellings."""
        return (*self.canonical, *self.terms, *self.former_names, *self.shop_floor)


@dataclass(frozen=True, slots=True)
class WordList:
    """Words given whole, or by their beginning or end."""

    whole: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (
            word in self.whole or word.startswith(self.beginnings) or word.endswith(self.endings)
        )


@dataclass(frozen=True)
class Thesaurus:
    """Look-ups over groups; every look-up takes the form of `key_of`."""

    groups: tuple[Group, ...] = ()
    # Words that stand for nothing one could look for (사례, how), and words that only help the order (줄인, better).
    stop_words: WordList = WordList()
    weak_words: WordList = WordList()
    _by_key: Mapping[str, tuple[Group, ...]] = field(init=False, repr=False, default_factory=dict)
    _spaced: Mapping[str, str] = field(init=False, repr=False, default_factory=dict)
    _misspelt: Mapping[str, str] = field(init=False, repr=False, default_factory=dict)
    _ambiguous: frozenset[str] = field(init=False, repr=False, default=frozenset())
    _parts: frozenset[str] = field(init=False, repr=False, default=frozenset())
    _near: NearWords = field(init=False, repr=False, compare=False, default_factory=lambda: NearWords(()))
    longest: int = field(init=False, repr=False, default=0)

    def __post_init__(self) -> None:
        by_key: dict[str, list[Group]] = defaultdict(list)
        spaced: dict[str, str] = {}
        misspelt: dict[str, str] = {}
        for group in self.groups:
            for form in (*group.members, *group.misspellings):
                key = key_of(form)
                if group not in by_key[key]:
                    by_key[key].append(group)
                if len(form.split()) > len(spaced.get(key, "").split()):
                    spaced[key] = form
            for form in group.misspellings:
                misspelt[key_of(form)] = _mended(form, group)
        put = object.__setattr__
        put(self, "_by_key", {key: tuple(groups) for key, groups in by_key.items()})
        put(self, "_spaced", spaced)
        put(self, "_misspelt", misspelt)
        put(self, "_ambiguous", frozenset(key_of(form) for group in self.groups for form in group.ambiguous))
        put(
            self,
            "_parts",
            frozenset(unit for group in self.groups for form in group.members for unit in units_of(form)),
        )
        put(self, "_near", NearWords(key for key in by_key if key not in misspelt))
        put(self, "longest", max(map(len, by_key), default=0))

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def near(self, word: str, *, distance: int) -> Iterator[tuple[str, int]]:
        """Yield right forms at most so many typing mistakes away, with the number of them; see `NearWords`."""
        return self._near.near(word, distance=distance)

    def is_part(self, word: str) -> bool:
        """Tell whether a word stands for itself in some form: 비전 in 비전 검사."""
        return word in self._parts

    def spaced(self, key: str) -> str:
        """Return a form as one writes it, the one with most spaces; unknown forms come back unchanged."""
        return self._spaced.get(key, key)

    def mended(self, key: str) -> str:
        """Return the right spelling of a form listed as misspelt, or nothing."""
        return self._misspelt.get(key, "")

    def expansions(self, key: str, *, alone: bool = False) -> tuple[Expansion, ...]:
        """Return what else a form may be called, heaviest first, at most `EXPANSIONS`.

        Parameters
        ----------
        key : str
            As `key_of` makes it.
        alone : bool
            The form is the whole query: an ambiguous one then stands for itself only.
        """
        if alone and key in self._ambiguous:
            return ()
        weights: dict[str, float] = {}
        forms: dict[str, str] = {}
        for group in self._by_key.get(key, ()):
            for form, weight in _neighbours(group, key):
                other = key_of(form)
                if other != key and weight > weights.get(other, 0.0):
                    weights[other] = weight
                    forms[other] = self._spaced.get(other, form)
        ranked = sorted(weights, key=lambda other: -weights[other])
        return tuple(Expansion(forms[other], round(weights[other], 3)) for other in ranked[:EXPANSIONS])


def _neighbours(group: Group, key: str) -> Iterator[tuple[str, float]]:
    """Yield the other forms of a group with their weight, seen from one form."""
    canonical = {key_of(name) for name in group.canonical}
    for form in group.members:
        inside = key_of(form) in canonical
        if group.kind == "equivalent" or (inside and key in canonical):
            yield form, EQUIVALENT * group.weight
        elif key in canonical:
            yield form, (TO_NARROWER if group.kind == "narrower" else SOFT) * group.weight
        elif inside and group.kind == "narrower":
            yield form, SOFT * group.weight


def _mended(form: str, group: Group) -> str:
    """Return the right form nearest to a misspelt one: of the same length if there is one, else the canonical."""
    latin = key_of(form).isascii()
    same = [other for other in group.members if key_of(other).isascii() == latin]
    length = len(key_of(form))
    return min(same, key=lambda other: _difference(key_of(other), key_of(form), length), default=group.ko)


def _difference(one: str, other: str, length: int) -> tuple[int, int]:
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - length), len(one)
