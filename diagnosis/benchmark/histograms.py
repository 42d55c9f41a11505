"""How many companies of each cell are displayed with which value: all that a snapshot is computed from.

Only the finest cells (sector, type, size) are counted; every wider cell is a sum of these. Counting is mergeable: parts
counted apart and added are the whole counted at once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark.peers import PeerTable
from diagnosis.benchmark.tenths import BINS, NONE, Tenths

Histogram = NDArray[np.int32]
# Rows counted at once: their keys, eight bytes a value, stay well under 100 MB at 160 columns.
_ROWS_AT_ONCE: Final = 50_000


class Finest(NamedTuple):
    """A finest cell; empty texts where companies do not say."""

    sector: str
    group: str
    size: str


class Cell:
    """One finest cell: the histograms of its companies, and who they are.

    Attributes
    ----------
    own : int32 (codes, 1001)
        Companies by displayed value with their own weights.
    base : int32 (groups, 1001)
        The same with the weights all have in common.
    businesses
        Companies by group of companies; under the empty text those that stand alone.
    members
        Who is in, with the revision that counts; in any order.
    """

    __slots__ = ("base", "businesses", "members", "own")

    def __init__(self, codes: int, groups: int) -> None:
        self.own: Histogram = np.zeros((codes, BINS), dtype=np.int32)
        self.base: Histogram = np.zeros((groups, BINS), dtype=np.int32)
        self.businesses: Counter[str] = Counter()
        self.members: list[NDArray[Any]] = []

    @property
    def companies(self) -> int:
        return self.businesses.total()

    def merge(self, other: Cell) -> None:
        self.own += other.own
        self.base += other.base
        self.businesses.update(other.businesses)
        self.members.extend(other.members)


class CellHistograms:
    """Histograms of every node in every finest cell.

    Parameters
    ----------
    codes
        Groups, then items, in the order of the model.
    group_count
        How many of them are groups.
    """

    def __init__(self, codes: Sequence[str], group_count: int) -> None:
        if not 0 <= group_count <= len(codes) or len(set(codes)) != len(codes):
            raise ValueError("Histograms need distinct codes, groups first.")
        self.codes: Final = tuple(codes)
        self.group_count: Final = group_count
        self.cells: Final[dict[Finest, Cell]] = {}
        self.synthetic = 0

    @property
    def companies(self) -> int:
        return sum(cell.companies for cell in self.cells.values())

    def cell(self, key: Finest) -> Cell:
        """Return a finest cell, empty if nobody was there yet."""
        if key not in self.cells:
            self.cells[key] = Cell(len(self.codes), self.group_count)
        return self.cells[key]

    def add(self, table: PeerTable) -> None:
        """Count more companies. Who is counted twice counts twice: entry rules are the caller's.

        Raises
        ------
        ValueError
            If the table has other columns.
        """
        if (table.codes, table.group_count) != (self.codes, self.group_count):
            raise ValueError("The table has other columns than the histograms.")
        self.synthetic += int(table.synthetic.sum())
        for key, rows in _rows_by_cell(table):
            cell = self.cell(key)
            cell.own += _count(table.own, rows)
            cell.base += _count(table.base, rows)
            cell.businesses.update(table.business_group[rows].tolist())
            cell.members.append(table.member[rows])

    def merge(self, other: CellHistograms) -> None:
        """Add what another has counted."""
        if (other.codes, other.group_count) != (self.codes, self.group_count):
            raise ValueError("The histograms have other columns.")
        self.synthetic += other.synthetic
        for key, cell in other.cells.items():
            self.cell(key).merge(cell)

    def members(self, key: Finest) -> list[str]:
        """Return who is in a finest cell, sorted."""
        return sorted(_names(self.cells[key].members)) if key in self.cells else []

    def members_digest(self) -> str:
        """Return the SHA-256 of all members, sorted, a line each."""
        names = sorted(name for cell in self.cells.values() for name in _names(cell.members))
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    def digest(self) -> str:
        """Return the SHA-256 of all that was counted and of who is in: the same in any order, counted in any parts."""
        from diagnosis.benchmark.packing import unpacked_bytes

        return f"sha256:{hashlib.sha256(unpacked_bytes(self)).hexdigest()}"

    def to_bytes(self) -> bytes:
        """Return the histograms as bytes: the same companies in any order give the same bytes."""
        from diagnosis.benchmark.packing import pack

        return pack(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> CellHistograms:
        """Return the histograms in bytes made by `to_bytes`; ValueError for other bytes."""
        from diagnosis.benchmark.packing import unpack

        return unpack(data)


def _rows_by_cell(table: PeerTable) -> Iterator[tuple[Finest, NDArray[np.int64]]]:
    """Yield the rows of each finest cell, cells sorted."""
    index: dict[tuple[str, str, str], int] = {}
    kinds = np.fromiter(
        (index.setdefault(key, len(index)) for key in zip(table.sector, table.group, table.size, strict=True)),
        dtype=np.int64,
        count=len(table),
    )
    order = np.argsort(kinds, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(kinds, minlength=len(index)))[:-1]) if index else []
    for key, rows in sorted(zip(index, parts, strict=True), key=lambda pair: pair[0]):
        yield Finest(*key), rows


def _count(columns: Tenths, rows: NDArray[np.int64]) -> Histogram:
    """Return how many of the rows show each value, by column."""
    width = columns.shape[1]
    found = np.zeros(width * BINS, dtype=np.int64)
    offsets = np.arange(width, dtype=np.int64) * BINS
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        values = columns[rows[start : start + _ROWS_AT_ONCE]]
        keys = (values + offsets)[values != NONE]
        found += np.bincount(keys, minlength=width * BINS)
    return found.reshape(width, BINS).astype(np.int32)


def _names(members: Iterable[NDArray[Any]]) -> Iterator[str]:
    for part in members:
        yield from map(str, part.tolist())
