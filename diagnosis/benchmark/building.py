"""From the results of many companies to the content of a benchmark snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from diagnosis.benchmark.anchors import KSA_2022, AnchorPoint, Anchors
from diagnosis.benchmark.cells import CellKey, key_to_document, may_show_quantile
from diagnosis.benchmark.country import SCALES, Country, Scale, scale_of
from diagnosis.benchmark.counts import Moments, moments
from diagnosis.benchmark.earlier import Earlier, hold_sets, members_of
from diagnosis.benchmark.histograms import CellHistograms, Histogram
from diagnosis.benchmark.peers import PeerResult, PeerTable
from diagnosis.benchmark.pooling import HALF_WIDTH, SPREAD_BEFORE_DATA, Level, Pooled, PseudoCompanies, pool
from diagnosis.benchmark.spread import (
    LEAST_FOR_GROUP_SHAPE,
    SHARES,
    Floats,
    cell_spread,
    pooled_quantiles,
    shape,
)
from diagnosis.benchmark.tenths import BINS
from diagnosis.disclosure import LIMITS, suppress_many

FORMAT: Final = 2
# Numbers are kept to this many decimals, so that the last bit of a sum cannot change a snapshot's id.
_DIGITS: Final = 6
_LABELS: Final = tuple(f"{tenths / 10:.1f}" for tenths in range(BINS))


def build_benchmark(
    source: Iterable[PeerResult] | CellHistograms,
    *,
    model: str,
    engine: str,
    as_of: str,
    anchors: Anchors | None = None,
    previous: Earlier | None = None,
    year: int | None = None,
) -> dict[str, Any]:
    """Return the content of a snapshot in the format of the public contract.

    Parameters
    ----------
    source
        One result of each company, the latest, in any order; or these already counted.
    model, engine, as_of
        Identity of what the results were made with, and the moment (ISO 8601) they stood so.
    anchors
        Published values that count as companies in the numbers of their node; None leaves them out of every number.
    previous
        The snapshot published before: a set that one to four companies joined or left keeps its older numbers.
    year
        In which anchors are weighed; by default that of ``as_of``, else that in which they were measured.

    Returns
    -------
    dict
        ``cells`` with n, pooled mean, its 90 % interval, own share, quantiles where disclosure allows, and ``counts``
        of displayed values; ``nodes`` with the variances and size effects of each; ``parameters``; ``anchors``; ``id``,
        see `content_hash`. Sets that may not be published say only that they are suppressed. This is for the operator:
        pages and other programs get its `public_document`.
    """
    histograms = source if isinstance(source, CellHistograms) else _counted(source)
    country = Country.of(histograms)
    aged_to = year or (int(as_of[:4]) if as_of[:4].isdigit() else None) or (anchors.year if anchors else 0)
    content: dict[str, Any] = {
        "format": FORMAT,
        "model": model,
        "engine": engine,
        "as_of": as_of,
        "companies": histograms.companies,
        "synthetic": histograms.synthetic,
        "results": histograms.digest(),
        "parameters": {
            "least_companies": LIMITS.companies,
            "least_business_groups": LIMITS.groups,
            "quantiles": "Harrell-Davis, mixed with the shape of the group",
            "interval": f"mean -/+ {HALF_WIDTH} sqrt(V), 90 %",
            "pooling": "Paule-Mandel",
            "spread_before_data": SPREAD_BEFORE_DATA,
            "anchors": None if anchors is None else {**anchors.as_dict(), "weighed_in": aged_to},
        },
        "anchors": (anchors or KSA_2022).published(),
        "nodes": {},
        "cells": [],
    }
    if country.finest:
        _Building(country, anchors, aged_to).fill(content)
        hold_sets(content, members_of(country.histograms), country.lattice, previous)
    return {"id": content_hash(content), **content}


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the identity of a snapshot's content.

    Of who is in with which revision and value (``results``), model, engine, parameters and tables; not of the moment.
    ``counts`` are left out, since ``results`` covers them: a copy without them has the same id.
    """
    said = {k: v for k, v in content.items() if k not in ("id", "as_of")}
    said["cells"] = [{k: v for k, v in cell.items() if k != "counts"} for cell in content["cells"]]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _counted(source: Iterable[PeerResult]) -> CellHistograms:
    peers = list(source)
    codes = sorted({code for peer in peers for code in (*peer.values, *peer.base_values)})
    found = CellHistograms(codes, len(codes))
    found.add(PeerTable.of(codes, len(codes), peers))
    return found


@dataclass(frozen=True, slots=True)
class _Node:
    """One node after pooling, by scale, with the shapes of the groups by name; of the country under the empty one."""

    pooled: dict[Scale, Pooled]
    shapes: dict[Scale, dict[str, Floats]]
    anchored: bool


class _Building:
    def __init__(self, country: Country, anchors: Anchors | None, year: int) -> None:
        self.country, self.anchors, self.year = country, anchors, year
        self.codes = country.histograms.codes
        # In the order of the codes as texts: the model's own order need not be known to read a snapshot.
        self.order = sorted(range(len(self.codes)), key=lambda place: self.codes[place])
        answered = country.moments["own"].n.sum(axis=0)
        self.nodes = {place: self._node(place) for place in self.order if answered[place]}

    def fill(self, content: dict[str, Any]) -> None:
        """Write nodes and cells into a content."""
        withheld = self._withheld()
        for key in sorted(self.country.lattice.sets, key=lambda key: sorted(key_to_document(key).items())):
            content["cells"] += self._cells(key, withheld)
        content["nodes"] = {self.codes[place]: self._spoken(place, withheld[place]) for place in self.nodes}

    def _node(self, place: int) -> _Node:
        code = self.codes[place]
        anchors = self.anchors if self.anchors is not None and self.anchors.node == code else None
        pooled: dict[Scale, Pooled] = {}
        shapes: dict[Scale, dict[str, Floats]] = {}
        anchored = False
        for scale in SCALES:
            if scale == "base" and place >= self.country.histograms.group_count:
                # An item is worth the same under all weights.
                pooled[scale], shapes[scale] = pooled["own"], shapes["own"]
                continue
            sample = self.country.sample(place, scale)
            pseudo = None if anchors is None else pseudo_companies(self.country, sample.n, anchors, self.year)
            anchored = anchored or (pseudo is not None and pseudo.weigh_anything)
            pooled[scale] = pool(self.country.tree, sample, pseudo)
            shapes[scale] = self._shapes(place, scale, pooled[scale], sample.n, sample.deviations)
        return _Node(pooled, shapes, anchored)

    def _shapes(self, place: int, scale: Scale, pooled: Pooled, n: Floats, deviations: Floats) -> dict[str, Floats]:
        counts = self.country.counts_of_node(place, scale)
        spreads = cell_spread(n, deviations, pooled.within)
        means, tree = pooled.cell.mean, self.country.tree
        whole = shape(counts, means, spreads)
        found = {} if whole is None else {"": whole}
        for index, group in enumerate(self.country.groups):
            inside = tree.cell_group == index
            if group and n[inside].sum() >= LEAST_FOR_GROUP_SHAPE:
                own = shape(counts[inside], means[inside], spreads[inside])
                if own is not None:
                    found[group] = own
        return found

    def _withheld(self) -> dict[int, frozenset[CellKey]]:
        """Return for each node the sets that may not be published."""
        country = self.country
        finest: tuple[CellKey, ...] = country.finest
        base = dict(zip(finest, country.companies.tolist(), strict=True))
        n = country.moments["own"].n
        tables = {str(place): dict(zip(finest, n[:, place].tolist(), strict=True)) for place in self.nodes}
        owners: dict[CellKey, Mapping[str, int]] | None = None
        if not country.are_all_alone:
            owners = {key: country.histograms.cells[key].businesses for key in country.finest}
        found = suppress_many(tables, country.lattice, base=base, owners=owners)
        return {int(place): keys for place, keys in found.items()}

    def _cells(self, key: CellKey, withheld: Mapping[int, frozenset[CellKey]]) -> list[dict[str, Any]]:
        counts = self.country.counts(key)
        found = moments(counts)
        written = {"key": key_to_document(key)}
        shown = [place for place in self.nodes if found.n[place] and key not in withheld[place]]
        told = dict(zip(shown, self._told(key, shown, found, counts), strict=True))
        return [
            {**written, "node": self.codes[place], **told.get(place, {"suppressed": True})}
            for place in self.nodes
            if found.n[place]
        ]

    def _told(self, key: CellKey, shown: list[int], found: Moments, counts: Histogram) -> Iterator[dict[str, Any]]:
        """Yield what is told of a set, by node of those that may be shown."""
        scale, group = scale_of(key), self.country.group_of(key)
        nodes = [self.nodes[place] for place in shown]
        pooled = [node.pooled[scale] for node in nodes]
        levels = [self.country.place(one, key) for one in pooled]
        numbers = np.array(
            [
                (
                    level.mean[at],
                    level.low[at],
                    level.high[at],
                    level.own_share[at],
                    level.variance[at],
                    level.size_mix[at],
                )
                for level, at in levels
            ]
        ).reshape(len(shown), 6)
        spreads = cell_spread(
            found.n[shown].astype(float),
            found.deviations()[shown],
            np.array([one.within for one in pooled], dtype=float),
        )
        shapes = np.array([node.shapes[scale].get(group, node.shapes[scale][""]) for node in nodes])
        quantiles = pooled_quantiles(
            counts[shown], found.n[shown], numbers[:, 0], spreads, shapes.reshape(len(shown), len(SHARES))
        )
        # Whoever has no value at a node may have been the only company of its group there.
        missing = self.country.companies_of(key) - found.n
        businesses = None if self.country.are_all_alone else self.country.businesses(key)
        rows = zip(shown, nodes, numbers.round(_DIGITS).tolist(), quantiles.round(_DIGITS).tolist(), strict=True)
        for place, node, (mean, low, high, own_share, variance, size_mix), points in rows:
            n = int(found.n[place])
            yield {
                "n": n,
                "mean": mean,
                "low": low,
                "high": high,
                "own_share": own_share,
                "variance": variance,
                "quantiles": {str(p): q for p, q in zip(SHARES, points, strict=True) if may_show_quantile(n, p)},
                **({} if key[2] else {"size_mix": size_mix + 0.0}),
                **({"anchored": True} if node.anchored else {}),
                **({} if businesses is None else {"business_groups": max(0, businesses - int(missing[place]))}),
                "counts": _counts(counts[place]),
            }

    def _spoken(self, place: int, withheld: frozenset[CellKey]) -> dict[str, Any]:
        """Return what a node's cells share: variances, and the effects of the sizes that may be published."""
        node = self.nodes[place]
        return {scale: self._shared(node.pooled[scale], withheld) for scale in SCALES}

    def _shared(self, pooled: Pooled, withheld: frozenset[CellKey]) -> dict[str, Any]:
        levels: dict[str, Level] = {
            "group": pooled.group,
            "sector": pooled.sector,
            "cell": pooled.cell,
            "group_size": pooled.group_size,
            "size": pooled.size,
        }
        return {
            "within": _rounded(pooled.within),
            "between": {
                name: None if level.between is None else _rounded(level.between) for name, level in levels.items()
            },
            "size_effects": {
                size: _rounded(float(effect))
                for size, effect in zip(self.country.sizes, pooled.size_effects, strict=True)
                if size and ("", "", size) not in withheld
            },
        }


def pseudo_companies(country: Country, n: Floats, anchors: Anchors, year: int) -> PseudoCompanies:
    """Return published values as companies in their own cells, weighed by age, without those no longer needed.

    Parameters
    ----------
    n : float (cells,)
        Real companies of each finest cell.
    """
    tree, overall = country.tree, anchors.national
    by_size = np.bincount(tree.cell_size, n, minlength=len(country.sizes)).astype(float)
    by_sector = np.bincount(tree.cell_sector, n, minlength=len(country.sectors)).astype(float)

    def weighed(points: list[AnchorPoint | None], real: Floats) -> tuple[Floats, Floats]:
        pairs = [
            (0.0, 0.0) if point is None else (point.value, anchors.companies(point, year, float(k)))
            for point, k in zip(points, real, strict=True)
        ]
        values = np.array(pairs).reshape(-1, 2)
        return values[:, 0], values[:, 1]

    size = weighed([anchors.of_size(name) for name in country.sizes], by_size)
    return PseudoCompanies(
        national=weighed([overall], np.array([n.sum()])),
        sector=weighed([anchors.of_sector(name) for name, _ in country.sectors], by_sector),
        size=size,
        size_effect=np.where(size[1] > 0, size[0] - overall.value, 0.0),
    )


def _counts(counts: Histogram) -> dict[str, int]:
    filled = np.flatnonzero(counts)
    return dict(zip(map(_LABELS.__getitem__, filled.tolist()), counts[filled].tolist(), strict=True))


def _rounded(value: float) -> float:
    return round(value, _DIGITS) + 0.0
