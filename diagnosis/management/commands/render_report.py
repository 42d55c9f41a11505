"""Writes the report of a diagnosis as PDF; also issues what a new edition of the report has not issued yet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from diagnosis.management.files import atomic_binary
from diagnosis.models import Result
from diagnosis.report.template import LANGUAGES
from diagnosis.selectors.results import result_by_id
from diagnosis.services.reports import report_bytes, report_render


class Command(BaseCommand):
    help = (
        "With DIAGNOSIS and --out: write its report, the same bytes that the worker issues. "
        "With --missing: issue every report that this edition has not issued yet."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("diagnosis", nargs="?", type=UUID, metavar="DIAGNOSIS", help="id of the diagnosis")
        parser.add_argument("--out", type=Path, metavar="FILE")
        parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
        parser.add_argument("--missing", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["missing"] and options["diagnosis"] is None:
            self._issue_missing()
        elif options["diagnosis"] is not None and options["out"] is not None:
            self._write(options["diagnosis"], options["out"], options["language"])
        else:
            raise CommandError("Say DIAGNOSIS --out FILE, or --missing.")

    def _write(self, diagnosis_id: UUID, out: Path, language: str) -> None:
        found = Result.objects.filter(submission__diagnosis=diagnosis_id, is_bulk=False).order_by("-created_at").first()
        if found is None:
            raise CommandError(f"Diagnosis {diagnosis_id} has no result.")
        try:
            with atomic_binary(out) as file:
                file.write(report_bytes(result_by_id(found.pk), language))
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        self.stdout.write(f"{out}: {out.stat().st_size:,} bytes")

    def _issue_missing(self) -> None:
        # The drawn companies of the demo's benchmark have results, but no members and no reports.
        rows = Result.objects.filter(submission__diagnosis__company__memberships__isnull=False, is_bulk=False)
        for result_id in dict.fromkeys(rows.order_by("created_at").values_list("pk", flat=True)):
            for language in LANGUAGES:
                report = report_render(result_id=result_id, language=language, now=timezone.now())
                self.stdout.write(f"{report.file_name}: {report.pages} pages, {report.size_bytes:,} bytes")
