"""Industry codes (한국표준산업분류, KSIC) as people write them."""

import re
import unicodedata

# First and last division of each section, KSIC 10 and 11.
_SECTIONS: dict[str, tuple[int, int]] = {
    "A": (1, 3),
    "B": (5, 8),
    "C": (10, 34),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 42),
    "G": (45, 47),
    "H": (49, 52),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (70, 73),
    "N": (74, 76),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 87),
    "R": (90, 91),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}


class UnableToReadKsic(ValueError):
    """The text is no industry code; says what is wrong and what to do."""

    def __init__(self, message_ko: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_ko = message_ko
        self.message_en = message_en

    def message(self, language: str) -> str:
        """Give the Korean message, or the English one for any other language."""
        return self.message_ko if language == "ko" else self.message_en


def parse_ksic(text: str) -> str:
    """Read an industry code, with or without the section's letter.

    Parameters
    ----------
    text : str
        ``C25922``, ``25922``, ``c 2592``, full-width; two to five digits.

    Returns
    -------
    str
        The section's letter and the digits: ``C25922``.

    Raises
    ------
    UnableToReadKsic
        For anything else, a division that does not exist, or a letter that is not the division's.
    """
    compact = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text)).upper()
    found = re.fullmatch(r"([A-U]?)([0-9]{2,5})", compact)
    if not found:
        raise UnableToReadKsic(
            "산업분류코드는 숫자 2~5자리입니다. 예: C25922 또는 25922",
            "An industry code has two to five digits, for example C25922 or 25922.",
        )
    letter, digits = found.groups()
    section = next((s for s, (first, last) in _SECTIONS.items() if first <= int(digits[:2]) <= last), None)
    if section is None:
        raise UnableToReadKsic(
            f"{digits[:2]}로 시작하는 산업분류코드는 없습니다. 앞 두 자리를 확인해 주세요.",
            f"No industry code begins with {digits[:2]}. Check the first two digits.",
        )
    if letter and letter != section:
        raise UnableToReadKsic(
            f"{digits[:2]}는 {letter}가 아니라 {section}에 속합니다. 코드를 확인해 주세요.",
            f"{digits[:2]} belongs to section {section}, not {letter}. Check the code.",
        )
    return section + digits
