"""What was changed about a cycle's calendar after it was published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class StageChange(models.Model):
    """Other times for one stage of a cycle: an extension, an outage, a move. Append-only; the last one holds."""

    class Kind(models.TextChoices):
        EXTENSION = "extension"
        OUTAGE = "outage"
        MOVE = "move"

    # Key of the cycle: a correction of its file keeps what was changed about its calendar.
    cycle_key = models.SlugField(max_length=60)
    stage = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_at = models.DateTimeField()
    # The first moment that no longer counts.
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["cycle_key", "stage", "-id"], name="award_stage_change_last")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="award_stage_change_forward")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_key} {self.stage} {self.kind}"
