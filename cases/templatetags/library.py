"""What the templates of the library need."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from cases.cards import Line

register = template.Library()


@register.filter
def marked(line: Line) -> SafeString:
    """Write a line with what was searched in it marked; its text is escaped."""
    told = ((conditional_escape(piece.text), piece.hit) for piece in line.pieces)
    # Only the tags are ours: every piece is escaped.
    return mark_safe("".join(f"<mark>{text}</mark>" if hit else text for text, hit in told))  # noqa: S308
