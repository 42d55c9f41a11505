"""One process's share of a bulk scoring. Nothing is imported before Django is ready: a spawned process starts here."""

from datetime import datetime

import django


def rescore_part(model_version_id: int, since: datetime | None, now: datetime, part: int, parts: int) -> int:
    """Score one part of the submissions; return how many were written."""
    django.setup()
    from diagnosis.models import ModelVersion
    from diagnosis.services.bulk import submissions_rescore

    version = ModelVersion.objects.defer("source").get(pk=model_version_id)
    return sum(submissions_rescore(model_version=version, since=since, by=None, now=now, part=part, parts=parts))
