"""The forms cases take in the API; their description is made from these."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from cases.cards import CaseRow, CaseStory, case_row
from cases.facets import Facet, facets_of
from cases.figures import Figure
from cases.search.highlighting import marker_of
from cases.selectors.search import CasePage


class PieceSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    hit = serializers.BooleanField(help_text="What was searched stands here.")


class FigureSerializer(serializers.Serializer[Figure]):
    kpi = serializers.CharField()
    before = serializers.CharField(allow_blank=True, help_text="As the source says it; empty where it names none.")
    after = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    before_value = serializers.FloatField(allow_null=True, help_text="The number, where it is exactly one.")
    after_value = serializers.FloatField(allow_null=True)
    change = serializers.CharField(allow_blank=True, help_text="In points for a percentage, else in percent of before.")


class HighlightsSerializer(serializers.Serializer[Any]):
    title = PieceSerializer(many=True)
    excerpt = PieceSerializer(many=True)


class CaseHitSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    excerpt = serializers.CharField()
    organisation = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    award_code = serializers.CharField(allow_blank=True)
    sector_code = serializers.CharField(allow_blank=True)
    size_code = serializers.CharField(allow_blank=True)
    region_code = serializers.CharField(allow_blank=True)
    country_code = serializers.CharField(allow_blank=True)
    themes = serializers.ListField(child=serializers.CharField())
    methods = serializers.ListField(child=serializers.CharField())
    is_award = serializers.BooleanField()
    is_synthetic = serializers.BooleanField()
    is_complete = serializers.BooleanField(help_text="Holds every word of the query; false for a related one.")
    verification_status = serializers.ChoiceField(["source-read", "unverified"])
    figure = FigureSerializer(allow_null=True)
    highlights = HighlightsSerializer()


class ChoiceSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()
    is_chosen = serializers.BooleanField()


class FacetSerializer(serializers.Serializer[Facet]):
    key = serializers.CharField()
    title = serializers.CharField()
    choices = ChoiceSerializer(many=True)


class CasePageSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="Cases found, related ones too.")
    complete = serializers.IntegerField(help_text="Cases that hold every word of the query; they stand first.")
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = CaseHitSerializer(many=True)
    facets = FacetSerializer(many=True)
    did_you_mean = serializers.CharField(allow_null=True, help_text="A better spelling, where one is known.")
    reading = serializers.CharField(allow_null=True, help_text="What was searched instead of the letters as typed.")
    reading_kind = serializers.ChoiceField(["", "initials", "keyboard", "spelling"], help_text="Why it was.")
    notice = serializers.ChoiceField(
        ["", "no-index"], help_text="`no-index`: a coarser search, while the index is made."
    )


class CaseSectionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    paragraphs = serializers.ListField(child=PieceSerializer(many=True))


class CaseDetailSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    organisation = serializers.CharField()
    award = serializers.CharField(help_text="As its source says it.")
    award_now = serializers.CharField(allow_blank=True, help_text="The award's name today, where it is known.")
    award_then = serializers.CharField(allow_blank=True, help_text="What it was called in that year, where another.")
    award_code = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    year = serializers.IntegerField(allow_null=True)
    sector_code = serializers.CharField(allow_blank=True)
    size_code = serializers.CharField(allow_blank=True)
    region_code = serializers.CharField(allow_blank=True)
    country_code = serializers.CharField(allow_blank=True)
    themes = serializers.ListField(child=serializers.CharField())
    methods = serializers.ListField(child=serializers.CharField())
    summary = serializers.CharField(allow_blank=True)
    problem = serializers.CharField(allow_blank=True)
    root_cause = serializers.CharField(allow_blank=True)
    approach = serializers.CharField(allow_blank=True)
    enablers = serializers.CharField(allow_blank=True)
    effect = serializers.CharField(allow_blank=True)
    lessons = serializers.CharField(allow_blank=True)
    start_level = serializers.IntegerField(allow_null=True, help_text="Maturity it began at, 1-5, judged by its text.")
    figures = FigureSerializer(many=True)
    results = serializers.ListField(child=serializers.CharField())
    sections = CaseSectionSerializer(many=True, help_text="The story in its order, what was searched marked.")
    source_url = serializers.CharField(allow_blank=True)
    is_award = serializers.BooleanField()
    is_synthetic = serializers.BooleanField()
    verification_status = serializers.ChoiceField(["source-read", "unverified"])
    verification_note = serializers.CharField(allow_blank=True)
    short_code = serializers.CharField()
    short_link = serializers.CharField(help_text="The short address, for print.")


class SuggestionSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    kind = serializers.ChoiceField(["word", "theme", "method", "award", "sector", "organisation"])
    code = serializers.CharField(allow_blank=True, help_text="The facet's code, where there is a facet of that kind.")
    count = serializers.IntegerField(help_text="Cases that have it.")


class SuggestionsSerializer(serializers.Serializer[Any]):
    suggestions = SuggestionSerializer(many=True)


_CASE_FIELDS = ("id", "year", "award_code", "sector_code", "size_code", "region_code", "country_code", "themes",
                "methods", "is_award", "is_synthetic", "verification_status")  # fmt: skip


def page_data(found: CasePage, language: str) -> dict[str, Any]:
    """Lay out a page of results."""
    understood, marker = found.understood, marker_of(found.understood)
    first = max(0, found.page.start_index() - 1)
    return {
        "count": found.total,
        "complete": found.complete,
        "page": found.page.number,
        "pages": found.page.paginator.num_pages,
        "results": [
            hit_data(case_row(case, language, marker), is_complete=number < found.complete)
            for number, case in enumerate(found.cases, start=first)
        ],
        "facets": [facet_data(facet) for facet in facets_of(found.criteria, found.counts, language)],
        "did_you_mean": understood.did_you_mean or None,
        "reading": understood.reading or None,
        "reading_kind": understood.reading_kind,
        "notice": found.notice,
    }


def hit_data(row: CaseRow, *, is_complete: bool = True) -> dict[str, Any]:
    """Lay out a row of the list."""
    return {
        **{name: getattr(row.case, name) for name in _CASE_FIELDS},
        "title": str(row.title),
        "excerpt": str(row.excerpt),
        "organisation": row.organisation,
        "is_complete": is_complete,
        "figure": row.figure,
        "highlights": {"title": row.title.pieces, "excerpt": row.excerpt.pieces},
    }


def facet_data(facet: Facet) -> dict[str, Any]:
    """Lay out a facet with all its choices."""
    return {"key": facet.key, "title": str(facet.title), "choices": [*facet.first, *facet.rest]}


def story_data(story: CaseStory, absolute: Callable[[str], str]) -> dict[str, Any]:
    """Lay out a whole case; `absolute` makes a whole address of a path."""
    own = (*_CASE_FIELDS, "category", "source_url", "start_level", "short_code")
    texts = ("title", "organisation", "award", "award_now", "award_then", "summary", "problem", "root_cause",
             "approach", "enablers", "effect", "lessons")  # fmt: skip
    return {
        **{name: getattr(story.case, name) for name in own},
        **{name: str(getattr(story, name)) for name in texts},
        "figures": story.figures,
        "results": [str(sentence) for sentence in story.sentences],
        "sections": [
            {"key": one.key, "title": str(one.title), "paragraphs": [line.pieces for line in one.paragraphs]}
            for one in story.sections
        ],
        "verification_note": story.note,
        "short_link": absolute(reverse("short-case", args=[story.case.short_code])),
    }
