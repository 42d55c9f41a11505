"""From the results of many companies to the content of a benchmark snapshot."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import stats

from diagnosis.benchmark.anchors import PUBLISHED
from diagnosis.benchmark.cells import LEAST_COMPANIES, PATH, Key, key_for, may_show_quantile
from qmplatform.statistics import quantile, round_half_up

_SHARES: Final = tuple(round(0.05 * step, 2) for step in range(1, 20))
_INTERVAL: Final = 0.90
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class PeerResult:
    """One company's result as it enters a benchmark.

    Attributes
    ----------
    values
        Group or item code -> value on 0-100 with the weights of the company's own kind.
    base_values
        The same with the weights all companies have in common: what is compared across sectors.
    synthetic
        True for fictional companies; a snapshot that holds any is marked.
    """

    sector: str | None
    group: str | None
    size: str | None
    values: Mapping[str, float]
    base_values: Mapping[str, float]
    synthetic: bool


def build_benchmark(results: Iterable[PeerResult], *, model: str, engine: str, as_of: str) -> dict[str, Any]:
    """Return the content of a snapshot in the format of the public contract.

    Parameters
    ----------
    results
        One per company, the latest.
    model, engine, as_of
        Identity of what the results were made with, and the moment (ISO 8601) they stood so.

    Returns
    -------
    dict
        ``cells`` with n, mean, 90 % interval of the mean and quantiles where disclosure allows; ``parameters``;
        ``anchors``; ``id``, the hash of all the rest. Cells under five companies say only that they are suppressed.
    """
    collected: dict[tuple[Key, str], list[float]] = defaultdict(list)
    companies = synthetic = 0
    for result in results:
        companies += 1
        synthetic += result.synthetic
        own = {"sector": result.sector, "group": result.group, "size": result.size}
        for names in PATH:
            key = key_for(names, own)
            if key is None:
                continue
            for code, value in (result.values if "sector" in names else result.base_values).items():
                collected[key, code].append(round_half_up(value, 1))
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
            _cell(key, code, values)
            for (key, code), values in sorted(collected.items(), key=lambda kv: (sorted(kv[0][0]), kv[0][1]))
        ],
    }
    return {"id": content_hash(content), **content}


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the identity of a snapshot's content."""
    text = json.dumps({k: v for k, v in content.items() if k != "id"}, sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _cell(key: Key, code: str, values: list[float]) -> dict[str, Any]:
    n = len(values)
    cell: dict[str, Any] = {"key": dict(sorted(key)), "node": code}
    if n < LEAST_COMPANIES:
        return {**cell, "suppressed": True}
    sample = np.sort(np.asarray(values))
    mean = float(sample.mean())
    margin = float(stats.t.ppf((1 + _INTERVAL) / 2, n - 1) * sample.std(ddof=1) / math.sqrt(n))
    return {
        **cell,
        "n": n,
        "mean": mean,
        "low": max(0.0, mean - margin),
        "high": min(100.0, mean + margin),
        "own_share": 1.0,
        "quantiles": {str(p): quantile(sample.tolist(), p) for p in _SHARES if may_show_quantile(n, p)},
    }
