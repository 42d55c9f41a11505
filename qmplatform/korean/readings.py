"""How a word ends when a Korean reads it aloud."""

import re
import unicodedata
from enum import Enum

from qmplatform.korean.normalise import nfc, plain_width


class Final(Enum):
    """The final consonant of a word, as particles care about it."""

    NONE = "none"
    RIEUL = "rieul"
    OTHER = "other"
    UNREADABLE = "unreadable"


_DIGITS = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
_POWERS = ("", "만", "억", "조", "경", "해")
_LETTERS_WITH_FINAL = {"l": "엘", "m": "엠", "n": "엔", "r": "알"}
# Read as a word, not letter by letter, or against the spelling rules below.
_WORDS = {
    "haccp": "해썹",
    "swot": "스왓",
    "check": "체크",
    "hub": "허브",
    "github": "허브",
    "club": "클럽",
    "big": "빅",
    "set": "세트",
    "kit": "키트",
    "net": "넷",
}
_UNITS = {
    **dict.fromkeys(("g", "mg", "kg", "㎎", "㎏", "㎍"), "그램"),
    **dict.fromkeys(("m", "mm", "cm", "km", "㎜", "㎝", "㎞", "㎛", "㎡", "㎥"), "미터"),
    **dict.fromkeys(("l", "L", "ml", "mL", "㎖", "ℓ"), "리터"),
    **dict.fromkeys(("Pa", "hPa", "kPa", "MPa", "GPa"), "파스칼"),
    **dict.fromkeys(("h", "hr"), "시간"),
    **dict.fromkeys(("KB", "MB", "GB", "TB"), "바이트"),
    **dict.fromkeys(("V", "kV", "W", "kW", "MW"), "트"),
    **dict.fromkeys(("dB", "㏈"), "데시벨"),
    "t": "톤",
    "min": "분",
    "s": "초",
    "ms": "초",
    "N": "뉴턴",
    "J": "줄",
    "K": "켈빈",
    "px": "픽셀",
    "KRW": "원",
    "bar": "바",
}
_SIGNS = {
    "%": "퍼센트",
    "‰": "퍼밀",
    "℃": "도",
    "℉": "도",
    "°": "도",
    "₩": "원",
    "$": "달러",
    "€": "유로",
    "£": "파운드",
    "¥": "엔",
    "Ω": "옴",
    "+": "플러스",
    "&": "앤드",
    "#": "샤프",
    "㏈": "데시벨",
    "ε": "엡실론",
    "ο": "오미크론",
    "υ": "입실론",
}
_QUOTES = "'\"’”」』》〉»›]】〕}"
_BRACKETS = {")": "(", "）": "（"}
_PAUSES = ".,!?…:;~·-–—/\u2060\u200b"


def final_of(word: str) -> Final:
    """Tell how `word` ends when read in Korean.

    Parameters
    ----------
    word : str
        Any text. Hangul, digits, Latin words and abbreviations, units, brackets and quotation marks are read as
        usage has it: a bracket at the end is an aside and is skipped, a quotation mark is not heard.

    Returns
    -------
    Final
        ``UNREADABLE`` where nobody could tell (Chinese characters, emoji, nothing at all).
    """
    text = _heard(nfc(word))
    if not text:
        return Final.UNREADABLE
    unit = re.search(r"[0-9０-９]\s*([A-Za-z㎀-㏟ℓ]+)$", text)
    if unit and unit[1] in _UNITS:
        return _final_of_syllable(_UNITS[unit[1]][-1])
    if re.search(r"°\s*[CF]$", text):
        return Final.NONE
    last = text[-1]
    if "가" <= last <= "힣":
        return _final_of_syllable(last)
    if "ㄱ" <= last <= "ㅣ":
        return _final_of_letter_name(last)
    sign = _SIGNS.get(last) or _UNITS.get(last if not last.isascii() else "")
    if sign:
        return _final_of_syllable(sign[-1])
    if "α" <= last.lower() <= "ω":
        return Final.NONE
    return _final_of_plain(plain_width(text))


def _heard(text: str) -> str:
    """Cut off what is written at the end but not read."""
    while True:
        text = text.rstrip()
        if not text:
            return text
        last = text[-1]
        if last == "㈜" and text[:-1].strip():
            text = text[:-1]
        elif last in _BRACKETS:
            before, opened, inside = text[:-1].rpartition(_BRACKETS[last])
            text = before if opened and before.strip() else inside if opened else text[:-1]
        elif last in _QUOTES or last in _PAUSES:
            text = text[:-1]
        else:
            return text


def _final_of_syllable(syllable: str) -> Final:
    position = (ord(syllable) - ord("가")) % 28
    if position == 0:
        return Final.NONE
    return Final.RIEUL if position == 8 else Final.OTHER


def _final_of_letter_name(letter: str) -> Final:
    if letter >= "ㅏ":
        return Final.NONE
    return Final.RIEUL if letter == "ㄹ" else Final.OTHER


def _final_of_plain(text: str) -> Final:
    number = re.search(r"[0-9][0-9,]*(\.[0-9]+)?$", text)
    if number:
        return _final_of_syllable(_last_of_number(number[0]))
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    latin = re.search(r"[A-Za-z]+$", letters)
    if latin:
        return _final_of_latin(latin[0])
    return Final.UNREADABLE


def _last_of_number(number: str) -> str:
    """Give the last syllable of a number read aloud: 10,000 is 만, 1.20 ends in 영."""
    whole = number.replace(",", "")
    digits = whole.lstrip("0")
    if "." in whole or not digits:
        return _DIGITS[whole[-1]]
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros == 0 or zeros >= 4 * len(_POWERS):
        return _DIGITS[digits[-1]]
    return "십백천"[zeros - 1] if zeros < 4 else _POWERS[zeros // 4]


def _final_of_latin(word: str) -> Final:
    lower = word.lower()
    if lower in _WORDS:
        return _final_of_syllable(_WORDS[lower][-1])
    if _read_by_letters(word):
        name = _LETTERS_WITH_FINAL.get(lower[-1])
        return _final_of_syllable(name) if name else Final.NONE
    return _final_of_english(lower)


def _read_by_letters(word: str) -> bool:
    """Abbreviations (KS, Cpk, IoT) are spelt out; words (Lean, email) are read."""
    return len(word) == 1 or word[-1].isupper() or not re.search(r"[aeiouy]", word.lower())


def _final_of_english(word: str) -> Final:
    """Follow the loan-word rules: -l and -le end in ㄹ, nasals and short -p -t -b -ck stay, the rest gain a vowel."""
    if re.search(r"(l|le)$", word):
        return Final.RIEUL
    if re.search(r"(m|me|n|ne|ng|gn)$", word):
        return Final.OTHER
    if re.search(r"([^aeiou]|^)[aeiou][ptb]$|[aeiou]ck$|ook$|[aeiou]c$", word):
        return Final.OTHER
    return Final.NONE
