"""From the results of many companies to the content of a benchmark snapshot."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from diagnosis.benchmark.anchors import PUBLISHED
from diagnosis.benchmark.cells import LEAST_COMPANIES, PATH, Key, may_show_quantile
from diagnosis.benchmark.peers import PeerResult
from diagnosis.benchmark.tenths import displayed
from qmplatform.statistics import quantile

_SHARES: Final = tuple(round(0.05 * step, 2) for step in range(1, 20))
_INTERVAL: Final = 0.90
FORMAT: Final = 1
# What is shown has one decimal, so that a cell is a count of at most 1001 values, however many companies it holds.
_Cells = defaultdict[Key, defaultdict[str, Counter[float]]]


def build_benchmark(results: Iterable[PeerResult], *, model: str, engine: str, as_of: str) -> dict[str, Any]:
    """Return the content of a snapshot in the format of the public contract.

    Parameters
    ----------
    results
        One per company, the latest, in any order.
    model, engine, as_of
        Identity of what the results were made with, and the moment (ISO 8601) they stood so.

    Returns
    -------
    dict
        ``cells`` with n, mean, 90 % interval of the mean and quantiles where disclosure allows; ``parameters``;
        ``anchors``; ``id``, the hash of all the rest. Cells under five companies say only that they are suppressed.
    """
    cells: _Cells = defaultdict(lambda: defaultdict(Counter))
    companies = synthetic = 0
    for result in results:
        companies += 1
        synthetic += result.synthetic
        _count(result, cells)
    content: dict[str, Any] = {
        "format": FORMAT,
        "model": model,
        "engine": engine,
        "as_of": as_of,
        "companies": companies,
        "synthetic": synthetic,
        "parameters": {
            "least_companies": LEAST_COMPANIES,
            "quantiles": "type 8",
            "interval": _INTERVAL,
            "pooling": "none",
        },
        "anchors": [anchor.published() for anchor in PUBLISHED],
        "cells": [
            _cell(key, code, counts)
            for key, nodes in sorted(cells.items(), key=lambda cell: sorted(cell[0]))
            for code, counts in sorted(nodes.items())
        ],
    }
    return {"id": content_hash(content), **content}


def _count(result: PeerResult, cells: _Cells) -> None:
    own, base = (
        {code: displayed(value) for code, value in values.items()} for values in (result.values, result.base_values)
    )
    for names in PATH:
        key = result.key(names)
        if key is not None:
            nodes = cells[key]
            for code, value in (own if "sector" in names else base).items():
                nodes[code][value] += 1


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the identity of a snapshot's content."""
    text = json.dumps({k: v for k, v in content.items() if k != "id"}, sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _cell(key: Key, code: str, counts: Counter[float]) -> dict[str, Any]:
    n = counts.total()
    cell: dict[str, Any] = {"key": dict(sorted(key)), "node": code}
    if n < LEAST_COMPANIES:
        return {**cell, "suppressed": True}
    sample = sorted(counts.elements())
    mean = math.fsum(sample) / n
    variance = math.fsum((value - mean) ** 2 for value in sample) / (n - 1)
    from scipy.special import stdtrit  # half a second that only the building of snapshots needs

    margin = float(stdtrit(n - 1, (1 + _INTERVAL) / 2)) * math.sqrt(variance / n)
    return {
        **cell,
        "n": n,
        "mean": mean,
        "low": max(0.0, mean - margin),
        "high": min(100.0, mean + margin),
        "own_share": 1.0,
        "quantiles": {str(p): quantile(sample, p) for p in _SHARES if may_show_quantile(n, p)},
    }
