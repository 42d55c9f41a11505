"""Editions as pages ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dashboards.editions import EditionView
from dashboards.editions.packing import unpack_edition
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
    rows = Edition.objects.order_by("-as_of", "-pk")
    if identity:
        rows = rows.filter(snapshot_id=identity)
    found = rows.values_list("pk", "checksum").first()
    if found is None:
        raise UnableToFindEdition(identity)
    return _read(*found)


def edition_before(view: EditionView) -> EditionView | None:
    """Return the edition published before one, of the same version of the model, or None."""
    own = Edition.objects.filter(snapshot_id=view.id).values_list("pk", "snapshot__model_version_id", "as_of").first()
    if own is None:
        return None
    pk, version, as_of = own
    rows = Edition.objects.filter(snapshot__model_version_id=version, as_of__lte=as_of, pk__lt=pk)
    found = rows.order_by("-as_of", "-pk").values_list("pk", "checksum").first()
    return None if found is None else _read(*found)


@lru_cache(maxsize=24)
def _read(pk: int, checksum: str) -> EditionView:
    """Return an edition by its row and checksum: in another database the same row has another checksum."""
    return unpack_edition(bytes(Edition.objects.values_list("content", flat=True).get(pk=pk)))
