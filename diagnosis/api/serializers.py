"""Shapes of the API's requests and replies."""

from rest_framework import serializers

from diagnosis.models import Answer, Diagnosis
from diagnosis.services.answers import MAX_REVISION


class TextField(serializers.Serializer[dict[str, str]]):
    ko = serializers.CharField()
    en = serializers.CharField()


class ModelSerializer(serializers.Serializer[object]):
    """A published assessment model."""

    key = serializers.CharField()
    version = serializers.CharField()
    title = TextField()
    checksum = serializers.CharField()
    published_at = serializers.DateTimeField()


class ModelDetailSerializer(ModelSerializer):
    """A published assessment model with its groups and questions."""

    tree = serializers.JSONField()
    modules = serializers.JSONField()


class StartSerializer(serializers.Serializer[object]):
    """What starts a diagnosis. ``model`` is a key or ``key@version``."""

    model = serializers.CharField(max_length=61)
    company = serializers.UUIDField(required=False)
    reference_year = serializers.IntegerField(required=False)
    modules = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=20)


class CountSerializer(serializers.Serializer[object]):
    answered = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField()
    label = serializers.CharField(help_text="In the reader's language.")  # type: ignore[assignment]  # a field


class SectionSerializer(CountSerializer):
    section = serializers.CharField()
    title = TextField()
    state = serializers.CharField(help_text="not_started, in_progress, complete, needs_check")


class DiagnosisSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    company = serializers.UUIDField()
    model = serializers.CharField()
    reference_year = serializers.IntegerField()
    modules = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField(help_text=", ".join(Diagnosis.State.values))
    created_at = serializers.DateTimeField()
    receipt_number = serializers.CharField(allow_null=True)


class AnswerSerializer(serializers.Serializer[object]):
    """A stored answer."""

    code = serializers.CharField()
    state = serializers.ChoiceField(choices=Answer.State.choices)
    value = serializers.JSONField(allow_null=True)
    na_reason = serializers.CharField()
    confidence = serializers.ChoiceField(choices=Answer.Confidence.choices)
    note = serializers.CharField()
    evidence = serializers.CharField()
    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField()


class DiagnosisDetailSerializer(DiagnosisSerializer):
    progress = CountSerializer()
    sections = SectionSerializer(many=True)
    answers = AnswerSerializer(many=True)


class AnswerInSerializer(serializers.Serializer[object]):
    """An answer to save. A side field left out stays as it is stored."""

    value = serializers.JSONField(
        allow_null=True,
        help_text='3 · ["a"] · {"value": 120, "unit": "ppm"} · {"na": "reason"} · "unknown" · null takes it back',
    )
    revision = serializers.IntegerField(min_value=1, max_value=MAX_REVISION)
    confidence = serializers.ChoiceField(choices=Answer.Confidence.choices, required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    evidence = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class SavedSerializer(serializers.Serializer[object]):
    code = serializers.CharField()
    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    saved = serializers.CharField(help_text="When it was saved, to show.")
    is_answered = serializers.BooleanField()
    readback = serializers.CharField(help_text="What was understood of a number.")
    warning = serializers.CharField(help_text="What to check about an unusual number.")
    progress = CountSerializer()
    section = CountSerializer()


class ReceiptSerializer(serializers.Serializer[object]):
    receipt_number = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    checksum = serializers.CharField()


class ProblemSerializer(serializers.Serializer[object]):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    errors = serializers.JSONField(required=False)  # type: ignore[assignment]  # a field


class SnapshotSerializer(serializers.Serializer[object]):
    """A published benchmark snapshot."""

    id = serializers.CharField()
    model_version = serializers.CharField()
    as_of = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    is_synthetic = serializers.BooleanField()
