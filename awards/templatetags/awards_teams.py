"""Names of categories on the pages of teams."""

from django import template

from awards.catalog import Cycle
from awards.templatetags.awards_text import said

register = template.Library()


@register.filter
def category_title(cycle: Cycle, code: str) -> str:
    """Write the name of a category; of one that stands under another the other's name too."""
    found = {one.code: one for one in cycle.categories}.get(code)
    if found is None:
        return code
    title = said(found.title)
    above = {one.code: one for one in cycle.categories}.get(found.parent or "")
    return f"{said(above.title)} · {title}" if above is not None and above.parent is not None else title
