"""The search index: derived from published cases, made anew at any time.

A build is one whole index. Rows of several builds stand side by side while a new one is made; readers use the active
one. The full-text index itself is the database's own (migration 0004): a generated `tsvector` column with a GIN index
on PostgreSQL, an FTS5 table kept by triggers on SQLite.
"""

import uuid

from django.db import models

# Operator classes of PostgreSQL; other databases compare so anyway.
_BYTES = ["int8_ops", "varchar_pattern_ops"]


class IndexBuild(models.Model):
    """One whole index."""

    id = models.BigAutoField(primary_key=True)
    analyser_version = models.CharField(max_length=20)
    # New with every change to the index: what a process keeps in memory is good as long as this is the same.
    stamp = models.UUIDField(default=uuid.uuid4)
    is_active = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_active"], condition=models.Q(is_active=True), name="one_active_build")
        ]

    def __str__(self) -> str:
        return f"index {self.pk}"


class IndexedCase(models.Model):
    """One case in one build: its tokens for search, its facets and its standing for order."""

    # The document number of the full-text index.
    id = models.BigAutoField(primary_key=True)
    build = models.ForeignKey(IndexBuild, on_delete=models.CASCADE, related_name="+")
    case_id = models.SlugField(max_length=80)
    # Tokens of cases.search.analyser, one space between.
    title_tokens = models.TextField()
    body_tokens = models.TextField(blank=True)
    themes = models.CharField(max_length=600, blank=True)
    methods = models.CharField(max_length=600, blank=True)
    sector_code = models.CharField(max_length=20, blank=True)
    size_code = models.CharField(max_length=10, blank=True)
    award_code = models.CharField(max_length=40, blank=True)
    region_code = models.CharField(max_length=4, blank=True)
    country_code = models.CharField(max_length=2, blank=True)
    year = models.PositiveSmallIntegerField(default=0)
    is_verified = models.BooleanField()
    is_rich = models.BooleanField()
    has_figures = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["build", "case_id"], name="indexed_once")]

    def __str__(self) -> str:
        return self.case_id


class IndexedTerm(models.Model):
    """In how many cases of a build a token stands."""

    build = models.ForeignKey(IndexBuild, on_delete=models.CASCADE, related_name="+")
    term = models.CharField(max_length=60)
    cases = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["build", "term"], name="indexed_term_once")]

    def __str__(self) -> str:
        return self.term


class Suggestion(models.Model):
    """Something a person may mean while typing: a word of the library, a theme, method, award or organisation."""

    build = models.ForeignKey(IndexBuild, on_delete=models.CASCADE, related_name="+")
    # What typing is compared with: folded, without spaces; and its initial consonants (초성).
    key = models.CharField(max_length=120)
    initials = models.CharField(max_length=120, blank=True)
    text_ko = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=40, blank=True)
    # In how many cases; decides the order.
    cases = models.PositiveIntegerField()

    class Meta:
        indexes = [
            # Compared byte by byte, whatever the collation of the database: what begins with a text is one range.
            models.Index(fields=["build", "key"], name="suggestion_key", opclasses=_BYTES),
            models.Index(fields=["build", "initials"], name="suggestion_initials", opclasses=_BYTES),
        ]

    def __str__(self) -> str:
        return self.key


class CaseVector(models.Model):
    """The meaning of a case's text as a vector of an embedding model (optional extra `semantic`)."""

    case_id = models.SlugField(max_length=80)
    model = models.CharField(max_length=40)
    # Of the text it was made from; another digest means it is old.
    digest = models.CharField(max_length=80)
    vector = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "model"], name="case_vector_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.model}"
