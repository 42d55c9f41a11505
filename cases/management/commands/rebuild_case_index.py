"""Makes the search index anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.models import IndexedCase
from cases.services.indexing import index_ensure, index_rebuild


class Command(BaseCommand):
    help = "Make the search index of the cases anew; searches go on with the old one until the new one is whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-needed", action="store_true", help="only where there is none or another analyser version made it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        make = index_ensure if options["if_needed"] else index_rebuild
        build = make(now=timezone.now())
        count = IndexedCase.objects.filter(build=build).count()
        self.stdout.write(f"Index {build.pk}, analyser {build.analyser_version}: {count} cases.")
