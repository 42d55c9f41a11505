"""Business registration numbers (사업자등록번호)."""

import re
from dataclasses import dataclass

from qmplatform.korean.normalise import plain_width

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


@dataclass(frozen=True, slots=True)
class BusinessNumber:
    """A checked business registration number.

    Attributes
    ----------
    digits : str
        Ten digits, as stored and compared.
    """

    digits: str

    def __str__(self) -> str:
        return f"{self.digits[:3]}-{self.digits[3:5]}-{self.digits[5:]}"


class UnableToReadBusinessNumber(ValueError):
    """The text is no business registration number; says what is wrong and what to do."""

    def __init__(self, message_ko: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_ko = message_ko
        self.message_en = message_en

    def message(self, language: str) -> str:
        """Give the Korean message, or the English one for any other language."""
        return self.message_ko if language == "ko" else self.message_en


def parse_business_number(text: str) -> BusinessNumber:
    """Read a business registration number however it is spaced.

    Parameters
    ----------
    text : str
        ``1248100998``, ``124-81-00998``, with spaces, dots or full-width digits.

    Returns
    -------
    BusinessNumber

    Raises
    ------
    UnableToReadBusinessNumber
        If it has other characters, not ten digits, an impossible tax-office code, or a wrong check digit.
    """
    compact = re.sub(r"[\s\-\u2010-\u2015\u2212.·]", "", plain_width(text))
    if not re.fullmatch(r"[0-9]*", compact):
        raise UnableToReadBusinessNumber(
            "사업자등록번호에는 숫자만 쓸 수 있습니다. 예: 124-81-00998",
            "A business registration number has digits only, for example 124-81-00998.",
        )
    if len(compact) != 10:
        raise UnableToReadBusinessNumber(
            f"사업자등록번호는 10자리인데 {len(compact)}자리를 입력했습니다. 자릿수를 확인해 주세요.",
            f"A business registration number has 10 digits, not {len(compact)}. Check the digits.",
        )
    if compact[:3] < "101":
        raise UnableToReadBusinessNumber(
            f"앞 세 자리 {compact[:3]}은 없는 번호입니다. 등록증을 확인해 주세요.",
            f"No number begins with {compact[:3]}. Check the registration certificate.",
        )
    if check_digit(compact[:9]) != compact[9]:
        raise UnableToReadBusinessNumber(
            "번호가 서로 맞지 않습니다. 사업자등록번호의 숫자를 하나씩 확인해 주세요.",
            "The digits do not fit together. Check the business registration number digit by digit.",
        )
    return BusinessNumber(compact)


def check_digit(first_nine: str) -> str:
    """Work out the tenth digit: weights 1 3 7 1 3 7 1 3 5, and the ninth product's tens are added once more."""
    digits = [int(digit) for digit in first_nine]
    total = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) + digits[8] * 5 // 10
    return str(-total % 10)
