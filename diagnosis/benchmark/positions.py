"""Where a company stands among its peers, read from a snapshot's cells."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from diagnosis.benchmark.cells import (
    LEAST_COMPANIES,
    LEAST_FOR_BAND,
    LEAST_FOR_PERCENTILE,
    PATH,
    Key,
    key_for,
    may_show_quantile,
    peers_name,
    shown_count,
)
from diagnosis.benchmark.peers import PeerResult
from diagnosis.benchmark.tenths import displayed
from qmplatform.statistics import wilson_interval

_QUARTILES = ("0.25", "0.5", "0.75")


class UnableToReadBenchmark(ValueError):
    """The data are no benchmark file; says which cell and what is wrong."""


@dataclass(frozen=True, slots=True)
class Position:
    """A value among its peers.

    Attributes
    ----------
    peers
        With whom: sector-size, sector, group-size, group, size or national.
    n
        How many companies, to the nearest five.
    q1, median, q3
        None where too few companies allow a quantile.
    percentile, percentile_low, percentile_high
        Share of peers below, 0-100, with Wilson's 95 % interval; None under ten peers.
    top_percent
        "상위 X %", a whole number; None without a percentile.
    synthetic
        The peers are, in part at least, fictional.
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

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Position:
        return cls(**data)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as it is asked; `taken` is what the company compared once put in itself, and is out of n and mean."""

    n: int
    mean: float
    quantiles: Mapping[str, float]
    taken: float | None = None

    def without(self, value: float) -> _Cell:
        n = self.n - 1
        allowed = {p: q for p, q in self.quantiles.items() if may_show_quantile(n, float(p))}
        return _Cell(n, (self.n * self.mean - value) / n, allowed, taken=value)

    def share_below(self, value: float) -> float | None:
        """Return the share of the others below a value; who stands on it counts half."""
        share = _share_below(tuple(sorted((q, float(p)) for p, q in self.quantiles.items())), value)
        if share is None or self.taken is None:
            return share
        itself = 0.5 if self.taken == value else float(self.taken < value)
        return min(1.0, max(0.0, (share * (self.n + 1) - itself) / self.n))


@dataclass(frozen=True, eq=False)
class Benchmark:
    """A snapshot that can be asked."""

    id: str
    as_of: str
    companies: int
    synthetic: bool
    cells: dict[tuple[Key, str], _Cell]

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
    ) -> Position | None:
        """Return where a value stands, or None where nobody may be compared with.

        Notes
        -----
        The way goes from sector and size up to the whole country and stops at the first cell that allows a band (12
        companies), else at the first that allows a mean (5). Within a sector the value with its own weights is
        compared, across sectors the one with the weights all have in common. With ``within_sector`` the way ends at the
        sector: figures whose yardstick differs by sector are not ranked across sectors. ``itself`` is what the company
        put into the snapshot: nobody is their own peer, and the limits hold for the others alone.
        """
        own = {"sector": sector, "group": group, "size": size}
        for least in (LEAST_FOR_BAND, LEAST_COMPANIES):
            for names in PATH:
                if within_sector and "sector" not in names:
                    continue
                cell = self._cell(node, names, key_for(names, own), itself)
                compared = value if "sector" in names else base_value
                if cell is not None and cell.n >= least and compared is not None:
                    return self._position(node, names, own, cell, compared)
        return None

    def exact_count(self, position: Position) -> int:
        """Return how many companies a position rests on, to the last one: for an operator's files, not for pages."""
        own = {name: getattr(position, name) for name in ("sector", "size", "group")}
        key: Key = frozenset((name, value) for name, value in own.items() if value is not None)
        return self.cells[key, position.node].n

    def _cell(self, node: str, names: tuple[str, ...], key: Key | None, itself: PeerResult | None) -> _Cell | None:
        cell = self.cells.get((key, node)) if key is not None else None
        if cell is None or itself is None or itself.key(names) != key:
            return cell
        value = itself.values_for(names).get(node)
        return cell if value is None else cell.without(displayed(value))

    def _position(
        self, node: str, names: tuple[str, ...], own: Mapping[str, str | None], cell: _Cell, compared: float
    ) -> Position:
        q1, median, q3 = (cell.quantiles.get(p) for p in _QUARTILES)
        share = cell.share_below(displayed(compared)) if cell.n >= LEAST_FOR_PERCENTILE else None
        low, high = wilson_interval(share * cell.n, cell.n) if share is not None else (None, None)
        return Position(
            node=node,
            peers=peers_name(names),
            **{name: own[name] if name in names else None for name in ("sector", "size", "group")},
            n=shown_count(cell.n),
            mean=cell.mean,
            q1=q1,
            median=median,
            q3=q3,
            percentile=None if share is None else 100.0 * share,
            percentile_low=None if low is None else 100.0 * low,
            percentile_high=None if high is None else 100.0 * high,
            top_percent=None if share is None else _top_percent(share, cell.n),
            synthetic=self.synthetic,
            as_of=self.as_of,
        )


def _top_percent(share: float, n: int) -> int:
    """Return X of "top X %"; with n peers nobody can be shown to stand higher than one in n + 1."""
    return max(1, math.ceil(round(max(100.0 * (1.0 - share), 100.0 / (n + 1)), 9)))


def _share_below(steps: tuple[tuple[float, float], ...], value: float) -> float | None:
    """Return the share of peers below a value, linear between quantiles, held at the outermost."""
    if not steps:
        return None
    quantiles = [quantile for quantile, _ in steps]
    left, right = bisect_left(quantiles, value), bisect_right(quantiles, value)
    if left != right:  # Ties: half of those who stand on the value stand below it.
        return (steps[left][1] + steps[right - 1][1]) / 2
    if left == 0:
        return steps[0][1]
    if left == len(steps):
        return steps[-1][1]
    (low_value, low), (high_value, high) = steps[left - 1], steps[left]
    return low + (high - low) * (value - low_value) / (high_value - low_value)


def read_benchmark(document: object) -> Benchmark:
    """Return the benchmark in the data of a benchmark file.

    Raises
    ------
    UnableToReadBenchmark
        Says which cell cannot be read.
    """
    if not isinstance(document, dict) or not isinstance(document.get("cells"), list):
        raise UnableToReadBenchmark("a benchmark file holds an object with a list of `cells`")
    cells: dict[tuple[Key, str], _Cell] = {}
    for index, cell in enumerate(document["cells"]):
        try:
            if not cell.get("suppressed") and int(cell["n"]) >= LEAST_COMPANIES:
                key = frozenset((str(k), str(v)) for k, v in cell["key"].items() if v is not None)
                cells[key, str(cell["node"])] = _read_cell(cell)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UnableToReadBenchmark(f"cell {index} cannot be read: {error!r}") from error
    try:
        companies, synthetic = int(document.get("companies", 0)), int(document.get("synthetic", 0))
    except (TypeError, ValueError) as error:
        raise UnableToReadBenchmark(f"`companies` and `synthetic` are counts: {error}") from error
    return Benchmark(
        id=str(document.get("id", "")),
        as_of=str(document.get("as_of", "")),
        companies=companies,
        synthetic=synthetic > 0,
        cells=cells,
    )


def _read_cell(cell: Mapping[str, Any]) -> _Cell:
    """Return a cell, without the quantiles its number of companies does not allow."""
    n, mean = int(cell["n"]), float(cell["mean"])
    quantiles = {str(p): float(q) for p, q in (cell.get("quantiles") or {}).items()}
    if not all(math.isfinite(number) for number in (mean, *quantiles.values())):
        raise ValueError("a number is not finite")
    return _Cell(n, mean, {p: q for p, q in quantiles.items() if may_show_quantile(n, float(p))})
