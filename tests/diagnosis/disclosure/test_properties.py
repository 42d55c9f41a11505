"""What holds for every table."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.disclosure import CellKey, Lattice, benchmark_lattice, held_cells, suppress, suppress_many
from tests.diagnosis.disclosure.attack import Attack, Publication, count_ranges

Counts = dict[CellKey, int]
WHERE = [(f"S{s}", f"G{s % 2}", f"z{z}") for s in range(3) for z in range(3)] + [("S0", "G0", ""), ("", "G1", "z0")]
FEW_OR_MANY = st.one_of(st.integers(0, 6), st.integers(0, 40))
TABLES = st.fixed_dictionaries({}, optional=dict.fromkeys(WHERE, FEW_OR_MANY))
LATTICE = benchmark_lattice(WHERE)


def sizes(counts: Counts, lattice: Lattice = LATTICE) -> dict[CellKey, int]:
    return dict(zip(lattice.sets, (lattice.incidence @ lattice.counts(counts)).tolist(), strict=True))


def people(counts: Counts) -> dict[CellKey, set[tuple[int, int]]]:
    number, found = 0, {}
    for cell in sorted(counts):
        found[cell] = {(number + i, 0) for i in range(counts[cell])}
        number += counts[cell]
    return found


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_suppressing_never_reveals(counts) -> None:
    hidden = suppress(counts, LATTICE)
    published = set(LATTICE.sets) - hidden
    assert Attack(LATTICE, [Publication(people(counts), published)]).everything() == set()
    ranges = count_ranges(LATTICE, LATTICE.counts(counts), published)
    assert all(width >= 5 - 1e-6 for width in ranges.values())


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_nothing_is_published_below_the_limits(counts) -> None:
    hidden = suppress(counts, LATTICE)
    assert all(key in hidden or n >= 5 for key, n in sizes(counts).items())


@settings(max_examples=40, deadline=None)
@given(TABLES, st.sampled_from(WHERE), st.integers(1, 30))
def test_more_companies_never_publish_what_they_should_not(counts, cell, more) -> None:
    counts = {**counts, cell: counts.get(cell, 0) + more}
    published = set(LATTICE.sets) - suppress(counts, LATTICE)
    assert all(n >= 5 for key, n in sizes(counts).items() if key in published)
    assert Attack(LATTICE, [Publication(people(counts), published)]).everything() == set()


@settings(max_examples=40, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_cells_does_not_matter(counts, random) -> None:
    cells, others = list(counts), list(WHERE)
    random.shuffle(cells)
    random.shuffle(others)
    shuffled = {cell: counts[cell] for cell in cells}
    assert suppress(shuffled, benchmark_lattice(others)) == suppress(counts, LATTICE)


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_a_safe_pattern_stays_as_it_is(counts) -> None:
    once = suppress(counts, LATTICE)
    assert suppress_many({"again": counts}, LATTICE, base=counts)["again"] == once


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(WHERE, st.integers(5, 60))))
def test_large_cells_are_all_published(counts) -> None:
    assert suppress(counts, LATTICE) == frozenset()


@settings(max_examples=40, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_names_do_not_matter(counts, random) -> None:
    """The companies published are as many whatever the sectors are called; only the choice among equals may differ."""
    names = [f"S{number}" for number in range(3)]
    swapped = dict(zip(names, random.sample(names, 3), strict=True))
    renamed = {(swapped.get(cell[0], ""), *cell[1:]): n for cell, n in counts.items()}
    lattice = benchmark_lattice([(swapped.get(cell[0], ""), *cell[1:]) for cell in WHERE])
    published = set(lattice.sets) - suppress(renamed, lattice)
    assert Attack(lattice, [Publication(people(renamed), published)]).everything() == set()


@settings(max_examples=30, deadline=None)
@given(TABLES)
def test_numbers_of_groups_as_large_as_the_counts_change_nothing(counts) -> None:
    assert suppress(counts, LATTICE, groups=sizes(counts)) == suppress(counts, LATTICE)
    alone = {cell: {"": n} for cell, n in counts.items()}
    assert suppress(counts, LATTICE, owners=alone) == suppress(counts, LATTICE)


@settings(max_examples=30, deadline=None)
@given(TABLES, st.data())
def test_what_is_held_is_of_what_is_published_and_nothing_when_nothing_changed(counts, data) -> None:
    before = people(counts)
    published = frozenset(LATTICE.sets) - suppress(counts, LATTICE)
    assert held_cells(before, before, published, LATTICE) == frozenset()
    gone = (
        {
            (company, result)
            for members in before.values()
            for company, result in members
            if data.draw(st.sampled_from([False] * 9 + [True]), label="leaves")
        }
        if sum(counts.values()) < 60
        else {member for members in before.values() for member in sorted(members)[:1]}
    )
    after = {cell: members - gone for cell, members in before.items()}
    shown = frozenset(LATTICE.sets) - suppress({cell: len(members) for cell, members in after.items()}, LATTICE)
    held = held_cells(before, after, shown, LATTICE, published_before=published)
    assert held <= shown
    seen = [Publication(before, published), Publication(after, shown - held)]
    assert Attack(LATTICE, seen).everything() == set()


def test_arrays_and_mappings_are_left_as_they_were() -> None:
    counts = dict.fromkeys(WHERE, 3)
    incidence = LATTICE.incidence.copy()
    suppress(counts, LATTICE)
    assert counts == dict.fromkeys(WHERE, 3)
    assert np.array_equal(incidence, LATTICE.incidence)
