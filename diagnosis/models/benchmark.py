"""What enters a benchmark, the chain of jobs that builds one, and which one is published."""

import uuid

from django.conf import settings
from django.db import models

from accounts.models import Company
from diagnosis.models.catalog import ModelVersion
from diagnosis.models.diagnosis import Submission
from diagnosis.models.result import BenchmarkSnapshot, Result


class BenchmarkEntry(models.Model):
    """What of one result a benchmark needs, in a row that is cheap to read by the million. Append-only.

    Written in the transaction of its result. Whether it enters a snapshot is decided when the snapshot is built: each
    company counts once (``diagnosis.services.benchmarks``).
    """

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="benchmark_entry")
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="benchmark_entries", db_index=False)
    # First 64 bits of the company's id as a signed number: parts of a build are ranges of it.
    company_key = models.BigIntegerField()
    submission_id = models.UUIDField()
    reference_year = models.PositiveSmallIntegerField()
    # Facts as the company stated them when it submitted; '' where it stated none.
    sector = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=20, blank=True)
    size = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=4, blank=True)
    # Business number of the 기업집단's head company; '' where the company stands alone.
    business_group = models.CharField(max_length=10, blank=True)
    submitted_at = models.DateTimeField()
    scored_at = models.DateTimeField()
    engine_version = models.CharField(max_length=20)
    is_synthetic = models.BooleanField()
    # The overall score is valid (docs/method.md).
    is_valid = models.BooleanField()
    # Not so much was declared not applicable that the score may not be compared.
    is_comparable = models.BooleanField()
    # The answers were checked by an examiner: stands before the company's own of the same year.
    verified = models.BooleanField(default=False)
    # Tenths of a point as displayed, 16-bit little-endian, -1 for none: groups then items in the model's order.
    own = models.BinaryField()
    # The groups alone, by the weights all companies have in common.
    base = models.BinaryField()

    class Meta:
        verbose_name_plural = "benchmark entries"
        indexes = [
            models.Index(fields=["model_version", "company_key"], name="entry_by_company_key"),
            models.Index(fields=["company", "model_version"], name="entry_by_company"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.reference_year}"


class EntryDecision(models.Model):
    """An official's decision that a submission's results stay in benchmarks or are left out. The newest one holds.

    Append-only. Nothing is ever left out without one.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="entry_decisions")
    is_left_out = models.BooleanField()
    reason = models.CharField(max_length=500)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.is_left_out}"


class SnapshotPublication(models.Model):
    """The decision that scoring goes by a snapshot from now on. Append-only: the newest one holds."""

    snapshot = models.OneToOneField(BenchmarkSnapshot, on_delete=models.PROTECT, related_name="publication")
    published_at = models.DateTimeField()
    # None: the platform itself, for the first snapshot of a model version and for synthetic data.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.published_at:%Y-%m-%d}"


class BenchmarkBuild(models.Model):
    """One building of a snapshot: shared out among parts, each a job, and finished when the last part is there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    # Results written later do not enter.
    as_of = models.DateTimeField()
    parts_wanted = models.PositiveSmallIntegerField()
    # A company's latest reference year enters if it is one of these.
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    # Decisions up to this one are heeded; later ones wait for the next snapshot.
    last_decision = models.BigIntegerField(default=0)
    # Published values of another survey count as companies until there are enough.
    with_anchors = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    snapshot = models.ForeignKey(
        BenchmarkSnapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="builds"
    )

    def __str__(self) -> str:
        return f"{self.model_version} {self.created_at:%Y-%m-%d %H:%M}"


class BenchmarkPart(models.Model):
    """What one share of the companies gave: counts that are added up. Gone when the build is finished."""

    build = models.ForeignKey(BenchmarkBuild, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    histograms = models.BinaryField()
    companies = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["build", "number"], name="benchmark_part_once")]

    def __str__(self) -> str:
        return f"{self.build_id} {self.number}"
