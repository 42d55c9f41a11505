"""An attacker who has kept everything ever published, and computes what it can from it.

Worst case on purpose: exact counts and exact sums of every published set of every snapshot, the lattice, and which cells
hold companies at all. The solver shares nothing with the guards: it works with the projection on the published sums,
where the guards work with the directions that leave them unchanged.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from diagnosis.disclosure.lattice import CellKey, Lattice

FEW = 5
FEW_GROUPS = 3
Member = tuple[int, int]


@dataclass(frozen=True)
class Publication:
    """What one snapshot published anew, and over whom."""

    members: Mapping[CellKey, Collection[Member]]
    published: Collection[CellKey]


class Attack:
    """Unknown: the sum of every class of results with one history. Known: the published sums of classes."""

    def __init__(self, lattice: Lattice, publications: list[Publication]) -> None:
        self.lattice, self.publications = lattice, publications
        where: dict[Member, list[int]] = {}
        column = {cell: i for i, cell in enumerate(lattice.finest)}
        for time, publication in enumerate(publications):
            for cell, members in publication.members.items():
                for member in members:
                    where.setdefault(member, [-1] * len(publications))[time] = column[cell]
        classes: dict[tuple[int, ...], set[Member]] = {}
        for member, path in where.items():
            classes.setdefault(tuple(path), set()).add(member)
        self.paths = np.array(list(classes), dtype=int).reshape(-1, len(publications))
        self.members = list(classes.values())
        self.sizes = np.array([len(members) for members in self.members])
        known = []
        for time, publication in enumerate(publications):
            rows = [row for row, key in enumerate(lattice.sets) if key in set(publication.published)]
            known.append(self.inside(time)[rows])
        self.known = np.concatenate(known).astype(float)
        basis = np.linalg.svd(self.known, full_matrices=False)
        rank = int((basis.S > 1e-9).sum())
        self.projection = basis.Vh[:rank].T @ basis.Vh[:rank]

    def inside(self, time: int) -> np.ndarray:
        """Return for each set of the lattice and each class whether its results were in the set then."""
        padded = np.column_stack([self.lattice.incidence, np.zeros(len(self.lattice.sets), bool)])
        return padded[:, self.paths[:, time]]

    def determines(self, sums: np.ndarray, projection: np.ndarray | None = None) -> np.ndarray:
        """Return which sums (rows of coefficients over the classes) follow from the published ones."""
        onto = self.projection if projection is None else projection
        return np.abs(sums @ onto - sums).max(axis=1, initial=0.0) < 1e-7

    def small_sets(self) -> set[tuple[int, CellKey]]:
        """Return the sets of one to four companies, at some time, whose sum the attacker knows."""
        found = set()
        for time in range(len(self.publications)):
            inside = self.inside(time).astype(float)
            few = (inside @ self.sizes > 0) & (inside @ self.sizes < FEW)
            found |= {(time, self.lattice.sets[row]) for row in np.flatnonzero(few)[self.determines(inside[few])]}
        return found

    def differences(self) -> set[tuple[CellKey, CellKey]]:
        """Return nested pairs of published sets of one time that differ by one to four companies."""
        found = set()
        for time, publication in enumerate(self.publications):
            inside = self.inside(time)
            rows = [row for row, key in enumerate(self.lattice.sets) if key in set(publication.published)]
            for big, small in itertools.permutations(rows, 2):
                if not (inside[small] & ~inside[big]).any():
                    rest = int((inside[big] & ~inside[small]) @ self.sizes)
                    if 0 < rest < FEW:
                        found.add((self.lattice.sets[big], self.lattice.sets[small]))
        return found

    def combinations(self, most: int = FEW - 1) -> set[frozenset[int]]:
        """Return the one to four companies some combination of published sums is about, and about nobody else.

        A class of results is either wholly in a combination or not at all, and so up to `most` of them are tried.
        """
        units: dict[frozenset[int], list[int]] = {}
        for index, members in enumerate(self.members):
            if len(members) < FEW:
                units.setdefault(frozenset(company for company, _ in members), []).append(index)
        found: set[frozenset[int]] = set()
        names, columns = list(units), list(units.values())
        sizes = np.array([len(name) for name in names])
        for how_many in range(1, most + 1):
            open_to = np.flatnonzero(sizes <= FEW - how_many)
            chosen = np.array(list(itertools.combinations(open_to, how_many)), dtype=int).reshape(-1, how_many)
            chosen = chosen[sizes[chosen].sum(axis=1) < FEW]
            for width in range(how_many, 2 * how_many + 1):
                blocks = [
                    (frozenset().union(*(names[i] for i in pick)), [c for i in pick for c in columns[i]])
                    for pick in chosen
                    if sum(len(columns[i]) for i in pick) == width
                ]
                if blocks:
                    at = np.array([block for _, block in blocks])
                    largest = np.linalg.eigvalsh(self.projection[at[:, :, None], at[:, None, :]])[:, -1]
                    found |= {blocks[i][0] for i in np.flatnonzero(largest > 1 - 1e-7)}
        return found

    def few_groups(self, business_group: Mapping[int, str], most: int = 3) -> set[frozenset[int]]:
        """Return companies of one or two business groups that some combination is about, of classes of one snapshot."""
        owners = [
            frozenset(business_group.get(company, str(company)) for company, _ in members) for members in self.members
        ]
        found = set()
        for how_many in range(1, most + 1):
            open_to = [index for index, names in enumerate(owners) if len(names) < FEW_GROUPS]
            for pick in itertools.combinations(open_to, how_many):
                at = np.array(pick)
                if (
                    len(frozenset().union(*(owners[i] for i in pick))) < FEW_GROUPS
                    and np.linalg.eigvalsh(self.projection[np.ix_(at, at)])[-1] > 1 - 1e-7
                ):
                    found.add(frozenset(company for i in pick for company, _ in self.members[i]))
        return found

    def comings_and_goings(self) -> set[tuple[str, int, CellKey]]:
        """Return sets whose one to four new (or lost) results follow for one who knows all that were lost (or new)."""
        found = set()
        last = len(self.publications) - 1
        for time in range(last):
            was, stands = self.paths[:, time] >= 0, self.paths[:, last] >= 0
            for name, some, known in (("came", stands & ~was, was & ~stands), ("left", was & ~stands, stands & ~was)):
                basis = np.linalg.svd(self.known[:, ~known], full_matrices=False)
                top = basis.Vh[: int((basis.S > 1e-9).sum())]
                inside = self.inside(last if name == "came" else time) & some
                few = np.flatnonzero((inside @ self.sizes > 0) & (inside @ self.sizes < FEW))
                told = self.determines(inside[few][:, ~known].astype(float), top.T @ top)
                found |= {(name, time, self.lattice.sets[row]) for row in few[told]}
        return found

    def everything(self) -> set[object]:
        return {*self.small_sets(), *self.differences(), *self.combinations(), *self.comings_and_goings()}


def count_ranges(lattice: Lattice, counts: np.ndarray, published: Collection[CellKey]) -> dict[CellKey, float]:
    """Return for each set that is withheld and not empty how far apart the least and largest possible count are."""
    held = counts > 0
    cells, counts = lattice.incidence[:, held].astype(float), counts[held]
    shown = np.array([key in set(published) for key in lattice.sets])
    ranges = {}
    for row in np.flatnonzero(~shown & (cells @ counts > 0)):
        least, most = (
            linprog(sign * cells[row], A_eq=cells[shown], b_eq=cells[shown] @ counts, bounds=(0, None))
            if shown.any()
            else None
            for sign in (1, -1)
        )
        unbounded = most is None or most.status == 3
        ranges[lattice.sets[row]] = np.inf if unbounded else -most.fun - least.fun
    return ranges
