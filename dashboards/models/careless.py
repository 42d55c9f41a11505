"""Looks through all answers of a model version: how well the survey measures, and what looks careless.

What follows of a sign is a person's: diagnosis.models.EntryDecision.
"""

from django.db import models

from diagnosis.models import ModelVersion, Submission


class CarelessRun(models.Model):
    """One look through all answers of a model version: what it found of the survey itself. Append-only."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    ran_at = models.DateTimeField()
    submissions = models.PositiveIntegerField()
    # Flag -> submissions that show it; flags that could not be looked for say why.
    found = models.JSONField(default=dict)
    # Year -> figures of the survey's quality, as they are displayed: dashboards/survey/figures.py.
    figures = models.JSONField(default=dict)
    # Decisions up to this one were known.
    last_decision = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.model_version_id} {self.ran_at:%Y-%m-%d}"


class CarelessFlag(models.Model):
    """The signs that a run found on one submission: two or more wait for a person. Append-only."""

    run = models.ForeignKey(CarelessRun, on_delete=models.PROTECT, related_name="flags")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="careless_flags")
    signs = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "submission"], name="careless_flag_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.signs}"
