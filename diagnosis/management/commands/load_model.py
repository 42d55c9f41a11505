"""Checks a model file, loads it as a draft, publishes it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from diagnosis.catalog import UnableToReadModel, parse_model
from diagnosis.services.models_catalog import UnableToLoadModel, model_version_load, model_version_publish


class Command(BaseCommand):
    help = "Validate a model file, load it as a draft, and with --publish freeze it for ever."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="model file (docs/model-format.md)")
        parser.add_argument("--check", action="store_true", help="only validate; touch no database")
        parser.add_argument("--publish", action="store_true", help="publish after loading")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if options["check"] and options["publish"]:
            raise CommandError("--check only validates; leave it out to publish.")
        try:
            text = path.read_bytes()
            model = parse_model(text, source=str(path))
            self.stdout.write(f"{model.key}@{model.version}: {len(model.items())} items, {model.checksum}")
            if options["check"]:
                return
            now = timezone.now()
            row = model_version_load(text=text, by=None, now=now)
            if options["publish"]:
                row = model_version_publish(model_version=row, by=None, now=now)
            self.stdout.write(f"{row}: {row.status}")
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except UnableToReadModel as error:
            for fault in error.faults:
                self.stderr.write(f"{path}:{fault.line}: {fault.path}: {fault.message} / {fault.message_ko}")
            raise CommandError(f"{path}: {len(error.faults)} faults; nothing was loaded.") from error
        except UnableToLoadModel as error:
            raise CommandError(str(error)) from error
