"""The forms cases take in the API; their description is made from these."""

from typing import Any

from rest_framework import serializers

from cases.cards import CaseRow, CaseStory, Line
from cases.facets import Facet
from cases.figures import Figure


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
    is_award = serializers.BooleanField()
    is_synthetic = serializers.BooleanField()
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
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = CaseHitSerializer(many=True)
    facets = FacetSerializer(many=True)
    did_you_mean = serializers.CharField(allow_null=True, help_text="A better spelling, where one is known.")


class CaseDetailSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    organisation = serializers.CharField()
    award = serializers.CharField()
    award_code = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    year = serializers.IntegerField(allow_null=True)
    sector_code = serializers.CharField(allow_blank=True)
    size_code = serializers.CharField(allow_blank=True)
    region_code = serializers.CharField(allow_blank=True)
    country_code = serializers.CharField(allow_blank=True)
    themes = serializers.ListField(child=serializers.CharField())
    summary = serializers.CharField(allow_blank=True)
    problem = serializers.CharField(allow_blank=True)
    approach = serializers.CharField(allow_blank=True)
    lessons = serializers.CharField(allow_blank=True)
    figures = FigureSerializer(many=True)
    results = serializers.ListField(child=serializers.CharField())
    source_url = serializers.CharField(allow_blank=True)
    is_award = serializers.BooleanField()
    is_synthetic = serializers.BooleanField()
    verification_status = serializers.ChoiceField(["source-read", "unverified"])
    verification_note = serializers.CharField(allow_blank=True)


class SuggestionSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    kind = serializers.ChoiceField(["theme", "award", "organisation"])
    code = serializers.CharField(allow_blank=True, help_text="The facet's code for a theme or an award.")


class SuggestionsSerializer(serializers.Serializer[Any]):
    suggestions = SuggestionSerializer(many=True)


_CASE_FIELDS = ("id", "year", "award_code", "sector_code", "size_code", "region_code", "country_code", "themes",
                "is_award", "is_synthetic", "verification_status")  # fmt: skip


def hit_data(row: CaseRow) -> dict[str, Any]:
    """Lay out a row of the list."""
    return {
        **{name: getattr(row.case, name) for name in _CASE_FIELDS},
        "title": _text(row.title),
        "excerpt": _text(row.excerpt),
        "organisation": row.organisation,
        "figure": row.figure,
        "highlights": {"title": row.title.pieces, "excerpt": row.excerpt.pieces},
    }


def facet_data(facet: Facet) -> dict[str, Any]:
    """Lay out a facet with all its choices."""
    return {"key": facet.key, "title": str(facet.title), "choices": [*facet.first, *facet.rest]}


def story_data(story: CaseStory) -> dict[str, Any]:
    """Lay out a whole case."""
    texts = ("title", "organisation", "award", "summary", "problem", "approach", "lessons")
    return {
        **{name: getattr(story.case, name) for name in (*_CASE_FIELDS, "category", "source_url")},
        **{name: str(getattr(story, name)) for name in texts},
        "figures": story.figures,
        "results": [str(sentence) for sentence in story.sentences],
        "verification_note": story.note,
    }


def _text(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)
