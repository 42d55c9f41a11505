"""Numbers, money and dates as Korean offices write them, and their English twins."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from qmplatform.statistics import round_half_up

KST = ZoneInfo("Asia/Seoul")
_WEEKDAYS_KO = "월화수목금토일"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
Number = int | float | Decimal


class UnableToFormatTime(ValueError):
    """A time without a zone is no moment."""


def number1(value: Number, digits: int = 1) -> str:
    """Write a score: one decimal, half up, thousands separated."""
    return f"{round_half_up(value, digits):,.{digits}f}"


def signed1(value: Number, digits: int = 1) -> str:
    """Write a difference with its sign; the minus is the real one (U+2212)."""
    rounded = round_half_up(value, digits)
    sign = "+" if rounded > 0 else "\u2212" if rounded < 0 else "±"
    return f"{sign}{abs(rounded):,.{digits}f}"


def percent(value: Number, digits: int = 1) -> str:
    """Write a percentage (already in per cent) with one decimal."""
    return f"{number1(value, digits)}%"


def plain_number(value: Number) -> str:
    """Write a number in full: thousands separated, no trailing zeros, no exponent."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    text = f"{exact:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(number: str, unit: str) -> str:
    """Join a written number and its unit: 30명 and 3.5% close, 120 ppm apart."""
    close = not unit or unit[0] in "%‰℃°" or "가" <= unit[0] <= "힣"
    return f"{number}{'' if close else ' '}{unit}"


def won(value: Number, language: str = "ko") -> str:
    """Write an amount exactly: 1,234,567원."""
    amount = plain_number(value)
    return f"{amount}원" if language == "ko" else f"KRW {amount}"


def won_in_words(value: Number, language: str = "ko") -> str:
    """Write an amount by 만, 억 and 조: 1억 2,345만 원. English gives the plain amount."""
    if language != "ko":
        return won(value, language)
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    whole, fraction = divmod(abs(exact), 1)
    parts = []
    for power, name in ((12, "조"), (8, "억"), (4, "만")):
        count, whole = divmod(whole, Decimal(10) ** power)
        if count:
            parts.append(f"{count:,.0f}{name}")
    if whole + fraction or not parts:
        parts.append(plain_number(whole + fraction))
    gap = " " if parts[-1][-1] in "조억만" else ""
    return f"{'-' if exact < 0 else ''}{' '.join(parts)}{gap}원"


def kdate(value: date, language: str = "ko") -> str:
    """Write a date: 2026. 11. 21.(토). A datetime is dated in Korea."""
    day = _in_korea(value) if isinstance(value, datetime) else value
    if language == "ko":
        return f"{day.year}. {day.month}. {day.day}.({_WEEKDAYS_KO[day.weekday()]})"
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year} ({_WEEKDAYS_EN[day.weekday()]})"


def ktime(value: datetime, language: str = "ko") -> str:
    """Write the time in Korea: 오후 2:03."""
    moment = _in_korea(value)
    hour, minute = moment.hour % 12 or 12, f"{moment.minute:02d}"
    if language == "ko":
        return f"{'오전' if moment.hour < 12 else '오후'} {hour}:{minute}"
    return f"{hour}:{minute} {'am' if moment.hour < 12 else 'pm'} KST"


def kdatetime(value: datetime, language: str = "ko") -> str:
    """Write date and time in Korea: 2026. 11. 21.(토) 오후 2:03."""
    return f"{kdate(value, language)}{'' if language == 'ko' else ','} {ktime(value, language)}"


def _in_korea(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise UnableToFormatTime(f"{value.isoformat()} has no time zone. Give an aware datetime.")
    return value.astimezone(KST)
