"""What the clock counts every night, by kind: each function takes the midnight and returns what may be told."""

from dashboards.services.daily_counts.tasks import count_tasks

__all__ = ["count_tasks"]
