"""Words and numbers of the pages of review."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qmplatform.korean.formats import plain_number

register = template.Library()
_STATES: Final[dict[str, str | Promise]] = {
    "todo": _("Not begun yet"),
    "doing": _("In progress"),
    "done": pgettext_lazy("review", "Done"),
    "declare": _("Declaration needed"),
    "early": _("Not open yet"),
    "open": _("Under review"),
    "late": _("Overdue"),
    "locked": _("Locked"),
    "over": _("Not for review now"),
}
_BADGES: Final = {"doing": "now", "done": "ok", "open": "now", "declare": "warn", "late": "stopped", "locked": "ok"}


@register.filter
def state_word(state: str) -> str:
    """Say how far an item or a file is."""
    return str(_STATES[state])


@register.filter
def state_badge(state: str) -> str:
    """Return the badge of a state."""
    return _BADGES.get(state, "todo")


@register.filter
def plain(value: float) -> str:
    """Write a number in full, without empty decimals."""
    return plain_number(round(value, 4))
