"""The jobs of this app: what a worker calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from diagnosis.services.scoring import submission_score
from qmplatform.jobs.registry import ReportProgress


def score_job(payload: Mapping[str, Any], now: datetime, report_progress: ReportProgress) -> None:
    """Score one submission."""
    report_progress(10)
    submission_score(submission_id=UUID(payload["submission_id"]), now=now)
