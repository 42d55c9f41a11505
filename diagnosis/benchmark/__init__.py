"""Benchmarks behind one small interface: build a snapshot from results, read it, ask for a position. Pure.

The full method (partial pooling, anchors as a prior, secondary suppression) replaces what is behind these names.
"""

from diagnosis.benchmark.anchors import Anchor, anchors_for
from diagnosis.benchmark.building import build_benchmark
from diagnosis.benchmark.histograms import CellHistograms
from diagnosis.benchmark.peers import PeerResult, PeerTable
from diagnosis.benchmark.percentiles import percentiles
from diagnosis.benchmark.positions import Benchmark, Position, UnableToReadBenchmark, read_benchmark

__all__ = [
    "Anchor",
    "Benchmark",
    "CellHistograms",
    "PeerResult",
    "PeerTable",
    "Position",
    "UnableToReadBenchmark",
    "anchors_for",
    "build_benchmark",
    "percentiles",
    "read_benchmark",
]
