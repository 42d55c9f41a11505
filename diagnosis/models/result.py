"""What was computed and issued. Append-only: a correction is a new row."""

import uuid

from django.db import models
from django.db.models import Q

from diagnosis.models.catalog import ModelVersion
from diagnosis.models.diagnosis import Submission


class BenchmarkSnapshot(models.Model):
    """A benchmark as it stood at one moment; its id is the hash of its content."""

    id = models.CharField(primary_key=True, max_length=80)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="snapshots")
    as_of = models.DateTimeField()
    # The benchmark file of the public contract: cells, parameters, anchors.
    content = models.JSONField()
    companies = models.PositiveIntegerField()
    is_synthetic = models.BooleanField(default=False)
    # Counts and members by finest cell, from which every percentile is read exactly; b"" in oldest rows.
    histograms = models.BinaryField(default=b"")
    # Which entries were asked in: {"first_year", "last_year", "last_decision"}; {} in oldest rows.
    entries = models.JSONField(default=dict)
    # What publishing it would change against the one published when it was built.
    preview = models.JSONField(default=dict)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="later", db_index=False
    )

    def __str__(self) -> str:
        return f"{self.model_version} {self.as_of:%Y-%m-%d}"


class Result(models.Model):
    """One scoring of one submission, with the identity of all it was made from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="results")
    model_checksum = models.CharField(max_length=80)
    snapshot = models.ForeignKey(BenchmarkSnapshot, on_delete=models.PROTECT, related_name="results")
    engine_version = models.CharField(max_length=20)
    # Written with many others: numbers for benchmarks, no positions, plan or cases. No page shows these.
    is_bulk = models.BooleanField(default=False)
    score = models.FloatField(null=True)
    base_score = models.FloatField(null=True)
    level = models.PositiveSmallIntegerField(null=True)
    coverage_ratio = models.FloatField()
    # The whole score sheet, positions, priorities and recommendations, unrounded.
    content = models.JSONField()
    checksum = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "model_checksum", "snapshot", "engine_version", "is_bulk"],
                name="result_once_for_same_inputs",
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.score}"


class Report(models.Model):
    """An issued PDF of a result in one language: with the plan that scoring proposed, or with one of the company's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="reports")
    # The revision of the company's plan inside; None: the plan that scoring proposed.
    plan = models.ForeignKey(
        "diagnosis.PlanRevision", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    # State of the company's tasks inside: its hash; "" without a plan of the company's own.
    tasks_checksum = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=5)
    template_version = models.CharField(max_length=20)
    # Path below MEDIA_ROOT; never a public address.
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["result", "language", "template_version"], condition=Q(plan__isnull=True), name="report_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "language", "template_version", "tasks_checksum"], name="plan_report_once"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
