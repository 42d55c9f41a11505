"""Mends a mistyped word, and only one that nothing knows. Pure."""

from cases.search.analyser import is_particle
from cases.search.hangul import is_syllable, letters_of
from cases.search.keyboard import is_slip
from cases.search.thesaurus import Thesaurus
from cases.search.vocabulary import Vocabulary

# Letters (자모) up to which one mistake is allowed; two beyond.
_SHORT = 7
_LEAST = 4
# A word of two syllables, or a short one in Latin letters, has many neighbours: only a well-known one that a slip of a
# finger leads to is offered. Of longer ones a single case may have the only find, of the longest a name.
_SHORT_WORD = {True: 2, False: 5}
_WELL_KNOWN, _KNOWN, _NAME = 8, 2, 4
# 자르고 is no slip for 나르고: what ends like a verb has too many forms to be sure.
_VERB_ENDINGS = frozenset("고며면여는던다서요")
_LONGEST = 24
_LEAST_PART = 2
_LEAST_NOUN = 4


def mended(word: str, *, thesaurus: Thesaurus, vocabulary: Vocabulary) -> str:
    """Return the word that was probably meant, or nothing.

    A word that the thesaurus or the library knows, or whose every token stands in the index, is never mended: 비전 is
    not 보전. For Latin letters terms of the thesaurus come first: COQP is COPQ, whatever else is near.

    Parameters
    ----------
    word : str
        One word of one script in the form of `key_of`, without particle.
    """
    if not is_mendable(word, thesaurus=thesaurus, vocabulary=vocabulary):
        return ""
    if not is_syllable(word[0]):
        return _nearest(word, thesaurus=thesaurus, vocabulary=vocabulary)
    return _nearest(word, thesaurus=thesaurus, vocabulary=vocabulary) or _part_mended(word, thesaurus, vocabulary)


def is_mendable(word: str, *, thesaurus: Thesaurus, vocabulary: Vocabulary) -> bool:
    """Tell whether a word is long enough and known to nobody."""
    hangul = bool(word) and all(map(is_syllable, word))
    if not hangul and not (word.isascii() and word.isalpha()):
        return False
    return (
        _LEAST <= len(letters_of(word)) <= _LONGEST * 3
        and word not in thesaurus
        and not thesaurus.is_part(word)
        and word not in vocabulary
        and not (len(word) < _LEAST_NOUN and (is_particle(word[-1]) or word[-1] in _VERB_ENDINGS))
        and not vocabulary.may_find(word)
    )


def _nearest(word: str, *, thesaurus: Thesaurus, vocabulary: Vocabulary) -> str:
    letters = letters_of(word)
    allowed = 1 if len(letters) <= _SHORT else 2
    hangul = is_syllable(word[0])
    best: tuple[tuple[int, int, int, int], str] | None = None
    for other, distance in (*thesaurus.near(word, distance=allowed), *vocabulary.near(word, distance=allowed)):
        if not distance or not _is_likely(word, other, distance):
            continue
        if not _is_sure(word, other, thesaurus, vocabulary):
            continue
        # In Latin letters a term before any word; in Hangul the fewest mistakes first.
        rank = (
            int(not hangul and other not in thesaurus),
            distance,
            int(other not in thesaurus) + 2 * int(len(other) != len(word)),
            -vocabulary.count(other),
        )
        if best is None or (rank, other) < best:
            best = rank, other
    return best[1] if best else ""


def _is_likely(word: str, other: str, distance: int) -> bool:
    """Tell a slip of the fingers from another word: two mistakes need the same beginning and the same length."""
    if not other or is_syllable(other[0]) != is_syllable(word[0]):
        return False
    if abs(len(other) - len(word)) > 1:
        return False
    if distance == 1:
        return len(other) > 1
    return letters_of(word)[0] == letters_of(other)[0] and (len(word) == len(other) or word[0] == other[0])


def _is_sure(word: str, other: str, thesaurus: Thesaurus, vocabulary: Vocabulary) -> bool:
    hangul, count = is_syllable(word[0]), vocabulary.count(other)
    if len(word) <= _SHORT_WORD[hangul]:
        if not hangul:
            return other in thesaurus or count >= _WELL_KNOWN
        return count >= _WELL_KNOWN and is_slip(letters_of(word), letters_of(other))
    return other in thesaurus or count >= (1 if len(word) >= _NAME else _KNOWN)


def _part_mended(word: str, thesaurus: Thesaurus, vocabulary: Vocabulary) -> str:
    """Mend one half of a compound whose other half is known."""
    for cut in range(len(word) - _LEAST_PART, _LEAST_PART - 1, -1):
        left, right = word[:cut], word[cut:]
        left_known, right_known = (part in thesaurus or part in vocabulary for part in (left, right))
        if left_known and is_mendable(right, thesaurus=thesaurus, vocabulary=vocabulary):
            if found := _nearest(right, thesaurus=thesaurus, vocabulary=vocabulary):
                return left + found
        elif (
            right_known
            and is_mendable(left, thesaurus=thesaurus, vocabulary=vocabulary)
            and (found := _nearest(left, thesaurus=thesaurus, vocabulary=vocabulary))
        ):
            return found + right
    return ""
