"""Histograms as bytes: only the filled bins, compressed; the same companies in any order give the same bytes."""

from __future__ import annotations

import json
import struct
import zlib
from collections import Counter
from typing import Any, Final

import numpy as np

from diagnosis.benchmark.histograms import Cell, CellHistograms, Finest

_MAGIC: Final = b"QMH1"
_LEVEL: Final = 6
_LENGTH: Final = struct.Struct("<I")


def pack(histograms: CellHistograms) -> bytes:
    """Return histograms as compressed bytes."""
    return _MAGIC + zlib.compress(unpacked_bytes(histograms), _LEVEL)


def unpacked_bytes(histograms: CellHistograms) -> bytes:
    """Return a header in JSON, then the filled bins of each cell and how many stand in each, as little-endian int32."""
    filled, counts, cells = [], [], []
    for key, cell in sorted(histograms.cells.items()):
        flat = np.concatenate((cell.own.ravel(), cell.base.ravel()))
        places = np.flatnonzero(flat)
        filled.append(np.diff(places, prepend=0).astype("<i4"))
        counts.append(flat[places].astype("<i4"))
        cells.append(
            {
                "key": list(key),
                "filled": len(places),
                "businesses": dict(sorted(cell.businesses.items())),
                "members": histograms.members(key),
            }
        )
    header = {
        "codes": histograms.codes,
        "groups": histograms.group_count,
        "synthetic": histograms.synthetic,
        "cells": cells,
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    body = b"".join(part.tobytes() for part in (*filled, *counts))
    return _LENGTH.pack(len(text)) + text + body


def unpack(data: bytes) -> CellHistograms:
    """Return the histograms in packed bytes.

    Raises
    ------
    ValueError
        If the bytes are not what `pack` writes.
    """
    if not data.startswith(_MAGIC):
        raise ValueError("These bytes hold no histograms.")
    try:
        return _unpack(zlib.decompress(data[len(_MAGIC) :]))
    except (zlib.error, struct.error, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"The histograms cannot be read: {error}") from error


def _unpack(data: bytes) -> CellHistograms:
    (length,) = _LENGTH.unpack_from(data)
    header: dict[str, Any] = json.loads(data[_LENGTH.size : _LENGTH.size + length])
    numbers = np.frombuffer(data, dtype="<i4", offset=_LENGTH.size + length)
    found = CellHistograms(header["codes"], header["groups"])
    found.synthetic = header["synthetic"]
    filled, counts = np.split(numbers, 2)
    start = 0
    for row in header["cells"]:
        part = slice(start, start + row["filled"])
        _fill(found.cell(Finest(*row["key"])), np.cumsum(filled[part]), counts[part])
        found.cells[Finest(*row["key"])].businesses = Counter(row["businesses"])
        found.cells[Finest(*row["key"])].members = [np.array(row["members"], dtype=object)]
        start = part.stop
    return found


def _fill(cell: Cell, places: Any, counts: Any) -> None:
    flat = np.zeros(cell.own.size + cell.base.size, dtype=np.int32)
    flat[places] = counts
    cell.own[:] = flat[: cell.own.size].reshape(cell.own.shape)
    cell.base[:] = flat[cell.own.size :].reshape(cell.base.shape)
