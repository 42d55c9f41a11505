"""What publishing a snapshot would change: its content against that of the snapshot that holds now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from diagnosis.benchmark.cells import shown_count
from qmplatform.statistics import round_half_up

_LEAST_CHANGE: Final = 0.05  # what is displayed with one decimal has not changed below it


def compare_contents(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], *, nodes: Collection[str]
) -> dict[str, Any]:
    """Return what an official looks at before publishing a snapshot.

    Parameters
    ----------
    before, after
        Contents of the snapshot that holds now, None for the first, and of the one to be published.
    nodes
        Codes of the nodes whose cells are told one by one; counts are over all nodes.

    Returns
    -------
    dict
        ``companies`` and ``synthetic`` as [before, after]; ``cells`` with how many are shown, suppressed and held;
        ``moved``, ``appeared`` and ``vanished``: the cells of `nodes` whose mean moved, that are newly shown and that
        are shown no more, the greatest change first; ``withheld``: those of `nodes` that stay hidden. Means are as
        displayed, counts to the nearest five.
    """
    old = {} if before is None else _shown(before, nodes)
    new = _shown(after, nodes)
    moved = [
        {**_name(cell), "before": _mean(old[key]), "after": _mean(cell), "n": shown_count(int(cell["n"]))}
        for key, cell in new.items()
        if key in old and abs(_mean(cell) - _mean(old[key])) > _LEAST_CHANGE
    ]
    moved.sort(key=lambda row: (-abs(row["after"] - row["before"]), row["node"], sorted(row["key"].items())))
    return {
        "companies": [None if before is None else before["companies"], after["companies"]],
        "synthetic": [None if before is None else before["synthetic"], after["synthetic"]],
        "cells": _counts(after),
        "moved": moved,
        "appeared": [_told(cell) for key, cell in new.items() if key not in old],
        "vanished": [_told(cell) for key, cell in old.items() if key not in new],
        "withheld": [_name(cell) for cell in after["cells"] if cell["node"] in nodes and cell.get("suppressed")],
    }


def _shown(content: Mapping[str, Any], nodes: Collection[str]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    return {
        (cell["node"], *sorted(cell["key"].items())): cell
        for cell in content["cells"]
        if cell["node"] in nodes and not cell.get("suppressed")
    }


def _counts(content: Mapping[str, Any]) -> dict[str, int]:
    hidden = sum(bool(cell.get("suppressed")) for cell in content["cells"])
    held = sum(bool(cell.get("held")) for cell in content["cells"])
    return {"shown": len(content["cells"]) - hidden, "suppressed": hidden, "held": held}


def _name(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {"node": cell["node"], "key": dict(cell["key"])}


def _told(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {**_name(cell), "mean": _mean(cell), "n": shown_count(int(cell["n"]))}


def _mean(cell: Mapping[str, Any]) -> float:
    return round_half_up(cell["mean"], 1)
