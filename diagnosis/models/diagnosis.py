"""A company's diagnosis, its answers while they are written, and the frozen submission."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Company
from diagnosis.models.catalog import ModelVersion


class Diagnosis(models.Model):
    """One company's diagnosis for one reference year by one model version."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        SCORED = "scored"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="diagnoses")
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="diagnoses")
    reference_year = models.PositiveSmallIntegerField()
    # Codes of the optional modules chosen (DNA, SVC, ESG).
    modules = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "diagnoses"
        constraints = [
            # One open or finished diagnosis a company, model and year; a cancelled one frees the place.
            models.UniqueConstraint(
                fields=["company", "model_version", "reference_year"],
                condition=~Q(state="cancelled"),
                name="diagnosis_once_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.reference_year}"


class Answer(models.Model):
    """The current answer to one item of a draft."""

    class State(models.TextChoices):
        ANSWERED = "answered"
        UNKNOWN = "unknown"
        NA_CLAIMED = "na_claimed"
        # Taken back, or a note without an answer: the row stays, so that no older save brings the answer back.
        MISSING = "missing"

    class Confidence(models.TextChoices):
        SURE = "sure"
        USUAL = "usual"
        ESTIMATE = "estimate"

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="answers")
    code = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State.choices)
    # Rubric: level. Checklist: list of option codes. Number: {"value", "unit", "text"} in the unit as typed.
    value = models.JSONField(null=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, default=Confidence.USUAL)
    na_reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    revision = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["diagnosis", "code"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.diagnosis_id} {self.code} r{self.revision}"


class Submission(models.Model):
    """The answers as submitted, with the company's profile of that moment. Never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    diagnosis = models.OneToOneField(Diagnosis, on_delete=models.PROTECT, related_name="submission")
    receipt_number = models.CharField(max_length=30, unique=True)
    idempotency_key = models.CharField(max_length=80, blank=True)
    # {"sector", "group", "size", "region", "year", "name", "employees", "sales_krw", "certificates", "is_synthetic"}
    profile = models.JSONField()
    # code -> {"state", "value", "unit", "confidence", "na_reason", "note", "evidence"}
    answers = models.JSONField()
    # Consistency rules that still fired when the company submitted.
    flags = models.JSONField(default=list)
    checksum = models.CharField(max_length=80)
    submitted_at = models.DateTimeField()
    # People are deactivated and made nameless, not deleted: this row never changes.
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.receipt_number
