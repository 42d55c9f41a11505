"""Scores a file of answers; reads the database only for KEY@VERSION and a benchmark's id, and writes nothing to it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from diagnosis.benchmark import UnableToReadBenchmark, read_benchmark
from diagnosis.catalog import AssessmentModel, UnableToReadModel, parse_model
from diagnosis.management.files import ProgressBar, atomic_output, raw_lines
from diagnosis.management.scoring_lines import Scorer
from diagnosis.models import BenchmarkSnapshot
from diagnosis.selectors.catalog import UnableToFindModel, model_of, published_model_version
from diagnosis.services.benchmarks import benchmark_document


class Command(BaseCommand):
    help = "Score a file of answers (JSONL, CSV) into one of results (JSONL); bad lines are reported, the rest scored."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--model", required=True, metavar="FILE|KEY@VERSION", help="model file or published version"
        )
        parser.add_argument("--answers", required=True, metavar="FILE", help="answers: .csv, anything else is JSONL")
        parser.add_argument("--out", required=True, metavar="FILE", help="results: JSONL, in the order of the answers")
        parser.add_argument("--benchmark", metavar="FILE|ID", help="benchmark file or snapshot id, for percentiles")
        parser.add_argument(
            "--processes", type=int, default=1, metavar="N", help="processes that score; the output is the same"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source, model = _model_argument(options["model"])
        benchmark = _benchmark_argument(options["benchmark"]) if options["benchmark"] else None
        answers, out = Path(options["answers"]), Path(options["out"])
        if not out.parent.is_dir():
            raise CommandError(f"{out.parent}: no such folder")
        if options["processes"] < 1:
            raise CommandError("--processes must be 1 or more.")
        scorer = Scorer(source, options["model"], benchmark)
        try:
            with answers.open("rb") as file, atomic_output(out) as target:
                bar = ProgressBar(answers.stat().st_size)
                lines = raw_lines(file, is_csv=answers.suffix.lower() == ".csv")
                scored, refused = 0, 0
                for part in scorer.scored(lines, processes=options["processes"]):
                    target.write(part.text)
                    scored, refused = scored + part.scored, refused + len(part.faults)
                    for number, fault in part.faults:
                        self.stderr.write(f"line {number}: {fault}")
                    bar.show(file.tell(), scored + refused)
                bar.close()
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        self.stderr.write(f"{scored:,} scored by {model.key}@{model.version}, {refused:,} refused: {out}")
        if refused:
            raise CommandError(f"{refused} of {scored + refused} lines were refused; mend them and score again.")


def read_model_argument(argument: str) -> AssessmentModel:
    """Return the model of a file, or of KEY@VERSION among the published ones."""
    return _model_argument(argument)[1]


def _model_argument(argument: str) -> tuple[str | bytes, AssessmentModel]:
    """Return the text of a model and the model."""
    path = Path(argument)
    if path.is_file():
        try:
            source = path.read_bytes()
            return source, parse_model(source, source=argument)
        except UnableToReadModel as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{argument}: {error.strerror}") from error
    key, at, version = argument.partition("@")
    if not at:
        raise CommandError(f"{argument}: no such file; a published model is written KEY@VERSION")
    try:
        row = published_model_version(key, version)
    except UnableToFindModel as error:
        raise CommandError(str(error)) from error
    return row.source, model_of(row)


def _benchmark_argument(argument: str) -> str:
    """Return the text of a benchmark file, or of a snapshot's document, once it can be read."""
    path = Path(argument)
    try:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
        else:
            snapshot = BenchmarkSnapshot.objects.filter(pk=argument).first()
            if snapshot is None:
                raise CommandError(f"{argument}: no such file and no such benchmark snapshot")
            text = json.dumps(benchmark_document(snapshot))
        read_benchmark(json.loads(text))
    except (UnableToReadBenchmark, ValueError) as error:
        raise CommandError(f"{argument}: {error}") from error
    return text
