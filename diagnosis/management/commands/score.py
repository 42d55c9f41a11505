"""Scores a file of answers; reads the database only for KEY@VERSION and a benchmark's id, and writes nothing to it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from diagnosis.benchmark import Benchmark, UnableToReadBenchmark, read_benchmark
from diagnosis.catalog import AssessmentModel, UnableToReadModel, parse_model
from diagnosis.management.files import ProgressBar, atomic_binary
from diagnosis.management.lines import read_lines
from diagnosis.management.scoring_lines import (
    MOST_PROCESSES,
    LineScorer,
    ScoredChunk,
    chunk_scorer,
    chunked,
)
from diagnosis.models import BenchmarkSnapshot
from diagnosis.selectors.catalog import UnableToFindModel, published_model
from diagnosis.services.benchmarks import benchmark_of


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

        parser.add_argument("--processes", type=int, default=1, metavar="N", help="processes that share the lines")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["processes"] <= MOST_PROCESSES:
            raise CommandError(f"--processes must lie between 1 and {MOST_PROCESSES}.")
        model = read_model_argument(options["model"])
        benchmark = _read_benchmark_argument(options["benchmark"]) if options["benchmark"] else None
        answers, out = Path(options["answers"]), Path(options["out"])
        if not out.parent.is_dir():
            raise CommandError(f"{out.parent}: no such folder")
        try:
            with answers.open("rb") as source, atomic_binary(out) as target:
                bar = ProgressBar(answers.stat().st_size)
                chunks = chunked(read_lines(source, is_csv=_is_csv(answers)))
                with chunk_scorer(LineScorer(model, benchmark), options["processes"]) as score:
                    scored, refused = self._score(score(chunks), source, target, bar)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        self.stderr.write(f"{scored:,} scored, {refused:,} refused: {out}")
        if refused:
            raise CommandError(f"{refused} of {scored + refused} lines were refused; mend them and score again.")

    def _score(
        self, chunks: Iterable[ScoredChunk], source: IO[bytes], target: IO[bytes], bar: ProgressBar
    ) -> tuple[int, int]:
        scored = refused = 0
        for chunk in chunks:
            target.write(chunk.results)
            for number, fault in chunk.faults:
                self.stderr.write(f"line {number}: {fault}")
            scored, refused = scored + chunk.scored, refused + len(chunk.faults)
            bar.show(source.tell(), scored + refused)
        bar.show(bar.size, scored + refused)
        bar.close()
        return scored, refused


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


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
        return benchmark_of(snapshot)
    except (UnableToReadBenchmark, ValueError) as error:
        raise CommandError(f"{argument}: {error}") from error
