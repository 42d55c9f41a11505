"""What is told of a value among its peers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark.cells import LEAST_FOR_PERCENTILE, LEAST_FOR_PLAIN_PERCENTILE
from diagnosis.benchmark.reading import Cell
from diagnosis.benchmark.tenths import displayed
from qmplatform.statistics import wilson_interval


@dataclass(frozen=True, slots=True)
class Position:
    """A value among its peers.

    Attributes
    ----------
    peers
        With whom: sector-size, sector, group-size, group, size or national; `anchor` where only published values of
        another survey are there to compare with.
    n
        How many companies, to the nearest five; 0 beside published values alone.
    mean, low, high
        Pooled mean of the peers and its 90 % interval.
    own_share
        Share of the peers' own data in that mean, 0-1; two decimals, as more would tell how many they are. The rest is
        drawn from wider cells.
    q1, median, q3
        None where too few companies allow a quantile.
    percentile, percentile_low, percentile_high
        Share of peers below, 0-100; the interval is Wilson's 95 %, widened to the 5-95 % band over draws of the score.
        None under ten peers.
    quarter
        1 lowest to 4 highest, from five peers on.
    telling
        How a percentile is to be told: `plain`, in `words` with its interval (10-19 peers), as `quarter`, or `none`.
    top_percent
        "상위 X %", a whole number; None without a percentile.
    shift
        Points the peers were moved by, mean and quantiles with them: what the company's size adds to a cell of all
        sizes. 0 in a cell of its own size.
    path
        Every step of the way up to the cell used: ``peers``, ``n`` (shown, or None), ``used``, ``why`` (`withheld`
        where the cell may not be published, `few` where too few others are left).
    synthetic
        The peers are, in part at least, fictional.
    anchored
        Published values of another survey are in the mean.
    """

    node: str
    peers: str
    sector: str | None
    size: str | None
    group: str | None
    n: int
    mean: float
    q1: float | None
    median: float | None
    q3: float | None
    percentile: float | None
    percentile_low: float | None
    percentile_high: float | None
    top_percent: int | None
    synthetic: bool
    as_of: str
    low: float | None = None
    high: float | None = None
    own_share: float | None = None
    quarter: int | None = None
    telling: str = "none"
    shift: float = 0.0
    path: tuple[dict[str, Any], ...] = ()
    anchored: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "path": [dict(step) for step in self.path]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Position:
        return cls(**{**data, "path": tuple(data.get("path", ()))})


@dataclass(frozen=True, slots=True)
class Estimate:
    """The pooled mean of a cell.

    Attributes
    ----------
    mean, low, high
        In points, with the 90 % interval.
    own_share
        Share of the cell's own data, 0-1; 0 where the mean is borrowed from a wider cell.
    n
        Companies to the nearest five; 0 where the mean is borrowed.
    peers
        The cell that the mean is of, as the way names it.
    """

    mean: float
    low: float
    high: float
    own_share: float
    n: int
    peers: str


@dataclass(frozen=True, slots=True)
class Percentile:
    """A percentile and what belongs to it; all None where none is told."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    top: int | None = None
    quarter: int | None = None
    telling: str = "none"


def percentile_of(cell: Cell, value: float, draws: NDArray[np.float64] | None) -> Percentile:
    """Return where a value stands among a cell's companies, as finely as their number allows.

    From twenty on plainly, from ten on with its interval in words, from five on the quarter alone.
    """
    shares = cell.shares_below(np.array([tenths_of(value)]))
    if shares is None:
        return Percentile()
    share = float(shares[0])
    quarter = min(4, int(4 * share) + 1)
    if cell.n < LEAST_FOR_PERCENTILE:
        return Percentile(quarter=quarter, telling="quarter")
    low, high = wilson_interval(share * cell.n, cell.n)
    if draws is not None and draws.size:
        band = cell.shares_below(np.rint(draws * 10).astype(np.int64))
        if band is not None:
            least, most = np.quantile(band, [0.05, 0.95])
            low, high = min(low, float(least)), max(high, float(most))
    return Percentile(
        value=100.0 * share,
        low=100.0 * low,
        high=100.0 * high,
        top=top_percent(share, cell.n),
        quarter=quarter,
        telling="plain" if cell.n >= LEAST_FOR_PLAIN_PERCENTILE else "words",
    )


def top_percent(share: float, n: int) -> int:
    """Return X of "top X %"; with n peers nobody can be shown to stand higher than one in n + 1."""
    return max(1, math.ceil(round(max(100.0 * (1.0 - share), 100.0 / (n + 1)), 9)))


def tenths_of(value: float) -> int:
    return round(displayed(value) * 10)
