"""What publishing a snapshot would change: read by an official before the decision. Only numbers that may be shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeAlias

from diagnosis.benchmark import public_document

# Key of a cell as text, and its node.
_Place: TypeAlias = tuple[str, str]
_Cell: TypeAlias = Mapping[str, Any]
_MOST_SHOWN: Final = 100


def preview_of(before: Mapping[str, Any] | None, after: Mapping[str, Any], groups: Collection[str]) -> dict[str, Any]:
    """Return what differs between the snapshot published now and a new one, in the numbers that anybody would see.

    Parameters
    ----------
    before, after
        Contents of snapshots; ``before`` is None where nothing was published.
    groups
        Codes of the model's groups: of items nothing is listed.

    Returns
    -------
    dict
        ``companies`` before (None without) and after, to the nearest five; ``cells``, how many are ``shown``,
        ``suppressed`` and ``held`` at their older number; ``moved``, the means that change, the largest change first;
        ``appeared`` and ``vanished``, those that come and go; ``withheld``, the cells without a number.
    """
    old, new = _cells(before, groups), _cells(after, groups)
    was, shown = _shown(old), _shown(new)
    held = {_text(key) for key in after.get("held", ())}
    moved = [_change(old[place], new[place]) for place in was.keys() & shown.keys()]
    moved = [change for change in moved if change["before"] != change["after"]]
    moved.sort(key=lambda change: (-abs(change["after"] - change["before"]), change["node"], _text(change["key"])))
    return {
        "companies": [public_document(before)["companies"] if before else None, public_document(after)["companies"]],
        "cells": {
            "shown": len({place[0] for place in shown}),
            "suppressed": len({place[0] for place in new.keys() - shown.keys()}),
            "held": len(held),
        },
        "moved": moved[:_MOST_SHOWN],
        "appeared": [_stated(new[place]) for place in sorted(shown.keys() - was.keys())][:_MOST_SHOWN],
        "vanished": [_stated(old[place]) for place in sorted(was.keys() - shown.keys())][:_MOST_SHOWN],
        "withheld": [_named(new[place]) for place in sorted(new.keys() - shown.keys())],
    }


def _cells(content: Mapping[str, Any] | None, groups: Collection[str]) -> dict[_Place, _Cell]:
    rows = public_document(content)["cells"] if content else []
    return {(_text(cell["key"]), cell["node"]): cell for cell in rows if cell["node"] in groups}


def _shown(cells: Mapping[_Place, _Cell]) -> dict[_Place, _Cell]:
    return {place: cell for place, cell in cells.items() if not cell.get("suppressed")}


def _text(key: Mapping[str, str]) -> str:
    return "|".join(f"{name}={key[name]}" for name in sorted(key))


def _named(cell: _Cell) -> dict[str, Any]:
    return {"key": dict(cell["key"]), "node": cell["node"]}


def _stated(cell: _Cell) -> dict[str, Any]:
    return {**_named(cell), "mean": cell["mean"], "n": cell["n"]}


def _change(old: _Cell, new: _Cell) -> dict[str, Any]:
    return {**_named(new), "before": old["mean"], "after": new["mean"], "n": new["n"]}
