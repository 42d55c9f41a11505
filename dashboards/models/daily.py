"""Figures that are counted day by day, as they may be published; and which support programmes companies were shown."""

from django.db import models

from accounts.models import Company


class DailyFigures(models.Model):
    """What one page counts up to one midnight in Korea: rounded and protected already, nothing else is kept."""

    # The day that began at that midnight.
    day = models.DateField()
    kind = models.CharField(max_length=20)
    content = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "daily figures"
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="daily_figures_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day:%Y-%m-%d}"


class ProgrammeOffer(models.Model):
    """A support programme that fitted a company's weaknesses on the day of a result: the first time."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    # Code of the library of programmes.
    programme = models.CharField(max_length=40)
    offered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "programme"], name="programme_offer_once")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.programme}"
