"""Korean text in templates: particles, unbroken words, money, numbers, dates.

Every filter takes None (gives nothing) and leaves escaping to the template: plain text stays unsafe, safe text safe.
"""

import html
import re
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language

from qmplatform.korean import formats
from qmplatform.korean.josa import particle_for
from qmplatform.korean.keepall import keep_words, keep_words_in_markup

register = template.Library()
Number = int | float | Decimal


@register.filter(is_safe=False)
def josa(value: object, pair: str) -> str:
    """Write the value with the particle that fits: ``{{ name|josa:"은/는" }}``."""
    if value is None:
        return ""
    text = str(value)
    if not isinstance(value, SafeData):
        return text + particle_for(text, pair)
    heard = html.unescape(re.sub(r"<[^>]*>", "", text))
    return SafeString(text + particle_for(heard, pair))


@register.filter(is_safe=False)
def keepall(value: object) -> str:
    """Keep Korean words whole at line ends in PDF prose; not for tables."""
    if value is None:
        return ""
    if isinstance(value, SafeData):
        # Adds word joiners only, between characters that are no markup.
        return mark_safe(keep_words_in_markup(str(value)))  # noqa: S308
    return keep_words(str(value))


@register.filter
def won(value: Number | None) -> str:
    """Write an amount by 만 and 억 in Korean (1억 2,345만 원), in full in English."""
    return "" if value is None else formats.won_in_words(value, _language())


@register.filter
def number1(value: Number | None) -> str:
    """Write a score with one decimal, half up."""
    return "" if value is None else formats.number1(value)


@register.filter
def signed1(value: Number | None) -> str:
    """Write a difference with its sign and one decimal."""
    return "" if value is None else formats.signed1(value)


@register.filter
def percent(value: Number | None) -> str:
    """Write a percentage with one decimal."""
    return "" if value is None else formats.percent(value)


@register.filter
def kdate(value: date | None) -> str:
    """Write a date as offices do."""
    return "" if value is None else formats.kdate(value, _language())


@register.filter
def kdatetime(value: datetime | None) -> str:
    """Write a moment in Korean time."""
    return "" if value is None else formats.kdatetime(value, _language())


def _language() -> str:
    return (get_language() or "ko").split("-")[0]
