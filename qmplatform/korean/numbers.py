"""Numbers as people type them into a form."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from qmplatform.korean.formats import plain_number, with_unit, won_in_words
from qmplatform.korean.josa import attach
from qmplatform.korean.normalise import plain_width
from qmplatform.korean.numerals import UnableToReadNumeral, read_numeral

MAX_LENGTH = 60
_LIMIT = Decimal(10) ** 20

# Canonical unit: other spellings (lower case, without spaces).
_SPELLINGS: dict[str, tuple[str, ...]] = {
    "%": ("퍼센트", "프로", "percent", "pct", "per cent"),
    "%p": ("퍼센트포인트", "%포인트", "퍼센트p", "percentage points", "pp"),
    "ppm": ("피피엠",),
    "ppb": (),
    "원": ("krw", "won", "￦", "₩"),
    "명": ("인", "사람", "people", "persons"),
    "건": ("cases",),
    "개": ("ea", "pcs", "pieces"),
    "개사": ("companies",),
    "회": ("번", "차례", "times"),
    "점": ("points",),
    "배": ("times as much",),
    "대": (),
    "종": (),
    "단계": (),
    "수준": ("level",),
    "초": ("s", "sec", "seconds"),
    "분": ("min", "minutes", "minute"),
    "시간": ("h", "hr", "hrs", "hour", "hours"),
    "일": ("day", "days"),
    "주": ("주일", "week", "weeks"),
    "개월": ("달", "month", "months"),
    "년": ("year", "years"),
    "kg": ("킬로그램",),
    "t": ("톤", "ton", "tons"),
    "kWh": (),
}
_UNITS = {
    spelling.replace(" ", "").lower(): unit for unit, spellings in _SPELLINGS.items() for spelling in (unit, *spellings)
}
_ENGLISH_UNITS = {
    "원": "won",
    "명": "people",
    "건": "cases",
    "개": "pieces",
    "개사": "companies",
    "회": "times",
    "점": "points",
    "배": "times as much",
    "초": "seconds",
    "분": "minutes",
    "시간": "hours",
    "일": "days",
    "주": "weeks",
    "개월": "months",
    "년": "years",
}
_ENGLISH_POWERS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_RANGE = re.compile(r"\d\D{0,6}(?:~|∼|〜|∽|에서|부터|\bto\b)\s*\D{0,3}\d|\d\s*[%\w]*\s*-\s*\d|\d\s*(?:~|∼|〜)")
_BOUND = re.compile(r"이상|이하|미만|초과|넘|[<>≤≥≦≧]")


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number somebody typed, and the words to read it back with.

    Attributes
    ----------
    value : Decimal
        Exact, powers such as 만 and 억 applied.
    unit : str or None
        Canonical spelling; None where none was typed.
    text_understood, text_understood_en : str
        What was understood, to show beside the field.
    """

    value: Decimal
    unit: str | None
    text_understood: str
    text_understood_en: str

    def understood(self, language: str) -> str:
        """Give the read-back in Korean, or in English for any other language."""
        return self.text_understood if language == "ko" else self.text_understood_en


class UnableToReadNumber(ValueError):
    """The text is not one number; says what is wrong, where, and what to write instead."""

    def __init__(self, message_ko: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_ko = message_ko
        self.message_en = message_en

    def message(self, language: str) -> str:
        """Give the Korean message, or the English one for any other language."""
        return self.message_ko if language == "ko" else self.message_en


def parse_number(text: str, *, units: Collection[str] = ()) -> ParsedNumber:
    """Read one number with an optional unit.

    Parameters
    ----------
    text : str
        ``1,234``, ``１２３``, ``천이백``, ``1억 2,345만 원``, ``3.5%``, ``120 ppm``, ``-0.5``, ``1.2 million won``.
    units : collection of str
        Further unit spellings to accept as they stand, such as a model's own.

    Returns
    -------
    ParsedNumber

    Raises
    ------
    UnableToReadNumber
        For anything but one number: nothing, ranges, limits ("5 이상"), fractions, misplaced separators, unknown units.
    """
    plain = plain_width(text).strip()
    _refuse_what_is_no_number(plain)
    unsigned, negative = _without_sign(plain)
    try:
        value, rest = read_numeral(unsigned)
    except UnableToReadNumeral:
        raise _unreadable(plain) from None
    power = re.match(rf"({'|'.join(_ENGLISH_POWERS)})\b", rest, re.IGNORECASE)
    if power:
        value *= _ENGLISH_POWERS[power[1].lower()]
        rest = rest[power.end() :]
    unit = _unit_of(rest.strip(), units, plain)
    if value >= _LIMIT:
        raise UnableToReadNumber(
            f"'{plain}': 수가 너무 큽니다. 자릿수를 확인해 주세요.",
            f"“{plain}” is too large. Check the number of digits.",
        )
    value = -value if negative and value else value
    return ParsedNumber(value, unit, _say(value, unit, "ko"), _say(value, unit, "en"))


def _refuse_what_is_no_number(plain: str) -> None:
    if not plain:
        raise UnableToReadNumber(
            "숫자를 입력하지 않았습니다. 예: 1,234", "Nothing was typed. Type a number, for example 1,234."
        )
    if len(plain) > MAX_LENGTH:
        raise UnableToReadNumber(
            f"{len(plain)}자는 너무 깁니다. 숫자와 단위만 {MAX_LENGTH}자 안으로 써 주세요.",
            f"{len(plain)} characters are too many. Type a number and its unit within {MAX_LENGTH}.",
        )
    if _RANGE.search(plain):
        raise UnableToReadNumber(
            f"'{plain}': 범위로 읽힙니다. 대표하는 수 하나만 써 주세요.",
            f"“{plain}” reads as a range. Type one number that stands for it.",
        )
    if _BOUND.search(plain):
        raise UnableToReadNumber(
            f"'{plain}': 한계를 나타내는 말이 있습니다. 수 하나만 써 주세요.",
            f"“{plain}” states a limit. Type one number.",
        )
    if re.search(r"\d\s*[/⁄]\s*\d", plain):
        raise UnableToReadNumber(
            f"'{plain}': 분수로 읽힙니다. 0.25처럼 소수로 써 주세요.",
            f"“{plain}” reads as a fraction. Type a decimal such as 0.25.",
        )


def _without_sign(plain: str) -> tuple[str, bool]:
    body = re.sub(r"^(약|대략|about|approx\.?)\s*", "", plain)
    body = re.sub(r"^[₩￦]\s*(?=[\d+-])(.*)$", r"\1원", body)
    signed = re.match(r"([+\-\u2212\u2013]|마이너스)\s*(?=\S)(.*)$", body)
    if not signed:
        return body, False
    return signed[2], signed[1] != "+"


def _unit_of(rest: str, extra: Collection[str], plain: str) -> str | None:
    if not rest:
        return None
    if rest in extra:
        return rest
    key = rest.replace(" ", "").lower()
    if key in _UNITS:
        return _UNITS[key]
    if any(c.isdigit() for c in rest):
        raise _unreadable(plain)
    raise UnableToReadNumber(
        f"'{plain}': 뒤에 붙은 '{rest}'{attach(rest, '은/는').removeprefix(rest)} 모르는 단위입니다. 숫자만 써 주세요.",
        f"“{plain}”: “{rest}” is not a unit we know. Type the number alone.",
    )


def _unreadable(plain: str) -> UnableToReadNumber:
    if re.fullmatch(r"[-+]?[\d,.]+\D*", plain):
        return UnableToReadNumber(
            f"'{plain}': 쉼표나 점의 자리를 확인해 주세요. 예: 1,234.5",
            f"“{plain}”: check where the commas and the point are, for example 1,234.5.",
        )
    return UnableToReadNumber(
        f"'{plain}': 숫자로 읽을 수 없습니다. 1,234나 천이백처럼 써 주세요.",
        f"“{plain}” cannot be read as a number. Type one such as 1,234.",
    )


def _say(value: Decimal, unit: str | None, language: str) -> str:
    number = plain_number(value)
    if unit is None:
        return number
    if unit == "원":
        return won_in_words(value) if language == "ko" else f"{number} won"
    return with_unit(number, unit if language == "ko" else _ENGLISH_UNITS.get(unit, unit))
