"""An edition as bytes and back: a header, and rows of whole numbers that a set is read from when asked for."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dashboards.editions.view import EditionView, NodeValue, PanelChange, SetKey

_MAGIC: Final = b"QME1"
_LENGTH: Final = struct.Struct("<I")
_LEVEL: Final = 6
# node, mean, low, high, companies, three quartiles, estimate with its interval, moment; tenths of points, -1 for none.
_VALUE_WIDTH: Final = 12
# set, node, mean, low, high, companies.
_PANEL_WIDTH: Final = 6
_NONE: Final = -1

Rows = NDArray[np.int32]


class UnableToReadEdition(ValueError):
    """The bytes hold no edition."""


def pack_edition(view: EditionView) -> bytes:
    """Return an edition as bytes: equal editions give equal bytes once decompressed."""
    return _MAGIC + zlib.compress(unpacked_bytes(view), _LEVEL)


def unpacked_bytes(view: EditionView) -> bytes:
    """Return what `pack_edition` compresses: what a checksum is taken of."""
    place = {code: at for at, code in enumerate(view.nodes)}
    sets, withheld = sorted(view.cells), sorted(view.withheld)
    moments = sorted({v.kept_as_of for cell in view.cells.values() for v in cell.values() if v.kept_as_of is not None})
    values, counts = [], []
    for key in sets:
        cell = view.cells[key]
        told = sorted(cell, key=place.__getitem__)
        counts.append(len(told))
        values += [_row(place[node], cell[node], moments) for node in told]
    everything = sorted({*sets, *withheld, *view.panel, *view.levels})
    number = {key: at for at, key in enumerate(everything)}
    panel = [
        (number[key], place[node], *_tenths(change.mean, change.low, change.high), change.companies)
        for key, changes in sorted(view.panel.items())
        for node, change in sorted(changes.items(), key=lambda pair: place[pair[0]])
    ]
    header = {
        "id": view.id,
        "model": [view.model_key, view.model_version],
        "as_of": view.as_of.isoformat(),
        "synthetic": view.is_synthetic,
        "companies": view.companies,
        "nodes": view.nodes,
        "crossings": sorted(view.crossings),
        "all_sets": everything,
        "sets": [number[key] for key in sets],
        "rows": counts,
        "withheld": [number[key] for key in withheld],
        "moments": [moment.isoformat() for moment in moments],
        "panel_since": None if view.panel_since is None else view.panel_since.isoformat(),
        "panel_rows": len(panel),
        "levels": [[number[key], *_tenths(share)] for key, share in sorted(view.levels.items())],
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    body = np.array(values, dtype="<i4").tobytes() + np.array(panel, dtype="<i4").tobytes()
    return _LENGTH.pack(len(text)) + text + body


def unpack_edition(data: bytes) -> EditionView:
    """Return the edition in packed bytes; values of a set are made when it is first asked for.

    Raises
    ------
    UnableToReadEdition
        The bytes are not what `pack_edition` writes.
    """
    if not data.startswith(_MAGIC):
        raise UnableToReadEdition("These bytes hold no edition.")
    try:
        return _unpacked(zlib.decompress(data[len(_MAGIC) :]))
    except (zlib.error, struct.error, KeyError, TypeError, IndexError, ValueError) as error:
        raise UnableToReadEdition(f"The edition cannot be read: {error!r}") from error


def _unpacked(data: bytes) -> EditionView:
    (length,) = _LENGTH.unpack_from(data)
    header: dict[str, Any] = json.loads(data[_LENGTH.size : _LENGTH.size + length])
    numbers = np.frombuffer(data, dtype="<i4", offset=_LENGTH.size + length)
    rows = sum(header["rows"])
    values = numbers[: rows * _VALUE_WIDTH].reshape(rows, _VALUE_WIDTH)
    panel = numbers[rows * _VALUE_WIDTH :].reshape(header["panel_rows"], _PANEL_WIDTH)
    everything = [SetKey(*labels) for labels in header["all_sets"]]
    nodes = tuple(header["nodes"])
    moments = [datetime.fromisoformat(text) for text in header["moments"]]
    sets = [everything[at] for at in header["sets"]]
    ends = np.cumsum(header["rows"]).tolist()
    since = header["panel_since"]
    return EditionView(
        id=header["id"],
        model_key=header["model"][0],
        model_version=header["model"][1],
        as_of=datetime.fromisoformat(header["as_of"]),
        is_synthetic=header["synthetic"],
        companies=header["companies"],
        nodes=nodes,
        crossings=frozenset(header["crossings"]),
        cells=_Cells(
            {key: values[end - n : end] for key, n, end in zip(sets, header["rows"], ends, strict=True)}, nodes, moments
        ),
        withheld=frozenset(everything[at] for at in header["withheld"]),
        panel=_panel(panel.tolist(), everything, nodes),
        panel_since=None if since is None else datetime.fromisoformat(since),
        levels={everything[at]: tenths / 10 for at, tenths in header["levels"]},
    )


class _Cells(Mapping[SetKey, Mapping[str, NodeValue]]):
    """Sets whose values are made when first asked for: there are a hundred thousand, and a page shows a few hundred."""

    def __init__(self, rows: Mapping[SetKey, Rows], nodes: Sequence[str], moments: Sequence[datetime]) -> None:
        self._rows, self._nodes, self._moments = rows, nodes, moments
        self._made: dict[SetKey, dict[str, NodeValue]] = {}

    def __getitem__(self, key: SetKey) -> Mapping[str, NodeValue]:
        made = self._made.get(key)
        if made is None:
            made = {self._nodes[row[0]]: self._value(row) for row in self._rows[key].tolist()}
            self._made[key] = made
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[SetKey]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def _value(self, row: Sequence[int]) -> NodeValue:
        _, mean, low, high, companies, q1, q2, q3, estimate, estimate_low, estimate_high, moment = row
        return NodeValue(
            mean=mean / 10,
            low=low / 10,
            high=high / 10,
            companies=companies,
            quartiles=None if q2 == _NONE else (q1 / 10, q2 / 10, q3 / 10),
            estimate=None if estimate == _NONE else (estimate / 10, estimate_low / 10, estimate_high / 10),
            kept_as_of=None if moment == _NONE else self._moments[moment],
        )


def _row(node: int, value: NodeValue, moments: Sequence[datetime]) -> tuple[int, ...]:
    none = (_NONE, _NONE, _NONE)
    return (
        node,
        *_tenths(value.mean, value.low, value.high),
        value.companies,
        *(none if value.quartiles is None else _tenths(*value.quartiles)),
        *(none if value.estimate is None else _tenths(*value.estimate)),
        _NONE if value.kept_as_of is None else moments.index(value.kept_as_of),
    )


def _tenths(*points: float) -> tuple[int, ...]:
    return tuple(round(10 * point) for point in points)


def _panel(
    rows: Sequence[Sequence[int]], sets: Sequence[SetKey], nodes: Sequence[str]
) -> dict[SetKey, dict[str, PanelChange]]:
    found: dict[SetKey, dict[str, PanelChange]] = {}
    for key, node, mean, low, high, companies in rows:
        found.setdefault(sets[key], {})[nodes[node]] = PanelChange(mean / 10, low / 10, high / 10, companies)
    return found
