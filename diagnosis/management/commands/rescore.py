"""Scores in bulk what this engine has not scored yet."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from diagnosis.management.rescoring import rescore_part
from diagnosis.models import ModelVersion
from diagnosis.selectors.catalog import UnableToFindModel, published_model_version
from diagnosis.services.bulk import submissions_rescore

MOST_PROCESSES = 64


class Command(BaseCommand):
    help = (
        "Score every submission of a model that this engine has not scored yet, in bulk: numbers for benchmarks, "
        "without reports. Cut short, it goes on where it stopped."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--model", required=True, metavar="KEY@VERSION")
        parser.add_argument("--since", metavar="DATE", help="only submissions of this day or later, as 2026-01-31")
        parser.add_argument("--processes", type=int, default=1, metavar="N", help="processes that share the work")

    def handle(self, *args: Any, **options: Any) -> None:
        processes = options["processes"]
        if not 1 <= processes <= MOST_PROCESSES:
            raise CommandError(f"--processes must lie between 1 and {MOST_PROCESSES}.")
        try:
            version = published_model_version(*options["model"].partition("@")[::2])
        except UnableToFindModel as error:
            raise CommandError(str(error)) from None
        since = _since(options["since"])
        written = sum(self._written(version, since, processes))
        self.stdout.write(f"{written:,} submissions of {version} are scored.")

    def _written(self, version: ModelVersion, since: datetime | None, processes: int) -> Iterator[int]:
        now = timezone.now()
        if processes == 1:
            yield from submissions_rescore(model_version=version, since=since, by=None, now=now)
            return
        connections.close_all()
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            parts = [pool.submit(rescore_part, version.pk, since, now, part, processes) for part in range(processes)]
            yield from (part.result() for part in parts)


def _since(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), time.min))
    except ValueError:
        raise CommandError(f"--since: {text} is no day, as 2026-01-31") from None
