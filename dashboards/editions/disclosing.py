"""Which sets of an edition may be told: those of the benchmark, and beside them sets of regions.

The benchmark's own sets are published with their snapshot and cannot be taken back. Sets of regions are added as far as
they tell of no few companies together with those, with each other, and with every edition before. Pure.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from dashboards.editions.view import NATION, SetKey
from diagnosis.disclosure import LIMITS, CellKey, Edition, Lattice, held_in_edition, suppress_many, told_panels
from diagnosis.disclosure.leaks import UnableToSearch, told_directions

# Sector, group, size, region; '' where companies do not say.
Finest = tuple[str, str, str, str]

_Value = TypeVar("_Value")

# Kinds of sets of regions in the order in which they are tried: each is published only with those before it.
ALWAYS: Final = ("area", "region")
CROSSED: Final = ("size*area", "group*area", "group*region", "size*region", "sector*region", "sector*size*region")
# A kind is published where its sets hold so many companies on average: of thinner ones most would be withheld.
DENSE: Final = 30
# Sectors are many: their sets of regions are searched for long, and withhold much, until they are denser still.
DENSE_SECTORS: Final = 60
# Items are told of areas and regions from so many companies a region on average: each has a table of its own to search.
DENSE_ITEMS: Final = 50
# More sets than these of one kind are not tried.
MOST_SETS: Final = 1200


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """The companies of one snapshot.

    Attributes
    ----------
    companies
        Companies by finest cell, whatever they answered.
    by_node
        For each node of the model those that have a value there.
    members
        Who they are, as ``(company, result)``.
    areas
        The area of every region, of earlier editions' regions too.
    owners
        By finest cell: business group -> its companies there; under '' those that stand alone. None: all do.
    """

    companies: Mapping[Finest, int]
    by_node: Mapping[str, Mapping[Finest, int]]
    members: Mapping[Finest, Collection[Hashable]]
    areas: Mapping[str, str]
    owners: Mapping[Finest, Mapping[str, int]] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EarlierEdition:
    """An edition somebody may have kept: who was in it, and what it published anew.

    Attributes
    ----------
    members
        As in `Population`.
    sets
        Node -> the sets whose number was computed from these members (`Shown.sets`).
    areas
        As in `Population`, of that time.
    by_node
        As in `Population`: a node that few more or fewer have a value for keeps its number.
    panel
        The sets whose panel it told (`panel_sets`).
    """

    members: Mapping[Finest, Collection[Hashable]]
    sets: Mapping[str, frozenset[SetKey]]
    areas: Mapping[str, str] = field(default_factory=dict)
    by_node: Mapping[str, Mapping[Finest, int]] = field(default_factory=dict)
    panel: frozenset[SetKey] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What an edition tells.

    Attributes
    ----------
    crossings
        Kinds of sets that are published at all.
    sets
        Node -> sets told with new numbers.
    held
        Node -> sets that keep the number of the newest earlier edition that has one.
    withheld
        Sets of published kinds that hold companies and are told for no node.
    """

    crossings: frozenset[str]
    sets: Mapping[str, frozenset[SetKey]]
    held: Mapping[str, frozenset[SetKey]]
    withheld: frozenset[SetKey]


def shown_sets(
    population: Population,
    *,
    benchmark: Mapping[str, frozenset[SetKey]],
    item_nodes: frozenset[str],
    earlier: Sequence[EarlierEdition] = (),
    benchmark_held: Mapping[str, frozenset[SetKey]] = MappingProxyType({}),
) -> Shown:
    """Return which sets an edition tells of which node.

    Parameters
    ----------
    population
        The companies of the snapshot.
    benchmark
        Node -> the sets the snapshot publishes with new numbers (not those it holds). All of them are told.
    item_nodes
        Nodes that are told of the benchmark's sets and, where regions hold enough, of single areas and regions only.
    earlier
        Earlier editions of the same model, the oldest first.
    benchmark_held
        Node -> sets of which the snapshot keeps an older number; so does the edition, where an earlier one has it.

    Notes
    -----
    The outcome depends on nothing but the arguments, not on the order of mappings.
    """
    crossings = published_crossings(population)
    if earlier and any(NATION in told for told in benchmark_held.values()):
        return _all_held(population, crossings, benchmark, earlier)
    fewer = [crossings, frozenset({*_BENCHMARK, *ALWAYS}), frozenset(_BENCHMARK)]
    for kinds in fewer[:-1]:
        try:
            return _shown(population, kinds, benchmark, item_nodes, earlier, benchmark_held)
        except UnableToSearch:
            continue
    return _shown(population, fewer[-1], benchmark, item_nodes, earlier, benchmark_held)


def _shown(  # noqa: PLR0917
    population: Population,
    crossings: frozenset[str],
    benchmark: Mapping[str, frozenset[SetKey]],
    item_nodes: frozenset[str],
    earlier: Sequence[EarlierEdition],
    benchmark_held: Mapping[str, frozenset[SetKey]],
) -> Shown:
    """Return which sets of some kinds an edition tells."""
    lattice = edition_lattice([population.companies], population.areas, crossings)
    sets = frozenset(SetKey(*key) for key in lattice.sets)
    own = frozenset(key for key in sets if not (key.area or key.region))
    crossed = frozenset(key for key in sets - own if key.crossing not in ALWAYS)
    # What the snapshot holds it might have told: nothing is to be hidden behind its absence.
    told_or_held = {node: told | (benchmark_held.get(node, frozenset()) & own) for node, told in benchmark.items()}
    everywhere: frozenset[SetKey] = frozenset().union(*told_or_held.values())
    # Regions of a set that the benchmark withholds would tell of it, and so of what a later snapshot changes in it.
    unbacked = frozenset(key for key in sets - own if key._replace(area="", region="") not in everywhere)
    at_home = frozenset() if _regions_are_dense(population) else item_nodes & benchmark.keys()
    hidden = {node: sets - benchmark[node] for node in at_home} | suppress_many(
        {node: _by_cell(counts) for node, counts in population.by_node.items() if node in benchmark.keys() - at_home},
        lattice,
        base=_by_cell(population.companies),
        owners=None if population.owners is None else _by_cell(population.owners),
        base_fixed=everywhere,
        base_without=(own - everywhere) | unbacked,
        fixed=told_or_held,
        without={
            node: (own - told) | (crossed if node in item_nodes else frozenset()) for node, told in told_or_held.items()
        },
    )
    foretelling = _foretelling(
        population, lattice, everywhere, frozenset().union(*(sets - away for away in hidden.values()))
    )
    safe = {node: sets - away - (own - benchmark[node]) - foretelling for node, away in hidden.items()}
    waiting = _waiting(population, safe, frozenset().union(*benchmark.values()), earlier)
    fresh: dict[str, frozenset[SetKey]] = {}
    held: dict[str, frozenset[SetKey]] = {}
    for node, told in safe.items():
        wait = (told & waiting) | _few_more(population, earlier, node, told - benchmark[node])
        fresh[node] = told - wait
        before: frozenset[SetKey] = frozenset().union(*(one.sets.get(node, ()) for one in earlier))
        held[node] = (wait | benchmark_held.get(node, frozenset())) & before
    inhabited = frozenset(SetKey(*lattice.sets[row]) for row in np.flatnonzero(lattice.incidence.any(axis=1)))
    return Shown(crossings, fresh, held, inhabited - frozenset().union(*fresh.values(), *held.values()))


_FEW: Final = LIMITS.companies
_BENCHMARK: Final = ("", "sector", "group", "size", "sector*size", "group*size")
_NAMES: Final = SetKey._fields


def _regions_are_dense(population: Population) -> bool:
    """Tell whether regions hold enough companies on average for their items."""
    regions = {cell[3] for cell, n in population.companies.items() if n and cell[3]}
    stated = sum(n for cell, n in population.companies.items() if cell[3])
    return bool(regions) and stated >= DENSE_ITEMS * len(regions)


def _foretelling(
    population: Population, lattice: Lattice, everywhere: frozenset[SetKey], told: frozenset[SetKey]
) -> frozenset[SetKey]:
    """Return sets of regions that together tell of the benchmark's own table what the benchmark does not.

    The next snapshot is compared with the benchmark's sets alone: what else is known of its table it cannot heed. Kinds
    of sets are left out, the narrowest first, until the rest adds nothing.
    """
    held = lattice.counts(_by_cell(population.companies)) > 0
    row = dict(zip((SetKey(*key) for key in lattice.sets), lattice.incidence[:, held], strict=True))
    places = sorted({cell[:3] for cell, inside in zip(lattice.finest, held, strict=True) if inside})
    cells = [cell[:3] for cell, inside in zip(lattice.finest, held, strict=True) if inside]
    own_table = np.array([[cell == place for cell in cells] for place in places])
    kinds = [kind for kind in (*ALWAYS, *CROSSED) if any(key.crossing == kind for key in told)]
    benchmark = [row[key] for key in sorted(everywhere & row.keys())]
    while kinds:
        some = benchmark + [row[key] for key in sorted(told - everywhere) if key.crossing in kinds]
        more = _rank([*some, *own_table]) - len(places)
        if _rank(some) - more <= _rank(benchmark):
            break
        kinds.pop()
    return frozenset(key for key in told if (key.area or key.region) and key.crossing not in kinds)


def _rank(rows: Sequence[npt.NDArray[np.bool_]]) -> int:
    return told_directions(np.array(rows)).shape[1] if rows else 0


def _all_held(
    population: Population,
    crossings: frozenset[str],
    benchmark: Mapping[str, frozenset[SetKey]],
    earlier: Sequence[EarlierEdition],
) -> Shown:
    """Return that everything stays: where the country keeps its number, too little is new to be told at all."""
    held = {node: frozenset[SetKey]().union(*(one.sets.get(node, ()) for one in earlier)) for node in benchmark}
    told = frozenset[SetKey]().union(*held.values())
    crossings |= {key.crossing for key in told}
    inhabited = frozenset(+_companies_of(population.companies, population.areas, crossings))
    return Shown(crossings, dict.fromkeys(benchmark, frozenset()), held, inhabited - told)


def panel_sets(
    population: Population,
    earlier: EarlierEdition | Sequence[EarlierEdition],
    shown: Shown,
    wanted: Collection[SetKey],
) -> frozenset[SetKey]:
    """Return the sets of which the change of those who took part twice may be told beside everything else.

    Parameters
    ----------
    population, shown
        The edition.
    earlier
        The edition before, or all before, the oldest first; an attacker has kept all.
    wanted
        Sets of the edition. Wider ones are tried first.

    Notes
    -----
    The panel of a set: companies that are in it now and were in the edition before with another result.
    """
    before = [earlier] if isinstance(earlier, EarlierEdition) else list(earlier)
    if not before:
        return frozenset()
    new = Edition(_by_cell(population.members), frozenset().union(*shown.sets.values()))
    editions = [*(Edition(_by_cell(one.members), frozenset().union(*one.sets.values())) for one in before), new]
    lattice = _lattice_of(before, population, [*editions, Edition({}, frozenset(wanted))])
    if population.owners is not None:
        wanted = _of_enough_groups(population, before[-1], wanted)
    order = sorted(wanted, key=lambda key: (sum(map(bool, key)), key))
    found = told_panels(editions, lattice, order, panels=[one.panel for one in before])
    return frozenset(SetKey(*key) for key in found)


def _of_enough_groups(population: Population, before: EarlierEdition, wanted: Collection[SetKey]) -> frozenset[SetKey]:
    """Return the sets whose panel is of enough business groups however those outside it share theirs."""
    then = {member for members in before.members.values() for member in members}
    companies = {_company(member) for member in then}
    crossings = frozenset(key.crossing for key in wanted)
    outside: Counter[SetKey] = Counter()
    alone: Counter[SetKey] = Counter()
    named: dict[SetKey, set[str]] = {}
    for cell, members in population.members.items():
        lost = sum(member in then or _company(member) not in companies for member in members)
        owners = (population.owners or {}).get(cell, {})
        for key in _sets_of(cell, population.areas, crossings):
            outside[key] += lost
            alone[key] += owners.get("", 0)
            named.setdefault(key, set()).update(name for name, n in owners.items() if name and n)
    return frozenset(key for key in wanted if alone[key] + len(named.get(key, ())) - outside[key] >= LIMITS.groups)


def _by_cell(values: Mapping[Finest, _Value]) -> dict[CellKey, _Value]:
    return {cell: value for cell, value in values.items()}  # noqa: C416


def _company(member: Hashable) -> Hashable:
    return member[0] if isinstance(member, tuple) else member


def published_crossings(population: Population) -> frozenset[str]:
    """Return which kinds of sets are published: the benchmark's, areas and regions, and those that are dense enough."""
    found = {*_BENCHMARK, *ALWAYS}
    for crossing in CROSSED:
        counts = +_companies_of(population.companies, population.areas, frozenset({crossing}))
        dense = DENSE_SECTORS if "sector" in crossing else DENSE
        is_dense = counts and sum(counts.values()) >= dense * len(counts) and len(counts) <= MOST_SETS
        if is_dense and _narrower(crossing) <= found:
            found.add(crossing)
    return frozenset(found)


def _narrower(crossing: str) -> set[str]:
    """Return the kinds that must be published before one: a sector's regions by size only where both pairs are."""
    names = crossing.split("*")
    return set(CROSSED) & {"*".join(some) for some in itertools.combinations(names, len(names) - 1)}


def edition_lattice(
    members: Iterable[Iterable[Finest]], areas: Mapping[str, str], crossings: frozenset[str]
) -> Lattice:
    """Return the lattice of all sets of these kinds over the cells of some editions."""
    cells = sorted({cell for some in members for cell in some})
    return Lattice.of(cells, lambda cell: _sets_of(cell, areas, crossings))


def _sets_of(cell: tuple[str, ...], areas: Mapping[str, str], crossings: frozenset[str]) -> list[SetKey]:
    sector, group, size, region = cell
    stated = dict(zip(_NAMES, (sector, group, size, areas.get(region, ""), region), strict=True))
    found = []
    for crossing in crossings:
        names = crossing.split("*") if crossing else []
        if all(stated[name] for name in names):
            found.append(SetKey(**{name: stated[name] for name in names}))
    return found


def telling_too_much(
    population: Population, *, benchmark: Mapping[str, frozenset[SetKey]], earlier: Sequence[EarlierEdition]
) -> frozenset[SetKey]:
    """Return the sets of a snapshot that would single out few companies for a reader who kept earlier editions.

    The snapshot itself was made safe beside earlier snapshots, whose sets know no regions. Where this returns any, it
    must not be published: one with more companies come or gone is.
    """
    return _waiting(population, benchmark, frozenset(), earlier)


def _waiting(
    population: Population,
    safe: Mapping[str, frozenset[SetKey]],
    fixed: frozenset[SetKey],
    earlier: Sequence[EarlierEdition],
) -> frozenset[SetKey]:
    """Return the sets that may not be told anew beside the earlier editions, of any node.

    All nodes are of the same companies, and each tells some of the sets that are told of any: what is safe for these is
    safe for those.
    """
    if not earlier:
        return frozenset()
    editions = [Edition(_by_cell(one.members), frozenset().union(*one.sets.values())) for one in earlier]
    new = Edition(_by_cell(population.members), frozenset().union(*safe.values()))
    lattice = _lattice_of(earlier, population, [*editions, new])
    held = held_in_edition(editions, new, lattice, fixed=fixed & new.published)
    return frozenset(SetKey(*key) for key in held)


def _lattice_of(earlier: Sequence[EarlierEdition], population: Population, editions: Sequence[Edition]) -> Lattice:
    """Return the lattice of all sets that some edition published."""
    crossings = frozenset(SetKey(*key).crossing for one in editions for key in one.published)
    everyone: list[EarlierEdition | Population] = [*earlier, population]
    areas = {region: area for one in everyone for region, area in one.areas.items()}
    return edition_lattice([one.members for one in everyone], areas, crossings)


def _few_more(
    population: Population, earlier: Sequence[EarlierEdition], node: str, told: frozenset[SetKey]
) -> frozenset[SetKey]:
    """Return the sets of a node that not all have a value for, and few more or fewer than in an earlier edition."""
    crossings = frozenset(key.crossing for key in told)
    now = _companies_of(population.by_node[node], population.areas, crossings)
    whole = _companies_of(population.companies, population.areas, crossings)
    found: set[SetKey] = set()
    for one in earlier:
        if node in one.by_node:
            then = _companies_of(one.by_node[node], population.areas, crossings)
            again = told & one.sets.get(node, frozenset())
            found |= {key for key in again if now[key] < whole[key] and 0 < abs(now[key] - then[key]) < _FEW}
    return frozenset(found)


def _companies_of(
    companies: Mapping[Finest, int], areas: Mapping[str, str], crossings: frozenset[str]
) -> Counter[SetKey]:
    found: Counter[SetKey] = Counter()
    for cell, n in companies.items():
        for key in _sets_of(cell, areas, crossings):
            found[key] += n
    return found
