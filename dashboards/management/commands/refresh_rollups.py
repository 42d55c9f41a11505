"""Counts new results into the rollups, here and now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from dashboards.services.rollups import rollup_rebuild, rollup_refresh
from diagnosis.selectors.catalog import published_versions


class Command(BaseCommand):
    help = "Count the results that came since the last time into the rollups of all published models."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--rebuild", action="store_true", help="count everything anew; the same numbers come of it")

    def handle(self, *args: Any, **options: Any) -> None:
        count = rollup_rebuild if options["rebuild"] else rollup_refresh
        for version in published_versions():
            state = count(model_version=version, now=timezone.now())
            self.stdout.write(f"{version.key}@{version.version}: {state.companies} companies.")
