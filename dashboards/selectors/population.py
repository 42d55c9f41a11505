"""The mean of all companies of the country, from published cells and the number of companies in the registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from accounts.reference import UnableToFindSector, sector
from dashboards.editions import NATION, EditionView, NodeValue, SetKey
from dashboards.selectors.registry import RegistryCounts
from qmplatform.statistics import round_half_up

# Half a 90 % interval of a normal quantity, in standard deviations.
_NORMAL: Final = 1.645


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


def population_mean(
    view: EditionView, node: str, registry: RegistryCounts | None, within: SetKey = NATION
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
    ``sum N_h t_h / sum N_h`` (method 2.4) over published figures only; t_h is the benchmark's estimate. Where that of a
    stratum is withheld, that of its group of sectors and size stands in, then that of its size.

    The interval adds the intervals of the plain means, not those of the estimates: estimates lean on the same
    neighbours, so their errors do not cancel. In simulations (tests) adding theirs as if unrelated held 42-90 % of the
    time, this way 83-96 %. A figure used for several strata counts once with all their weight, and each of these strata
    adds by how much strata differ from their stand-in where both are published.
    """
    if registry is None or within.region or within.area:
        return None
    strata = dict(_strata(registry, within))
    used = {place: key for place in strata if (key := _figure_of(view, node, *place)) is not None}
    known = sum(strata[place] for place in used)
    if not known:
        return None
    whole = sum(strata.values())
    own = sum(strata[place] for place, key in used.items() if key.sector)
    weights: dict[SetKey, float] = defaultdict(float)
    for place, key in used.items():
        weights[key] += strata[place] / known
    mean = sum(weight * _estimate(view.cells[key][node]) for key, weight in weights.items())
    square = sum((weight * _half(view.cells[key][node])) ** 2 for key, weight in weights.items())
    if stood_in := sum((strata[place] / known) ** 2 for place, key in used.items() if not key.sector):
        square += stood_in * (_NORMAL * _apart(view, node, registry)) ** 2
    return PopulationMean(
        mean=round_half_up(mean),
        low=round_half_up(max(mean - square**0.5, 0.0)),
        high=round_half_up(min(mean + square**0.5, 100.0)),
        own=round_half_up(100 * own / whole),
        near=round_half_up(100 * (known - own) / whole),
        companies=int(5 * round_half_up(whole / 5, 0)),
    )


def _estimate(value: NodeValue) -> float:
    """Return the benchmark's estimate, which leans on neighbours where few took part, else the plain mean."""
    return value.mean if value.estimate is None else value.estimate[0]


def _half(value: NodeValue) -> float:
    return (value.high - value.low) / 2


def _apart(view: EditionView, node: str, registry: RegistryCounts) -> float:
    """Return by how much published strata differ from what would stand in for them: root mean square, in points."""
    squares = []
    for sector_code, size in registry.counts:
        cell = view.value(SetKey(sector=sector_code, size=size), node)
        stand_in = view.value(SetKey(group=group_of(sector_code), size=size), node)
        if cell is not None and stand_in is not None:
            squares.append((_estimate(cell) - _estimate(stand_in)) ** 2)
    return (sum(squares) / len(squares)) ** 0.5 if squares else 0.0


def _figure_of(view: EditionView, node: str, sector_code: str, size: str) -> SetKey | None:
    """Return the finest published set that speaks for a stratum."""
    return next((key for key in _stand_ins(sector_code, size) if view.value(key, node) is not None), None)


def _strata(registry: RegistryCounts, within: SetKey) -> Iterator[tuple[tuple[str, str], int]]:
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
