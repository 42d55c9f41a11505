"""From counted companies to what of them is published: numbers of the sets that may be told, as they are displayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np

from dashboards.editions.counting import CountedCompanies
from dashboards.editions.figures import displayed_tenths, intervals, mean_tenths, quartiles
from dashboards.editions.view import NATION, EditionView, NodeValue, PanelChange, SetKey
from diagnosis.benchmark.cells import key_of_document
from diagnosis.benchmark.tenths import displayed
from diagnosis.disclosure import shown_count

# Kinds of sets that benchmarks publish: named even where a snapshot tells none of them.
BENCHMARK_CROSSINGS: Final = frozenset({"", "sector", "group", "size", "sector*size", "group*size"})
Place = tuple[SetKey, str]


@dataclass(frozen=True, slots=True)
class HeldSums:
    """Companies, sum and sum of squares in tenths of an older snapshot, whose numbers a set keeps, and its moment."""

    n: int
    total: int
    squares: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class BenchmarkSets:
    """What a snapshot publishes.

    Attributes
    ----------
    new
        Node -> sets with numbers of the snapshot's own companies.
    kept
        Set and node -> the older snapshot whose numbers it keeps.
    estimates, quartiles
        Set and node -> pooled mean with its interval, and quartiles, as displayed.
    """

    new: Mapping[str, frozenset[SetKey]]
    kept: Mapping[Place, str]
    estimates: Mapping[Place, tuple[float, float, float]]
    quartiles: Mapping[Place, tuple[float, float, float]]

    @property
    def held(self) -> dict[str, frozenset[SetKey]]:
        """Node -> sets that keep an older snapshot's numbers."""
        found: dict[str, set[SetKey]] = {}
        for key, node in self.kept:
            found.setdefault(node, set()).add(key)
        return {node: frozenset(keys) for node, keys in found.items()}

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> BenchmarkSets:
        """Return what a snapshot's content publishes."""
        new: dict[str, set[SetKey]] = {}
        kept: dict[Place, str] = {}
        estimates, quartiles_ = {}, {}
        for cell in content["cells"]:
            if cell.get("suppressed"):
                continue
            sector, group, size = key_of_document(cell["key"])
            key, node = SetKey(sector=sector, group="" if sector else group, size=size), cell["node"]
            if "held" in cell:
                kept[key, node] = cell["held"]
            else:
                new.setdefault(node, set()).add(key)
            estimates[key, node] = (displayed(cell["mean"]), displayed(cell["low"]), displayed(cell["high"]))
            told = [cell["quantiles"].get(share) for share in ("0.25", "0.5", "0.75")]
            if None not in told:
                q1, q2, q3 = map(displayed, told)
                quartiles_[key, node] = (q1, q2, q3)
        return cls({node: frozenset(keys) for node, keys in new.items()}, kept, estimates, quartiles_)


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What an edition says beside its numbers."""

    id: str
    model_key: str
    model_version: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class MayTell:
    """Which sets are told beside those of the benchmark.

    Attributes
    ----------
    crossings
        Kinds of sets that are published at all.
    new
        Node -> sets with numbers of this edition.
    kept
        Node -> sets that keep the number of the edition before.
    panel
        Sets whose change since the edition before is told of those who took part both times.
    """

    crossings: frozenset[str] = frozenset()
    new: Mapping[str, frozenset[SetKey]] = field(default_factory=dict)
    kept: Mapping[str, frozenset[SetKey]] = field(default_factory=dict)
    panel: frozenset[SetKey] = frozenset()


def build_view(
    facts: EditionFacts,
    counted: CountedCompanies,
    benchmark: BenchmarkSets,
    tell: MayTell,
    *,
    held: Mapping[Place, HeldSums],
    earlier: Sequence[EditionView],
    levels: Mapping[SetKey, float],
    panel: Mapping[SetKey, Mapping[str, PanelChange]],
    panel_since: datetime | None,
) -> EditionView:
    """Return an edition: the numbers of all sets that may be told, and the sets that hold companies and may not be.

    Parameters
    ----------
    held
        Numbers of the sets that a snapshot lets keep older ones.
    earlier
        Editions before, the newest first: whose numbers the sets of `tell.kept` keep.
    levels, panel, panel_since
        As in `EditionView`, checked already.
    """
    cells: dict[SetKey, dict[str, NodeValue]] = {}
    for key, node, value in _new_values(counted, benchmark, tell):
        cells.setdefault(key, {})[node] = value
    for (key, node), sums in sorted(held.items()):
        cells.setdefault(key, {})[node] = _held_value(sums, key, node, benchmark)
    for node, keys in tell.kept.items():
        for key in keys:
            older = [_kept(told, view.as_of) for view in earlier if (told := view.value(key, node)) is not None]
            if older and node not in cells.get(key, {}):
                cells.setdefault(key, {})[node] = older[0]
    crossings = BENCHMARK_CROSSINGS | tell.crossings
    nation = cells.get(NATION, {}).get(counted.codes[0])
    return EditionView(
        id=facts.id,
        model_key=facts.model_key,
        model_version=facts.model_version,
        as_of=facts.as_of,
        is_synthetic=counted.synthetic > 0,
        companies=None if nation is None else nation.companies,
        nodes=counted.codes,
        crossings=crossings,
        cells=cells,
        withheld=frozenset(occupied_sets(counted, crossings)) - cells.keys(),
        panel=panel,
        panel_since=panel_since,
        levels=levels,
    )


def _new_values(
    counted: CountedCompanies, benchmark: BenchmarkSets, tell: MayTell
) -> Iterable[tuple[SetKey, str, NodeValue]]:
    by_set: dict[SetKey, list[int]] = {}
    for at, node in enumerate(counted.codes):
        for key in benchmark.new.get(node, frozenset()) | tell.new.get(node, frozenset()):
            by_set.setdefault(key, []).append(at)
    places = [(key, at) for key in sorted(by_set) for at in by_set[key]]
    if not places:
        return
    sums = np.concatenate([counted.sums_of(key)[by_set[key]] for key in sorted(by_set)])
    n, total, squares = sums.T
    means = mean_tenths(n, total).tolist()
    bounds = displayed_tenths(intervals(n, total, squares)).tolist()
    own_quartiles = {
        key: quartiles(counted.values_of(key))
        for key in sorted(by_set)
        if not all((key, counted.codes[at]) in benchmark.estimates for at in by_set[key])
    }
    for (key, at), companies, mean, (low, high) in zip(places, n.tolist(), means, bounds, strict=True):
        node = counted.codes[at]
        place, is_pooled = (key, node), (key, node) in benchmark.estimates
        quarters = benchmark.quartiles.get(place) if is_pooled else own_quartiles.get(key, {}).get(at)
        yield (
            key,
            node,
            NodeValue(mean / 10, low / 10, high / 10, shown_count(companies), quarters, benchmark.estimates.get(place)),
        )


def _held_value(sums: HeldSums, key: SetKey, node: str, benchmark: BenchmarkSets) -> NodeValue:
    n, total, squares = (np.array([value], dtype=np.int64) for value in (sums.n, sums.total, sums.squares))
    (mean,) = mean_tenths(n, total).tolist()
    ((low, high),) = displayed_tenths(intervals(n, total, squares)).tolist()
    return NodeValue(
        mean / 10,
        low / 10,
        high / 10,
        shown_count(sums.n),
        benchmark.quartiles.get((key, node)),
        benchmark.estimates.get((key, node)),
        sums.as_of,
    )


def _kept(older: NodeValue, as_of: datetime) -> NodeValue:
    return NodeValue(
        older.mean,
        older.low,
        older.high,
        older.companies,
        older.quartiles,
        older.estimate,
        older.kept_as_of or as_of,
    )


def occupied_sets(counted: CountedCompanies, crossings: Iterable[str]) -> set[SetKey]:
    """Return the sets of some kinds that hold anybody."""
    found = set()
    for crossing in crossings:
        names = frozenset(crossing.split("*")) - {""}
        for (sector, group, size, region), companies in zip(counted.finest, counted.by_cell.tolist(), strict=True):
            whole = SetKey(sector, group, size, counted.areas.get(region, ""), region)
            key = SetKey(**{name: getattr(whole, name) if name in names else "" for name in SetKey._fields})
            if companies and key.crossing == "*".join(name for name in SetKey._fields if name in names):
                found.add(key)
    return found
