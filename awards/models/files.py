"""Award criteria and cycles as they were loaded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class AwardFile(models.Model):
    """One file of criteria or of a cycle, kept byte for byte. Immutable once published.

    A correction is another row of the same name; the one published last holds.
    """

    class Kind(models.TextChoices):
        CRITERIA = "criteria"
        CYCLE = "cycle"

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    # What a cycle calls its criteria by; of a cycle its key.
    name = models.SlugField(max_length=60)
    key = models.SlugField(max_length=60)
    # Of criteria the version in the file, of a cycle the year.
    version = models.CharField(max_length=30)
    title = models.JSONField()
    source = models.TextField()
    checksum = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    loaded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    # None: the system itself, by a command.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "checksum"], name="award_file_once"),
            models.UniqueConstraint(fields=["kind", "name"], condition=Q(status="draft"), name="award_file_one_draft"),
            models.CheckConstraint(
                condition=Q(status="published", published_at__isnull=False)
                | Q(status="draft", published_at__isnull=True),
                name="award_file_published_at_with_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED
