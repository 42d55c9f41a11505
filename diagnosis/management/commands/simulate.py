"""Makes synthetic companies: answers in a file, or companies with results in the database."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.reference import regions, sectors
from diagnosis.management.files import atomic_output
from diagnosis.models import ModelVersion
from diagnosis.selectors.catalog import UnableToFindModel, model_of, published_model_version, published_versions
from diagnosis.services.synthetic import synthetic_companies_record
from diagnosis.simulation import SyntheticCompany, as_answers_line, simulate


class Command(BaseCommand):
    help = (
        "Make synthetic companies with a plausible spread by sector and size. With --out: their answers as JSONL. "
        "Without: companies, submissions and results in the database, all marked synthetic."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--companies", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, required=True, metavar="S")
        parser.add_argument("--out", type=Path, metavar="FILE")
        parser.add_argument("--model", default="", metavar="KEY@VERSION", help="default: the newest published model")
        parser.add_argument("--year", type=int, default=None, help="reference year; default: last year")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["companies"] <= 10_000_000:
            raise CommandError("--companies must lie between 1 and 10,000,000.")
        if options["seed"] < 0:
            raise CommandError("--seed must not be negative.")
        if options["year"] is not None and not 1900 <= options["year"] <= 2200:
            raise CommandError("--year must lie between 1900 and 2200.")
        now = timezone.now()
        year = options["year"] or timezone.localdate(now).year - 1
        try:
            version = self._version(options["model"])
        except UnableToFindModel as error:
            raise CommandError(f"{error} Load one first: manage.py load_model FILE --publish") from None
        model = model_of(version)
        drawn = simulate(
            model,
            companies=options["companies"],
            seed=options["seed"],
            year=year,
            sectors=[(s.code, 1.0) for s in sectors() if s.code in model.sector_groups],
            regions=[region.code for region in regions(date(year, 12, 31))],
        )
        if options["out"] is None:
            made = synthetic_companies_record(
                model_version=version, companies=drawn, reference_year=year, seed=options["seed"], now=now
            )
            self.stdout.write(f"{made} synthetic companies with results are in the database.")
        else:
            _write(options["out"], drawn)
            self.stdout.write(f"{options['companies']} synthetic submissions are in {options['out']}.")

    def _version(self, name: str) -> ModelVersion:
        if not name:
            newest = published_versions().first()
            if newest is None:
                raise UnableToFindModel("No model is published.")
            return newest
        key, _, version = name.partition("@")
        return published_model_version(key, version)


def _write(path: Path, drawn: Iterator[SyntheticCompany]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_output(path) as out:
            for company in drawn:
                out.write(json.dumps(as_answers_line(company), ensure_ascii=False) + "\n")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
