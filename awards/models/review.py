"""Independent review: what an examiner writes alone, what was locked, and the log all that follows is folded from."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from awards.models.applications import ApplicationSubmission, AwardApplication
from awards.models.examiners import Seat


class ItemReview(models.Model):
    """An examiner's own rating of one item while it is being made; nobody else reads it."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="items")
    item = models.CharField(max_length=20)
    # {factor: range code}
    factors = models.JSONField(default=dict)
    range_code = models.CharField(max_length=4, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    # Own notes; they stay with the examiner.
    notes = models.TextField(blank=True, max_length=5000)
    # What a site visit should look into.
    visit_question = models.TextField(blank=True, max_length=1000)
    is_done = models.BooleanField(default=False)
    revision = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "item"], name="award_item_review_once")]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.item}"


class CommentFields(models.Model):
    """One strength or opportunity for improvement; fields as `awards.comments.model.Comment`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    factor = models.CharField(max_length=4, blank=True)
    importance = models.CharField(max_length=2, blank=True)
    ko = models.TextField(blank=True, max_length=2000)
    en = models.TextField(blank=True, max_length=3000)
    evidence = models.JSONField(default=list)
    absence = models.BooleanField(default=False)
    looked_in = models.JSONField(default=list)
    key_factor = models.CharField(max_length=10, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveBigIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        abstract = True


class ReviewComment(CommentFields):
    """A comment of one examiner's own review, before it is locked."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="comments")

    class Meta:
        ordering = ["item", "kind", "position", "id"]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.item} {self.kind}"


class LockedReview(models.Model):
    """An independent review as it was locked. Never changes.

    `content`: {"ratings": {item: {"percent", "factors", "range_code"}}, "comments": [{… as CommentFields, "id"}],
    "visit_questions": {item: text}}.
    """

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="locked")
    submission = models.ForeignKey(ApplicationSubmission, on_delete=models.PROTECT, related_name="reviews")
    content = models.JSONField()
    checksum = models.CharField(max_length=80)
    locked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat_id} {self.checksum}"


class ReviewEvent(models.Model):
    """One event of the log of an application's review (`awards.scoring.event_log`). Append-only."""

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="award_event_number_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number} {self.data.get('kind')}"
