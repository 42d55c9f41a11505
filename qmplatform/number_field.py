"""A field for a number alone, its unit asked for elsewhere."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qmplatform.korean.numbers import UnableToReadNumber, parse_number

_MOST: Final = 10**15


class BareNumberField(forms.CharField):
    """Takes a number as people type it ("1,234.5", "−2"), without its unit; gives a float, None for nothing."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(required=False, max_length=40, **more)

    def clean(self, value: Any) -> float | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            read = parse_number(text)
        except UnableToReadNumber as error:
            raise forms.ValidationError(error.message((get_language() or "ko")[:2]), code="invalid") from error
        if read.unit is not None:
            raise forms.ValidationError(_("Write the number alone. The unit has a field of its own."), code="unit")
        if abs(read.value) > _MOST:
            raise forms.ValidationError(_("The number is too large. Check the number of digits."), code="high")
        return float(read.value)
