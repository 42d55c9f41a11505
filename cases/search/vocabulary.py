"""The words of the library in memory: whether one is known, by its initials, near in spelling. Pure."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from heapq import nlargest
from operator import itemgetter
from zlib import crc32

import numpy as np

from cases.search.analyser import query_tokens
from cases.search.hangul import initials_of, is_initials
from cases.search.near import NearWords

WORDS = 15_000
_SAME_INITIALS = 8


class Vocabulary:
    """Known words with the number of cases that hold each, and which tokens the index holds.

    Kept small for many web processes: at most `WORDS` words, about 5 MB, and 4 bytes a token.

    Parameters
    ----------
    words : iterable of (str, int)
        In the form of `cases.search.thesaurus.key_of`, with the number of cases; the most frequent are kept.
    tokens : iterable of str
        Every token of the index. Only a checksum of each is kept: one in four billion strange words passes for known.
    """

    def __init__(self, words: Iterable[tuple[str, int]] = (), tokens: Iterable[str] = ()) -> None:
        most: dict[str, int] = {}
        for word, count in words:
            if word:
                most[word] = max(count, most.get(word, 0))
        kept = dict(nlargest(WORDS, most.items(), key=itemgetter(1)))
        self._words = sorted(kept)
        self._counts = array("I", (kept[word] for word in self._words))
        # By way of numpy, which sorts numbers where they stand: a list of them all would leave its space behind.
        self._tokens = array("I", np.sort(np.fromiter((crc32(one.encode()) for one in tokens), np.uint32)).tobytes())
        # One long text is far smaller than as many short ones: "\n" + initials + "\n" + initials …
        starts = array("I")
        parts = []
        at = 0
        for word in self._words:
            starts.append(at)
            initials = initials_of(word)
            parts.append(initials)
            at += len(initials) + 1
        self._initials = "\n" + "\n".join(parts) + "\n"
        self._starts = starts
        self._near = NearWords(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.count(word) > 0

    def count(self, word: str) -> int:
        """Return in how many cases a word stands, 0 for an unknown one."""
        place = bisect_left(self._words, word)
        return self._counts[place] if place < len(self._words) and self._words[place] == word else 0

    def may_find(self, text: str) -> bool:
        """Tell whether every token of a text stands in the index; without an index, whether nothing is known of it."""
        if not self._tokens:
            return True
        return all(self._has_token(token) for token in query_tokens(text))

    def _has_token(self, token: str) -> bool:
        number = crc32(token.encode())
        place = bisect_left(self._tokens, number)
        return place < len(self._tokens) and self._tokens[place] == number

    def by_initials(self, typed: str, *, whole: bool = True) -> list[str]:
        """Return words whose initial consonants are those typed, the most frequent first.

        Parameters
        ----------
        typed : str
            Initials, clusters parted, or initials with whole syllables among them (스마트ㄱㅈ): those must be the same.
        whole : bool
            The word ends where `typed` does; else it begins so.
        """
        wanted = "\n" + initials_of(typed) + ("\n" if whole else "")
        found = []
        at = self._initials.find(wanted)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            if agrees(self._words[place], typed):
                found.append(place)
            at = self._initials.find(wanted, at + 1)
        found.sort(key=lambda place: (-self._counts[place], len(self._words[place])))
        return [self._words[place] for place in found[:_SAME_INITIALS]]

    def holding(self, part: str, *, limit: int) -> list[str]:
        """Return words that hold a text anywhere, the most frequent first; about a millisecond for all of them."""
        found = [place for place, word in enumerate(self._words) if part in word]
        return [self._words[place] for place in nlargest(limit, found, key=self._counts.__getitem__)]

    def near(self, word: str, *, distance: int) -> Iterator[tuple[str, int]]:
        """Yield words at most so many typing mistakes away, with the number of them; see `NearWords`."""
        return self._near.near(word, distance=distance)


def agrees(word: str, typed: str) -> bool:
    """Tell whether a word begins with what was typed: syllables, and initials (no cluster) for others."""
    return len(word) >= len(typed) and all(
        initials_of(other if is_initials(c) else c) == initials_of(c) and (is_initials(c) or c == other)
        for c, other in zip(typed, word, strict=False)
    )
