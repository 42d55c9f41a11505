"""Numbers written in figures, in Hangul, or in both."""

import re
from decimal import Decimal

_DIGITS = {
    "영": 0,
    "공": 0,
    "일": 1,
    "이": 2,
    "삼": 3,
    "사": 4,
    "오": 5,
    "육": 6,
    "륙": 6,
    "칠": 7,
    "팔": 8,
    "구": 9,
}
_SMALL = {"천": 1000, "백": 100, "십": 10}
_LARGE = {"경": 10**16, "조": 10**12, "억": 10**8, "만": 10**4}
_FIGURES = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?![\d,.])|\.\d+(?![\d,.])")
_SPELT_DECIMAL = re.compile(rf"점([{''.join(_DIGITS)}]+)")


class UnableToReadNumeral(ValueError):
    """The text does not begin with one well-formed number."""


def read_numeral(text: str) -> tuple[Decimal, str]:
    """Read the number at the start of `text`; give it and what follows.

    Parameters
    ----------
    text : str
        Plain-width text without a sign, such as ``"1억 2,345만 원"`` or ``"천이백 ppm"``.

    Returns
    -------
    tuple of Decimal and str
        The value and the rest of the text, stripped.

    Raises
    ------
    UnableToReadNumeral
        If there is no number, separators are misplaced, or the powers do not fall (``만`` after ``천``-less ``억`` is
        fine, ``억`` after ``만`` is not).
    """
    total, rest = Decimal(0), text.lstrip()
    ceiling: Decimal | None = None
    fraction_seen = False
    while rest:
        part, after, spelt_fraction = _read_part(rest)
        if part is None:
            power_name = after[:1]
            if power_name not in _LARGE or ceiling is not None:
                break
            part = Decimal(1)
        power_name = after[:1]
        power = Decimal(_LARGE.get(power_name, 1))
        if fraction_seen or (ceiling is not None and part * power >= ceiling):
            raise UnableToReadNumeral(text)
        fraction_seen = spelt_fraction or part != part.to_integral_value()
        total += part * power
        ceiling = power
        rest = after[1:].lstrip() if power_name in _LARGE else after
        if power == 1:
            break
    if ceiling is None:
        raise UnableToReadNumeral(text)
    return total, rest.strip()


def _read_part(text: str) -> tuple[Decimal | None, str, bool]:
    """Read a number below 만 (or any figures): 3천5백, 이십삼, 1,234.5, 삼점오."""
    total, rest = Decimal(0), text
    ceiling = Decimal(10_000)
    found = fraction = False
    while rest:
        digit, after, is_figures = _read_digit(rest)
        power_name = after[:1]
        power = Decimal(_SMALL.get(power_name, 1))
        if digit is None and power == 1:
            break
        count = Decimal(1) if digit is None else digit
        if found and (power >= ceiling or count * power >= ceiling):
            break
        total += count * power
        found, ceiling = True, power
        fraction = is_figures and count != count.to_integral_value()
        rest = (after[1:] if power != 1 else after).lstrip()
        if power == 1 or fraction:
            break
    spelt = _SPELT_DECIMAL.match(rest)
    if found and spelt:
        digits = "".join(str(_DIGITS[c]) for c in spelt[1])
        return total + Decimal(f"0.{digits}"), rest[spelt.end() :].lstrip(), True
    return (total if found else None), rest, fraction


def _read_digit(text: str) -> tuple[Decimal | None, str, bool]:
    figures = _FIGURES.match(text)
    if figures:
        return Decimal(figures[0].replace(",", "").rstrip(".")), text[figures.end() :].lstrip(), True
    if text[0].isdigit() or text[0] == ".":
        raise UnableToReadNumeral(text)
    spelt = re.match(rf"[{''.join(_DIGITS)}]+", text)
    if not spelt:
        return None, text, False
    if len(spelt[0]) >= 3 or "공" in spelt[0]:
        return Decimal("".join(str(_DIGITS[c]) for c in spelt[0])), text[spelt.end() :].lstrip(), False
    return Decimal(_DIGITS[text[0]]), text[1:].lstrip(), False
