"""What keeps a case from going public although its text is complete: the word of somebody else that is still awaited.

The library does not know who that is. Whoever makes cases of other things, as the awards do of their winners, says so.
"""

from collections.abc import Callable

from django.utils.functional import Promise

from cases.editions import Edition

# The reason why a text may not be published yet; empty where nothing speaks against it.
Hold = Callable[[Edition], str | Promise]
_HOLDS: dict[str, Hold] = {}


def hold_register(name: str, hold: Hold) -> None:
    """Ask before every publication; a name registered again replaces the one before."""
    _HOLDS[name] = hold


def hold_of(edition: Edition) -> str | Promise:
    """Return why a text may not be published yet, the first reason found; empty where none is."""
    return next((reason for hold in _HOLDS.values() if (reason := hold(edition))), "")
