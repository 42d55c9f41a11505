"""Rows of the ground floor: jobs and the audit trail."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Job(models.Model):
    """Work that a worker owes. The row is the truth; the broker is only told of it."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    # One open or finished job a kind and subject: the second request for the same work finds the first.
    subject = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    queue = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    # Progress as a worker reports it, 0-100.
    progress_percent = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="job_kind_subject_once"),
            models.CheckConstraint(
                condition=Q(state="running", leased_until__isnull=False, lease_token__isnull=False)
                | (~Q(state="running") & Q(leased_until__isnull=True, lease_token__isnull=True)),
                name="job_lease_only_while_running",
            ),
        ]
        # The sweeper looks for what is not finished.
        indexes = [
            models.Index(fields=["created_at"], name="job_open", condition=Q(state__in=["queued", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.state}"


class AuditEntry(models.Model):
    """One link of the append-only, hash-chained audit trail."""

    id = models.BigAutoField(primary_key=True)
    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    # The actor's id is kept as text: erasing a person must not break the chain.
    by = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=160)
    company_id = models.UUIDField(null=True, blank=True, db_index=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"
