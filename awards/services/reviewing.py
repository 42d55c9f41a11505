"""Writes an examiner's own review item by item: an older save never wins, and nothing is written once it is locked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from awards.comments.model import KINDS, Comment
from awards.models import ItemReview, ReviewComment, Seat
from awards.selectors.review_check import item_check
from awards.selectors.reviewing import ReviewFile, review_file
from awards.services.review_log import application_lock

# Whole numbers are exact up to here in JavaScript.
MAX_REVISION: Final = 2**53 - 1
MOST_COMMENTS: Final = 12
MOST_EVIDENCE: Final = 40
_LIMITS: Final = {"notes": 5000, "visit_question": 1000}
_TEXTS: Final = {"ko": 2000, "en": 3000}
IMPORTANCES: Final[Mapping[str, tuple[str, str]]] = {"strength": ("+", "++"), "ofi": ("-", "--")}


class UnableToFindItem(LookupError):
    """The criteria have no such item."""


class UnableToWriteReview(Exception):
    """The review is locked, its time is over or has not come, or the application is not under review."""


class UnableToOverwriteReview(Exception):
    """A newer save of the item is stored: written in another window."""

    def __init__(self, revision: int, saved_at: datetime) -> None:
        super().__init__(f"revision {revision} is stored")
        self.revision = revision
        self.saved_at = saved_at


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be stored: the field, and the text for who wrote it."""

    field: str
    text: str


class UnableToAcceptReview(ValueError):
    """What was written cannot be stored; carries every fault."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.text}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class ItemDraft:
    """An item as an examiner writes it; whatever is missing is simply not there yet."""

    factors: Mapping[str, str] = field(default_factory=dict)
    range_code: str = ""
    percent: int | None = None
    notes: str = ""
    visit_question: str = ""
    comments: tuple[Comment, ...] = ()


@transaction.atomic
def item_review_save(
    *, seat: Seat, item: str, draft: ItemDraft, revision: int, by: User, now: datetime, finish: bool = False
) -> ReviewFile:
    """Store an item unless a newer save is there; the same content may come again. Return the file as it then stands.

    The row itself tells when; the audit trail tells of the locking, not of every keystroke.

    Parameters
    ----------
    revision
        Chosen by the client, from 1, higher than any it saved or saw before.
    finish
        The examiner calls the item done: it is, if nothing stands against it.

    Raises
    ------
    UnableToFindItem
        The criteria have no such item.
    UnableToWriteReview
        The review is locked, or it is not the time.
    UnableToAcceptReview
        Something cannot be stored, with every fault.
    UnableToOverwriteReview
        A newer save is stored.
    """
    # Locking a review takes the same row: what is written is in what is locked, or refused.
    application_lock(seat.application)
    file = review_file(Seat.objects.select_related(*_WITH).get(pk=seat.pk), now)
    if item not in file.by_code:
        raise UnableToFindItem(item)
    if not file.can_write or file.seat.state != Seat.State.NAMED or file.seat.examiner.user_id != by.pk:
        raise UnableToWriteReview(file.state)
    _require_storable(file, item, draft, revision)
    stored = file.by_code[item]
    if stored.revision >= revision:
        if stored.revision == revision and _same(draft, file, item):
            return _with_done(file, item, finish=finish)
        raise UnableToOverwriteReview(stored.revision, stored.saved_at or now)
    ItemReview.objects.update_or_create(
        seat=seat,
        item=item,
        defaults={
            "factors": dict(draft.factors),
            "range_code": draft.range_code,
            "percent": draft.percent,
            "notes": draft.notes,
            "visit_question": draft.visit_question,
            "revision": revision,
            "saved_at": now,
        },
    )
    _store_comments(seat, item, draft.comments, now)
    return _with_done(review_file(file.seat, now), item, finish=finish)


_WITH: Final = ("application__company", "application__cycle", "application__criteria", "examiner__user")


def _store_comments(seat: Seat, item: str, comments: tuple[Comment, ...], now: datetime) -> None:
    held = {str(row.pk): row for row in ReviewComment.objects.filter(seat=seat, item=item)}
    ReviewComment.objects.filter(pk__in=set(held) - {one.id for one in comments}).delete()
    for position, one in enumerate(comments):
        row = held.get(one.id) or ReviewComment(pk=uuid.UUID(one.id), seat=seat, item=item, revision=0)
        before = _content(row)
        row.kind, row.factor, row.importance = one.kind, one.factor, one.importance
        row.ko, row.en, row.absence = one.ko, one.en, one.absence
        row.evidence, row.looked_in = list(one.evidence), list(one.looked_in)
        row.key_factor, row.position = one.key_factor or "", position
        if _content(row) != before or row.revision == 0:
            row.revision, row.saved_at = row.revision + 1, now
            row.save()


def _content(row: ReviewComment) -> tuple[object, ...]:
    """Return all of a comment that its writer changes."""
    plain = (row.kind, row.factor, row.importance, row.ko, row.en, row.absence, row.key_factor, row.position)
    return (*plain, tuple(row.evidence), tuple(row.looked_in))


def _same(draft: ItemDraft, file: ReviewFile, item: str) -> bool:
    """Tell whether a save that comes again says what is stored."""
    own = file.by_code[item]
    stored = ItemDraft(own.factors, own.range_code, own.percent, own.notes, own.visit_question, own.comments)
    in_order = tuple(sorted(draft.comments, key=lambda one: one.kind != "strength"))
    return replace(draft, factors=dict(draft.factors), comments=in_order) == replace(stored, factors=dict(own.factors))


def _with_done(file: ReviewFile, item: str, *, finish: bool) -> ReviewFile:
    """Keep the mark that an item is done true: given where it was asked for, taken back where it no longer holds."""
    own = file.by_code[item]
    is_done = (finish or own.is_done) and item_check(file, own).is_sound
    if is_done != own.is_done:
        ItemReview.objects.filter(seat=file.seat, item=item).update(is_done=is_done)
        items = tuple(replace(one, is_done=is_done) if one.code == item else one for one in file.items)
        return replace(file, items=items)
    return file


def _require_storable(file: ReviewFile, item: str, draft: ItemDraft, revision: int) -> None:
    faults: list[Fault] = []
    if isinstance(revision, bool) or not 1 <= revision <= MAX_REVISION:
        faults.append(Fault("revision", _("The revision must be a whole number from 1 upwards.")))
    scale = file.setup.scale
    if draft.percent is not None and scale.faults_of(draft.percent):
        faults.append(
            Fault("percent", _("Choose a percent from 0 to 100 in steps of %(step)d.") % {"step": scale.step})
        )
    codes = {found.code for found in scale.ranges}
    if draft.range_code and draft.range_code not in codes:
        faults.append(Fault("range", _("Choose one of the ranges.")))
    for factor, code in draft.factors.items():
        if factor not in file.setup.factors[item] or code not in codes:
            faults.append(Fault(f"f-{factor}", _("Choose one of the ranges.")))
    for name, most in _LIMITS.items():
        _require_length(faults, name, getattr(draft, name), most)
    if len(draft.comments) > MOST_COMMENTS:
        text = _("An item takes at most %(most)d comments.") % {"most": MOST_COMMENTS}
        faults.append(Fault("comments", text))
    _require_own_ids(faults, file.seat, item, draft.comments)
    for one in draft.comments:
        _require_comment(faults, one)
    if faults:
        raise UnableToAcceptReview(tuple(faults))


def _require_own_ids(faults: list[Fault], seat: Seat, item: str, comments: tuple[Comment, ...]) -> None:
    """Refuse an id that names somebody else's comment or one of another item, and one that comes twice."""
    ids = [one.id for one in comments]
    strange = ReviewComment.objects.filter(pk__in=ids).exclude(seat=seat, item=item).exists()
    if strange or len(set(ids)) < len(ids):
        faults.append(Fault("comments", _("A comment could not be told apart. Reload the page.")))


def _require_comment(faults: list[Fault], one: Comment) -> None:
    if one.kind not in KINDS:
        faults.append(Fault(f"c-{one.id}-kind", _("Say whether it is a strength or an opportunity for improvement.")))
    elif one.importance and one.importance not in IMPORTANCES[one.kind]:
        faults.append(Fault(f"c-{one.id}-weight", _("Choose how important it is.")))
    for language, most in _TEXTS.items():
        _require_length(faults, f"c-{one.id}-{language}", one.text(language), most)
    if len(one.factor) > 4 or len(one.key_factor or "") > 10 or len(one.cited) > MOST_EVIDENCE:
        faults.append(Fault(f"c-{one.id}-kind", _("A comment could not be told apart. Reload the page.")))


def _require_length(faults: list[Fault], name: str, text: str, most: int) -> None:
    if len(text) > most:
        words = _("%(length)d characters; at most %(most)d are taken.") % {"length": len(text), "most": most}
        faults.append(Fault(name, words))
