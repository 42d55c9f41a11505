"""Scores a file of answers; reads the database only for KEY@VERSION and a benchmark's id, and writes nothing to it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from diagnosis.benchmark import Benchmark, UnableToReadBenchmark, percentiles, read_benchmark
from diagnosis.catalog import AssessmentModel, UnableToReadModel, parse_model
from diagnosis.management.files import ProgressBar, UnableToReadLine, atomic_output, read_lines
from diagnosis.models import BenchmarkSnapshot
from diagnosis.scoring import score
from diagnosis.scoring.submissions import UnableToReadSubmission, read_submission, result_document
from diagnosis.selectors.catalog import UnableToFindModel, published_model


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

    def handle(self, *args: Any, **options: Any) -> None:
        model = read_model_argument(options["model"])
        benchmark = _read_benchmark_argument(options["benchmark"]) if options["benchmark"] else None
        answers, out = Path(options["answers"]), Path(options["out"])
        if not out.parent.is_dir():
            raise CommandError(f"{out.parent}: no such folder")
        try:
            with answers.open("rb") as source, atomic_output(out) as target:
                bar = ProgressBar(answers.stat().st_size)
                scored, refused = self._score_lines(model, benchmark, source, target, bar, is_csv=_is_csv(answers))
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        self.stderr.write(f"{scored:,} scored, {refused:,} refused: {out}")
        if refused:
            raise CommandError(f"{refused} of {scored + refused} lines were refused; mend them and score again.")

    def _score_lines(
        self,
        model: AssessmentModel,
        benchmark: Benchmark | None,
        source: IO[bytes],
        target: TextIO,
        bar: ProgressBar,
        *,
        is_csv: bool,
    ) -> tuple[int, int]:
        scored = refused = 0
        for number, document in read_lines(source, is_csv=is_csv, items=model.items()):
            try:
                target.write(_result_line(model, benchmark, document) + "\n")
                scored += 1
            except (UnableToReadLine, UnableToReadSubmission) as error:
                refused += 1
                self.stderr.write(f"line {number}: {error}")
            bar.show(source.tell(), scored + refused)
        bar.show(bar.size, scored + refused)
        bar.close()
        return scored, refused


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _result_line(model: AssessmentModel, benchmark: Benchmark | None, document: object) -> str:
    if isinstance(document, UnableToReadLine):
        raise document
    submission = read_submission(document, model)
    sheet = score(model, submission.profile, submission.answers)
    percentile = percentiles(benchmark, model, submission.profile, sheet) if benchmark else None
    result = result_document(submission, sheet, percentile=percentile, benchmark=benchmark.id if benchmark else None)
    return json.dumps(result, ensure_ascii=False, allow_nan=False)


def read_model_argument(argument: str) -> AssessmentModel:
    """Return the model of a file, or of KEY@VERSION among the published ones."""
    path = Path(argument)
    if path.is_file():
        try:
            return parse_model(path.read_bytes(), source=argument)
        except UnableToReadModel as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{argument}: {error.strerror}") from error
    key, at, version = argument.partition("@")
    if not at:
        raise CommandError(f"{argument}: no such file; a published model is written KEY@VERSION")
    try:
        return published_model(key, version)
    except UnableToFindModel as error:
        raise CommandError(str(error)) from error


def _read_benchmark_argument(argument: str) -> Benchmark:
    path = Path(argument)
    try:
        if path.is_file():
            return read_benchmark(json.loads(path.read_bytes()))
        snapshot = BenchmarkSnapshot.objects.filter(pk=argument).first()
        if snapshot is None:
            raise CommandError(f"{argument}: no such file and no such benchmark snapshot")
        return read_benchmark({**snapshot.content, "id": snapshot.pk})
    except (UnableToReadBenchmark, ValueError) as error:
        raise CommandError(f"{argument}: {error}") from error
