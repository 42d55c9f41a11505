"""Small invented countries with regions, what is published of them in two editions, and who tries to read it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dashboards.editions import disclosing
from dashboards.editions.disclosing import EarlierEdition, Population, Shown, panel_sets, shown_sets, telling_too_much
from dashboards.editions.view import NATION, SetKey
from diagnosis.disclosure import Edition, Lattice, benchmark_lattice, held_in_edition, suppress, suppress_many
from tests.diagnosis.disclosure.attack import FEW, Attack, Publication

Cell = tuple[str, str, str, str]
Members = dict[Cell, set[tuple[int, int]]]
AREAS = {"r0": "A0", "r1": "A1", "r2": "A1", "r3": "A0"}
NODE = "TOTAL"


@dataclass(frozen=True)
class Guards:
    """Which guards are on."""

    secondary: bool = True
    differencing: bool = True
    fixed: bool = True
    panel: bool = True
    # A snapshot that tells too much beside earlier editions is not published.
    objection: bool = True


@dataclass
class Published:
    """What one edition told: the benchmark's sets, sets of regions, panels."""

    members: Members
    benchmark: frozenset[SetKey]
    sets: frozenset[SetKey]
    panel: frozenset[SetKey] = frozenset()
    withheld: frozenset[SetKey] = frozenset()
    held: frozenset[SetKey] = frozenset()


@dataclass
class Country:
    editions: list[Members]
    owners: list[Mapping[Cell, Mapping[str, int]] | None] = field(default_factory=list)


def country(seed: int, *, sectors: int = 2, sizes: int = 2, regions: int = 3, editions: int = 2) -> Country:
    """Return random companies, sparse or dense, of small or great turnover."""
    rng = np.random.default_rng(seed)
    dense = rng.choice([1.0, 3.0, 8.0, 20.0])
    turnover = rng.choice([0.02, 0.1, 0.3, 0.6])
    cells: list[Cell] = [
        (f"S{s}", f"G{s % 2}", f"z{z}", f"r{r}") for s in range(sectors) for z in range(sizes) for r in range(regions)
    ]
    cells += [("S0", "G0", "z0", ""), ("S1", "G1", "", "r0"), ("", "G0", "z1", "r1")]
    rates = rng.gamma(0.8, dense / 0.8, len(cells)) * np.where([all(cell) for cell in cells], 1.0, 0.15)
    number = itertools.count()
    now: Members = {
        cell: {(next(number), 0) for _ in range(rng.poisson(rate))} for cell, rate in zip(cells, rates, strict=True)
    }
    history = [now]
    for time in range(1, editions):
        before, now = now, {cell: set() for cell in cells}
        for cell, members in before.items():
            for company, result in sorted(members):
                fate = rng.random() / turnover
                to = cell if fate > 0.2 else cells[rng.integers(len(cells))]
                if fate > 0.4:
                    now[to].add((company, time if fate < 1.0 else result))
                elif fate > 0.1:
                    now[to].add((company, time if rng.random() < 0.5 else result))
        for cell, rate in zip(cells, rates, strict=True):
            now[cell] |= {(next(number), time) for _ in range(rng.poisson(rate * turnover * 0.5))}
        history.append(now)
    return Country(history)


def benchmark_of(older: Sequence[Published], members: Members, guards: Guards) -> frozenset[SetKey]:
    """Return the sets that a snapshot publishes anew, as `diagnosis.benchmark` chooses them: without regions."""

    def without_regions(of: Members) -> dict[tuple[str, ...], set[tuple[int, int]]]:
        found: dict[tuple[str, ...], set[tuple[int, int]]] = {}
        for cell, some in of.items():
            found.setdefault(cell[:3], set()).update(some)
        return found

    folded = without_regions(members)
    lattice = benchmark_lattice(folded)
    counts = {cell: len(some) for cell, some in folded.items()}
    if guards.secondary:
        away = suppress(counts, lattice)
    else:
        sizes = lattice.incidence @ lattice.counts(counts)
        away = frozenset(key for key, n in zip(lattice.sets, sizes, strict=True) if n < FEW)
    told = frozenset(lattice.sets) - away
    if guards.differencing and older:
        editions = [Edition(without_regions(one.members), frozenset(k[:3] for k in one.benchmark)) for one in older]
        told -= held_in_edition(editions, Edition(folded, told), lattice)
    return frozenset(SetKey(*key) for key in told)


def population_of(members: Members) -> Population:
    counts = {cell: len(some) for cell, some in members.items() if some}
    return Population(counts, {NODE: counts}, {cell: members[cell] for cell in counts}, AREAS)


def as_if_nothing_were_fixed(*tables, fixed, base_fixed, **others):
    return suppress_many(*tables, **others)


def publish(of: Country, guards: Guards = Guards()) -> list[Published]:
    """Publish the snapshots and editions of a country, some guard switched off perhaps."""
    done: list[Published] = []
    for members in of.editions:
        population = population_of(members)
        benchmark = benchmark_of(done, members, guards) if population.companies else frozenset()
        earlier = [EarlierEdition(one.members, {NODE: one.sets}, AREAS, {}, one.panel) for one in done]
        asked = guards.differencing and guards.objection and done
        if asked and telling_too_much(population, benchmark={NODE: benchmark}, earlier=earlier):
            continue
        disclosing.suppress_many = suppress_many if guards.fixed else as_if_nothing_were_fixed
        told = shown_sets(
            population,
            benchmark={NODE: benchmark},
            item_nodes=frozenset(),
            earlier=earlier if guards.differencing else [],
        )
        sets = told.sets[NODE] | benchmark
        if not guards.secondary:
            sets |= {key for key, n in sizes_of(population, told).items() if n >= FEW}
        shown = Shown(told.crossings, {NODE: sets}, told.held, told.withheld)
        wanted = [NATION, *sorted(key for key in sets if key.crossing in ("group", "size"))]
        panel: frozenset[SetKey] = frozenset()
        if done:
            panel = panel_sets(population, earlier, shown, wanted) if guards.panel else frozenset(wanted)
        done.append(Published(members, benchmark, sets, panel, told.withheld, told.held[NODE]))
    return done


def sizes_of(population: Population, shown: Shown) -> Counter[SetKey]:
    found: Counter[SetKey] = Counter()
    for cell, n in population.companies.items():
        for crossing in shown.crossings:
            found[_set(cell, crossing)] += n
    found.pop(SetKey("-"), None)
    return found


def _set(cell: Cell, crossing: str) -> SetKey:
    stated = dict(zip(("sector", "group", "size", "region", "area"), (*cell, AREAS.get(cell[3], "")), strict=True))
    names = crossing.split("*") if crossing else []
    return SetKey(**{name: stated[name] for name in names}) if all(stated[name] for name in names) else SetKey("-")


class Reader(Attack):
    """Who has kept both snapshots and both editions, and knows exact sums: also of every panel, over linked results."""

    def __init__(self, published: Sequence[Published]) -> None:
        keys = {key for one in published for key in one.sets | one.panel}
        kinds = {key.crossing for key in keys}
        cells = {cell for one in published for cell in one.members}
        self.lattice = Lattice.of(cells, lambda cell: {_set(cell, kind) for kind in kinds} - {SetKey("-")})
        self.publications = [Publication(one.members, one.sets) for one in published]
        column = {cell: i for i, cell in enumerate(self.lattice.finest)}
        where: dict[tuple[int, int], list[int]] = {}
        of_company: dict[int, list[tuple[int, int] | None]] = {}
        for time, one in enumerate(published):
            for cell, members in one.members.items():
                for member in members:
                    where.setdefault(member, [-1] * len(published))[time] = column[cell]
                    of_company.setdefault(member[0], [None] * len(published))[time] = member
        classes: dict[tuple[object, ...], set[tuple[int, int]]] = {}
        for member, path in where.items():
            linked = tuple(
                None if other is None else (other == member, *where[other]) for other in of_company[member[0]]
            )
            classes.setdefault((tuple(path), linked), set()).add(member)
        self.paths = np.array([key[0] for key in classes], dtype=int).reshape(-1, len(published))
        self.members = list(classes.values())
        self.sizes = np.array([len(members) for members in self.members])
        known = [self.inside(time)[self._rows(one.sets)].astype(float) for time, one in enumerate(published)]
        for time, one in enumerate(published):
            known += [self._panel(key, time, of_company)[None, :] for key in sorted(one.panel)]
        self.known = np.concatenate(known)
        basis = np.linalg.svd(self.known, full_matrices=False)
        top = basis.Vh[: int((basis.S > 1e-9).sum())]
        self.projection = top.T @ top

    def _rows(self, keys: frozenset[SetKey]) -> list[int]:
        return [row for row, key in enumerate(self.lattice.sets) if key in keys]

    def _panel(self, key: SetKey, time: int, of_company: Mapping[int, Sequence[tuple[int, int] | None]]) -> np.ndarray:
        row, inside = np.zeros(len(self.members)), self.inside(time)[self.lattice.sets.index(key)]
        for place, members in enumerate(self.members):
            company, _ = member = next(iter(members))
            then, now = of_company[company][time - 1], of_company[company][time]
            if then is None or now is None or then == now:
                continue
            if now == member:
                row[place] = inside[place]
            elif then == member:
                at = next(i for i, others in enumerate(self.members) if now in others)
                row[place] = -float(inside[at])
        return row

    def combinations(self, most: int = FEW - 1) -> set[frozenset[int]]:
        """As `Attack.combinations`, among the classes that a combination of few classes only can be about at all."""
        few = self.sizes < FEW
        values, vectors = np.linalg.eigh(self.projection[np.ix_(few, few)])
        about = (np.abs(vectors[:, values > 1 - 1e-7]) > 1e-7).any(axis=1)
        if not about.any():
            return set()
        keep = np.flatnonzero(few)[about]
        smaller = Attack.__new__(Attack)
        smaller.members = [self.members[i] for i in keep]
        smaller.projection = self.projection[np.ix_(keep, keep)]
        return smaller.combinations(most)
