"""What a company means to do about a result: its plan, revision by revision, and the tasks taken from it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from diagnosis.models.diagnosis import Diagnosis
from diagnosis.models.result import Result


class PlanRevision(models.Model):
    """One saved state of a company's plan. Append-only: a change is the next number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.PROTECT, related_name="plan_revisions", db_index=False)
    # The content is a function of this result and the inputs alone.
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="plan_revisions")
    number = models.PositiveIntegerField()
    # {"horizon", "cost_shares", "kpis", "targets", "people_months_a_quarter", "money", "quarters"}
    inputs = models.JSONField()
    # {"plan", "forecast"}
    content = models.JSONField()
    checksum = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    # People are deactivated and made nameless, not deleted: this row never changes.
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["diagnosis", "number"], name="plan_revision_once")]

    def __str__(self) -> str:
        return f"{self.diagnosis_id} plan {self.number}"


class ImprovementTask(models.Model):
    """A measure of the plan that the company has taken on. Its history stands in the audit trail."""

    class Status(models.TextChoices):
        TODO = "todo"
        DOING = "doing"
        DONE = "done"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.PROTECT, related_name="improvement_tasks", db_index=False)
    # Code of a measure of the library.
    measure = models.CharField(max_length=40)
    # A member, or somebody known by name alone.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_name = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.TODO)
    # Person-months of own staff that it took, for the next estimates.
    actual_effort = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "measure"], name="improvement_task_once"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(owner_name=""), name="improvement_task_has_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.diagnosis_id} {self.measure} {self.status}"
