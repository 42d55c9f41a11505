"""Benchmarks behind one small interface: build a snapshot from results, read it, ask for a position. Pure.

From companies to numbers: `entering` (whose result counts) -> `peers` -> `histograms` (counted by finest cell) ->
`country` (the cells as arrays) -> `pooling` (means, by `shrinkage`, `anchors` among them) and `spread` (quantiles) ->
`building` (the snapshot, beside the `earlier` one) -> `publishing` (what anybody may read), `reading`, `positions` and
`standing` (where a company stands). `trend` and `national` are for officials. docs/method.md, section 10.
"""

from diagnosis.benchmark.anchors import KSA_2022, Anchor, Anchors, UnableToReadAnchors, anchors_for, parse_anchors
from diagnosis.benchmark.building import build_benchmark, content_hash
from diagnosis.benchmark.earlier import Earlier, Edition, members_of, published_sets
from diagnosis.benchmark.histograms import CellHistograms, Finest
from diagnosis.benchmark.national import PostStratified, post_stratify
from diagnosis.benchmark.peers import PeerResult, PeerTable
from diagnosis.benchmark.percentiles import percentiles
from diagnosis.benchmark.positions import (
    Benchmark,
    Donors,
    Estimate,
    Position,
    UnableToReadBenchmark,
    read_benchmark,
)
from diagnosis.benchmark.publishing import public_document

__all__ = [
    "KSA_2022",
    "Anchor",
    "Anchors",
    "Benchmark",
    "CellHistograms",
    "Donors",
    "Earlier",
    "Edition",
    "Estimate",
    "Finest",
    "PeerResult",
    "PeerTable",
    "Position",
    "PostStratified",
    "UnableToReadAnchors",
    "UnableToReadBenchmark",
    "anchors_for",
    "build_benchmark",
    "content_hash",
    "members_of",
    "parse_anchors",
    "percentiles",
    "post_stratify",
    "public_document",
    "published_sets",
    "read_benchmark",
]
