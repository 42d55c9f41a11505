"""Looking at single companies' rows: for what, by whom, what was taken, and the monthly look at all of that."""

import uuid

from django.conf import settings
from django.db import models


class RowAccess(models.Model):
    """A stated purpose that opens rows to one person for a short while. Append-only but for its uses."""

    class Purpose(models.TextChoices):
        DATA_CHECK = "data_check"
        COMPANY_REQUEST = "company_request"
        AUDIT = "audit"
        RESEARCH = "research"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    reason = models.CharField(max_length=500)
    # Filters that the rows must meet, as a query string.
    query = models.CharField(max_length=1000, blank=True)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.opened_at:%Y-%m-%d %H:%M}"


class RowAccessReview(models.Model):
    """The monthly look at who opened rows for what. Append-only."""

    month = models.DateField(unique=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accesses = models.PositiveIntegerField()
    finding = models.CharField(max_length=1000)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
