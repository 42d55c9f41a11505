"""Where a company stands among its peers, read from a snapshot's cells."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from diagnosis.benchmark.cells import (
    PATH,
    CellKey,
    key_for,
    may_show_mean,
    peers_name,
    shown_count,
)
from diagnosis.benchmark.country import scale_of
from diagnosis.benchmark.peers import PeerResult
from diagnosis.benchmark.pooling import HALF_WIDTH
from diagnosis.benchmark.reading import Cell, Shared, Snapshot, UnableToReadBenchmark, read_snapshot
from diagnosis.benchmark.shrinkage import BETWEEN_BEFORE_DATA
from diagnosis.benchmark.standing import Estimate, Position, percentile_of, tenths_of
from diagnosis.benchmark.tenths import displayed

# Item code -> values 0-100 and how many peers answered so; None where under twenty did.
Donors = Callable[[str], tuple[NDArray[np.float64], NDArray[np.int64]] | None]
ANCHOR_ONLY: Final = "anchor"
_LEAST_DONORS: Final = 20
_QUARTILES: Final = ("0.25", "0.5", "0.75")
# Levels of the tree that a mean borrowed from a step of the way skips.
_SKIPPED: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    ("sector",): ("cell",),
    ("group", "size"): ("sector", "cell"),
    ("group",): ("sector", "cell"),
    ("size",): ("group", "sector", "cell"),
    (): ("group", "sector", "cell"),
}


@dataclass(frozen=True, eq=False)
class Benchmark:
    """A snapshot that can be asked."""

    snapshot: Snapshot

    @property
    def id(self) -> str:
        return self.snapshot.id

    @property
    def as_of(self) -> str:
        return self.snapshot.as_of

    @property
    def companies(self) -> int:
        return self.snapshot.companies

    @property
    def synthetic(self) -> bool:
        return self.snapshot.synthetic

    def position(
        self,
        node: str,
        *,
        value: float | None,
        base_value: float | None,
        sector: str | None,
        group: str | None,
        size: str | None,
        within_sector: bool = False,
        itself: PeerResult | None = None,
        draws: ArrayLike | None = None,
    ) -> Position | None:
        """Return where a value stands, or None where nobody may be compared with.

        Parameters
        ----------
        value, base_value
            Within a sector the value with its own weights is compared, across sectors the one with those all have.
        within_sector
            The way ends at the sector: figures whose yardstick differs by sector are not ranked across sectors.
        itself
            What the company put into the snapshot: nobody is their own peer, and the limits hold for the others alone.
        draws : float (draws,), optional
            Draws of ``value`` from its own uncertainty; the percentile's interval covers theirs.

        Notes
        -----
        The way is sector and size, sector, group and size, group, size, country: the method's way with the published
        sets of the company's own size put before those of all sizes, because sizes differ more than sectors do. It
        stops at the first cell with five others of three business groups. In a cell of all sizes the peers are moved by
        what the company's size adds: its benchmark less that of the cell. That benchmark is its parent's with the
        size's effect, without the data of its own cell, as this may not be published: the few in it must not be read
        off the shift.
        """
        own = {"sector": sector, "group": group, "size": size}
        path: list[dict[str, Any]] = []
        for names in PATH:
            key = key_for(names, own)
            if key is None or (within_sector and "sector" not in names):
                continue
            compared = value if "sector" in names else base_value
            published = self.snapshot.cells.get((key, node))
            cell = published and self._others(published, node, names, key, itself)
            if cell is None or compared is None:
                path.append({"peers": peers_name(names), "n": None, "used": False, "why": "withheld"})
            elif not may_show_mean(cell.n, cell.business_groups):
                path.append({"peers": peers_name(names), "n": None, "used": False, "why": "few"})
            else:
                path.append({"peers": peers_name(names), "n": shown_count(cell.n), "used": True, "why": ""})
                moved = 0.0 if value is None or draws is None else compared - value
                drawn = None if draws is None else np.asarray(draws, dtype=float) + moved
                return self._position(
                    node, names=names, own=own, cell=cell, compared=compared, draws=drawn, path=tuple(path)
                )
        return self._beside_anchors(node, own, value, tuple(path))

    def estimate(self, node: str, *, sector: str | None, group: str | None, size: str | None) -> Estimate | None:
        """Return the pooled mean of a cell; of one that may not be published, its parent's with the size's effect.

        None where no wider cell is published either. A name that is None stands for all: with the size alone it is the
        country's companies of that size.
        """
        own = {"sector": sector, "group": group, "size": size}
        asked = key_for(tuple(name for name in ("sector", "size") if own[name]), own) if sector else None
        if asked is None:
            asked = key_for(tuple(name for name in ("group", "size") if own[name]), own)
        for names in PATH:
            key = key_for(names, own)
            cell = self.snapshot.cells.get((key, node)) if key is not None else None
            if key is None or cell is None:
                continue
            if key == asked:
                return Estimate(cell.mean, cell.low, cell.high, cell.own_share, shown_count(cell.n), peers_name(names))
            shared = self._shared(node, key)
            mean = min(100.0, max(0.0, cell.mean + self._shift(node, key, cell, size)))
            variance = cell.variance + sum(_between(shared, level) for level in _SKIPPED.get(names, ()))
            half = HALF_WIDTH * math.sqrt(variance)
            return Estimate(mean, max(0.0, mean - half), min(100.0, mean + half), 0.0, 0, peers_name(names))
        return None

    def donors(self, *, sector: str | None, group: str | None, size: str | None) -> Donors:
        """Return whose answers may stand in for a missing one: those of the company's own cell, from twenty on."""
        del group  # An item's value means the same in a sector and size only.
        key = key_for(("sector", "size"), {"sector": sector, "size": size, "group": None})

        def of(code: str) -> tuple[NDArray[np.float64], NDArray[np.int64]] | None:
            cell = self.snapshot.cells.get((key, code)) if key is not None else None
            if cell is None or cell.histogram is None or cell.n < _LEAST_DONORS:
                return None
            filled = np.flatnonzero(cell.histogram)
            return filled / 10.0, cell.histogram[filled]

        return of

    def exact_count(self, position: Position) -> int:
        """Return how many companies a position rests on, to the last one: for an operator's files, not for pages."""
        key = (position.sector or "", position.group or "", position.size or "")
        cell = self.snapshot.cells.get((key, position.node))
        return 0 if cell is None or position.peers == ANCHOR_ONLY else cell.n

    def _others(self, cell: Cell, node: str, names: tuple[str, ...], key: CellKey, itself: PeerResult | None) -> Cell:
        if itself is None or itself.key(names) != key:
            return cell
        value = itself.values_for(names).get(node)
        return cell if value is None else cell.without(tenths_of(value))

    def _shared(self, node: str, key: CellKey) -> Shared:
        return self.snapshot.shared.get((node, scale_of(key)), Shared())

    def _shift(self, node: str, key: CellKey, cell: Cell, size: str | None) -> float:
        """Return by how much a company of a size is to be expected above a cell of all sizes."""
        if key[2] or not size:
            return 0.0
        effect = self._shared(node, key).size_effects.get(size)
        if effect is None:
            return 0.0
        return effect - cell.size_mix

    def _position(
        self,
        node: str,
        *,
        names: tuple[str, ...],
        own: Mapping[str, str | None],
        cell: Cell,
        compared: float,
        draws: NDArray[np.float64] | None,
        path: tuple[dict[str, Any], ...],
    ) -> Position:
        key = key_for(names, own) or ("", "", "")
        shift = displayed(self._shift(node, key, cell, own["size"]))
        percentile = percentile_of(cell, compared - shift, None if draws is None else draws - shift)

        def moved(value: float | None) -> float | None:
            return None if value is None else min(100.0, max(0.0, value + shift))

        q1, median, q3 = (moved(cell.quantiles.get(p)) for p in _QUARTILES)
        return Position(
            node=node,
            peers=peers_name(names),
            **{name: own[name] if name in names else None for name in ("sector", "size", "group")},
            n=shown_count(cell.n),
            mean=min(100.0, max(0.0, cell.mean + shift)),
            q1=q1,
            median=median,
            q3=q3,
            percentile=percentile.value,
            percentile_low=percentile.low,
            percentile_high=percentile.high,
            top_percent=percentile.top,
            synthetic=self.synthetic,
            as_of=self.as_of,
            low=moved(cell.low),
            high=moved(cell.high),
            own_share=round(cell.own_share, 2),
            quarter=percentile.quarter,
            telling=percentile.telling,
            shift=shift,
            path=path,
            anchored=cell.anchored,
        )

    def _beside_anchors(
        self, node: str, own: Mapping[str, str | None], value: float | None, path: tuple[dict[str, Any], ...]
    ) -> Position | None:
        """Return the published value that fits, where the snapshot has nothing else: a mean, never a percentile."""
        anchors = self.snapshot.anchors
        if anchors is None or anchors.node != node or value is None:
            return None
        return Position(
            node=node,
            peers=ANCHOR_ONLY,
            sector=own["sector"] if anchors.of_sector(own["sector"] or "") else None,
            size=own["size"] if anchors.of_size(own["size"] or "") else None,
            n=0,
            group=None,
            mean=anchors.value_of(own["sector"] or "", own["size"] or ""),
            q1=None,
            median=None,
            q3=None,
            percentile=None,
            percentile_low=None,
            percentile_high=None,
            top_percent=None,
            synthetic=False,
            as_of=self.as_of,
            own_share=0.0,
            path=path,
            anchored=True,
        )


def read_benchmark(document: object) -> Benchmark:
    """Return the benchmark in the data of a benchmark file; `UnableToReadBenchmark` says which cell is wrong."""
    return Benchmark(read_snapshot(document))


def _between(shared: Shared, level: str) -> float:
    found = shared.between.get(level)
    return BETWEEN_BEFORE_DATA**2 if found is None else found


__all__ = [
    "ANCHOR_ONLY",
    "Benchmark",
    "Donors",
    "Estimate",
    "Position",
    "UnableToReadBenchmark",
    "read_benchmark",
]
