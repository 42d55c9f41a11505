"""Loading and publishing assessment models. A published version never changes: a correction is a new version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from diagnosis.catalog import parse_model
from diagnosis.models import ModelVersion
from qmplatform.audit import audit_record


class UnableToLoadModel(Exception):
    """The version is published with other content."""


@transaction.atomic
def model_version_load(*, text: str | bytes, by: User | None, now: datetime) -> ModelVersion:
    """Load a model file as a draft, or replace the draft of the same key and version.

    Parameters
    ----------
    text : content of the model file.
    by : who loads it; None for the system (a command).

    Returns
    -------
    ModelVersion
        The row; untouched if it holds exactly these bytes already, published or not.

    Raises
    ------
    diagnosis.catalog.UnableToReadModel
        If the file has faults; all of them at once.
    UnableToLoadModel
        If this key and version are published with other bytes.
    """
    model = parse_model(text)
    source = text.decode() if isinstance(text, bytes) else text
    existing = ModelVersion.objects.select_for_update().filter(key=model.key, version=model.version).first()
    if existing and existing.checksum == model.checksum:
        return existing
    if existing and existing.status == ModelVersion.Status.PUBLISHED:
        raise UnableToLoadModel(
            f"{model.key}@{model.version} is published with other content ({existing.checksum}) and never changes. "
            "Give the file a new version and load it again."
        )
    row = existing or ModelVersion(key=model.key, version=model.version)
    row.title = {"ko": model.title.ko, "en": model.title.en}
    row.source, row.checksum, row.loaded_at = source, model.checksum, now
    row.save()
    audit_record(action="model_version_load", by=by, subject=str(row), now=now, details={"checksum": model.checksum})
    return row


@transaction.atomic
def model_version_publish(*, model_version: ModelVersion, by: User | None, now: datetime) -> ModelVersion:
    """Freeze a draft: from now on companies may use it and nothing changes it. Publishing twice changes nothing."""
    row = ModelVersion.objects.select_for_update().get(pk=model_version.pk)
    if row.status == ModelVersion.Status.PUBLISHED:
        return row
    row.status, row.published_at = ModelVersion.Status.PUBLISHED, now
    row.save(update_fields=["status", "published_at"])
    audit_record(action="model_version_publish", by=by, subject=str(row), now=now, details={"checksum": row.checksum})
    return row
