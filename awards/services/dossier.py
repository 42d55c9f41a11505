"""Saves the text of a dossier: nobody's newer text is overwritten, nothing is written once it may not be."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from awards.models import AwardApplication, DossierText
from awards.services.writing import writing_lock

# A text beyond its limit is kept, so that nothing typed is lost; the check before handing in says that it is too long.
MAX_CHARACTERS: Final = 60_000


class UnableToOverwriteText(Exception):
    """Somebody saved another text since this one was begun; ``current`` is it."""

    def __init__(self, current: DossierText) -> None:
        super().__init__(f"{current.code}: revision {current.revision} is stored")
        self.current = current


class UnableToKeepText(Exception):
    """The text is longer than anything that could be meant."""


@transaction.atomic
def text_save(
    *, application: AwardApplication, code: str, text: str, revision: int, by: User, now: datetime
) -> DossierText:
    """Store the text of an item if nothing was saved since the writer saw it. The same text again changes nothing.

    The row itself says who saved it and when; the audit trail tells of handing in, not of every keystroke.

    Parameters
    ----------
    revision
        The revision the writer saw last, 0 where nothing was stored.

    Raises
    ------
    UnableToOverwriteText
        Another text is stored since.
    UnableToKeepText
        It is too long to be stored at all.
    awards.services.writing.UnableToWrite
        The application is not being written now, or has no such item.
    """
    cleaned = clean_text(text)
    locked = writing_lock(application, code, now=now)
    row = DossierText.objects.filter(application=locked, code=code).first()
    if row is not None and row.text == cleaned:
        return row
    if is_outdated(row, revision):
        raise UnableToOverwriteText(row)  # type: ignore[arg-type]
    return _write(locked, code, row, cleaned, by=by, now=now)


@transaction.atomic
def text_append(
    *,
    application: AwardApplication,
    code: str,
    text: str,
    origins: Sequence[Mapping[str, Any]],
    by: User,
    now: datetime,
) -> DossierText:
    """Add paragraphs at the end of what stands under an item, and say where they were drafted from.

    Raises
    ------
    UnableToKeepText
        Together they are too long to be stored.
    awards.services.writing.UnableToWrite
        As for `text_save`.
    """
    locked = writing_lock(application, code, now=now)
    row = DossierText.objects.filter(application=locked, code=code).first()
    before = row.text.rstrip() if row is not None else ""
    whole = clean_text(f"{before}\n\n{text.strip()}" if before else text.strip())
    return _write(locked, code, row, whole, by=by, now=now, added=origins)


def is_outdated(row: DossierText | None, revision: int) -> bool:
    """Tell whether something was stored after the revision a writer saw."""
    return row is not None and row.revision != revision


def clean_text(text: str) -> str:
    """Return a text as it is stored: composed signs, line breaks of one kind, none of the signs nobody can see.

    Raises
    ------
    UnableToKeepText
        It is too long to be stored.
    """
    whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(sign for sign in whole if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})
    if len(kept) > MAX_CHARACTERS:
        raise UnableToKeepText
    return kept


def _write(
    application: AwardApplication,
    code: str,
    row: DossierText | None,
    text: str,
    *,
    by: User,
    now: datetime,
    added: Sequence[Mapping[str, Any]] = (),
) -> DossierText:
    if row is None:
        row = DossierText(application=application, code=code, revision=0)
    # An emptied text was drafted from nothing any more.
    kept = row.origins if text.strip() else []
    row.origins = [*kept, *(dict(one) for one in added if dict(one) not in kept)]
    row.text, row.revision, row.saved_at, row.saved_by = text, row.revision + 1, now, by
    row.save()
    return row
