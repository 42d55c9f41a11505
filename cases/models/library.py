"""Award-winning cases and how each came to be as it is."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company


class PublishedCases(models.Manager["Case"]):
    """What anybody may read."""

    def get_queryset(self) -> "models.QuerySet[Case]":
        return super().get_queryset().filter(state=Case.State.PUBLISHED)


class Case(models.Model):
    """One case (우수사례) of the library, in Korean and English.

    `objects` holds all of them, `published` what anybody may read: lists, pages and recommendations start there.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        # Taken down: its page says so, nothing finds it.
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Verification(models.TextChoices):
        SOURCE_READ = "source-read"
        UNVERIFIED = "unverified"

    # The id of the import file: stable, so that an import can run twice.
    id = models.SlugField(primary_key=True, max_length=80)
    # Of the short address that a printed page carries: /c/<short_code>/.
    short_code = models.CharField(max_length=8, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    # Of an edit that waits beside the public text, as the last revision holds it: draft or review; empty without one.
    edit_state = models.CharField(max_length=10, choices=State.choices, blank=True, default="")
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
    root_cause_ko = models.TextField(blank=True)
    root_cause_en = models.TextField(blank=True)
    approach_ko = models.TextField(blank=True)
    approach_en = models.TextField(blank=True)
    # Codes of cases/data/methods.json.
    methods = models.JSONField(default=list)
    # What made it possible: people, money, backing.
    enablers_ko = models.TextField(blank=True)
    enablers_en = models.TextField(blank=True)
    # Effects beyond the measured results: standards written, people trained, spread to other plants.
    effect_ko = models.TextField(blank=True)
    effect_en = models.TextField(blank=True)
    # Maturity it started from, 1-5, an editor's judgement of what its text tells; none where it does not.
    start_level = models.PositiveSmallIntegerField(null=True, blank=True)
    # What to watch for when another company does the same.
    lessons_ko = models.TextField(blank=True)
    lessons_en = models.TextField(blank=True)
    # [{"text_ko", "text_en", "kpi", "kpi_en", "family", "before", "after", "unit"}]: `family` is a code of
    # cases/data/kpis.json; before and after are the source's own words
    # and stand only where it gives them; `cases.figures` reads the numbers in them.
    results = models.JSONField(default=list)
    summary_ko = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    source_url = models.CharField(max_length=600, blank=True)
    verification_status = models.CharField(max_length=20, choices=Verification.choices)
    verification_note = models.CharField(max_length=300, blank=True)
    is_synthetic = models.BooleanField(default=False)
    # Of the company that proposed it; empty where an editor or a file brought it.
    proposed_by = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Its text in comparable form, for search without an index.
    search_text = models.TextField(blank=True)
    search_title = models.TextField(blank=True)
    # A result says a number.
    has_figures = models.BooleanField(default=False)
    # Has an approach or results: a case one can learn from, above a bare award record.
    is_rich = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()

    objects = models.Manager["Case"]()
    published = PublishedCases()

    class Meta:
        indexes = [
            models.Index(fields=["-year", "id"], name="case_newest"),
            models.Index(fields=["state", "-loaded_at"], name="case_by_state"),
            models.Index(fields=["edit_state"], condition=~models.Q(edit_state=""), name="case_with_edit"),
        ]

    def __str__(self) -> str:
        return self.title_ko


class CaseRevision(models.Model):
    """A case as it stood after one change. Never changed once written."""

    class Action(models.TextChoices):
        LOADED = "loaded", _("Loaded from a file")
        CREATED = "created", _("Created")
        EDITED = "edited", _("Edited")
        REVERTED = "reverted", _("Earlier text taken up again")
        DISCARDED = "discarded", _("Edit discarded")
        PROPOSED = "proposed", _("Proposed by a company")
        SENT_TO_REVIEW = "sent", _("Sent to review")
        RETURNED = "returned", _("Returned to its author")
        TAKEN_BACK = "taken-back", _("Taken back by its author")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RESTORED = "restored", _("Restored")
        UNDONE = "undone", _("Import undone")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=Action.choices)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=Case.State.choices)
    # Value of every field an editor may change (cases.services.revisions).
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="case_revision_once")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.number}"


class CaseImport(models.Model):
    """A file an official uploaded: looked at first, then taken as a whole, and taken back if need be."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", _("Previewed")
        APPLIED = "applied", _("Taken")
        UNDONE = "undone", _("Taken back")
        DISCARDED = "discarded", _("Discarded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    checksum = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    # Field values of each case as `cases.importing.read_records` returns them; empty where the file has faults.
    records: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    # [{"row", "column", "cell", "message_ko", "message_en"}], the first of them
    faults: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    # Counts and what else is told of it: of the file when it is looked at, of the library once it is taken.
    summary: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    # For taking back: id -> {"revision": its number once taken, "content": the values before, null where it was new,
    # "state": the state before}.
    before: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
