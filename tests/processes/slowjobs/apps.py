import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import AppConfig


def _note(word: str, payload: Mapping[str, Any]) -> None:
    with Path(os.environ["QM_TEST_NOTES"]).open("a", encoding="utf-8") as notes:
        notes.write(f"{word} {payload['name']} {os.getpid()}\n")


def slow(payload: Mapping[str, Any], now: datetime, report_progress: Callable[[int], None]) -> None:
    """Note the beginning, take the time asked for, note the end."""
    _note("began", payload)
    time.sleep(payload["seconds"])
    _note("did", payload)


class SlowJobsConfig(AppConfig):
    name = "tests.processes.slowjobs"

    def ready(self) -> None:
        from qmplatform.jobs import register_job_handler

        register_job_handler("test.slow", slow, queue="scoring")
