"""Small words of the team's pages."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """Return what a mapping holds under a key that is itself a value."""
    return values.get(key, "")
