"""What the clock asks for. All of it may be asked again at any time."""

from celery import shared_task
from django.utils import timezone

from dashboards.services.daily import daily_refresh
from dashboards.services.exports import exports_sweep
from dashboards.services.rollups import rollups_refresh
from dashboards.services.survey_quality import survey_runs_ask_monthly


@shared_task(name="dashboards.refresh_rollups")
def refresh_rollups() -> None:
    """Count the results that came since the last time."""
    rollups_refresh(now=timezone.now())


@shared_task(name="dashboards.count_daily")
def count_daily() -> None:
    """Count what is counted day by day, up to the last midnight in Korea."""
    daily_refresh(now=timezone.now())


@shared_task(name="dashboards.sweep_exports")
def sweep_exports() -> None:
    """Take away files whose time is over."""
    exports_sweep(now=timezone.now())


@shared_task(name="dashboards.ask_survey_runs")
def ask_survey_runs() -> None:
    """Ask once a month for a look through all answers."""
    survey_runs_ask_monthly(now=timezone.now())
