"""What the clock counts every night, by kind: each function takes the midnight and returns what may be told."""

from dashboards.services.daily_counts.awards import count_awards
from dashboards.services.daily_counts.cases import count_cases
from dashboards.services.daily_counts.participation import count_participation
from dashboards.services.daily_counts.programmes import count_programmes
from dashboards.services.daily_counts.tasks import count_tasks

__all__ = ["count_awards", "count_cases", "count_participation", "count_programmes", "count_tasks"]
