"""Reading assessment models from the database. Parsed models are kept: a version's content is told by its checksum."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import QuerySet

from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.models import ModelVersion


class UnableToFindModel(LookupError):
    """No published model of that key and version."""


def published_versions(key: str | None = None) -> QuerySet[ModelVersion]:
    """Return the published versions, the newest first, without their source text."""
    rows = ModelVersion.objects.filter(status=ModelVersion.Status.PUBLISHED).defer("source")
    return (rows.filter(key=key) if key else rows).order_by("-published_at", "-pk")


def published_model_version(key: str, version: str) -> ModelVersion:
    """Return one published version; raises `UnableToFindModel`."""
    row = published_versions(key).filter(version=version).first()
    if row is None:
        known = ", ".join(f"{row.key}@{row.version}" for row in published_versions()) or "none"
        raise UnableToFindModel(f"No published model {key}@{version}. Published: {known}.")
    return row


def published_model(key: str, version: str) -> AssessmentModel:
    """Return one published model, parsed; raises `UnableToFindModel`."""
    return model_of(published_model_version(key, version))


def model_of(model_version: ModelVersion) -> AssessmentModel:
    """Return the parsed model of a row; repeated calls return the same object."""
    return _parsed(model_version.pk, model_version.checksum)


@lru_cache(maxsize=32)
def _parsed(pk: int, checksum: str) -> AssessmentModel:
    source = ModelVersion.objects.values_list("source", flat=True).get(pk=pk)
    return parse_model(source, source=checksum)
