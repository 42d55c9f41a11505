"""The companies of an edition in finest cells: sums of every node, who they are, and the values of each group node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dashboards.editions.guard import Finest, Member
from dashboards.editions.view import SetKey
from dashboards.rollups import EnteredTable, Sums
from dashboards.rollups.sums import sums_by_place

Places = NDArray[np.int64]
_NOBODY: Final = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class CountedCompanies:
    """All companies of an edition.

    Attributes
    ----------
    codes, group_count
        Groups, then items, in the order of the model; how many are groups.
    finest
        Sector, group, size and region that companies state; in order.
    sums : int64 (finest, codes + groups, 3)
        Companies, sum and sum of squares in tenths: every code by own weights, then the groups by common ones.
    place : int64 (n,)
        Which finest cell each company is in.
    own, base : int16 (n, groups)
        Values of the groups in tenths, -1 for none.
    members
        Who each company is, with the submission that counts.
    owners
        By finest cell, companies by group of companies; '' those that stand alone.
    areas
        Region -> area.
    """

    codes: tuple[str, ...]
    group_count: int
    finest: tuple[Finest, ...]
    sums: Sums
    place: Places
    own: NDArray[np.int16]
    base: NDArray[np.int16]
    members: Sequence[Member]
    owners: Mapping[Finest, Mapping[str, int]]
    areas: Mapping[str, str]
    synthetic: int

    @property
    def companies(self) -> int:
        return len(self.place)

    @cached_property
    def by_cell(self) -> NDArray[np.int64]:
        """Companies of each finest cell."""
        return np.bincount(self.place, minlength=len(self.finest)).astype(np.int64)

    @cached_property
    def are_all_alone(self) -> bool:
        """Whether no company belongs to a group of companies."""
        return all(set(found) <= {""} for found in self.owners.values())

    @cached_property
    def _labels(self) -> dict[str, NDArray[np.object_]]:
        columns = {name: np.empty(len(self.finest), dtype=object) for name in SetKey._fields}
        for at, (sector, group, size, region) in enumerate(self.finest):
            values = (sector, group, size, self.areas.get(region, ""), region)
            for name, value in zip(SetKey._fields, values, strict=True):
                columns[name][at] = value
        return columns

    def inside(self, key: SetKey) -> NDArray[np.bool_]:
        """Return which finest cells lie in a set."""
        found = np.ones(len(self.finest), dtype=bool)
        for name, label in zip(SetKey._fields, key, strict=True):
            if label:
                found &= np.asarray(self._labels[name] == label, dtype=bool)
        return found

    def column(self, node: int, key: SetKey) -> int:
        """Return where the sums of a node stand: within a sector its own weights count, across sectors common ones."""
        return node if key.sector or node >= self.group_count else len(self.codes) + node

    def sums_of(self, key: SetKey) -> Sums:
        """Return the sums of all nodes in a set by the weights that are compared there: (codes, 3)."""
        whole: Sums = self.sums[self.inside(key)].sum(axis=0)
        found: Sums = whole[[self.column(node, key) for node in range(len(self.codes))]]
        return found

    def companies_of(self, key: SetKey) -> int:
        """Return how many companies are in a set, whatever they answered."""
        return int(self.by_cell[self.inside(key)].sum())

    def rows_of(self, key: SetKey) -> Places:
        """Return which companies are in a set."""
        return np.flatnonzero(self.inside(key)[self.place])

    def values_of(self, key: SetKey) -> NDArray[np.int16]:
        """Return the values of the groups of those in a set, by the weights that are compared there: (n, groups)."""
        return (self.own if key.sector else self.base)[self.rows_of(key)]

    def members_by_cell(self) -> dict[Finest, list[Member]]:
        """Return who is in each finest cell, in order."""
        found: dict[Finest, list[Member]] = {cell: [] for cell in self.finest}
        for at, member in zip(self.place.tolist(), self.members, strict=True):
            found[self.finest[at]].append(member)
        return {cell: sorted(who) for cell, who in found.items()}

    def counts_of(self, node: int) -> dict[Finest, int]:
        """Return by finest cell how many companies have a value at a node."""
        return dict(zip(self.finest, self.sums[:, node, 0].tolist(), strict=True))


def count_companies(
    tables: Iterable[EnteredTable],
    *,
    codes: Sequence[str],
    group_count: int,
    group_of: Mapping[str, str],
    region_of: Mapping[str, str],
    areas: Mapping[str, str],
) -> CountedCompanies:
    """Return the companies of several tables, counted.

    Parameters
    ----------
    group_of
        Sector -> group: the one most companies of the sector state, as in the benchmark; '' is of no group.
    region_of
        Region as stated -> what it had become by the day of the edition. Others count as not stated.
    areas
        Region -> area.
    """
    index: dict[Finest, int] = {}
    kept: list[tuple[Places, NDArray[np.int16], NDArray[np.int16]]] = []
    sums = np.zeros((0, len(codes) + group_count, 3), dtype=np.int64)
    members: list[Member] = []
    owners: dict[int, Counter[str]] = {}
    synthetic = 0
    for table in tables:
        keys = (
            (sector, group_of.get(sector, group) if sector else group, size, region_of.get(region, ""))
            for sector, group, size, region in zip(table.sector, table.group, table.size, table.region, strict=True)
        )
        place = np.fromiter((index.setdefault(key, len(index)) for key in keys), np.int64, len(table))
        more = sums_by_place(np.hstack((table.own, table.base)), place, len(index))
        more[: len(sums)] += sums
        sums = more
        kept.append((place, table.own[:, :group_count].copy(), table.base))
        members += table.members()
        for at, owner in zip(place.tolist(), table.business_group.tolist(), strict=True):
            owners.setdefault(at, Counter())[owner] += 1
        synthetic += int(table.synthetic.sum())
    order = sorted(index)
    moved = np.zeros(len(order), dtype=np.int64)
    moved[[index[key] for key in order]] = np.arange(len(order))
    empty = np.zeros((0, group_count), dtype=np.int16)
    return CountedCompanies(
        codes=tuple(codes),
        group_count=group_count,
        finest=tuple(order),
        sums=sums[[index[key] for key in order]] if order else sums,
        place=moved[np.concatenate([place for place, _, _ in kept])] if kept else _NOBODY,
        own=np.concatenate([own for _, own, _ in kept]) if kept else empty,
        base=np.concatenate([base for _, _, base in kept]) if kept else empty,
        members=members,
        owners={key: dict(owners[index[key]]) for key in order},
        areas=dict(areas),
        synthetic=synthetic,
    )
