"""Editions as pages ask for them."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.editions import EditionView
from dashboards.models import Edition


class UnableToFindEdition(LookupError):
    """There is no edition of this identity, or none at all yet."""


def edition_list() -> Sequence[Edition]:
    """Return the editions without their contents, the newest first."""
    return list(Edition.objects.defer("content", "guard").order_by("-as_of", "-pk"))


def edition_of(identity: str = "") -> EditionView:
    """Return an edition, the newest one if none is named; repeated calls return the same object.

    Raises
    ------
    UnableToFindEdition
        There is no such edition, or none at all yet.
    """
    raise UnableToFindEdition(identity)


def edition_before(view: EditionView) -> EditionView | None:
    """Return the edition published before one, of the same model, or None."""
    return None
