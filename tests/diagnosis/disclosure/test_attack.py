"""One who has kept everything published recovers nobody; without the guards the same attacker does.

The attacker is `attack.Attack`: exact counts and sums, all snapshots. A thousand random countries in chunks, so that the
runners share them.
"""

import numpy as np
import pytest

from diagnosis.disclosure import benchmark_lattice
from tests.diagnosis.disclosure.attack import Attack, Publication, count_ranges
from tests.diagnosis.disclosure.worlds import World, attack, publish, world

SHAPES = ({"sectors": 2, "sizes": 2},) * 7 + ({"sectors": 2, "sizes": 3},) * 3


def worlds(chunk: int, how_many: int = 100, **shape: int) -> list[World]:
    return [world(1000 * chunk + number, **(shape or SHAPES[chunk])) for number in range(how_many)]


@pytest.mark.parametrize("chunk", range(10))
def test_nothing_is_recovered_of_a_hundred_countries(chunk) -> None:
    assert [found for each in worlds(chunk) if (found := attack(each).everything())] == []


def test_nothing_is_recovered_of_larger_countries() -> None:
    assert [found for each in worlds(10, 20, sectors=3, sizes=3) if (found := attack(each).everything())] == []


def test_without_secondary_suppression_something_is() -> None:
    broken = [bool(attack(each, secondary=False).everything()) for each in worlds(0, 30)]
    assert sum(broken) > 20


def test_without_differencing_something_is() -> None:
    broken = [bool(attack(each, differencing=False).everything()) for each in worlds(0, 30)]
    assert sum(broken) > 15


def test_three_snapshots_tell_no_more() -> None:
    for each in worlds(1, 20, sectors=2, sizes=2, snapshots=3):
        assert attack(each).everything() == set()


@pytest.mark.parametrize("seed", [0, 1])
def test_countries_of_full_size(seed) -> None:
    whole = world(seed, groups=2, sectors=12, sizes=4)
    found = attack(whole)
    assert found.small_sets() | found.differences() | found.comings_and_goings() | found.combinations(most=2) == set()
    assert attack(whole, secondary=False).small_sets()
    assert attack(whole, differencing=False).comings_and_goings()


@pytest.mark.parametrize("exact", [True, False])
def test_no_difference_is_about_one_or_two_business_groups(exact) -> None:
    # With numbers of groups only, unions of up to two classes are certain; with owners those of up to four.
    for each in worlds(2, 30, sectors=2, sizes=2):
        one = Attack(each.lattice, publish(each, exact=exact)[:1])
        assert one.few_groups(each.business_group, most=3 if exact else 2) == set()
    naive = [
        Attack(each.lattice, publish(each, secondary=False)[:1]).few_groups(each.business_group, most=2)
        for each in worlds(2, 20, sectors=2, sizes=2)
    ]
    assert any(naive)


def test_withheld_counts_stay_wide() -> None:
    narrow = 0
    for each in worlds(3, 25, sectors=2, sizes=3):
        counts = each.lattice.counts(each.counts(0))
        ranges = count_ranges(each.lattice, counts, publish(each)[0].published)
        assert all(width > 5 - 1e-6 for width in ranges.values()), ranges
        bare = count_ranges(each.lattice, counts, publish(each, secondary=False)[0].published)
        narrow += any(width < 5 - 1e-6 for width in bare.values())
    assert narrow > 15


def table(**members: int) -> dict[tuple[str, ...], set[tuple[int, int]]]:
    """Return members by cell of one size: sector -> so many companies, numbered on."""
    number, cells = 0, {}
    for sector, n in members.items():
        cells[sector, "M", "a"] = {(number + i, 0) for i in range(n)}
        number += n
    return cells


class TestTheAttackerItself:
    """It finds what there is to find, in cases worked by hand."""

    def test_a_row_less_its_only_other_cell(self) -> None:
        members = table(X=3, Y=20)
        lattice = benchmark_lattice(members)
        found = Attack(lattice, [Publication(members, [("Y", "", "a"), ("", "M", "a")])])
        assert found.small_sets() == {(0, ("X", "", "a")), (0, ("X", "", ""))}
        assert found.differences() == {(("", "M", "a"), ("Y", "", "a"))}
        assert found.combinations() == {frozenset({0, 1, 2})}

    def test_two_cells_together(self) -> None:
        members = table(X=2, Y=2, Z=20)
        lattice = benchmark_lattice(members)
        found = Attack(lattice, [Publication(members, [("Z", "", "a"), ("", "M", "a")])])
        assert found.small_sets() == set()
        assert found.combinations() == {frozenset({0, 1, 2, 3})}
        assert Attack(lattice, [Publication(members, [("", "M", "a")])]).everything() == set()

    def test_one_company_more(self) -> None:
        before = table(X=20)
        after = {cell: {*members, (99, 1)} for cell, members in before.items()}
        lattice = benchmark_lattice(before)
        sets = [("X", "", "a")]
        both = Attack(lattice, [Publication(before, sets), Publication(after, sets)])
        assert both.combinations() == {frozenset({99})}
        assert ("came", 0, ("X", "", "a")) in both.comings_and_goings()
        assert Attack(lattice, [Publication(before, sets), Publication(after, [])]).everything() == set()

    def test_a_new_result_of_one_company(self) -> None:
        before = table(X=20)
        after = {cell: (members - {(0, 0)}) | {(0, 1)} for cell, members in before.items()}
        sets = [("X", "", "a")]
        both = Attack(benchmark_lattice(before), [Publication(before, sets), Publication(after, sets)])
        assert frozenset({0}) in both.combinations()

    def test_ranges(self) -> None:
        members = table(X=3, Y=20, Z=7)
        lattice = benchmark_lattice(members)
        counts = lattice.counts({cell: len(inside) for cell, inside in members.items()})
        assert count_ranges(lattice, counts, [("", "M", "")])["X", "", "a"] == pytest.approx(30)
        assert count_ranges(lattice, counts, [("", "M", ""), ("Y", "", "a")])["X", "", "a"] == pytest.approx(10)
        assert count_ranges(lattice, counts, [])["X", "", "a"] == np.inf
