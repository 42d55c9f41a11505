"""Issue the report of a diagnosis as PDF, as the worker does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from diagnosis.models import Result
from diagnosis.report.template import LANGUAGES
from diagnosis.services.reports import report_render


class Command(BaseCommand):
    help = "Issue the report of one diagnosis, or with --missing every report that is not issued yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("diagnosis", nargs="?", type=UUID, help="id of the diagnosis")
        parser.add_argument("--language", choices=LANGUAGES, action="append", help="default: every language")
        parser.add_argument(
            "--missing",
            action="store_true",
            help="all diagnoses of companies with members, in this edition of the report",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # The drawn companies of the demo's benchmark have results, but no members and no reports.
        rows = Result.objects.filter(submission__diagnosis__company__memberships__isnull=False)
        if options["diagnosis"]:
            rows = rows.filter(submission__diagnosis=options["diagnosis"])
        elif not options["missing"]:
            raise CommandError("Name a diagnosis, or say --missing.")
        ids = list(dict.fromkeys(rows.order_by("created_at").values_list("pk", flat=True)))
        if options["diagnosis"] and not ids:
            raise CommandError(f"Diagnosis {options['diagnosis']} has no result.")
        for result_id in ids:
            for language in options["language"] or LANGUAGES:
                report = report_render(result_id=result_id, language=language, now=timezone.now())
                path = Path(settings.MEDIA_ROOT) / report.file_name
                self.stdout.write(f"{path} {report.pages} pages, {report.size_bytes:,} bytes")
