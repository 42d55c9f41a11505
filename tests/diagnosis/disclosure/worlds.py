"""Random companies in cells, and what becomes of them until the next snapshot."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from diagnosis.disclosure import CellKey, Edition, Lattice, benchmark_lattice, held_in_edition, suppress
from tests.diagnosis.disclosure.attack import Attack, Publication

Members = dict[CellKey, set[tuple[int, int]]]


@dataclass(frozen=True)
class World:
    lattice: Lattice
    snapshots: list[Members]
    business_group: dict[int, str]

    def counts(self, time: int) -> dict[CellKey, int]:
        return {cell: len(members) for cell, members in self.snapshots[time].items()}

    def owners(self, time: int) -> dict[CellKey, Counter[str]]:
        return {
            cell: Counter(self.business_group.get(company, "") for company, _ in members)
            for cell, members in self.snapshots[time].items()
        }

    def groups(self, time: int) -> dict[CellKey, int]:
        found = {}
        for key, row in zip(self.lattice.sets, self.lattice.incidence, strict=True):
            members = (
                m
                for cell, inside in zip(self.lattice.finest, row, strict=True)
                if inside
                for m in self.snapshots[time].get(cell, ())
            )
            found[key] = len({self.business_group.get(company, company) for company, _ in members})
        return found


def world(seed: int, *, groups: int = 2, sectors: int = 3, sizes: int = 3, snapshots: int = 2) -> World:
    """Return random companies: sparse or dense, of few or many business groups, of small or great turnover."""
    rng = np.random.default_rng(seed)
    dense = rng.choice([1.0, 3.0, 8.0, 30.0])
    turnover = rng.choice([0.01, 0.05, 0.2, 0.5])
    cells = [(f"S{g}{s}", f"G{g}", f"z{z}") for g in range(groups) for s in range(sectors) for z in range(sizes)]
    cells += (
        [(f"S{g}0", f"G{g}", "") for g in range(groups)] + [("", f"G{g}", "z0") for g in range(groups)] + [("", "", "")]
    )
    rates = rng.gamma(0.8, dense / 0.8, len(cells)) * np.where([all(cell) for cell in cells], 1.0, 0.1)
    first: Members = {cell: set() for cell in cells}
    number = 0
    for cell, rate in zip(cells, rates, strict=True):
        for _ in range(rng.poisson(rate)):
            first[cell].add((number, 0))
            number += 1
    history = [first]
    for time in range(1, snapshots):
        now: Members = {cell: set() for cell in cells}
        for cell, members in history[-1].items():
            for company, result in sorted(members):
                fate = rng.random() / turnover
                if fate < 0.3:
                    continue
                if fate < 0.6:
                    now[cell].add((company, time))
                elif fate < 0.65:
                    now[cells[rng.integers(len(cells))]].add((company, result))
                else:
                    now[cell].add((company, result))
        for cell, rate in zip(cells, rates, strict=True):
            for _ in range(rng.poisson(rate * turnover * 0.5)):
                now[cell].add((number, time))
                number += 1
        history.append(now)
    affiliated = rng.choice([0.0, 0.1, 0.4])
    return World(
        benchmark_lattice(cells),
        history,
        {company: f"B{rng.integers(6)}" for company in range(number) if rng.random() < affiliated},
    )


def publish(of: World, *, secondary: bool = True, differencing: bool = True, exact: bool = True) -> list[Publication]:
    """Publish every snapshot of a world with its guards, or with one of them switched off."""
    done: list[Edition] = []
    for time, members in enumerate(of.snapshots):
        counts, groups = of.counts(time), of.groups(time)
        if secondary:
            known = {"owners": of.owners(time)} if exact else {"groups": groups}
            hidden = suppress(counts, of.lattice, **known)
        else:
            n = of.lattice.incidence @ of.lattice.counts(counts)
            hidden = {key for key, size in zip(of.lattice.sets, n, strict=True) if size < 5 or groups[key] < 3}
        edition = Edition(members, frozenset(of.lattice.sets) - hidden)
        held = held_in_edition(done, edition, of.lattice) if differencing else frozenset()
        done.append(Edition(members, edition.published - held))
    return [Publication(edition.members, edition.published) for edition in done]


def attack(of: World, **guards: bool) -> Attack:
    return Attack(of.lattice, publish(of, **guards))
