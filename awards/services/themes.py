"""The team's key themes: what shows across several comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from awards.comments.loader import read_guide
from awards.models import AgreedComment, AwardApplication, KeyTheme, Seat
from awards.services.agreed_comments import comments_enter
from awards.services.consensus import UnableToKeepUp
from awards.services.trail import application_audit


class UnableToFindThemeKind(LookupError):
    """The guide has no such kind of key theme."""


@dataclass(frozen=True, slots=True)
class ThemeContent:
    """What a theme says, and the ids of the agreed comments it rests on."""

    comments: tuple[str, ...]
    ko: str
    en: str


@transaction.atomic
def theme_add(*, seat: Seat, kind: str, content: ThemeContent, by: User, now: datetime) -> KeyTheme:
    """Add a key theme.

    Raises
    ------
    awards.services.consensus.UnableToActNow, django.core.exceptions.PermissionDenied
        The team's comments are fixed now; the seat does not hold.
    UnableToFindThemeKind
        The guide has no such kind.
    """
    table = comments_enter(seat=seat, by=by, now=now)
    if kind not in read_guide().key_themes:
        raise UnableToFindThemeKind(kind)
    last = KeyTheme.objects.filter(application=table.application, kind=kind).aggregate(last=Max("position"))["last"]
    row = KeyTheme.objects.create(
        application=table.application,
        kind=kind,
        comments=_standing(table.application, content.comments),
        ko=content.ko,
        en=content.en,
        position=(last if last is not None else -1) + 1,
        saved_at=now,
        saved_by=by,
    )
    _audit("add", row, by=by, now=now)
    return row


@transaction.atomic
def theme_edit(*, seat: Seat, theme_id: int, content: ThemeContent, seen: str, by: User, now: datetime) -> KeyTheme:
    """Save another wording; the audit trail keeps what stood before.

    Parameters
    ----------
    seen
        `theme_stamp` of the theme as the writer saw it.

    Raises
    ------
    awards.services.consensus.UnableToActNow, django.core.exceptions.PermissionDenied
        As `theme_add`.
    KeyTheme.DoesNotExist
        The application has no such theme.
    awards.services.consensus.UnableToKeepUp
        Somebody saved in between.
    """
    table = comments_enter(seat=seat, by=by, now=now)
    row = KeyTheme.objects.get(pk=theme_id, application=table.application)
    if theme_stamp(row) != seen:
        raise UnableToKeepUp
    before = {"ko": row.ko, "en": row.en, "comments": row.comments}
    row.ko, row.en, row.comments = content.ko, content.en, _standing(table.application, content.comments)
    row.saved_at, row.saved_by = now, by
    row.save()
    _audit("edit", row, by=by, now=now, before=before)
    return row


@transaction.atomic
def theme_remove(*, seat: Seat, theme_id: int, by: User, now: datetime) -> None:
    """Take a theme out; one that is gone already stays gone.

    Raises
    ------
    awards.services.consensus.UnableToActNow, django.core.exceptions.PermissionDenied
        As `theme_add`.
    """
    table = comments_enter(seat=seat, by=by, now=now)
    row = KeyTheme.objects.filter(pk=theme_id, application=table.application).first()
    if row is not None:
        _audit("remove", row, by=by, now=now, before={"ko": row.ko, "en": row.en, "comments": row.comments})
        row.delete()


def theme_stamp(row: KeyTheme) -> str:
    """Return what tells one state of a theme from another."""
    return row.saved_at.isoformat()


def _standing(application: AwardApplication, ids: Iterable[str]) -> list[str]:
    """Return those of the ids that are comments of the team, each once."""
    rows = AgreedComment.objects.filter(application=application, is_removed=False)
    known = {str(key) for key in rows.values_list("pk", flat=True)}
    return [key for key in dict.fromkeys(ids) if key in known]


def _audit(what: str, row: KeyTheme, *, by: User, now: datetime, **details: Any) -> None:
    application_audit(
        f"award_theme_{what}", row.application, by=by, now=now, details={"theme": row.pk, "kind": row.kind, **details}
    )
