"""Locks an independent review: from then on it stands as it is, and counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from awards.models import LockedReview, Seat
from awards.scoring import ReviewLocked
from awards.selectors.comment_rows import comment_to_data
from awards.selectors.review_check import ReviewCheck, review_check
from awards.selectors.review_log import examiner_key
from awards.selectors.reviewing import ReviewFile, review_file
from awards.services.review_log import application_lock, review_event_append
from awards.services.reviewing import UnableToWriteReview


class UnableToLockReview(Exception):
    """Something stands against the review; carries the whole check."""

    def __init__(self, check: ReviewCheck) -> None:
        super().__init__(f"{check.blocking} things stand against it")
        self.check = check


@transaction.atomic
def review_lock(*, seat: Seat, by: User, now: datetime) -> LockedReview:
    """Lock an examiner's own review: its ratings go into the log, all of it is kept as it was.

    The application's row is locked first: a save under way is in it, a later one is refused.

    Raises
    ------
    UnableToWriteReview
        The review is locked already, it is not the time, or the seat is not the person's.
    UnableToLockReview
        An item has no rating that holds, or a comment that must be mended.
    awards.scoring.Refused
        The log does not take it.
    """
    application_lock(seat.application)
    held = Seat.objects.select_related(
        "application__company", "application__cycle", "application__criteria", "examiner__user"
    ).get(pk=seat.pk)
    file = review_file(held, now)
    if not file.can_write or held.state != Seat.State.NAMED or held.examiner.user_id != by.pk:
        raise UnableToWriteReview(file.state)
    check = review_check(file)
    if not check.is_sound:
        raise UnableToLockReview(check)
    content = content_of(file)
    ratings = {own.code: own.rating for own in file.items if own.rating is not None}
    checksum = content_checksum(content)
    review_event_append(
        application=held.application,
        event=ReviewLocked(examiner_key(held.examiner_id), ratings),
        by=by,
        now=now,
        details={"checksum": checksum, "comments": len(content["comments"]), "submission": str(file.submission.pk)},
    )
    return LockedReview.objects.create(
        seat=held, submission=file.submission, content=content, checksum=checksum, locked_at=now
    )


def content_of(file: ReviewFile) -> dict[str, Any]:
    """Return what a review is locked with: ratings, comments, questions for a visit. Own notes are no part of it."""
    return {
        "ratings": {
            own.code: {"percent": own.percent, "factors": dict(own.factors), "range_code": own.range_code or None}
            for own in file.items
        },
        "comments": [comment_to_data(one) for own in file.items for one in own.comments],
        "visit_questions": {own.code: own.visit_question for own in file.items if own.visit_question.strip()},
    }


def content_checksum(content: Mapping[str, Any]) -> str:
    """Return the identity of a locked review: the same content, the same checksum."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
