"""Which numbers keep their older value: cases small enough to be checked by hand."""

import numpy as np
import pytest

from diagnosis.disclosure import Edition, Node, benchmark_lattice, held_cells, held_in_edition, held_many
from tests.diagnosis.disclosure.attack import Attack, Publication
from tests.diagnosis.disclosure.worlds import publish, world

X, Y, Z = (("X", "M", "a"), ("Y", "M", "a"), ("Z", "M", "a"))
LATTICE = benchmark_lattice([X, Y, Z])
ALL = frozenset(LATTICE.sets)
SECTORS = {sector: {(sector, "", "a"), (sector, "", "")} for sector in "XYZ"}
WHOLE = {("", "M", "a"), ("", "M", ""), ("", "", "a"), ("", "", "")}


def members(**ranges: range) -> dict[tuple[str, ...], set[tuple[int, int]]]:
    return {(sector, "M", "a"): {(company, 0) for company in numbers} for sector, numbers in ranges.items()}


BEFORE = members(X=range(20), Y=range(100, 120), Z=range(200, 220))


def held(**now: range) -> set[tuple[str, ...]]:
    return set(held_cells(BEFORE, {**BEFORE, **members(**now)}, ALL, LATTICE))


def test_nothing_is_held_where_nothing_changed() -> None:
    assert held() == set()


@pytest.mark.parametrize("came", [1, 4])
def test_one_to_four_that_came_are_held_back(came) -> None:
    assert held(X=range(20 + came)) == SECTORS["X"] | WHOLE


def test_five_that_came_are_enough() -> None:
    assert held(X=range(25)) == set()


@pytest.mark.parametrize("left", [1, 4])
def test_one_to_four_that_left_are_held_back(left) -> None:
    assert held(X=range(left, 25)) == SECTORS["X"] | WHOLE


def test_what_came_and_what_left_are_counted_apart() -> None:
    assert held(X=range(5, 25)) == set()
    assert held(X=range(4, 25)) != set()
    assert held(X=range(5, 24)) != set()


def test_a_change_that_follows_by_subtraction_is_held_back() -> None:
    # The whole gained 9, X gained 6 and so the others 3: either the whole or X keeps its number, the smaller one here.
    assert held(X=range(26), Y=range(100, 103 + 20)) == SECTORS["Y"] | SECTORS["X"]


def test_changes_of_two_sets_that_are_few_together_but_enough_with_a_third() -> None:
    assert held(X=range(22), Y=range(100, 122), Z=range(200, 226)) == SECTORS["X"] | SECTORS["Y"] | SECTORS["Z"]
    assert held(X=range(23), Y=range(100, 122), Z=range(200, 226)) == SECTORS["X"] | SECTORS["Y"]


def test_a_new_result_both_leaves_and_comes() -> None:
    for changed, expected in ((4, SECTORS["X"] | WHOLE), (5, set())):
        now = {**BEFORE, X: {(company, int(company < changed)) for company in range(20)}}
        assert held_cells(BEFORE, now, ALL, LATTICE) == expected


def test_a_change_of_cell_counts_for_both_cells_and_not_for_the_whole() -> None:
    now = {**BEFORE, X: {(company, 0) for company in range(2, 20)}, Y: BEFORE[Y] | {(0, 0), (1, 0)}}
    assert held_cells(BEFORE, now, ALL, LATTICE) == SECTORS["X"] | SECTORS["Y"]
    now = {
        **BEFORE,
        X: {(company, 0) for company in range(5, 20)},
        Y: BEFORE[Y] | {(company, 0) for company in range(5)},
    }
    assert held_cells(BEFORE, now, ALL, LATTICE) == set()


def test_a_newly_published_set_beside_an_older_margin() -> None:
    # Before, only the whole was published. Now X and Y would be, and the whole less both is Z of before, two companies.
    before = members(X=range(20), Y=range(100, 120), Z=range(200, 202))
    now = members(X=range(20), Y=range(100, 120), Z=range(200, 207))
    old, new = frozenset(WHOLE), frozenset(SECTORS["X"] | SECTORS["Y"])
    chosen = held_cells(before, now, new, LATTICE, published_before=old)
    assert chosen in (SECTORS["X"], SECTORS["Y"])
    assert held_cells(before, now, SECTORS["X"], LATTICE, published_before=old) == frozenset()


def test_what_came_by_way_of_an_older_snapshot_is_seen() -> None:
    # a -> b: five came; b -> c: those four of them and one other left. Beside a alone, one came and one left.
    first, second, third = (
        Edition(members(X=numbers, Y=range(100, 120), Z=range(200, 220)), ALL)
        for numbers in (range(20), range(25), range(1, 21))
    )
    assert held_in_edition([first], second, LATTICE) == frozenset()
    assert held_in_edition([second], third, LATTICE) == frozenset()
    assert held_in_edition([first, second], third, LATTICE) == SECTORS["X"] | WHOLE


def test_what_older_snapshots_tell_already_holds_nothing_back() -> None:
    # The older one told of Z, two companies. It is not this snapshot's to mend, and its other numbers are not held for it.
    before = members(X=range(20), Y=range(100, 120), Z=range(200, 202))
    now = members(X=range(30), Y=range(100, 120), Z=range(200, 202))
    assert held_cells(before, now, SECTORS["X"], LATTICE, published_before=ALL) == frozenset()


def test_the_first_snapshot_holds_nothing() -> None:
    assert held_in_edition([], Edition(BEFORE, ALL), LATTICE) == frozenset()
    assert held_many([], Edition(BEFORE, ALL), LATTICE, {"INF": Node((), (ALL,))}) == (
        frozenset(),
        {"INF": frozenset()},
    )


def test_members_may_be_arrays_of_companies() -> None:
    before = {cell: np.array(sorted(company for company, _ in inside)) for cell, inside in BEFORE.items()}
    now = {**before, X: np.arange(22)}
    assert held_cells(before, now, ALL, LATTICE) == SECTORS["X"] | WHOLE


def test_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="two cells"):
        held_cells(BEFORE, {**BEFORE, Y: BEFORE[X]}, ALL, LATTICE)
    with pytest.raises(ValueError, match="Not a cell"):
        held_cells(BEFORE, {("Q", "M", "a"): {1}}, ALL, LATTICE)
    with pytest.raises(ValueError, match="Not a set"):
        held_cells(BEFORE, BEFORE, [("Q", "", "")], LATTICE)


def test_a_node_few_of_the_newcomers_answered_is_held_alone() -> None:
    now = {**BEFORE, **members(X=range(26))}
    nodes = {
        "TOTAL": Node((), (ALL, ALL)),
        "INF1": Node({(company, 0) for company in range(22, 26)}, (ALL, ALL)),
        "PER1": Node({(company, 0) for company in range(20, 26)}, (ALL, ALL)),
    }
    whole, by_node = held_many([Edition(BEFORE, ALL)], Edition(now, ALL), LATTICE, nodes)
    assert whole == frozenset()
    assert by_node == {"TOTAL": frozenset(), "INF1": SECTORS["X"] | WHOLE, "PER1": frozenset()}


def test_a_node_keeps_to_what_is_held_for_the_companies() -> None:
    now = {**BEFORE, **members(X=range(23))}
    lacking = {(company, 0) for company in range(20, 23)}
    whole, by_node = held_many(
        [Edition(BEFORE, ALL)], Edition(now, ALL), LATTICE, {"INF1": Node(lacking, (ALL, frozenset(SECTORS["X"])))}
    )
    assert whole == SECTORS["X"] | WHOLE
    assert by_node == {"INF1": SECTORS["X"]}


def test_nothing_is_recovered_of_a_node() -> None:
    broken = 0
    for seed in range(25):
        each = world(seed, sectors=2, sizes=2)
        editions = [Edition(p.members, frozenset(p.published)) for p in publish(each, differencing=False)]
        everyone = sorted({member for snapshot in each.snapshots for inside in snapshot.values() for member in inside})
        rng = np.random.default_rng(seed)
        lacking = {member for member in everyone if rng.random() < 0.2}
        mine = [{cell: inside - lacking for cell, inside in snapshot.items()} for snapshot in each.snapshots]
        shown = [
            frozenset(key for key in edition.published if _size(each.lattice, key, inside) >= 5)
            for edition, inside in zip(editions, mine, strict=True)
        ]
        _, by_node = held_many(editions[:1], editions[1], each.lattice, {"N": Node(lacking, shown)})
        for held_back, count in ((by_node["N"], False), (frozenset(), True)):
            seen = [Publication(mine[0], shown[0]), Publication(mine[1], shown[1] - held_back)]
            found = Attack(each.lattice, seen).comings_and_goings()
            broken += bool(found) and count
            assert count or not found
    assert broken > 10


def _size(lattice, key, inside) -> int:
    row = lattice.incidence[lattice.sets.index(key)]
    return sum(len(inside.get(cell, ())) for cell, here in zip(lattice.finest, row, strict=True) if here)
