"""Shapes of the API's replies."""

from rest_framework import serializers

from diagnosis.api.serializers import TextField


class CycleSerializer(serializers.Serializer[object]):
    """A published award cycle."""

    key = serializers.CharField()
    year = serializers.IntegerField()
    title = TextField()
    checksum = serializers.CharField()
    published_at = serializers.DateTimeField()


class StageSerializer(serializers.Serializer[object]):
    """A stage of the calendar; `ends_at` is the first moment that no longer counts."""

    code = serializers.CharField()
    track = serializers.CharField(allow_blank=True, help_text="Empty on the main line.")
    title = TextField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    is_verified = serializers.BooleanField()


class CategorySerializer(serializers.Serializer[object]):
    code = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # a field
    kind = serializers.CharField(help_text="organisation, team, individual")
    title = TextField()
    criteria = serializers.CharField(allow_null=True)
    is_open = serializers.BooleanField()
    is_verified = serializers.BooleanField()


class RuleSerializer(serializers.Serializer[object]):
    code = serializers.CharField()
    type = serializers.CharField(help_text="require, exclude")
    effect = serializers.CharField(help_text="block, officer, warn")
    message = TextField()
    is_verified = serializers.BooleanField()


class HonourSerializer(serializers.Serializer[object]):
    code = serializers.CharField()
    order = serializers.IntegerField()
    title = TextField()
    kinds = serializers.ListField(child=serializers.CharField())


class ConsentSerializer(serializers.Serializer[object]):
    code = serializers.CharField()
    is_required = serializers.BooleanField()
    message = TextField()


class CycleDetailSerializer(CycleSerializer):
    """A published award cycle with its calendar, categories, rules and consents."""

    is_provisional = serializers.BooleanField(help_text="Whether the dates wait for the official notice.")
    criteria = serializers.DictField(child=serializers.CharField(), help_text="Name of the criteria by key.")
    stages = StageSerializer(many=True)
    categories = CategorySerializer(many=True)
    honours = HonourSerializer(many=True)
    rules = RuleSerializer(many=True)
    consents = ConsentSerializer(many=True)
