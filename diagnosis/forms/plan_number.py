"""A number as people type it: with separators, with 만 and 억, with its unit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language

from qmplatform.korean.numbers import UnableToReadNumber, parse_number


class NumberAsTyped(forms.CharField):
    """Takes "3,000,000", "3억 2천만 원" or "30%"; gives a float, None for nothing.

    Parameters
    ----------
    units
        Units that may be typed -> what one of them is in the field's own unit.
    most
        Highest number taken; the lowest is 0.
    errors
        ``low`` and ``high``: what to say outside these.
    """

    def __init__(self, *, units: Mapping[str, float], most: float, errors: Mapping[str, Any], **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(required=False, max_length=60, **more)
        self.units, self.most, self.errors = units, most, errors

    def clean(self, value: Any) -> float | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            read = parse_number(text, units=tuple(self.units))
        except UnableToReadNumber as error:
            raise forms.ValidationError(error.message((get_language() or "ko")[:2]), code="invalid") from error
        if read.unit is not None and read.unit not in self.units:
            raise forms.ValidationError(self.errors["unit"], code="unit")
        number = float(read.value) * self.units.get(read.unit or "", 1.0)
        if not math.isfinite(number) or number > self.most:
            raise forms.ValidationError(self.errors["high"], code="high")
        if number < 0:
            raise forms.ValidationError(self.errors["low"], code="low")
        return number
