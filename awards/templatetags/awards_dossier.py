"""How long texts of a dossier are, in templates."""

from __future__ import annotations

from django import template

from awards.dossier import written_characters

register = template.Library()


@register.filter
def written(text: str) -> str:
    """Write how many characters a text counts."""
    return whole(written_characters(text))


@register.filter
def whole(number: int) -> str:
    """Write a whole number with its thousands apart."""
    return f"{number:,}"
