"""What of a snapshot anybody may read: its cells as they are displayed, without what an operator computes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from diagnosis.benchmark.cells import shown_count
from diagnosis.benchmark.tenths import displayed

_AS_THEY_ARE: Final = ("id", "format", "model", "engine", "as_of", "parameters", "anchors")


def public_document(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a snapshot as pages and other programs get it.

    Parameters
    ----------
    content
        As `build_benchmark` returned it.

    Returns
    -------
    dict
        The same cells with counts to the nearest five, points with one decimal and shares with two; no counts of
        values, no variances, no size effects: exact numbers would give the exact count away that the rounded one hides.
        ``companies`` is that of the country's cells, 0 where it may not be published.
    """
    shown = [cell for cell in content["cells"] if not cell["key"] and not cell.get("suppressed")]
    return {
        **{name: content[name] for name in _AS_THEY_ARE if name in content},
        "companies": max((shown_count(cell["n"]) for cell in shown), default=0),
        "synthetic": shown_count(content["synthetic"]) if content["synthetic"] else 0,
        "cells": [_public(cell) for cell in content["cells"]],
    }


def _public(cell: Mapping[str, Any]) -> dict[str, Any]:
    name = {"key": cell["key"], "node": cell["node"]}
    if cell.get("suppressed"):
        return {**name, "suppressed": True}
    return {
        **name,
        "n": shown_count(cell["n"]),
        **{key: displayed(cell[key]) for key in ("mean", "low", "high")},
        "own_share": round(cell["own_share"], 2),
        "quantiles": {p: displayed(q) for p, q in cell["quantiles"].items()},
        **({"anchored": True} if cell.get("anchored") else {}),
    }
