"""Words near another one in spelling, found among thousands in well under a millisecond each. Pure."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cases.search.hangul import letters_of

_FOUND = 12
_LONGEST = 65_535


class NearWords:
    """Words laid out by their length in letters (자모), so that only those of about the same length are compared."""

    def __init__(self, words: Iterable[str]) -> None:
        pairs = sorted(((letters_of(word), word) for word in words), key=lambda pair: len(pair[0]))
        self._letters = [letters for letters, _ in pairs]
        self._words = [word for _, word in pairs]
        self._lengths = array("H", (min(len(letters), _LONGEST) for letters in self._letters))

    def near(self, word: str, *, distance: int) -> Iterator[tuple[str, int]]:
        """Yield words at most so many typing mistakes away, letter by letter, with the number of them.

        A mistake is a letter too many, too few, another one, or two neighbours exchanged.
        """
        letters = letters_of(word)
        start = bisect_left(self._lengths, max(len(letters) - distance, 0))
        end = bisect_right(self._lengths, min(len(letters) + distance, _LONGEST))
        for _, mistakes, place in process.extract(
            letters, self._letters[start:end], scorer=OSA.distance, score_cutoff=distance, limit=_FOUND
        ):
            yield self._words[start + place], int(mistakes)
