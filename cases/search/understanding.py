"""Reads a query: what was typed, what it means, what else it may be called. Pure.

In this order: initial consonants written out, letters of the other keyboard turned back, words cut from the query
(longest terms of the thesaurus first, whatever the spacing), unknown words mended, words that say nothing left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cases.search.analyser import is_particle, stripped, words_of
from cases.search.hangul import holds_initials, initials_of, is_initials, is_syllable
from cases.search.keyboard import hangul_typed, latin_typed
from cases.search.spelling import mended
from cases.search.thesaurus import Thesaurus, key_of, units_of
from cases.search.understood import Concept, Expansion, Reading, Understood
from cases.search.vocabulary import Vocabulary
from cases.searching import clean_query

# Beyond these many words a query is a text; its first words say what it is about.
WORDS = 24
WEAK = 0.5
# A term without its spaces, or with them: the same words.
_OTHER_SPACING = 0.9
# Another word with the same initials.
_OTHER_READING = 0.6
_MENDED = 4
_LONGEST_PART = 12
_UNITS = 9
# A term of so many letters is meant even where what follows it is unknown.
_LONG = 4


@dataclass(frozen=True, slots=True)
class _Word:
    """What stood between two spaces, and what it is read as."""

    text: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the query that is one term or one word."""

    text: str
    key: str
    others: tuple[str, ...] = ()
    # The same words with the other spacing.
    respaced: str = ""
    # How much it says: 0 for a stop word.
    weight: float = 1.0


def understand(query: str, *, thesaurus: Thesaurus, vocabulary: Vocabulary) -> Understood:
    """Return what a query means.

    Parameters
    ----------
    query : str
        Anything; its first `QUERY_LENGTH` characters and `WORDS` words are read.
    thesaurus : Thesaurus
        May be empty: then nothing has another name.
    vocabulary : Vocabulary
        Words and tokens of the index; may be empty: then nothing is mended or written out.

    Returns
    -------
    Understood
        Without concepts only where the query holds no letter and no digit. Never fails.
    """
    reader = _Reader(thesaurus, vocabulary)
    return reader.read(clean_query(query))


class _Reader:
    """One query being read."""

    def __init__(self, thesaurus: Thesaurus, vocabulary: Vocabulary) -> None:
        self.thesaurus = thesaurus
        self.vocabulary = vocabulary

    def read(self, query: str) -> Understood:
        typed = [_Word(word) for word in query.split()[:WORDS]]
        words, kind = self._read_as_typed(typed)
        offered: dict[str, str] = {}
        must: dict[str, str] = {}
        pieces = self._mend(list(self._pieces(words)), offered, must)
        reading = " ".join(word.text for word in words) if kind else ""
        did_you_mean = ""
        if offered or must:
            base = reading or query
            did_you_mean = _with_mended(base, {**offered, **must})
            if must:
                reading, kind = did_you_mean, "spelling"
        return Understood(query, self._concepts(pieces), reading, kind, did_you_mean)

    # What was typed

    def _read_as_typed(self, typed: list[_Word]) -> tuple[list[_Word], Reading]:
        joined = "".join(word.text for word in typed)
        if len(typed) > 1 and is_initials(joined) and (found := self._written_out(joined)):
            return [_Word(found[0], found[1:])], "initials"
        words: list[_Word] = []
        kind: Reading = ""
        for word in typed:
            if holds_initials(word.text) and (found := self._written_out(word.text)):
                words.append(_Word(found[0], found[1:]))
                kind = "initials"
            elif other := self._on_other_keyboard(word.text):
                words.append(_Word(other))
                kind = kind or "keyboard"
            else:
                words.append(word)
        return words, kind

    def _written_out(self, typed: str) -> tuple[str, ...]:
        """Return the words initials may stand for, the likeliest first."""
        initials = "".join(initials_of(c) if is_initials(c) else c for c in key_of(typed)) or ""
        if not initials or not holds_initials(initials):
            return ()
        whole = self._by_initials(initials, whole=True)
        if whole:
            return tuple(whole)
        if len(initials) >= 4 and (parts := self._parts_by_initials(initials)):
            return (" ".join(parts),)
        begun = self._by_initials(initials, whole=False) if len(initials) >= 2 else []
        return tuple(begun)

    def _by_initials(self, typed: str, *, whole: bool) -> list[str]:
        known = self.vocabulary.by_initials(typed, whole=whole)
        # A term of the field before any other word with the same initials, where both are about as frequent.
        return sorted(known, key=lambda word: -self.vocabulary.count(word) * (3 if word in self.thesaurus else 1))

    def _parts_by_initials(self, typed: str) -> list[str]:
        """Cut initials into the fewest known words, longest first."""
        at, parts = 0, []
        while at < len(typed):
            for end in range(min(len(typed), at + _LONGEST_PART), at + 1, -1):
                if len(typed) - end != 1 and (found := self._by_initials(typed[at:end], whole=True)):
                    parts.append(found[0])
                    at = end
                    break
            else:
                return []
        return parts

    def _on_other_keyboard(self, typed: str) -> str:
        if typed.isascii():
            if self._is_known(typed.casefold()) or self._in_index(typed):
                return ""
            other = hangul_typed(typed)
            return other if len(other) > 1 and any(map(self._makes_sense, (other, stripped(other)))) else ""
        key = key_of(typed)
        if (
            self._is_known(key)
            or not 1 <= len(key) <= 8
            or not all(is_syllable(c) or holds_initials(c) or "ㅏ" <= c <= "ㅣ" for c in key)
        ):
            return ""
        if not any("ㄱ" <= c <= "ㅣ" for c in key) and self._in_index(key):
            return ""
        other = latin_typed(key)
        return other.upper() if len(other) > 1 and self._is_known(other) else ""

    def _is_known(self, key: str) -> bool:
        return key in self.thesaurus or key in self.vocabulary

    def _in_index(self, text: str) -> bool:
        return len(self.vocabulary) > 0 and bool(words_of(text)) and self.vocabulary.may_find(text)

    def _makes_sense(self, word: str) -> bool:
        """Tell whether a word is known, or made of words that are."""
        return self._is_known(word) or (self.vocabulary.may_find(word) and len(self._split(word)) > 1)

    # Terms and words

    def _pieces(self, words: list[_Word]) -> Iterator[_Piece]:
        """Cut a query into terms and words, the longest term first."""
        units: list[tuple[int, str, bool]] = []  # number of its word, folded text, last of its word
        for number, word in enumerate(words):
            inside = units_of(word.text)
            units += [(number, unit, at == len(inside) - 1) for at, unit in enumerate(inside)]
        at = 0
        while at < len(units):
            number, unit, is_last = units[at]
            length, key, rest = self._longest(units, at)
            others = words[number].others
            if length:
                term = self._term(_cut(units[at:], length), key, others)
                taken = _units_in(units[at:], length)
                # A/S is not the word as.
                weight = self._weight(units[at][1], key) if taken == 1 else 1.0
                yield replace(term, weight=weight)
                at += taken
                if rest:
                    yield from self._inside(rest, rest, ())
                continue
            if at and units[at - 1][0] == number:
                unit = self._told(unit) or unit
            stem = stripped(unit) if is_last and not self._is_known(unit) else unit
            yield from self._inside(stem, unit, others)
            at += 1

    def _longest(self, units: list[tuple[int, str, bool]], start: int) -> tuple[int, str, str]:
        """Return the length in characters of the longest term that begins here, its key, what is left of its word."""
        joined, ends = "", []
        for _, unit, _ in units[start : start + _UNITS]:
            joined += unit
            ends.append(len(joined))
        for length in range(min(len(joined), self.thesaurus.longest), 0, -1):
            key = joined[:length]
            singular = key[:-1] if key.endswith("s") and key.isascii() and length > 3 else ""
            found = key if key in self.thesaurus else singular if singular in self.thesaurus else ""
            if not found:
                continue
            last = next(number for number, end in enumerate(ends) if end >= length)
            rest = joined[length : ends[last]]
            if not rest:
                return length, found, ""
            if length == 1 or not is_syllable(rest[0]) or not is_syllable(key[-1]):
                continue
            is_last = units[start + last][2]
            if is_last and is_particle(rest):
                return length, found, ""
            rest = self._told(stripped(rest) if is_last else rest)
            if rest and (len(key) >= _LONG or self._is_telling(rest)):
                return length, found, rest
        return 0, "", ""

    def _told(self, rest: str) -> str:
        """Return what is left behind a term without the particle between; nothing where it is too short for a word."""
        for length in (2, 1):
            if is_particle(rest[:length]) and len(rest) > length + 1 and self._is_telling(rest[length:]):
                return rest[length:]
        return rest if len(rest) > 1 else ""

    def _is_telling(self, word: str) -> bool:
        return self._is_known(word) or self._is_plain(word) or len(self._split(word)) > 1

    def _term(self, text: str, key: str, others: tuple[str, ...]) -> _Piece:
        spaced = self.thesaurus.spaced(key)
        solid = "".join(text.split())
        if " " in text or " " not in spaced or key_of(text) != key:
            return _Piece(text, key, others, solid if solid != text and is_syllable(solid[0]) else "")
        return _Piece(text, key, others, spaced)

    def _inside(self, stem: str, whole: str, others: tuple[str, ...]) -> Iterator[_Piece]:
        """Yield a word in one piece, or cut where its parts are better known than itself."""
        weight = self._weight(whole, stem)
        parts = self._split(stem) if weight == 1 else [stem]
        if len(parts) < 2:
            yield _Piece(stem, stem, others, "", weight)
            return
        for part in parts:
            yield _Piece(part, part, (), "", self._weight(part, part))

    def _weight(self, whole: str, stem: str) -> float:
        if whole in self.thesaurus.stop_words or stem in self.thesaurus.stop_words:
            return 0.0
        return WEAK if whole in self.thesaurus.weak_words or stem in self.thesaurus.weak_words else 1.0

    def _split(self, word: str) -> list[str]:
        """Cut a Hangul compound into known words of two syllables or more, each more frequent than the whole."""
        if len(word) < 4 or len(word) > 4 * _LONGEST_PART or not all(map(is_syllable, word)) or word in self.thesaurus:
            return [word]
        own = self.vocabulary.count(word)
        best: list[tuple[int, int, list[str]] | None] = [(0, 0, [])] + [None] * len(word)
        for end in range(2, len(word) + 1):
            for start in range(max(0, end - _LONGEST_PART), end - 1):
                before, part = best[start], word[start:end]
                if before is None or (start, end) == (0, len(word)):
                    continue
                count = self.vocabulary.count(part)
                if part not in self.thesaurus and (count <= own or not count) and not self._is_plain(part):
                    continue
                candidate = (before[0] + 1, before[1] - count, [*before[2], part])
                if best[end] is None or candidate[:2] < best[end][:2]:  # type: ignore[index]
                    best[end] = candidate
        found = best[len(word)]
        return found[2] if found else [word]

    def _is_plain(self, word: str) -> bool:
        return self._weight(word, word) < 1

    # Spelling

    def _mend(self, pieces: list[_Piece], offered: dict[str, str], must: dict[str, str]) -> list[_Piece]:
        found: list[_Piece] = []
        tries = 0
        for piece in pieces:
            right = self.thesaurus.mended(piece.key)
            if right:
                known = self.vocabulary.may_find(piece.text) and len(self.vocabulary) > 0
                (offered if known else must)[piece.text] = right
                found.append(piece if known else self._term(right, key_of(right), ()))
                continue
            if len(units_of(piece.text)) == 1 and not piece.others and tries < _MENDED and piece.weight == 1:
                tries += 1
                right = mended(piece.key, thesaurus=self.thesaurus, vocabulary=self.vocabulary)
            if not right:
                found.append(piece)
                continue
            must[piece.text] = self.thesaurus.spaced(right)
            parts = [right] if right in self.thesaurus else self._split(right)
            found += [self._term(self.thesaurus.spaced(part), part, ()) for part in parts]
        return found

    # Concepts

    def _concepts(self, pieces: list[_Piece]) -> tuple[Concept, ...]:
        telling = [piece for piece in pieces if piece.weight and self._says_something(piece)] or pieces
        heaviest = max((piece.weight for piece in telling), default=0.0)
        concepts: dict[str, Concept] = {}
        for piece in telling:
            weight = 1.0 if piece.weight == heaviest else WEAK
            expansions = self._expansions(piece, alone=len(telling) == 1)
            concepts.setdefault(piece.key, Concept(piece.text, expansions, weight))
        return tuple(concepts.values())

    def _says_something(self, piece: _Piece) -> bool:
        return bool(words_of(piece.text)) or piece.key in self.thesaurus

    def _expansions(self, piece: _Piece, *, alone: bool) -> tuple[Expansion, ...]:
        found = [Expansion(piece.respaced, _OTHER_SPACING)] if piece.respaced else []
        found += [Expansion(other, _OTHER_READING) for other in piece.others]
        found += self.thesaurus.expansions(piece.key, alone=alone)
        for other in piece.others[:2]:
            found += [replace(e, weight=e.weight / 2) for e in self.thesaurus.expansions(key_of(other))]
        kept: dict[str, Expansion] = {}
        for expansion in found:
            if self.vocabulary.may_find(expansion.text):
                kept.setdefault(expansion.text.casefold(), expansion)
        return tuple(kept.values())


def _units_in(units: list[tuple[int, str, bool]], length: int) -> int:
    """Return how many units so many characters reach into."""
    taken = 0
    while length > 0:
        length -= len(units[taken][1])
        taken += 1
    return taken


def _cut(units: list[tuple[int, str, bool]], length: int) -> str:
    """Return so many characters, with the spaces that stood between them."""
    text, before = "", units[0][0]
    for number, unit, _ in units[: _units_in(units, length)]:
        text += " " * (number != before) + unit[:length]
        length -= len(unit)
        before = number
    return text


def _with_mended(query: str, mends: dict[str, str]) -> str:
    for wrong, right in mends.items():
        at = query.casefold().find(wrong)
        if at >= 0:
            query = query[:at] + right + query[at + len(wrong) :]
    return query
