"""The mean of all companies of the country, from published cells and the number of companies in the registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from accounts.reference import UnableToFindSector, sector
from dashboards.editions import NATION, EditionView, NodeValue, SetKey
from qmplatform.statistics import round_half_up


class Registry(Protocol):
    """Companies there are in a year, by sector and size."""

    @property
    def year(self) -> int: ...
    @property
    def counts(self) -> Mapping[tuple[str, str], int]: ...
    @property
    def source(self) -> str: ...
    @property
    def is_synthetic(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class PopulationMean:
    """The mean weighed to all companies there are, as displayed.

    Attributes
    ----------
    mean, low, high
        Points, with the 90 % interval.
    own
        Percent of the registry's companies in a sector and size whose own figure is published.
    near
        Percent that the figure of their group of sectors and size, or of their size, stands in for.
    companies
        All of them in the registry, to the nearest five.
    """

    mean: float
    low: float
    high: float
    own: float
    near: float
    companies: int


def registry_of(year: int) -> Registry | None:
    """Return the newest counts of companies that are not younger than a year, or None."""
    try:
        found: Registry | None = import_module("dashboards.selectors.registry").registry_counts(year)
    except ModuleNotFoundError:
        return None
    return found


def population_mean(
    view: EditionView, node: str, registry: Registry | None, within: SetKey = NATION
) -> PopulationMean | None:
    """Return the mean of all companies of a set, each stratum of sector and size weighed by its registry count.

    Parameters
    ----------
    within
        The country, a group, a sector, a size or a crossing of them. The registry knows no regions.

    Returns
    -------
    PopulationMean or None
        None without a registry, for a set of a region, or where no stratum has a figure.

    Notes
    -----
    ``sum N_h t_h / sum N_h`` (method 2.4) over published figures only. Where the figure of a stratum is withheld, that
    of its group of sectors and size stands in, then that of its size. The interval adds the intervals of the figures
    used as if they were unrelated; a figure used for several strata counts once with all their weight.
    """
    if registry is None or within.region or within.area:
        return None
    weights: dict[SetKey, float] = defaultdict(float)
    own = near = whole = 0.0
    for (sector_code, size), companies in _strata(registry, within):
        whole += companies
        for key in _stand_ins(sector_code, size):
            if view.value(key, node) is not None:
                weights[key] += companies
                own, near = (own + companies, near) if key.sector else (own, near + companies)
                break
    known = sum(weights.values())
    if not known:
        return None
    mean = half = 0.0
    for key, weight in weights.items():
        at, low, high = _figure(view.cells[key][node])
        mean += weight / known * at
        half += (weight / known * (high - low) / 2) ** 2
    half **= 0.5
    return PopulationMean(
        round_half_up(mean),
        round_half_up(max(mean - half, 0.0)),
        round_half_up(min(mean + half, 100.0)),
        round_half_up(100 * own / whole),
        round_half_up(100 * near / whole),
        int(5 * round_half_up(whole / 5, 0)),
    )


def _figure(value: NodeValue) -> tuple[float, float, float]:
    """Return the benchmark's estimate, which leans on neighbours where few took part, else the plain mean."""
    return value.estimate or (value.mean, value.low, value.high)


def _strata(registry: Registry, within: SetKey) -> Iterator[tuple[tuple[str, str], int]]:
    for (sector_code, size), companies in registry.counts.items():
        in_group = not within.group or group_of(sector_code) == within.group
        if companies > 0 and in_group and within.sector in ("", sector_code) and within.size in ("", size):
            yield (sector_code, size), companies


def _stand_ins(sector_code: str, size: str) -> Iterator[SetKey]:
    yield SetKey(sector=sector_code, size=size)
    if group := group_of(sector_code):
        yield SetKey(group=group, size=size)
    yield SetKey(size=size)


def group_of(sector_code: str) -> str:
    """Return the group of a sector; '' for one that no longer exists."""
    try:
        return sector(sector_code).group_code
    except UnableToFindSector:
        return ""
