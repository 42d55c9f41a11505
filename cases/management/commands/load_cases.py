"""Imports cases from a file."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.importing import UnableToReadCases, UnableToReadFile, read_records, read_rows
from cases.services.indexing import index_ensure
from cases.services.loading import cases_load


class Command(BaseCommand):
    help = "Import award-winning cases (JSONL, CSV, XLSX), idempotent by id: all of the file or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="cases in .jsonl, .csv or .xlsx")
        parser.add_argument("--check", action="store_true", help="only validate; touch no database")
        parser.add_argument(
            "--overwrite", action="store_true", help="also take cases that were edited here after they were loaded"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            content = path.read_bytes()
            records = read_records(read_rows(content, suffix=path.suffix.lower()))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except UnableToReadFile as error:
            raise CommandError(f"{path}: {error}") from error
        except UnableToReadCases as error:
            for fault in error.faults:
                place = f"{fault.column} {fault.cell}".strip()
                self.stderr.write(f"{path}:{fault.row}: {place}: {fault.wording.en} / {fault.wording.ko}")
            if error.count > len(error.faults):
                self.stderr.write(f"{path}: the first {len(error.faults)} of {error.count} faults are shown.")
            raise CommandError(f"{path}: {error.count} faults; nothing was loaded.") from error
        if options["check"]:
            self.stdout.write(f"{len(records)} cases, no fault.")
            return
        source, now = f"sha256:{hashlib.sha256(content).hexdigest()}", timezone.now()
        overwrite = options["overwrite"]
        loaded = cases_load(records=records, source=source, by=None, now=now, is_overwriting=overwrite)
        index_ensure(now=now)
        for case_id in loaded.kept:
            self.stderr.write(f"{case_id}: edited here since it was loaded; kept. --overwrite takes the file's text.")
        self.stdout.write(
            f"{loaded.added} added, {loaded.changed} changed, {loaded.unchanged} unchanged, {len(loaded.kept)} kept."
        )
