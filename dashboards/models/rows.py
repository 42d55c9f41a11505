"""Looking at single companies' rows: for what, by whom, what was taken, and the monthly look at all of that."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RowAccess(models.Model):
    """A stated purpose that opens rows to one person for a short while. Append-only."""

    class Purpose(models.TextChoices):
        DATA_CHECK = "data_check", _("Check of data")
        COMPANY_REQUEST = "company_request", _("Request of a company")
        AUDIT = "audit", _("Audit")
        RESEARCH = "research", _("Research on order of the ministry")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    reason = models.CharField(max_length=500)
    # Filters that the rows must meet, as a query string.
    query = models.CharField(max_length=1000, blank=True)
    # The rows that met them, by id of diagnosis.models.BenchmarkEntry: what was opened is known ever after.
    entries = models.JSONField(default=list)
    opened_at = models.DateTimeField(db_index=True)
    closes_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.opened_at:%Y-%m-%d %H:%M}"


class RowUse(models.Model):
    """One look at opened rows, or one file of them; the audit trail has each too. Append-only."""

    class Kind(models.TextChoices):
        LOOK = "look"
        FILE = "file"

    access = models.ForeignKey(RowAccess, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rows = models.PositiveIntegerField()
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.used_at:%Y-%m-%d %H:%M}"


class RowAccessReview(models.Model):
    """The monthly look at who opened rows for what. Append-only."""

    month = models.DateField(unique=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accesses = models.PositiveIntegerField()
    # The reviewer had opened rows that month: no official was left who had not.
    is_own = models.BooleanField(default=False)
    finding = models.CharField(max_length=1000)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
