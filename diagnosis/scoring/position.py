"""Where a score stands among its peers, read from the cells of a benchmark file (contract, section 3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from diagnosis.catalog.model import AssessmentModel
from diagnosis.scoring.answers import Profile
from diagnosis.scoring.sheet import NodeScore, ScoreSheet
from diagnosis.scoring.tree import group_of
from qmplatform.statistics import wilson_interval

_PATH: Final[tuple[tuple[str, ...], ...]] = (
    ("sector", "size"),
    ("sector",),
    ("group", "size"),
    ("group",),
    ("size",),
    (),
)
_WITHIN_SECTOR: Final = "sector"

Key = frozenset[tuple[str, str]]


class UnableToReadBenchmark(ValueError):
    """The file is not a benchmark file."""


@dataclass(frozen=True)
class Benchmark:
    """The cells of a benchmark file that carry quantiles, by key and node."""

    id: str | None
    cells: dict[tuple[Key, str], tuple[int, tuple[tuple[float, float], ...]]]


def read_benchmark(document: object) -> Benchmark:
    """Return the benchmark in the data of a benchmark file; raises `UnableToReadBenchmark`."""
    if not isinstance(document, dict) or not isinstance(document.get("cells"), list):
        raise UnableToReadBenchmark("a benchmark file holds an object with a list of `cells`")
    cells: dict[tuple[Key, str], tuple[int, tuple[tuple[float, float], ...]]] = {}
    for index, cell in enumerate(document["cells"]):
        try:
            quantiles = cell.get("quantiles") or {}
            steps = tuple(sorted((float(q), float(p)) for p, q in quantiles.items()))
            if steps:
                key = frozenset((str(k), str(v)) for k, v in cell["key"].items() if v is not None)
                cells[key, str(cell["node"])] = (int(cell["n"]), steps)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UnableToReadBenchmark(f"cell {index} cannot be read: {error!r}") from error
    return Benchmark(document.get("id"), cells)


def positions(
    benchmark: Benchmark, model: AssessmentModel, profile: Profile, sheet: ScoreSheet
) -> dict[str, dict[str, Any]]:
    """Return the percentile of each group that has a value and peers: the nearest cell on the way to the whole country.

    Notes
    -----
    The percentile is read off the cell's quantiles, linear between them and held at the outermost; the interval is
    Wilson's at 95 % with the cell's n. Across sectors the score with base weights is the one compared.
    """
    own = {"sector": profile.sector, "size": profile.size, "group": group_of(model, profile)}
    found = {code: _position(benchmark, own, node) for code, node in sheet.nodes.items()}
    return {code: position for code, position in found.items() if position is not None}


def _position(benchmark: Benchmark, own: Mapping[str, str | None], node: NodeScore) -> dict[str, Any] | None:
    for names in _PATH:
        key = frozenset((name, value) for name in names if (value := own[name]) is not None)
        cell = benchmark.cells.get((key, node.code)) if len(key) == len(names) else None
        if cell is None:
            continue
        compared = node.value if _WITHIN_SECTOR in names else node.base_value
        if compared is None:
            return None
        n, steps = cell
        share = _share_below(steps, compared)
        low, high = wilson_interval(share * n, n)
        return {
            "value": 100.0 * share,
            "low": 100.0 * low,
            "high": 100.0 * high,
            "n": n,
            "peers": "-".join(names) or "national",
        }
    return None


def _share_below(steps: tuple[tuple[float, float], ...], value: float) -> float:
    """Return the share of peers below a value from rising (quantile, share) pairs."""
    place = bisect_right([quantile for quantile, _ in steps], value)
    if place == 0:
        return steps[0][1]
    if place == len(steps):
        return steps[-1][1]
    (left, low), (right, high) = steps[place - 1], steps[place]
    return low + (high - low) * (value - left) / (right - left)
