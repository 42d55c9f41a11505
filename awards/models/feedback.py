"""The feedback report: what was issued, when it is handed out, and who took it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from awards.models.applications import AwardApplication


class FeedbackReport(models.Model):
    """A report as it was issued: its facts and its file. Never changes; a correction is a new edition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="feedback_reports")
    edition = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    template_version = models.CharField(max_length=20)
    # Everything the report says, without examiners: the PDF is made from this alone.
    content = models.JSONField()
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "edition", "language"], name="award_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.edition} {self.language}"


class FeedbackRelease(models.Model):
    """From when on applicants of a cycle may take their reports. Append-only; the last one holds."""

    cycle_key = models.SlugField(max_length=60)
    releases_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["cycle_key", "-id"], name="award_release_latest")]

    def __str__(self) -> str:
        return f"{self.cycle_key} {self.releases_at:%Y-%m-%d}"


class FeedbackDownload(models.Model):
    """Who took which report, when. Append-only."""

    report = models.ForeignKey(FeedbackReport, on_delete=models.PROTECT, related_name="downloads")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.report_id} {self.taken_at:%Y-%m-%d}"


class FairnessReport(models.Model):
    """What the locked ratings of a cycle tell about its examiners, worked out by a worker. Asked for, then made once.

    `content` is what `awards.selectors.fairness` reads back; None while it is being worked out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle_key = models.SlugField(max_length=60)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    content = models.JSONField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["cycle_key", "-asked_at"], name="award_fairness_latest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content__isnull=True, made_at__isnull=True)
                | models.Q(content__isnull=False, made_at__isnull=False),
                name="award_fairness_made_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cycle_key} {self.asked_at:%Y-%m-%d}"
