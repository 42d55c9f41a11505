"""Who was in which finest cell of an edition, and what it published anew: what later editions are held against."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dashboards.editions.view import SetKey

Finest = tuple[str, str, str, str]
# First eight bytes of a company's id, and of its submission's.
Member = tuple[bytes, bytes]
_MAGIC: Final = b"QMG1"
_LENGTH: Final = struct.Struct("<I")
_HALF: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """What an edition was computed from and published.

    Attributes
    ----------
    members
        Who was in each finest cell: sector, group, size, region.
    sets
        Node -> sets whose number was computed from these members; not those that kept an older one.
    areas
        Region -> area, on the day of the edition.
    by_node
        Node -> by finest cell those who have a value there.
    panel
        Sets whose change since the edition before was told.
    """

    members: Mapping[Finest, Sequence[Member]]
    sets: Mapping[str, frozenset[SetKey]]
    areas: Mapping[str, str]
    by_node: Mapping[str, Mapping[Finest, int]]
    panel: frozenset[SetKey] = frozenset()


def pack_guard(guard: Guard) -> bytes:
    """Return a guard as bytes."""
    return _MAGIC + zlib.compress(guard_bytes(guard), 1)


def guard_bytes(guard: Guard) -> bytes:
    """Return what `pack_guard` compresses: what a checksum is taken of."""
    everything = sorted({key for keys in guard.sets.values() for key in keys})
    number = {key: at for at, key in enumerate(everything)}
    # Most nodes publish the same sets: each choice is written once.
    choices: dict[frozenset[SetKey], int] = {}
    by_node = {node: choices.setdefault(keys, len(choices)) for node, keys in sorted(guard.sets.items())}
    cells = sorted(guard.members)
    header = {
        "cells": [[*cell, len(guard.members[cell])] for cell in cells],
        "areas": dict(sorted(guard.areas.items())),
        "all_sets": everything,
        "choices": [sorted(number[key] for key in keys) for keys in choices],
        "nodes": by_node,
        "counted_nodes": sorted(guard.by_node),
        "panel": sorted(guard.panel),
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    counts = [[guard.by_node[node].get(cell, 0) for cell in cells] for node in sorted(guard.by_node)]
    body = np.array(counts, dtype="<i4").tobytes()
    body += b"".join(company + one for cell in cells for company, one in sorted(guard.members[cell]))
    return _LENGTH.pack(len(text)) + text + body


def unpack_guard(data: bytes) -> Guard:
    """Return the guard in packed bytes; ValueError for other bytes."""
    if not data.startswith(_MAGIC):
        raise ValueError("These bytes hold no guard of an edition.")
    raw = zlib.decompress(data[len(_MAGIC) :])
    (length,) = _LENGTH.unpack_from(raw)
    start = _LENGTH.size + length
    header: dict[str, Any] = json.loads(raw[_LENGTH.size : start])
    cells = [(sector, group, size, region) for sector, group, size, region, _ in header["cells"]]
    nodes = header["counted_nodes"]
    counts = np.frombuffer(raw, dtype="<i4", count=len(nodes) * len(cells), offset=start).reshape(len(nodes), -1)
    by_node = {
        node: {cell: n for cell, n in zip(cells, row, strict=True) if n}
        for node, row in zip(nodes, counts.tolist(), strict=True)
    }
    start += counts.nbytes
    members: dict[Finest, list[Member]] = {}
    for cell, row in zip(cells, header["cells"], strict=True):
        end = start + 2 * _HALF * row[-1]
        members[cell] = [
            (raw[at : at + _HALF], raw[at + _HALF : at + 2 * _HALF]) for at in range(start, end, 2 * _HALF)
        ]
        start = end
    everything = [SetKey(*labels) for labels in header["all_sets"]]
    panel = frozenset(SetKey(*labels) for labels in header["panel"])
    choices = [frozenset(everything[at] for at in places) for places in header["choices"]]
    return Guard(members, {node: choices[at] for node, at in header["nodes"].items()}, header["areas"], by_node, panel)
