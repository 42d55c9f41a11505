"""Award-winning cases."""

from django.db import models


class Case(models.Model):
    """One case (우수사례) of the library, in Korean and English."""

    class Verification(models.TextChoices):
        SOURCE_READ = "source-read"
        UNVERIFIED = "unverified"

    # The id of the import file: stable, so that an import can run twice.
    id = models.SlugField(primary_key=True, max_length=80)
    organisation_ko = models.CharField(max_length=200)
    organisation_en = models.CharField(max_length=200, blank=True)
    country_code = models.CharField(max_length=2, blank=True)
    # Region code of accounts.reference where the region is Korean; the source's own words otherwise.
    region_code = models.CharField(max_length=4, blank=True)
    region_text = models.CharField(max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    award_ko = models.CharField(max_length=200, blank=True)
    award_en = models.CharField(max_length=200, blank=True)
    # Which award it is, for facets (see cases/awards.py).
    award_code = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=200, blank=True)
    is_award = models.BooleanField(default=True)
    sector_code = models.CharField(max_length=20, blank=True)
    sector_ko = models.CharField(max_length=120, blank=True)
    sector_en = models.CharField(max_length=120, blank=True)
    size_code = models.CharField(max_length=10, blank=True)
    themes = models.JSONField(default=list)
    title_ko = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    problem_ko = models.TextField(blank=True)
    problem_en = models.TextField(blank=True)
    approach_ko = models.TextField(blank=True)
    approach_en = models.TextField(blank=True)
    # What to watch for when another company does the same.
    lessons_ko = models.TextField(blank=True)
    lessons_en = models.TextField(blank=True)
    # [{"text_ko", "text_en", "kpi", "kpi_en", "before", "after", "unit"}]: before and after are the source's own words
    # and stand only where it gives them; `cases.figures` reads the numbers in them.
    results = models.JSONField(default=list)
    summary_ko = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    source_url = models.CharField(max_length=600, blank=True)
    verification_status = models.CharField(max_length=20, choices=Verification.choices)
    verification_note = models.CharField(max_length=300, blank=True)
    is_synthetic = models.BooleanField(default=False)
    # Text the list searches, normalised; written by the import service. The title's part weighs more.
    search_text = models.TextField(blank=True)
    search_title = models.TextField(blank=True)
    # A result says a number.
    has_figures = models.BooleanField(default=False)
    # Has an approach or results: a case one can learn from, above a bare award record.
    is_rich = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-year", "id"], name="case_newest")]

    def __str__(self) -> str:
        return self.title_ko
