"""Means of all cells of one node, each drawn to its parent by how few companies it has (partial pooling).

The tree is country - group - sector - cell; size adds to it, since it matters more than any sector. Beside the cells of
a sector stand those of a group by size and of the country by size: they are the way up of a company whose own cell says
nothing. Formulas, step by step: docs/method.md, section 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark.shrinkage import BETWEEN_BEFORE_DATA, paule_mandel, shrink

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SPREAD_BEFORE_DATA: Final = 18.0  # points within a cell, until two companies share one
# Simulated: 1.645 covers 86 % only, since the variance between cells is itself estimated.
HALF_WIDTH: Final = 1.85
_ROUNDING_VARIANCE: Final = 0.1**2 / 12.0  # Values have one decimal: alike companies are not known to be identical.


@dataclass(frozen=True, slots=True)
class Tree:
    """Which sector and size each cell has, and which group each sector: places in lists of these.

    Attributes
    ----------
    cell_sector, cell_size : int (cells,)
    sector_group : int (sectors,)
    """

    cell_sector: Whole
    cell_size: Whole
    sector_group: Whole

    @property
    def groups(self) -> int:
        return int(self.sector_group.max()) + 1

    @property
    def sizes(self) -> int:
        return int(self.cell_size.max()) + 1

    @property
    def cell_group(self) -> Whole:
        return self.sector_group[self.cell_sector]

    @property
    def cell_group_size(self) -> Whole:
        """The place of each cell among groups by size: group after group."""
        return self.cell_group * self.sizes + self.cell_size


@dataclass(frozen=True, slots=True)
class Sample:
    """What the companies of each cell add up to.

    Attributes
    ----------
    n : float (cells,)
        Companies.
    total, deviations : float (cells,)
        Sum of their values, and of squared deviations from the mean of the cell.
    """

    n: Floats
    total: Floats
    deviations: Floats


@dataclass(frozen=True, slots=True)
class PseudoCompanies:
    """Published values that count as so many companies each, where weight > 0; see `anchors`.

    Attributes
    ----------
    national, sector, size : pairs of float arrays by cell of the level
        Value and weight; a weight of 0 where nothing is published, the value then 0.
    size_effect : float (sizes,)
        By how much a size's value lies above the published mean of all.
    """

    national: tuple[Floats, Floats]
    sector: tuple[Floats, Floats]
    size: tuple[Floats, Floats]
    size_effect: Floats

    @property
    def weigh_anything(self) -> bool:
        return any(bool(weight.any()) for _, weight in (self.national, self.sector, self.size))


@dataclass(frozen=True)
class Level:
    """One level of the tree after pooling, all arrays by its cells.

    Attributes
    ----------
    n
        Companies.
    residual, variance
        Pooled mean without the effect of size, in points, and how uncertain it is.
    size_mix
        Mean size effect of a cell's companies.
    own_share
        Share of the cell's own companies in its mean, 0-1.
    between
        Variance among siblings; None where no parent has two.
    """

    n: Floats
    residual: Floats
    variance: Floats
    size_mix: Floats
    own_share: Floats
    between: float | None

    @cached_property
    def mean(self) -> Floats:
        """Pooled means in points, with the sizes that a cell's companies have."""
        return np.clip(self.residual + self.size_mix, 0.0, 100.0)

    @cached_property
    def low(self) -> Floats:
        return np.maximum(0.0, self.mean - HALF_WIDTH * np.sqrt(self.variance))

    @cached_property
    def high(self) -> Floats:
        return np.minimum(100.0, self.mean + HALF_WIDTH * np.sqrt(self.variance))


@dataclass(frozen=True, slots=True)
class Pooled:
    """All levels of one node, with the variance within cells and the size effects."""

    within: float
    size_effects: Floats
    national: Level
    group: Level
    sector: Level
    cell: Level
    group_size: Level
    size: Level


def pool(tree: Tree, sample: Sample, pseudo: PseudoCompanies | None = None) -> Pooled:
    """Return the pooled means of every cell of one node.

    Parameters
    ----------
    tree
        At least one cell. Cells without companies are welcome: they get their parent's mean.
    sample
        Companies of each cell; somebody somewhere.
    pseudo
        Published values that count as companies; None leaves them out of every number.

    Notes
    -----
    Steps 1-6 of docs/method.md, section 10. Where no parent has two children, the variance between them cannot be
    estimated: each is its parent.
    """
    freedom = float(np.maximum(sample.n - 1.0, 0.0).sum())
    within = float(sample.deviations.sum()) / freedom if freedom else SPREAD_BEFORE_DATA**2
    effects = size_effects(tree, sample, pseudo)
    cells = _Cells(max(within, _ROUNDING_VARIANCE), sample, effects[tree.cell_size])
    by_size = np.arange(tree.groups * tree.sizes)

    national = cells.root(None if pseudo is None else pseudo.national)
    group = cells.children(tree.cell_group, national, np.zeros(tree.groups, dtype=np.int64))
    sector = cells.children(
        tree.cell_sector, group, tree.sector_group, pseudo=None if pseudo is None else pseudo.sector
    )
    cell = cells.children(np.arange(len(sample.n)), sector, tree.cell_sector, mix=effects[tree.cell_size])
    group_size = cells.children(tree.cell_group_size, group, by_size // tree.sizes, mix=effects[by_size % tree.sizes])
    size = cells.children(
        tree.cell_size,
        national,
        np.zeros(tree.sizes, dtype=np.int64),
        mix=effects,
        pseudo=None if pseudo is None else (pseudo.size[0] - effects, pseudo.size[1]),
    )
    return Pooled(cells.within, effects, national, group, sector, cell, group_size, size)


def size_effects(tree: Tree, sample: Sample, pseudo: PseudoCompanies | None = None) -> Floats:
    """Return by how much each size lies above the mean of the sectors it stands in; 0 for a size nobody has.

    Notes
    -----
    Mean of (value - mean of its sector) over the companies of a size, centred over all companies. A published distance
    from the published mean of all counts as so many companies more; centred again, so that a published mean of all is
    drawn on as it stands.
    """
    of_sector = _sums(tree.cell_sector, sample.n, len(tree.sector_group))
    sector_mean = _sums(tree.cell_sector, sample.total, len(tree.sector_group)) / np.maximum(of_sector, 1.0)
    n = _sums(tree.cell_size, sample.n, tree.sizes)
    above = _sums(tree.cell_size, sample.total - sample.n * sector_mean[tree.cell_sector], tree.sizes)
    effect = above / np.maximum(n, 1.0)
    everybody = max(n.sum(), 1.0)
    effect = np.where(n > 0, effect - (n @ effect) / everybody, 0.0)
    if pseudo is None:
        return effect
    weight = pseudo.size[1]
    counted = np.where(weight > 0, n + weight, 1.0)
    effect = np.where(weight > 0, (n * effect + weight * pseudo.size_effect) / counted, effect)
    return np.asarray(effect - (n @ effect) / everybody)


class _Cells:
    """The finest cells as residuals: what is left of their companies without the effect of size."""

    def __init__(self, within: float, sample: Sample, effect: Floats) -> None:
        self.within, self.n, self.effect = within, sample.n, effect
        self.residual = sample.total - sample.n * effect

    def root(self, pseudo: tuple[Floats, Floats] | None) -> Level:
        """Return the mean of everybody, as it is: it has no parent to be drawn to."""
        own = self._own(np.zeros(len(self.n), dtype=np.int64), 1, pseudo)
        if not own.counted.all():
            raise ValueError("There is nobody to pool.")
        return Level(own.n, own.mean, own.variance, own.mix, own.n / own.counted, None)

    def children(
        self,
        place: Whole,
        parent: Level,
        parent_of: Whole,
        *,
        mix: Floats | None = None,
        pseudo: tuple[Floats, Floats] | None = None,
    ) -> Level:
        """Return one level, drawn to the one above.

        ``place`` says which cell of the level each finest one belongs to, ``parent_of`` whose child each cell is,
        ``mix`` the size effect of cells that hold a single size.
        """
        own = self._own(place, len(parent_of), pseudo)
        there = own.counted > 0
        above = parent.residual[parent_of]
        between = paule_mandel(
            own.mean[there],
            own.variance[there],
            above[there],
            freedom=int(there.sum()) - len(np.unique(parent_of[there])),
        )
        # An only child has its parent's companies, and its mean; published values tell them apart, data are to come.
        apart = np.where(own.n == own.counted, 0.0, BETWEEN_BEFORE_DATA**2) if between is None else between
        shrunk = shrink(
            own.mean,
            own.variance,
            np.where(there, apart, BETWEEN_BEFORE_DATA**2 if between is None else between),
            above,
            parent.variance[parent_of],
        )
        real = own.n / np.where(there, own.counted, 1.0)
        share = (1.0 - shrunk.parent_share) * real
        if between is None:
            share = np.where(there & (own.n == own.counted), parent.own_share[parent_of], share)
        return Level(own.n, shrunk.mean, shrunk.variance, own.mix if mix is None else mix, share, between)

    def _own(self, place: Whole, cells: int, pseudo: tuple[Floats, Floats] | None) -> _Own:
        n = _sums(place, self.n, cells)
        value, weight = pseudo or (np.zeros(cells), np.zeros(cells))
        counted = n + weight
        divisor = np.where(counted > 0, counted, 1.0)
        return _Own(
            n=n,
            counted=counted,
            mean=(_sums(place, self.residual, cells) + weight * value) / divisor,
            variance=np.where(counted > 0, self.within / divisor, np.inf),
            mix=_sums(place, self.n * self.effect, cells) / np.maximum(n, 1.0),
        )


@dataclass(frozen=True, slots=True)
class _Own:
    """A level's own data before pooling; ``counted`` are its companies and those that published values stand for."""

    n: Floats
    counted: Floats
    mean: Floats
    variance: Floats
    mix: Floats


def _sums(place: Whole, values: Floats, cells: int) -> Floats:
    return np.bincount(place, values, minlength=cells).astype(float)
