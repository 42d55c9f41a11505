"""Builds a benchmark: from a results file, or from the database into a new snapshot."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Container, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.utils import timezone

from diagnosis.benchmark import (
    Anchors,
    CellHistograms,
    PeerResult,
    PeerTable,
    UnableToReadAnchors,
    build_benchmark,
    parse_anchors,
)
from diagnosis.benchmark.anchor_files import FORMAT
from diagnosis.catalog import AssessmentModel
from diagnosis.management.commands.score import read_model_argument
from diagnosis.management.files import atomic_output
from diagnosis.management.lines import UnableToReadLine, read_documents
from diagnosis.models import BenchmarkSnapshot
from diagnosis.scoring import ENGINE_VERSION
from diagnosis.scoring.submissions import read_submission
from diagnosis.selectors.catalog import UnableToFindModel, published_model_version
from diagnosis.services.benchmarks import benchmark_document, snapshot_build
from diagnosis.simulation import SYNTHETIC_ID

MOST_FAULTS_SHOWN: Final = 50
SCALE: Final = (0.0, 100.0)
# Lines held at once; the rest of a file of any length is counts.
ROWS_AT_ONCE: Final = 2000


class Help(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Keeps the lines of the text below the options as they are."""


class Command(BaseCommand):
    help = (
        "Build a benchmark. With --results: from results lines that carry their `profile`. Without: from the database "
        "into a new snapshot. --out writes the benchmark file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--model", required=True, metavar="FILE|KEY@VERSION")
        parser.add_argument("--results", type=Path, metavar="FILE", help="results JSONL, each line with its `profile`")
        parser.add_argument("--out", type=Path, metavar="FILE")
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FILE",
            help="published values that count as companies, with --results; without it they are in no number",
        )
        parser.formatter_class = Help
        parser.epilog = f"{FORMAT}\n\nThe values of the survey of 2022 are diagnosis/benchmark/data/ksa2022.yaml."

    def handle(self, *args: Any, **options: Any) -> None:
        model = read_model_argument(options["model"])
        if model.scale != SCALE:
            raise CommandError(f"{options['model']}: a benchmark needs a model on 0-100, not {model.scale}.")
        if options["anchors"] and not options["results"]:
            raise CommandError("--anchors goes with --results: snapshots of the database hold companies only.")
        anchors = _anchors(options["anchors"]) if options["anchors"] else None
        document = (
            self._from_file(model, options["results"], anchors) if options["results"] else self._from_database(model)
        )
        if options["out"] is not None:
            _write(options["out"], document)
        self.stdout.write(f"{document['id']}: {document['companies']} companies, {len(document['cells'])} cells")

    def _from_database(self, model: AssessmentModel) -> dict[str, Any]:
        try:
            version = published_model_version(model.key, model.version)
        except UnableToFindModel as error:
            raise CommandError(f"{error} Without --results the model must be published.") from None
        snapshot: BenchmarkSnapshot = snapshot_build(model_version=version, by=None, now=timezone.now())
        return benchmark_document(snapshot)

    def _from_file(self, model: AssessmentModel, path: Path, anchors: Anchors | None) -> dict[str, Any]:
        faults: list[str] = []
        years: set[int] = set()
        codes = (*model.groups(), *model.items())
        histograms = CellHistograms(codes, len(model.groups()))
        try:
            with path.open("rb") as file:
                peers = _peers(file, model, faults, years)
                while part := list(islice(peers, ROWS_AT_ONCE)):
                    histograms.add(PeerTable.of(codes, len(model.groups()), part))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        if faults:
            shown = [f"{path}:{fault}" for fault in faults[:MOST_FAULTS_SHOWN]]
            raise CommandError("\n".join([*shown, f"{len(faults)} lines cannot be used; nothing was written."]))
        # A file says no moment; published values are weighed in the year of its latest answers.
        return build_benchmark(
            histograms,
            model=model.checksum,
            engine=ENGINE_VERSION,
            as_of="",
            anchors=anchors,
            year=max(years, default=None),
        )


def _anchors(path: Path) -> Anchors:
    try:
        return parse_anchors(path.read_text(encoding="utf-8"))
    except UnableToReadAnchors as error:
        raise CommandError("\n".join(f"{path}: {fault}" for fault in error.faults)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from error


def _write(path: Path, document: Mapping[str, Any]) -> None:
    try:
        with atomic_output(path) as target:
            target.writelines(_lines(document))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield a benchmark file: a cell a line, to be read, searched and compared."""
    rest = {name: value for name, value in document.items() if name != "cells"}
    yield json.dumps(rest, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "cells": [\n'
    for number, cell in enumerate(document["cells"]):
        yield (",\n" if number else "") + json.dumps(cell, ensure_ascii=False)
    yield "\n ]\n}\n"


def _peers(file: IO[bytes], model: AssessmentModel, faults: list[str], years: set[int]) -> Iterator[PeerResult]:
    """Yield what enters the benchmark of a results file; lines that cannot be used go to `faults`, years to `years`."""
    seen: set[object] = set()
    for number, row in read_documents(file, is_csv=False, items=model.items()):
        try:
            peer = _peer(row, model, seen, years)
        except ValueError as error:
            faults.append(f"{number}: {error}")
            continue
        if peer is not None:
            yield peer


class UnableToReadResult(ValueError):
    """A line of the results file that cannot enter a benchmark."""


def _peer(row: object, model: AssessmentModel, seen: set[object], years: set[int]) -> PeerResult | None:
    """Return what of a results line enters a benchmark; None without an overall score, or where not comparable."""
    if isinstance(row, UnableToReadLine):
        raise row
    if not isinstance(row, dict):
        raise UnableToReadResult("no object")
    if row.get("model") != model.checksum:
        raise UnableToReadResult(f"`model` is {row.get('model')}, not {model.checksum}")
    # A results line carries its profile in the form of an answers line.
    submission = read_submission({"id": row.get("id"), "profile": row.get("profile"), "answers": {}}, model)
    if submission.id in seen:
        raise UnableToReadResult(f"`id` {submission.id} stands on an earlier line")
    seen.add(submission.id)
    nodes, items = _values(row, "nodes", model.groups()), _values(row, "items", model.items())
    base_nodes = _values(row, "base_nodes", model.groups())
    if row.get("score") is None or row.get("comparable") is False:
        return None
    profile = submission.profile
    if profile.year is not None:
        years.add(profile.year)
    return PeerResult(
        sector=profile.sector,
        group=profile.group or model.group_of_sector(profile.sector),
        size=profile.size,
        values={**nodes, **items},
        base_values={**base_nodes, **items},
        synthetic=str(submission.id).startswith(SYNTHETIC_ID),
        member=f"{submission.id}:1",
    )


def _values(row: Mapping[str, Any], key: str, known: Container[str]) -> dict[str, float]:
    """Return the values a results line gives under a key, without the empty ones."""
    given = row.get(key)
    if not isinstance(given, dict):
        raise UnableToReadResult(f"`{key}` is missing")
    for code, value in given.items():
        if code not in known:
            raise UnableToReadResult(f"{key}: unknown code `{code}`")
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise UnableToReadResult(f"{key}: {code} is no number")
        if value is not None and not 0 <= value <= SCALE[1]:
            raise UnableToReadResult(f"{key}: {code} is {value}, outside 0-100")
    return {code: float(value) for code, value in given.items() if value is not None}
