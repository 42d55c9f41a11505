"""How many companies took on which improvement task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dashboards.daily import Places, protect
from dashboards.services.daily_counts.tallies import tallies_of
from diagnosis.models import ImprovementTask


def count_tasks(until: datetime) -> dict[str, Any]:
    """Return by measure what may be told of the companies that took it on: ``{"measures": {code: Protected}}``."""
    rows = ImprovementTask.objects.filter(created_at__lt=until).exclude(status=ImprovementTask.Status.DROPPED)
    places = Places(until.date())
    taken = tallies_of(rows, "measure", company="diagnosis__company")
    found = {measure: protect({"taken": tallies}, places) for (measure,), tallies in sorted(taken.items())}
    return {"measures": {code: one for code, one in found.items() if one["nation"][""]["taken"] is not None}}
