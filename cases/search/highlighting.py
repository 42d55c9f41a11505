"""Marks in an original text what a query means: never part of a character, never a particle. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cases.search.analyser import is_particle, query_tokens, stripped
from cases.search.folding import WALL, Folded, fold, script_of
from cases.search.understood import Understood

# Part of a longer word counts from here: three syllables are two of its pairs, one pair would mark too much.
_PART = 3
_LONGEST_PART = 16


@dataclass(frozen=True, slots=True)
class Find:
    """A place in a text, as code points from `start` up to `end`, and the number of the concept that stands there."""

    start: int
    end: int
    concept: int


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to say a concept.

    Parameters
    ----------
    text : str
        Folded, without spaces.
    stems : tuple of tuple of str
        The index tokens of its runs where all of them can be compared as whole words; empty otherwise.
    """

    text: str
    stems: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds the concepts of one query in texts.

    Parameters
    ----------
    concepts : tuple of tuple of _Way
        For each concept its own words first, then what means the same.
    """

    concepts: tuple[tuple[_Way, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.concepts)

    def finds(self, text: str) -> list[Find]:
        """Return every place where a concept stands, in order; places may overlap.

        A concept is marked where one of its ways stands whole, whatever its spacing, case and form. Where none does, a
        long word of it is marked in part, from half of its pairs of syllables upwards.
        """
        if not self.concepts or not text:
            return []
        folded = fold(text)
        found: list[Find] = []
        for number, ways in enumerate(self.concepts):
            places = {place for way in ways for place in (*_whole(folded, way.text), *_formed(folded, way))}
            places = places or set(_parts(folded, ways[0].text))
            found += [Find(start, end, number) for start, end in places]
        return sorted(found, key=lambda find: (find.start, find.end, find.concept))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return what to mark as (start, end) in code points, in order, joined where places touch."""
        joined: list[tuple[int, int]] = []
        for find in self.finds(text):
            if joined and find.start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], find.end))
            else:
                joined.append((find.start, find.end))
        return joined


UNMARKED = Marker()


def marker_of(understood: Understood) -> Marker:
    """Return the marker of a query: its concepts and what means the same."""
    concepts = []
    for concept in understood.concepts:
        texts = (concept.text, *(expansion.text for expansion in concept.expansions))
        ways = tuple(dict.fromkeys(way for way in map(_way, texts) if way.text))
        if ways:
            concepts.append(ways)
    return Marker(tuple(concepts))


def _way(text: str) -> _Way:
    folded = fold(text)
    runs = [folded.text[start:end] for start, end in folded.runs]
    plain = len(runs) == 1 or all(script_of(run[0]) != "syllable" for run in runs)
    stems = tuple(map(_stem, runs)) if plain else ()
    # A particle typed is not searched, so it is not marked either.
    last = stripped(runs[-1]) if runs and script_of(runs[-1][0]) == "syllable" else ""
    whole = folded.text.strip(WALL)
    return _Way(whole.removesuffix(runs[-1]) + last if last else whole, stems)


@lru_cache(maxsize=8192)
def _stem(run: str) -> tuple[str, ...]:
    """Return the tokens a word is indexed by; for one that is not indexed, the word."""
    return query_tokens(run) or (run,)


def _whole(folded: Folded, way: str) -> Iterator[tuple[int, int]]:
    """Find a word or term wherever it stands as one, in original places."""
    at = folded.text.find(way)
    while at >= 0:
        end = at + len(way)
        if _may_be_marked(folded, at, end):
            yield folded.starts[at], folded.ends[end - 1]
        at = folded.text.find(way, at + 1)


def _may_be_marked(folded: Folded, start: int, end: int) -> bool:
    """Tell whether a match is no piece of a foreign word and crosses words only along their bounds."""
    text = folded.text
    if folded.is_cut(start, end):
        return False
    rest = folded.rest(end)
    if script_of(text[end - 1]) != "syllable" and rest:
        return False
    is_first = folded.begins(start) or script_of(text[start - 1]) != script_of(text[start])
    if script_of(text[start]) != "syllable" and not is_first:
        return False
    bounds = [place for place in range(start + 1, end) if folded.begins(place)]
    last = end - bounds[-1] if bounds else end - start
    # Two syllables of a word may be the head of a compound; one stands for itself, or before a particle.
    alone = last > 1 or script_of(text[end - 1]) != "syllable" or not rest or is_particle(rest)
    return alone and (is_first or (not bounds and last > 1))


def _formed(folded: Folded, way: _Way) -> Iterator[tuple[int, int]]:
    """Find words that are another form of the same: circles for circle, 줄였다 for 줄인."""
    text, runs, length = folded.text, folded.runs, len(way.stems)
    initial = way.stems[0][0][0] if length else ""
    if not initial or initial not in text:
        return
    for first in range(len(runs) - length + 1):
        if text[runs[first][0]] != initial:
            continue
        here = runs[first : first + length]
        if all(_stem(text[start:end]) == stem for (start, end), stem in zip(here, way.stems, strict=True)):
            start, end = here[0][0], here[-1][1]
            # Of a Hangul word that only has an ending more, the ending stays out.
            if folded.text.startswith(way.text, start) and script_of(way.text[0]) == "syllable":
                end = start + len(way.text)
            if not folded.is_cut(start, end) and WALL not in folded.text[start:end]:
                yield folded.starts[start], folded.ends[end - 1]


def _parts(folded: Folded, way: str) -> Iterator[tuple[int, int]]:
    """Find the longest part of a long word that stands in a text, where it is at least half of its pairs."""
    if not _PART < len(way) <= _LONGEST_PART or any(script_of(character) != "syllable" for character in way):
        return
    pairs = len(way) - 1
    for length in range(len(way) - 1, max(_PART, (pairs + 1) // 2 + 1) - 1, -1):
        parts = (way[start : start + length] for start in range(len(way) - length + 1))
        found = [place for part in parts for place in _whole(folded, part)]
        if found:
            yield from found
            return
