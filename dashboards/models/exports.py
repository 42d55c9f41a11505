"""Files that officials ask for and a worker writes."""

import uuid

from django.conf import settings
from django.db import models


class Export(models.Model):
    """One asked-for file: which page with which filters, in which format, and until when it may be fetched."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"
        # Its time is over and the file is gone; the row stays to tell what was taken away.
        SWEPT = "swept"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    format = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Of the asker when it was asked: a file never holds more than its asker may see.
    scope_region = models.CharField(max_length=4, blank=True)
    scope_sector = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done_percent = models.PositiveSmallIntegerField(default=0)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.page} {self.format} {self.asked_at:%Y-%m-%d %H:%M}"
