"""Mends a mistyped word, and only one that nothing knows. Pure."""

from rapidfuzz.distance import OSA

from cases.search.analyser import is_particle
from cases.search.hangul import is_syllable, letters_of
from cases.search.thesaurus import Thesaurus
from cases.search.vocabulary import Vocabulary

# Letters (자모) up to which one mistake is allowed; two beyond.
_SHORT = 7
_LEAST = 4
# A word of two syllables, or a short one in Latin letters, has many neighbours: only a well-known one is offered.
_SHORT_WORD = {True: 2, False: 5}
_WELL_KNOWN = 5
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
        # 잡은 is a form of a verb, not a slip for 작은.
        and not (len(word) < _LEAST_NOUN and is_particle(word[-1]))
        and not vocabulary.may_find(word)
    )


def _nearest(word: str, *, thesaurus: Thesaurus, vocabulary: Vocabulary) -> str:
    letters = letters_of(word)
    allowed = 1 if len(letters) <= _SHORT else 2
    hangul = is_syllable(word[0])
    best: tuple[tuple[int, int, int, int], str] | None = None
    terms = (
        (key, distance) for key in thesaurus.keys_about(len(word)) if (distance := _distance(letters, key, allowed))
    )
    for other, distance in (*terms, *vocabulary.near(word, distance=allowed)):
        if not 0 < distance <= allowed or not _is_likely(word, other, distance):
            continue
        is_known = other in thesaurus or vocabulary.count(other) >= _WELL_KNOWN
        if not is_known and len(word) <= _SHORT_WORD[hangul]:
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


def _distance(letters: str, key: str, allowed: int) -> int:
    other = letters_of(key)
    if abs(len(other) - len(letters)) > allowed:
        return 0
    found = OSA.distance(letters, other, score_cutoff=allowed)
    return found if found <= allowed else 0


def _is_likely(word: str, other: str, distance: int) -> bool:
    """Tell a slip of the fingers from another word: two mistakes need the same beginning and the same length."""
    if not other or is_syllable(other[0]) != is_syllable(word[0]):
        return False
    if abs(len(other) - len(word)) > 1:
        return False
    if distance == 1:
        return len(other) > 1
    return letters_of(word)[0] == letters_of(other)[0] and (len(word) == len(other) or word[0] == other[0])


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
