"""Shapes of the API's replies about applications, reviews and consensus."""

from rest_framework import serializers

from awards.models import AwardApplication
from diagnosis.api.serializers import TextField


class ApplicationSerializer(serializers.Serializer[object]):
    """An application as the caller may know it."""

    id = serializers.UUIDField()
    cycle = serializers.CharField()
    category = serializers.CharField()
    field = serializers.CharField(allow_blank=True, help_text="Of quality circles.")
    company = serializers.CharField(help_text="Name of the company.")
    team_name = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    state = serializers.CharField(
        help_text=f"{', '.join(AwardApplication.State.values)}; to its company no decision before it is told."
    )
    seen_as = serializers.CharField(help_text="company, office, team, judge")
    receipt_number = serializers.CharField(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class PartSerializer(serializers.Serializer[object]):
    code = serializers.CharField()
    title = TextField()
    state = serializers.CharField(help_text="todo, doing, done")
    missing = serializers.ListField(child=serializers.CharField())


class SubmissionSerializer(serializers.Serializer[object]):
    number = serializers.IntegerField(help_text="1 for the first, one more for each completion.")
    receipt_number = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    checksum = serializers.CharField()


class ApplicationDetailSerializer(ApplicationSerializer):
    """An application with what was handed in; its own company also sees how far it is written and until when."""

    submissions = SubmissionSerializer(many=True)
    deadline = serializers.DateTimeField(
        allow_null=True, help_text="The first moment that no longer counts; null where it cannot be handed in."
    )
    parts = PartSerializer(many=True, help_text="Of a draft or completion, for its own company; else empty.")


class ItemRatingSerializer(serializers.Serializer[object]):
    item = serializers.CharField()
    percent = serializers.IntegerField()
    range = serializers.CharField(allow_null=True)
    factors = serializers.DictField(child=serializers.CharField())


class CommentSerializer(serializers.Serializer[object]):
    id = serializers.CharField()
    item = serializers.CharField()
    kind = serializers.CharField(help_text="strength, ofi")
    factor = serializers.CharField(allow_blank=True)
    importance = serializers.CharField(allow_blank=True)
    text = TextField()
    evidence = serializers.ListField(child=serializers.CharField())


class ReviewSerializer(serializers.Serializer[object]):
    """An independent review. What is not locked is told as such and nothing of it."""

    examiner = serializers.CharField()
    is_own = serializers.BooleanField()
    is_lead = serializers.BooleanField()
    locked_at = serializers.DateTimeField(allow_null=True)
    ratings = ItemRatingSerializer(many=True)
    comments = CommentSerializer(many=True)
    visit_questions = serializers.DictField(child=serializers.CharField())


class ConsensusItemSerializer(serializers.Serializer[object]):
    item = serializers.CharField()
    path = serializers.CharField(help_text="median, discussion, lead_to_decide, lead_decided")
    percent = serializers.IntegerField(allow_null=True, help_text="As it stands; null while it is open.")
    range = serializers.CharField(allow_null=True)
    lowest = serializers.IntegerField(allow_null=True)
    highest = serializers.IntegerField(allow_null=True)
    rounds = serializers.IntegerField()
    visits = serializers.IntegerField(help_text="What the site visit recorded.")


class ThemeSerializer(serializers.Serializer[object]):
    kind = serializers.CharField()
    text = TextField()
    comments = serializers.ListField(child=serializers.CharField())


class ConsensusSerializer(serializers.Serializer[object]):
    """What the team agreed so far; empty before the consensus is opened."""

    phase = serializers.CharField(help_text="new, independent, consensus, visit, final")
    items = ConsensusItemSerializer(many=True)
    comments = CommentSerializer(many=True)
    themes = ThemeSerializer(many=True)


class ReportPendingSerializer(serializers.Serializer[object]):
    state = serializers.CharField(help_text="rendering")
