"""Sums of results by finest cell, kept up to date, and editions: what of them is published at one moment."""

from django.conf import settings
from django.db import models

from diagnosis.models import BenchmarkSnapshot, ModelVersion


class RollupState(models.Model):
    """How far the rollup of a model version has come."""

    model_version = models.OneToOneField(ModelVersion, on_delete=models.PROTECT, related_name="+")
    # Entries and decisions up to these are counted.
    entry_id = models.BigIntegerField(default=0)
    decision_id = models.BigIntegerField(default=0)
    # How many entries lay up to the mark: more of them later were committed late, and are counted then.
    entries = models.PositiveIntegerField(default=0)
    companies = models.PositiveIntegerField(default=0)
    refreshed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.model_version_id} {self.entry_id}"


class RollupCell(models.Model):
    """The companies of one finest cell whose latest reference year is one year: sums of what they show."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    # '' where companies do not say.
    sector = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=20, blank=True)
    size = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=4, blank=True)
    companies = models.PositiveIntegerField()
    # Whole numbers only (dashboards/rollups): of every node the companies, the sum and the sum of squares in tenths.
    sums = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model_version", "year", "sector", "group", "size", "region"], name="rollup_cell_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.sector} {self.size} {self.region}"


class Edition(models.Model):
    """What the dashboards show of one published snapshot. Append-only.

    `content` holds nothing that is not published; `guard` holds who was in which cell, for the editions after.
    """

    snapshot = models.OneToOneField(BenchmarkSnapshot, on_delete=models.PROTECT, related_name="edition")
    content = models.BinaryField()
    guard = models.BinaryField()
    checksum = models.CharField(max_length=80)
    companies = models.PositiveIntegerField()
    is_synthetic = models.BooleanField(default=False)
    as_of = models.DateTimeField()
    created_at = models.DateTimeField()
    seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.as_of:%Y-%m-%d}"


class RegistryCount(models.Model):
    """Companies there are in the country, by sector and size: what the population mean is weighed by."""

    year = models.PositiveSmallIntegerField()
    sector = models.CharField(max_length=20)
    size = models.CharField(max_length=10)
    companies = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    is_synthetic = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "sector", "size"], name="registry_count_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.sector} {self.size}"
