"""Checks award criteria and cycles, loads them as drafts, publishes them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from awards.catalog import Criteria, criteria_names, parse_criteria, parse_cycle, read_criteria
from awards.models import AwardFile
from awards.services.files import (
    UnableToLoadAwardFile,
    UnableToPublishAwardFile,
    award_file_load,
    award_file_publish,
    kind_of,
)
from diagnosis.catalog import UnableToReadModel


class Command(BaseCommand):
    help = "Validate award files, load them as drafts, and with --publish freeze them for ever. All of them or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", help="criteria or cycle (docs/award-files.md)")
        parser.add_argument("--check", action="store_true", help="only validate; touch no database")
        parser.add_argument("--publish", action="store_true", help="publish after loading")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"] and options["publish"]:
            raise CommandError("--check only validates; leave it out to publish.")
        texts = {path: self.text(path) for path in map(Path, options["files"])}
        # A cycle is checked against its criteria, so these come first whatever the order of the arguments.
        ordered = sorted(texts.items(), key=lambda entry: kind_of(entry[1]) == AwardFile.Kind.CYCLE)
        self.check_all(ordered, shipped=options["check"])
        if not options["check"]:
            self.load_all(ordered, publish=options["publish"])

    def text(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{path}: not UTF-8 text.") from error

    def check_all(self, texts: list[tuple[Path, str]], *, shipped: bool) -> None:
        """Tell the faults of every file; `shipped`: of cycles against the given and the shipped criteria too."""
        criteria: dict[str, Criteria] = {name: read_criteria(name) for name in criteria_names()}
        faults = 0
        for path, text in texts:
            try:
                if kind_of(text) == AwardFile.Kind.CRITERIA:
                    criteria[path.stem] = parse_criteria(text, source=str(path))
                    told = f"{criteria[path.stem].key}@{criteria[path.stem].version}"
                else:
                    cycle = parse_cycle(text, criteria=criteria if shipped else None, source=str(path))
                    told = f"{cycle.key}, {cycle.year}"
                self.stdout.write(f"{path}: {told}")
            except UnableToReadModel as error:
                faults += self.tell(path, error)
        if faults:
            raise CommandError(f"{faults} faults; nothing was loaded.")

    def load_all(self, texts: list[tuple[Path, str]], *, publish: bool) -> None:
        now = timezone.now()
        try:
            with transaction.atomic():
                for path, text in texts:
                    row = award_file_load(name=path.stem, text=text, by=None, now=now)
                    if publish:
                        row = award_file_publish(award_file=row, by=None, now=now)
                    self.stdout.write(f"{row}: {row.status}")
        except UnableToReadModel as error:
            raise CommandError(f"{self.tell(path, error)} faults; nothing was loaded.") from error
        except (UnableToLoadAwardFile, UnableToPublishAwardFile) as error:
            raise CommandError(f"{error} Nothing was loaded.") from error

    def tell(self, path: Path, error: UnableToReadModel) -> int:
        for fault in error.faults:
            self.stderr.write(f"{path}:{fault.line}: {fault.path}: {fault.message} / {fault.message_ko}")
        return len(error.faults)
