"""All finest cells of a snapshot as arrays: their tree, the sets that are published, and moments of every node."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark.cells import CellKey, names_of
from diagnosis.benchmark.counts import Moments, moments
from diagnosis.benchmark.histograms import CellHistograms, Finest, Histogram
from diagnosis.benchmark.pooling import Level, Pooled, Sample, Tree
from diagnosis.disclosure import Lattice, benchmark_lattice

Scale = Literal["own", "base"]
SCALES: Final[tuple[Scale, ...]] = ("own", "base")


def scale_of(key: CellKey) -> Scale:
    """Return whose weights are compared in a cell: within a sector its own, across sectors those all have in common."""
    return "own" if key[0] else "base"


@dataclass(frozen=True, eq=False)
class Country:
    """The finest cells of a snapshot, in order, as its computations want them."""

    histograms: CellHistograms

    @classmethod
    def of(cls, histograms: CellHistograms) -> Country:
        """Return the country of these histograms. A sector is of one group: the one most of its companies state."""
        stated: dict[str, Counter[str]] = {}
        for key, cell in sorted(histograms.cells.items()):
            stated.setdefault(key.sector, Counter())[key.group] += cell.companies
        group_of = {sector: groups.most_common(1)[0][0] for sector, groups in stated.items() if sector}
        if all(group_of.get(key.sector, key.group) == key.group for key in histograms.cells):
            return cls(histograms)
        settled = CellHistograms(histograms.codes, histograms.group_count)
        settled.synthetic = histograms.synthetic
        for key, cell in sorted(histograms.cells.items()):
            settled.cell(key._replace(group=group_of.get(key.sector, key.group))).merge(cell)
        return cls(settled)

    @cached_property
    def finest(self) -> tuple[Finest, ...]:
        return tuple(sorted(self.histograms.cells))

    @cached_property
    def lattice(self) -> Lattice:
        return benchmark_lattice(self.finest)

    @cached_property
    def sizes(self) -> tuple[str, ...]:
        return tuple(sorted({key.size for key in self.finest}))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return tuple(sorted({key.group for key in self.finest}))

    @cached_property
    def sectors(self) -> tuple[tuple[str, str], ...]:
        """Sector and its group; companies of a group that name no sector are a sector of their own."""
        return tuple(sorted({(key.sector, key.group) for key in self.finest}))

    @cached_property
    def tree(self) -> Tree:
        return Tree(
            cell_sector=np.array([self.sectors.index((key.sector, key.group)) for key in self.finest], dtype=np.int64),
            cell_size=np.array([self.sizes.index(key.size) for key in self.finest], dtype=np.int64),
            sector_group=np.array([self.groups.index(group) for _, group in self.sectors], dtype=np.int64),
        )

    @cached_property
    def moments(self) -> dict[Scale, Moments]:
        """Moments of every node in every finest cell: (cells, codes)."""
        return {scale: self._moments(scale) for scale in SCALES}

    def _moments(self, scale: Scale) -> Moments:
        # Cell by cell: all histograms at once would be hundreds of megabytes.
        parts = [moments(self._rows(key, scale)) for key in self.finest]
        return Moments(
            np.stack([part.n for part in parts]),
            np.stack([part.total for part in parts]),
            np.stack([part.squares for part in parts]),
        )

    @cached_property
    def companies(self) -> NDArray[np.int64]:
        """Companies of each finest cell, whatever they answered."""
        return np.array([self.histograms.cells[key].companies for key in self.finest], dtype=np.int64)

    def sample(self, code: int, scale: Scale) -> Sample:
        """Return what the companies of each cell add up to at one node."""
        found = self.moments[scale]
        return Sample(
            n=found.n[:, code].astype(float),
            total=found.total[:, code] / 10.0,
            deviations=found.deviations()[:, code],
        )

    def counts(self, key: CellKey) -> Histogram:
        """Return the histograms of all nodes in a published set: (codes, 1001)."""
        inside = np.flatnonzero(self.lattice.incidence[self.lattice.sets.index(key)])
        found = np.zeros((len(self.histograms.codes), self._rows(self.finest[0], "own").shape[1]), dtype=np.int32)
        for place in inside:
            found += self._rows(self.finest[place], scale_of(key))
        return found

    def counts_of_node(self, code: int, scale: Scale) -> Histogram:
        """Return the histograms of one node in all finest cells: (cells, 1001)."""
        cells = [self.histograms.cells[key] for key in self.finest]
        use_base = scale == "base" and code < self.histograms.group_count
        return np.stack([cell.base[code] if use_base else cell.own[code] for cell in cells])

    def companies_of(self, key: CellKey) -> int:
        """Return how many companies are in a published set, whatever they answered."""
        return int(self.lattice.incidence[self.lattice.sets.index(key)] @ self.companies)

    def businesses(self, key: CellKey) -> int:
        """Return how many business groups the companies of a set belong to; one that stands alone is its own."""
        inside = np.flatnonzero(self.lattice.incidence[self.lattice.sets.index(key)])
        found: Counter[str] = Counter()
        for place in inside:
            found.update(self.histograms.cells[self.finest[place]].businesses)
        return found.pop("", 0) + len(found)

    @property
    def are_all_alone(self) -> bool:
        """Whether no company belongs to a group of companies."""
        return all(set(cell.businesses) <= {""} for cell in self.histograms.cells.values())

    def group_of(self, key: CellKey) -> str:
        """Return the group a set lies in; empty for sizes and the whole country."""
        return next((group for sector, group in self.sectors if sector == key[0]), "") if key[0] else key[1]

    def place(self, pooled: Pooled, key: CellKey) -> tuple[Level, int]:
        """Return the level a set is pooled at, and its place there."""
        sector, group, size = key
        match names_of(key):
            case ("sector", "size"):
                return pooled.cell, next(
                    i for i, cell in enumerate(self.finest) if (cell.sector, cell.size) == (sector, size)
                )
            case ("sector",):
                return pooled.sector, next(i for i, (name, _) in enumerate(self.sectors) if name == sector)
            case ("group", "size"):
                return pooled.group_size, self.groups.index(group) * len(self.sizes) + self.sizes.index(size)
            case ("group",):
                return pooled.group, self.groups.index(group)
            case ("size",):
                return pooled.size, self.sizes.index(size)
            case _:
                return pooled.national, 0

    def _rows(self, key: Finest, scale: Scale) -> Histogram:
        cell = self.histograms.cells[key]
        if scale == "own":
            return cell.own
        return np.concatenate((cell.base, cell.own[self.histograms.group_count :]))
