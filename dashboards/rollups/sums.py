"""How many companies of a cell have a value at each node, the sum of their tenths and the sum of its squares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboards.rollups.table import EnteredTable

# (columns, 3): companies, sum, sum of squares; columns are the codes by own weights, then the groups by common ones.
Sums = NDArray[np.int64]
_KEPT_AS: Final = np.dtype("<i8")


class RollupKey(NamedTuple):
    """A finest cell of the rollup; empty texts where companies do not say."""

    year: int
    sector: str
    group: str
    size: str
    region: str


def column_count(codes: int, groups: int) -> int:
    """Return how many columns sums have: every code by own weights, every group by common ones too."""
    return codes + groups


def sums_by_key(table: EnteredTable) -> dict[RollupKey, tuple[int, Sums]]:
    """Return companies and sums of each finest cell of a table."""
    if not len(table):
        return {}
    index: dict[RollupKey, int] = {}
    columns = (table.year.tolist(), table.sector, table.group, table.size, table.region)
    place = np.fromiter(
        (index.setdefault(RollupKey(*key), len(index)) for key in zip(*columns, strict=True)), np.int64, len(table)
    )
    found = sums_by_place(np.hstack((table.own, table.base)), place, len(index))
    companies = np.bincount(place, minlength=len(index)).tolist()
    return {key: (companies[at], found[at]) for key, at in index.items()}


def sums_by_place(values: NDArray[np.int16], place: NDArray[np.int64], places: int) -> Sums:
    """Return the sums of rows by the place they belong to.

    Parameters
    ----------
    values : int16 (n, columns)
        Tenths, -1 where there is none.
    place : int64 (n,)
        0 … places - 1.

    Returns
    -------
    int64 (places, columns, 3)
    """
    found = np.zeros((places, values.shape[1], 3), dtype=np.int64)
    order = np.argsort(place, kind="stable")
    there = np.flatnonzero(np.bincount(place, minlength=places))
    starts = np.concatenate(([0], np.cumsum(np.bincount(place, minlength=places)[there])[:-1]))
    if len(there):
        # A column at a time: all at once would be sixteen bytes a value.
        for column in range(values.shape[1]):
            own = values[order, column].astype(np.int64)
            own[is_none := own < 0] = 0
            found[there, column, 0] = np.add.reduceat((~is_none).astype(np.int64), starts)
            found[there, column, 1] = np.add.reduceat(own, starts)
            found[there, column, 2] = np.add.reduceat(own * own, starts)
    return found


def add_sums(
    total: dict[RollupKey, tuple[int, Sums]], more: Mapping[RollupKey, tuple[int, Sums]], *, sign: int = 1
) -> None:
    """Add companies and sums to a total, or take them away with ``sign`` -1."""
    for key, (companies, sums) in more.items():
        n, before = total.get(key, (0, None))
        total[key] = (n + sign * companies, sign * sums if before is None else before + sign * sums)


def pack_sums(sums: Sums) -> bytes:
    """Return sums as the row of a cell keeps them."""
    return sums.astype(_KEPT_AS).tobytes()


def unpack_sums(packed: bytes, columns: int) -> Sums:
    """Return kept sums; ValueError if they are of another number of columns."""
    return np.frombuffer(packed, dtype=_KEPT_AS).reshape(columns, 3).astype(np.int64)


def joined(parts: Iterable[Mapping[RollupKey, tuple[int, Sums]]]) -> dict[RollupKey, tuple[int, Sums]]:
    """Return the sums of several parts together."""
    total: dict[RollupKey, tuple[int, Sums]] = {}
    for part in parts:
        add_sums(total, part)
    return total
