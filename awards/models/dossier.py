"""The dossier (공적서) while it is written: texts item by item, figures of results, attachments."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from awards.models.applications import AwardApplication


class DossierText(models.Model):
    """What is written under one item, or under the organisation profile."""

    application = models.ForeignKey(AwardApplication, on_delete=models.CASCADE, related_name="texts")
    # An item of the criteria, or the code of its profile section.
    code = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    # What was drafted from the self-diagnosis, to tell where it came from:
    # [{"result": id, "receipt": number, "codes": [...], "reference_year": int, "taken_at": text}]
    origins = models.JSONField(default=list)
    revision = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "code"], name="award_text_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.code} r{self.revision}"


class DossierFigure(models.Model):
    """A series of results with its target and comparison: what a chart of the dossier shows."""

    class Direction(models.TextChoices):
        UP = "up"
        DOWN = "down"

    application = models.ForeignKey(AwardApplication, on_delete=models.CASCADE, related_name="figures")
    code = models.CharField(max_length=20)
    # 1, 2, …: with the item's number the name examiners cite, as 7.1-F1.
    number = models.PositiveSmallIntegerField()
    # Code of the assessment model's indicator it comes from; empty for a figure of the applicant's own.
    indicator = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=120)
    unit = models.CharField(max_length=20, blank=True)
    direction = models.CharField(max_length=5, choices=Direction.choices)
    # {"2023": 1.5, …}
    values = models.JSONField(default=dict)
    target = models.JSONField(default=dict)
    comparison = models.JSONField(default=dict)
    comparison_label = models.CharField(max_length=120, blank=True)
    # As DossierText.origins.
    origins = models.JSONField(default=list)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "code", "number"], name="award_figure_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.code}-F{self.number}"


class Attachment(models.Model):
    """Evidence attached to an item. Numbers are not given twice; what was taken out keeps its row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(AwardApplication, on_delete=models.CASCADE, related_name="attachments")
    code = models.CharField(max_length=20)
    # With the item's number the name examiners cite, as 7.1-E1.
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    storage_name = models.CharField(max_length=40)
    safe_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    mime = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "code", "number"], name="award_attachment_once"),
            models.UniqueConstraint(
                fields=["application", "code", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="award_attachment_same_file_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.code}-E{self.number}"
