"""What companies do with cases."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from cases.models.library import Case


class CompanyCase(models.Model):
    """One company and one case: recommended, read, saved, tried, and what came of it. Seen by the company alone."""

    class Outcome(models.TextChoices):
        UNKNOWN = "", _("Too early to say")
        HELPED = "helped", _("It helped")
        PARTLY = "partly", _("It helped in part")
        NOT = "not", _("It did not help")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="companies")
    # Each the first time; none where it did not happen.
    recommended_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # "적용해 봄".
    tried_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default=Outcome.UNKNOWN)
    outcome_note = models.TextField(blank=True)
    # A measure before and after, where the company says one: {"kpi", "before", "after", "unit"}.
    figure = models.JSONField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "case"], name="company_case_once")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.case_id}"
