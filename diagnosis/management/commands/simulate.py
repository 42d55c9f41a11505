"""Makes synthetic companies: answers in a file, or companies with results in the database."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.reference import regions
from diagnosis.management.files import atomic_output
from diagnosis.models import ModelVersion
from diagnosis.selectors.catalog import UnableToFindModel, model_of, published_model_version, published_versions
from diagnosis.services.synthetic import synthetic_companies_record
from diagnosis.simulation import SyntheticBatch, answers_lines, simulate_batches
from diagnosis.simulation.batches import MOST_YEARS


class Command(BaseCommand):
    help = (
        "Make synthetic companies with a plausible spread by sector, size and region; among them some that answer "
        "carelessly. With --out: their answers as JSONL. Without: companies, submissions and results in the database. "
        "All are marked synthetic."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--companies", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, required=True, metavar="S")
        parser.add_argument("--out", type=Path, metavar="FILE")
        parser.add_argument("--model", default="", metavar="KEY@VERSION", help="default: the newest published model")
        parser.add_argument("--year", type=int, default=None, help="reference year; default: last year")
        parser.add_argument(
            "--years",
            type=int,
            default=1,
            metavar="Y",
            help="as many years of the same companies, up to the reference year; default: 1",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["companies"] <= 10_000_000:
            raise CommandError("--companies must lie between 1 and 10,000,000.")
        if options["seed"] < 0:
            raise CommandError("--seed must not be negative.")
        if options["year"] is not None and not 1900 <= options["year"] <= 2200:
            raise CommandError("--year must lie between 1900 and 2200.")
        if not 1 <= options["years"] <= MOST_YEARS:
            raise CommandError(f"--years must lie between 1 and {MOST_YEARS}.")
        now = timezone.now()
        year = options["year"] or timezone.localdate(now).year - 1
        try:
            version = self._version(options["model"])
        except UnableToFindModel as error:
            raise CommandError(f"{error} Load one first: manage.py load_model FILE --publish") from None
        model = model_of(version)
        batches = simulate_batches(
            model,
            companies=options["companies"],
            seed=options["seed"],
            year=year,
            years=options["years"],
            regions=_regions(year, options["years"]),
        )
        if options["out"] is None:
            made = synthetic_companies_record(
                model_version=version,
                batches=batches,
                seed=options["seed"],
                now=now,
            )
            self.stdout.write(f"{made} synthetic companies with results are in the database.")
        else:
            written = _write(options["out"], batches)
            self.stdout.write(f"{written} synthetic submissions are in {options['out']}.")

    def _version(self, name: str) -> ModelVersion:
        if not name:
            newest = published_versions().first()
            if newest is None:
                raise UnableToFindModel("No model is published.")
            return newest
        key, _, version = name.partition("@")
        return published_model_version(key, version)


def _regions(year: int, years: int) -> list[str]:
    """Return the regions that exist in every one of the years, so that no company changes its own."""
    lasting = ({region.code for region in regions(date(each, 12, 31))} for each in range(year - years + 1, year + 1))
    return sorted(set.intersection(*lasting))


def _write(path: Path, batches: Iterator[SyntheticBatch]) -> int:
    written = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_output(path) as out:
            for batch in batches:
                out.write("".join(f"{line}\n" for line in answers_lines(batch)))
                written += len(batch)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    return written
