"""Fields that read what people in Korea type."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.reference import UnableToReadKsic, parse_ksic
from qmplatform.korean.business_number import UnableToReadBusinessNumber, parse_business_number
from qmplatform.korean.normalise import nfc, plain_width
from qmplatform.korean.numbers import UnableToReadNumber, parse_number

# Control, format (bidirectional overrides, zero width), surrogate and unassigned characters have no place in a name.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def language() -> str:
    """Return ko or en."""
    return (get_language() or "ko").split("-")[0]


class NameField(forms.CharField):
    """A name on one line: Hangul composed, spaces single, no invisible characters."""

    def to_python(self, value: Any) -> str:
        text = " ".join(nfc(str(super().to_python(value) or "")).split())
        if any(unicodedata.category(character) in _REFUSED_CATEGORIES for character in text):
            raise ValidationError(
                _("The name holds characters that cannot be shown. Please delete them and type it again."),
                code="invisible",
            )
        return text


class BusinessNumberField(forms.CharField):
    """사업자등록번호 however it is spaced; gives ten digits."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        if not text:
            return ""
        try:
            return parse_business_number(text).digits
        except UnableToReadBusinessNumber as error:
            raise ValidationError(error.message(language()), code="invalid") from error


class KsicField(forms.CharField):
    """An industry code; gives the section's letter and the digits."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        if not text:
            return ""
        try:
            return parse_ksic(text)
        except UnableToReadKsic as error:
            raise ValidationError(error.message(language()), code="invalid") from error


class WholeNumberField(forms.CharField):
    """A whole number as offices write it: 1,234 or 천이백 or 62억 원.

    Parameters
    ----------
    unit : str
        The one unit that may follow.
    most : int
        Largest value that is believed.
    """

    def __init__(self, *, unit: str, most: int, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.unit, self.most = unit, most

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_number(text)
        except UnableToReadNumber as error:
            raise ValidationError(error.message(language()), code="invalid") from error
        if number.unit not in (None, self.unit):
            raise ValidationError(
                _("The unit %(unit)s does not fit here. Please write the number alone."),
                code="unit",
                params={"unit": number.unit},
            )
        if number.value < 0:
            raise ValidationError(_("It cannot be below 0. Please check the sign."), code="negative")
        if number.value != number.value.to_integral_value():
            raise ValidationError(_("It must be a whole number. Please leave out the decimals."), code="fraction")
        if number.value > self.most:
            raise ValidationError(_("The number is too large. Please check the number of digits."), code="large")
        return int(number.value)


class MoneyField(WholeNumberField):
    """An amount in won."""

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        # "62" is what somebody writes who thinks in 억: better asked than believed.
        if amount and amount < 1_000_000 and not re.search(r"[원won]", plain_width(str(value)), re.IGNORECASE):
            raise ValidationError(
                _("The amount is very small. Please write the unit too, such as 620 million won."), code="no_unit"
            )
        return amount


class DayField(forms.CharField):
    """A day as offices write it: 2009-03-02, 2009. 3. 2., 20090302, 2009년 3월 2일."""

    def clean(self, value: Any) -> Any:
        text = plain_width(str(super().clean(value) or "")).strip()
        if not text:
            return None
        numbers = re.fullmatch(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?", text) or re.fullmatch(
            r"(\d{4})(\d{2})(\d{2})", text
        )
        try:
            day = parse_date("-".join(part.zfill(2) for part in numbers.groups())) if numbers else None
        except ValueError:
            day = None
        if day is None or day < date(1800, 1, 1):
            raise ValidationError(
                _("This is no date. Please write it like 2009-03-02."),
                code="invalid",
            )
        return day

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value
