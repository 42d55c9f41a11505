"""Syllables of Hangul taken apart into letters, and their initial consonants (초성). Pure."""

FIRST, LAST = ord("가"), ord("힣")
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# What an input method makes of two consonants typed one after the other.
CLUSTERS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_LETTERS = tuple(
    initial + vowel + CLUSTERS.get(final, final) for initial in INITIALS for vowel in VOWELS for final in FINALS
)


def is_syllable(character: str) -> bool:
    """Tell whether a character is a whole syllable."""
    return "가" <= character <= "힣"


def syllable_of(initial: str, vowel: str, final: str = "") -> str:
    """Compose a syllable; the three are letters of `INITIALS`, `VOWELS` and `FINALS`."""
    at = (INITIALS.index(initial) * len(VOWELS) + VOWELS.index(vowel)) * len(FINALS) + FINALS.index(final)
    return chr(FIRST + at)


def letters_of(text: str) -> str:
    """Take syllables apart into letters, two for a cluster: 값 -> ㄱㅏㅂㅅ; anything else stays."""
    return "".join(_LETTERS[ord(c) - FIRST] if is_syllable(c) else CLUSTERS.get(c, c) for c in text)


def initials_of(text: str) -> str:
    """Return the initial consonant of each syllable, clusters parted: 품질 -> ㅍㅈ; anything else stays."""
    return "".join(
        INITIALS[(ord(c) - FIRST) // (len(VOWELS) * len(FINALS))] if is_syllable(c) else CLUSTERS.get(c, c)
        for c in text
    )


def is_initials(text: str) -> bool:
    """Tell whether a text is nothing but consonants, as one types to find a word by its initials."""
    return bool(text) and all(c in INITIALS or c in CLUSTERS for c in text)


def holds_initials(text: str) -> bool:
    """Tell whether a consonant stands alone somewhere in a text."""
    return any(c in INITIALS or c in CLUSTERS for c in text)
