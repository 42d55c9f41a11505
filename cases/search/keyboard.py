"""Words typed with the keyboard set to the other language (두벌식): vnawlf for 품질, 넻 for spc. Pure."""

from cases.search.hangul import CLUSTERS, FINALS, FIRST, INITIALS, VOWELS, is_syllable, syllable_of

_KEYS = {
    "ㅂ": "q", "ㅈ": "w", "ㄷ": "e", "ㄱ": "r", "ㅅ": "t", "ㅛ": "y", "ㅕ": "u", "ㅑ": "i", "ㅐ": "o", "ㅔ": "p",
    "ㅁ": "a", "ㄴ": "s", "ㅇ": "d", "ㄹ": "f", "ㅎ": "g", "ㅗ": "h", "ㅓ": "j", "ㅏ": "k", "ㅣ": "l",
    "ㅋ": "z", "ㅌ": "x", "ㅊ": "c", "ㅍ": "v", "ㅠ": "b", "ㅜ": "n", "ㅡ": "m",
    "ㅃ": "Q", "ㅉ": "W", "ㄸ": "E", "ㄲ": "R", "ㅆ": "T", "ㅒ": "O", "ㅖ": "P",
}  # fmt: skip
_LETTERS = {key: letter for letter, key in _KEYS.items()}
_JOINED_VOWELS = {
    "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ",
}  # fmt: skip
_JOINED_FINALS = {parts: cluster for cluster, parts in CLUSTERS.items()}
_PARTS = {**CLUSTERS, **{joined: parts for parts, joined in _JOINED_VOWELS.items()}}
LENGTH = 40
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {key: (row, place + row / 2) for row, keys in enumerate(_ROWS) for place, key in enumerate(keys)}
# Vowels that sound or look alike.
_ALIKE = frozenset(
    map(frozenset, ("ㅐㅔ", "ㅒㅖ", "ㅏㅑ", "ㅓㅕ", "ㅗㅛ", "ㅜㅠ", "ㅚㅙ", "ㅚㅞ", "ㅙㅞ", "ㅡㅜ", "ㅓㅗ", "ㅢㅣ"))
)


def hangul_typed(text: str) -> str:
    """Return the Hangul that keys of Latin letters would have typed, or nothing where no whole syllables come of it.

    Capitals matter only where the layout has a letter of its own for them (Q W E R T O P).
    """
    if not text or len(text) > LENGTH or not text.isascii() or not text.isalpha():
        return ""
    # Capitals throughout are a locked key, not doubled consonants.
    keys = text.lower() if text.isupper() else text
    letters = "".join(_LETTERS.get(key) or _LETTERS[key.lower()] for key in keys)
    syllables: list[str] = []
    at = 0
    while at < len(letters):
        initial, at = letters[at], at + 1
        vowel = letters[at : at + 1]
        if initial not in INITIALS or vowel not in VOWELS or not vowel:
            return ""
        at += 1
        if joined := _JOINED_VOWELS.get(vowel + letters[at : at + 1]):
            vowel, at = joined, at + 1
        final, at = _final(letters, at)
        syllables.append(syllable_of(initial, vowel, final))
    return "".join(syllables)


def _final(letters: str, at: int) -> tuple[str, int]:
    """Take the consonants that no vowel follows."""
    rest = letters[at : at + 3]
    if not rest or rest[0] not in FINALS or (rest[1:2] in VOWELS and rest[1:2]):
        return "", at
    cluster = _JOINED_FINALS.get(rest[:2])
    if cluster and not (rest[2:3] and rest[2:3] in VOWELS):
        return cluster, at + 2
    return rest[0], at + 1


def latin_typed(text: str) -> str:
    """Return the Latin keys that were pressed for a text of Hangul syllables and letters, or nothing."""
    if not text or len(text) > LENGTH:
        return ""
    keys: list[str] = []
    for character in text:
        for letter in _letters(character):
            if letter not in _KEYS:
                return ""
            keys.append(_KEYS[letter])
    return "".join(keys).lower()


def _letters(character: str) -> str:
    if not is_syllable(character):
        return _PARTS.get(character, character)
    rest, final = divmod(ord(character) - FIRST, len(FINALS))
    initial, vowel = divmod(rest, len(VOWELS))
    return "".join(_PARTS.get(part, part) for part in (INITIALS[initial], VOWELS[vowel], FINALS[final]))


def is_slip(letters: str, other: str) -> bool:
    """Tell whether a finger's slip leads from one row of letters to another.

    A letter too many or too few, two exchanged, or one taken for its neighbour on the keyboard or for one that sounds
    alike: 품잘 for 품질, but not 화합 for 화학.
    """
    if len(letters) != len(other) or sorted(letters) == sorted(other):
        return True
    return all(
        a == b or frozenset((a, b)) in _ALIKE or _are_neighbours(a, b) for a, b in zip(letters, other, strict=True)
    )


def _are_neighbours(one: str, other: str) -> bool:
    places = [_PLACES[key.lower()] for letter in (one, other) if (key := _KEYS.get(letter, ""))]
    if len(places) < 2:
        return False
    (row, place), (other_row, other_place) = places
    return abs(row - other_row) <= 1 and abs(place - other_place) <= 1
