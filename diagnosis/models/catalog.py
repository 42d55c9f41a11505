"""Assessment models as they were loaded."""

from django.db import models
from django.db.models import Q


class ModelVersion(models.Model):
    """One version of an assessment model: its file, kept byte for byte. Immutable once published."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    key = models.SlugField(max_length=40)
    version = models.CharField(max_length=20)
    title = models.JSONField()
    source = models.TextField()
    checksum = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    loaded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="model_version_once"),
            models.CheckConstraint(
                condition=Q(status="published", published_at__isnull=False)
                | Q(status="draft", published_at__isnull=True),
                name="model_version_published_at_with_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}@{self.version}"
