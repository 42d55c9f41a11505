"""A benchmark file as cells that can be asked; what a file says beyond the limits is not believed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark import counts as histogram
from diagnosis.benchmark.anchor_files import Anchors, read_anchors
from diagnosis.benchmark.cells import CellKey, key_of_document, may_show_mean, may_show_quantile
from diagnosis.benchmark.country import SCALES, Scale
from diagnosis.benchmark.spread import BORROWED
from diagnosis.benchmark.tenths import BINS


class UnableToReadBenchmark(ValueError):
    """The data are no benchmark file; says which cell and what is wrong."""


@dataclass(frozen=True)
class Cell:
    """A published cell of one node as it is asked.

    Attributes
    ----------
    n, business_groups
        Companies, and how many groups of companies they belong to.
    mean, variance, own_share
        Pooled, and the share of the cell's own companies in it.
    size_mix
        Mean size effect of its companies; part of the mean.
    quantiles
        Share as text -> points; only those that may be shown.
    histogram : whole numbers (1001,), or None
        Companies by displayed tenth; None in files that do not carry it.
    """

    n: int
    business_groups: int
    mean: float
    low: float
    high: float
    own_share: float
    variance: float
    size_mix: float
    quantiles: Mapping[str, float]
    anchored: bool
    histogram: NDArray[np.int64] | None = None

    @cached_property
    def cumulated(self) -> NDArray[np.int64] | None:
        """Companies below each tenth, of 1002 bounds."""
        return None if self.histogram is None else np.concatenate(([0], np.cumsum(self.histogram)))

    def shares_below(self, tenths: NDArray[np.int64]) -> NDArray[np.float64] | None:
        """Return the share of companies below values in displayed tenths; who stands level counts half.

        Exact from the histogram; read off the quantiles, linear between them and held at the outermost, without one;
        None with neither.
        """
        cumulated = self.cumulated
        if cumulated is not None:
            below = cumulated[np.clip(tenths, 0, BINS)]
            up_to = cumulated[np.clip(tenths + 1, 0, BINS)]
            return np.asarray((below + up_to) / (2.0 * self.n))
        steps = sorted((quantile, float(p)) for p, quantile in self.quantiles.items())
        if not steps:
            return None
        points, shares = np.array(steps).T
        # Levels that several quantiles share stand for the middle of their shares.
        levels, place = np.unique(points, return_inverse=True)
        low, high = np.full(len(levels), 1.0), np.zeros(len(levels))
        np.minimum.at(low, place, shares)
        np.maximum.at(high, place, shares)
        return np.interp(tenths / 10.0, levels, (low + high) / 2.0)

    def without(self, tenths: int) -> Cell:
        """Return the cell without one company displayed at a value: the others alone, with what may be told of them.

        The parent's part in the mean is left as it is: of that, one company is a small share. A cell where nobody is
        displayed so keeps numbers of before the company came, and is as it is.
        """
        n = self.n - 1
        left = None
        if self.histogram is not None:
            if not self.histogram[tenths]:
                return self
            left = self.histogram.copy()
            left[tenths] -= 1
        mean, own_share = self._mean_without(tenths / 10.0)
        moved = mean - self.mean
        return replace(
            self,
            n=n,
            business_groups=self.business_groups - 1,
            mean=mean,
            low=max(0.0, self.low + moved),
            high=min(100.0, self.high + moved),
            own_share=own_share,
            quantiles=self._quantiles_without(left, n, moved),
            histogram=left,
        )

    def _mean_without(self, value: float) -> tuple[float, float]:
        """Return the pooled mean and own share of the others; k0 companies stand for the parent as before."""
        own = self.own_share
        if not own or self.n < 2:
            return self.mean, own
        raw = self.mean if self.histogram is None else float(histogram.moments(self.histogram).mean())
        others = (self.n * raw - value) / (self.n - 1)
        if own >= 1.0:
            return others, 1.0
        parent = (self.mean - own * raw) / (1.0 - own)
        k0 = self.n * (1.0 - own) / own
        share = (self.n - 1) / (self.n - 1 + k0)
        return min(100.0, max(0.0, share * others + (1.0 - share) * parent)), share

    def _quantiles_without(self, left: NDArray[np.int64] | None, n: int, moved: float) -> dict[str, float]:
        """Return the pooled quantiles of the others: their own part from the histogram, the rest with the mean."""
        names = [p for p in self.quantiles if may_show_quantile(n, float(p))]
        if left is None or not names:
            return {p: self.quantiles[p] for p in names}
        shares = tuple(float(p) for p in names)
        own = n / (n + BORROWED)
        change = histogram.harrell_davis_of_rows(left[None, :], shares)[0] - [self._own_quantiles[p] for p in names]
        return {
            p: min(100.0, max(0.0, self.quantiles[p] + own * float(delta) + (1.0 - own) * moved))
            for p, delta in zip(names, change, strict=True)
        }

    @cached_property
    def _own_quantiles(self) -> dict[str, float]:
        """The quantiles of the companies alone, nothing borrowed."""
        if self.histogram is None:
            return {}
        shares = tuple(float(p) for p in self.quantiles)
        found = histogram.harrell_davis_of_rows(self.histogram[None, :], shares)[0]
        return dict(zip(self.quantiles, found.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Shared:
    """What the cells of one node and scale share: variances between siblings by level, effects of sizes."""

    between: Mapping[str, float | None] = field(default_factory=dict)
    size_effects: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The content of a benchmark file."""

    id: str
    as_of: str
    companies: int
    synthetic: bool
    cells: Mapping[tuple[CellKey, str], Cell]
    shared: Mapping[tuple[str, Scale], Shared]
    anchors: Anchors | None


def read_snapshot(document: object) -> Snapshot:
    """Return the content of a benchmark file.

    Raises
    ------
    UnableToReadBenchmark
        Says which cell cannot be read.
    """
    if not isinstance(document, dict) or not isinstance(document.get("cells"), list):
        raise UnableToReadBenchmark("a benchmark file holds an object with a list of `cells`")
    cells: dict[tuple[CellKey, str], Cell] = {}
    for index, row in enumerate(document["cells"]):
        try:
            if not row.get("suppressed"):
                cell = _cell(row)
                if may_show_mean(cell.n, cell.business_groups):
                    cells[key_of_document(row["key"]), str(row["node"])] = cell
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UnableToReadBenchmark(f"cell {index} cannot be read: {error!r}") from error
    try:
        companies, synthetic = int(document.get("companies", 0)), int(document.get("synthetic", 0))
    except (TypeError, ValueError) as error:
        raise UnableToReadBenchmark(f"`companies` and `synthetic` are counts: {error}") from error
    try:
        shared = {
            (str(node), scale): _shared(scales[scale])
            for node, scales in (document.get("nodes") or {}).items()
            for scale in SCALES
        }
        anchors = _anchors((document.get("parameters") or {}).get("anchors"))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnableToReadBenchmark(f"`nodes` or `parameters` cannot be read: {error!r}") from error
    return Snapshot(
        id=str(document.get("id", "")),
        as_of=str(document.get("as_of", "")),
        companies=companies,
        synthetic=synthetic > 0,
        cells=cells,
        shared=shared,
        anchors=anchors,
    )


def _cell(row: Mapping[str, Any]) -> Cell:
    """Return a cell, without the quantiles its number of companies does not allow."""
    n, mean = int(row["n"]), float(row["mean"])
    low, high = float(row.get("low", mean)), float(row.get("high", mean))
    quantiles = {str(p): float(q) for p, q in (row.get("quantiles") or {}).items()}
    numbers = (mean, low, high, *quantiles.values())
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError("a number is not finite")
    return Cell(
        n=n,
        business_groups=int(row.get("business_groups", n)),
        mean=mean,
        low=low,
        high=high,
        own_share=min(1.0, max(0.0, float(row.get("own_share", 1.0)))),
        variance=float(row.get("variance", 0.0)),
        size_mix=float(row.get("size_mix", 0.0)),
        quantiles={p: q for p, q in quantiles.items() if may_show_quantile(n, float(p))},
        anchored=bool(row.get("anchored", False)),
        histogram=_histogram(row.get("counts"), n),
    )


def _histogram(counts: Mapping[str, int] | None, n: int) -> NDArray[np.int64] | None:
    if not counts:
        return None
    found = np.zeros(BINS, dtype=np.int64)
    for value, count in counts.items():
        found[_tenth(value)] = int(count)
    if found.sum() != n or (found < 0).any():
        raise ValueError("`counts` do not add up to `n`")
    return found


def _tenth(value: str) -> int:
    tenth = round(float(value) * 10)
    if not 0 <= tenth < BINS:
        raise ValueError(f"{value} lies outside 0-100")
    return tenth


def _shared(row: Mapping[str, Any]) -> Shared:
    between = {str(k): None if v is None else float(v) for k, v in row["between"].items()}
    return Shared(between, {str(k): float(v) for k, v in row["size_effects"].items()})


def _anchors(data: Mapping[str, Any] | None) -> Anchors | None:
    return None if data is None else read_anchors({k: v for k, v in data.items() if k != "weighed_in"})


__all__ = ["Cell", "Shared", "Snapshot", "UnableToReadBenchmark", "read_snapshot"]
