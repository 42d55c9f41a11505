"""Builds a benchmark: from a results file, or from the database into a new snapshot."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from diagnosis.benchmark import PeerResult, build_benchmark
from diagnosis.catalog import AssessmentModel
from diagnosis.management.commands.score import read_model_argument
from diagnosis.management.files import atomic_output
from diagnosis.models import BenchmarkSnapshot
from diagnosis.scoring import ENGINE_VERSION
from diagnosis.selectors.catalog import UnableToFindModel, published_model_version
from diagnosis.services.benchmarks import benchmark_document, snapshot_build


class Command(BaseCommand):
    help = (
        "Build a benchmark. With --results: from results lines that carry their `profile`. Without: from the database "
        "into a new snapshot. --out writes the benchmark file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--model", required=True, metavar="FILE|KEY@VERSION")
        parser.add_argument("--results", type=Path, metavar="FILE", help="results JSONL, each line with its `profile`")
        parser.add_argument("--out", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        model = read_model_argument(options["model"])
        document = self._from_file(model, options["results"]) if options["results"] else self._from_database(model)
        if options["out"] is not None:
            with atomic_output(options["out"]) as target:
                target.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        self.stdout.write(f"{document['id']}: {document['companies']} companies, {len(document['cells'])} cells")

    def _from_database(self, model: AssessmentModel) -> dict[str, Any]:
        try:
            version = published_model_version(model.key, model.version)
        except UnableToFindModel as error:
            raise CommandError(f"{error} Without --results the model must be published.") from None
        snapshot: BenchmarkSnapshot = snapshot_build(model_version=version, by=None, now=timezone.now())
        return benchmark_document(snapshot)

    def _from_file(self, model: AssessmentModel, path: Path) -> dict[str, Any]:
        faults: list[str] = []
        document = build_benchmark(
            _read_results(path, model, faults), model=model.checksum, engine=ENGINE_VERSION, as_of=""
        )
        if faults:
            raise CommandError("\n".join([*faults[:50], f"{len(faults)} lines cannot be used; nothing was written."]))
        return document


def _read_results(path: Path, model: AssessmentModel, faults: list[str]) -> Iterator[PeerResult]:
    try:
        lines = path.open(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    with lines:
        for number, line in enumerate(lines, start=1):
            try:
                peer = _peer(json.loads(line), model)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                faults.append(f"{path}:{number}: no result line with `profile`, `score` and `nodes`: {error!r}")
                continue
            if peer is not None:
                yield peer


def _peer(row: dict[str, Any], model: AssessmentModel) -> PeerResult | None:
    """Return what of a results line enters a benchmark; None without an overall score."""
    if row["score"] is None:
        return None
    profile = row["profile"]
    values = {code: float(value) for code, value in {**row["nodes"], **row["items"]}.items() if value is not None}
    return PeerResult(
        sector=profile.get("sector"),
        group=profile.get("group") or model.group_of_sector(profile.get("sector")),
        size=profile.get("size"),
        values=values,
        base_values=values,
        synthetic=str(row["id"]).startswith("synthetic-"),
    )
