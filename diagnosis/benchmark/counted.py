"""Counts of displayed values beside a snapshot's cells: kept as histograms, not as text, since they are most of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark.cells import CellKey, key_of_document
from diagnosis.benchmark.country import Country
from diagnosis.benchmark.histograms import CellHistograms
from diagnosis.benchmark.positions import Benchmark, read_benchmark
from diagnosis.benchmark.reading import Cell
from diagnosis.benchmark.tenths import BINS

Place: TypeAlias = tuple[CellKey, str]
# Filled tenths and how many companies stand there.
Filled: TypeAlias = tuple[NDArray[np.uint16], NDArray[np.int32]]
# Id of a snapshot -> its histograms; cells that keep older numbers name the snapshot these are of.
HistogramsOf: TypeAlias = Callable[[str], CellHistograms]


def without_counts(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a content whose cells carry no ``counts``; its id is the same."""
    cells = [{name: value for name, value in cell.items() if name != "counts"} for cell in content["cells"]]
    return {**content, "cells": cells}


def with_counts(document: Mapping[str, Any], histograms_of: HistogramsOf) -> dict[str, Any]:
    """Return a document whose published cells carry the ``counts`` that `without_counts` took away."""
    filled = counts_of(document, histograms_of)
    return {**document, "cells": [_cell_with(cell, filled) for cell in document["cells"]]}


def _cell_with(cell: Mapping[str, Any], filled: Mapping[Place, Filled]) -> dict[str, Any]:
    found = filled.get((key_of_document(cell["key"]), cell["node"]))
    if found is None:
        return dict(cell)
    tenths, counts = (column.tolist() for column in found)
    return {**cell, "counts": {f"{tenth / 10:.1f}": count for tenth, count in zip(tenths, counts, strict=True)}}


def counts_of(document: Mapping[str, Any], histograms_of: HistogramsOf) -> dict[Place, Filled]:
    """Return the counts of every published cell of a document (a content with its ``id``)."""
    wanted: dict[str, dict[CellKey, list[str]]] = {}
    for cell in document["cells"]:
        if not cell.get("suppressed"):
            source = wanted.setdefault(cell.get("held") or document["id"], {})
            source.setdefault(key_of_document(cell["key"]), []).append(cell["node"])
    found: dict[Place, Filled] = {}
    for identity, keys in wanted.items():
        country = Country.of(histograms_of(identity))
        row = {code: place for place, code in enumerate(country.histograms.codes)}
        for key, nodes in keys.items():
            counts = country.counts(key)
            for node in nodes:
                filled = np.flatnonzero(counts[row[node]])
                found[key, node] = (filled.astype(np.uint16), counts[row[node]][filled].astype(np.int32))
    return found


def read_counted(document: Mapping[str, Any], histograms_of: HistogramsOf) -> Benchmark:
    """Return the benchmark of a document without counts, exact to the last company all the same.

    Raises
    ------
    UnableToReadBenchmark
        Says which cell cannot be read.
    """
    benchmark = read_benchmark(dict(document))
    cells = _CountedCells(benchmark.snapshot.cells, counts_of(document, histograms_of))
    return Benchmark(replace(benchmark.snapshot, cells=cells))


class _CountedCells(Mapping[Place, Cell]):
    """Cells that get their histogram when first asked for: a thousand numbers each, of which few are needed."""

    def __init__(self, cells: Mapping[Place, Cell], filled: Mapping[Place, Filled]) -> None:
        self._cells = dict(cells)
        self._filled = dict(filled)

    def __getitem__(self, place: Place) -> Cell:
        cell = self._cells[place]
        filled = self._filled.pop(place, None)
        if filled is not None:
            histogram = np.zeros(BINS, dtype=np.int64)
            histogram[filled[0]] = filled[1]
            cell = self._cells[place] = replace(cell, histogram=histogram)
        return cell

    def __iter__(self) -> Iterator[Place]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)
