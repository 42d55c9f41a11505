"""Consensus and site visit: new ratings of a round, the team's comments, themes, questions and evidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from awards.models.applications import AwardApplication
from awards.models.examiners import Seat
from awards.models.review import CommentFields


class RoundRating(models.Model):
    """A member's new rating for the round that runs; the lead logs the round once all are in."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="round_ratings")
    item = models.CharField(max_length=20)
    round = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()
    factors = models.JSONField(default=dict)
    # Why: read by the team, never by the applicant.
    note = models.TextField(blank=True, max_length=2000)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "item", "round"], name="award_round_rating_once")]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.item} {self.round}"


class AgreedComment(CommentFields):
    """A comment of the team's, put together from those of its members; this is what the applicant will read."""

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="agreed_comments")
    # Ids of the members' comments it comes from.
    sources = models.JSONField(default=list)
    # The site visit settled it, with evidence.
    is_resolved = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["item", "kind", "position", "id"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.item} {self.kind}"


class KeyTheme(models.Model):
    """What shows across several comments; `kind` is one of the comment guide's."""

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="themes")
    kind = models.CharField(max_length=30)
    # Ids of agreed comments.
    comments = models.JSONField(default=list)
    ko = models.TextField(blank=True, max_length=2000)
    en = models.TextField(blank=True, max_length=3000)
    position = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class CommentOverride(models.Model):
    """A blocking finding that the lead passed, and why: fields as `awards.comments.overrides.Override`.

    It holds for the words found; other words are another finding.
    """

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="overrides")
    # Id of an agreed comment, code of an item, or kind of a key theme.
    subject = models.CharField(max_length=40)
    rule = models.CharField(max_length=10)
    place = models.CharField(max_length=20)
    found = models.TextField(blank=True)
    reason = models.CharField(max_length=500)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.subject} {self.rule}"


class VisitIssue(models.Model):
    """A question for the site visit, made from an open point, and what was found."""

    class Kind(models.TextChoices):
        VERIFY = "verify"
        CLARIFY = "clarify"

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="visit_issues")
    item = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    question = models.TextField(max_length=1000)
    # The agreed comment it comes from, where it does.
    comment = models.ForeignKey(AgreedComment, null=True, blank=True, on_delete=models.PROTECT, related_name="issues")
    finding = models.TextField(blank=True, max_length=3000)
    # Ids of evidence, as V1.
    evidence = models.JSONField(default=list)
    is_closed = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["item", "position", "id"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.item}"


class VisitEvidence(models.Model):
    """Something seen on a site visit, with the name it is cited by. Never changes."""

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="visit_evidence")
    # 1, 2, …: cited as V1, V2.
    number = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=20, blank=True)
    text = models.TextField(max_length=2000)
    seen_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="award_visit_evidence_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="award_visit_evidence_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} V{self.number}"
