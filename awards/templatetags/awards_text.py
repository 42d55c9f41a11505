"""Texts of award files in templates."""

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

from awards.dossier import item_number
from diagnosis.catalog.model import Text

register = template.Library()


@register.filter
def said(text: Text | Mapping[str, str] | None) -> str:
    """Write a text of a file in the reader's language."""
    if text is None:
        return ""
    language = (get_language() or "ko").split("-")[0]
    return text.in_(language) if isinstance(text, Text) else text["ko" if language == "ko" else "en"]


@register.filter
def number_of(code: str) -> str:
    """Write the number of an item without the letters of its criteria: 4.1 of AWD4.1."""
    return item_number(code)
