"""Which cells of one table stay unpublished: cases small enough to be checked by hand."""

import pytest

from diagnosis.disclosure import Limits, benchmark_lattice, crossed_lattice, suppress, suppress_many
from diagnosis.disclosure.lattice import NATIONAL


def table(rows: dict[str, tuple[int, ...]], group: str = "M") -> dict[tuple[str, ...], int]:
    """Return counts by finest cell: sector -> companies of size a, b, c …"""
    return {
        (sector, group, size): n for sector, counts in rows.items() for size, n in zip("abcd", counts, strict=False)
    }


def withheld(counts, **options) -> set[tuple[str, ...]]:
    return set(suppress(counts, benchmark_lattice(counts), **options))


def test_everything_is_published_where_every_cell_is_large() -> None:
    assert withheld(table({"X": (5, 9), "Y": (12, 5)})) == set()


def test_the_lattice_of_the_benchmark() -> None:
    lattice = benchmark_lattice([("X", "M", "a"), ("", "M", ""), ("", "", "")])
    assert set(lattice.sets) == {("X", "", "a"), ("X", "", ""), ("", "M", "a"), ("", "M", ""), ("", "", "a"), NATIONAL}
    rows = dict(zip(lattice.sets, lattice.incidence.sum(axis=1).tolist(), strict=True))
    assert rows == {
        ("X", "", "a"): 1,
        ("X", "", ""): 1,
        ("", "M", "a"): 1,
        ("", "M", ""): 2,
        ("", "", "a"): 1,
        NATIONAL: 3,
    }


def test_a_small_cell_takes_the_cheapest_rectangle_with_it() -> None:
    counts = table({"X": (3, 20, 50), "Y": (30, 6, 60), "Z": (30, 40, 50)})
    assert withheld(counts) == {("X", "", "a"), ("X", "", "b"), ("Y", "", "a"), ("Y", "", "b")}


def test_what_a_company_does_not_say_is_a_cell_nobody_publishes() -> None:
    # One company of X does not state its size: its value would be the row less its parts, so a part and the column go.
    counts = {**table({"X": (10, 20), "Y": (30, 40)}), ("X", "M", ""): 1}
    assert withheld(counts) == {("X", "", "a"), ("", "M", "a"), ("", "", "a")}


def test_few_business_groups_are_as_good_as_few_companies() -> None:
    counts = table({"X": (10, 20), "Y": (30, 40)})
    lattice = benchmark_lattice(counts)
    groups = dict(zip(lattice.sets, (lattice.incidence @ lattice.counts(counts)).tolist(), strict=True))
    assert suppress(counts, lattice, groups=groups) == frozenset()
    few = {
        **groups,
        ("X", "", "a"): 2,
        ("X", "", ""): 22,
        ("", "M", "a"): 32,
        ("", "", "a"): 32,
        ("", "M", ""): 92,
        NATIONAL: 92,
    }
    assert suppress(counts, lattice, groups=few) == {(x, "", z) for x in "XY" for z in "ab"}


def test_one_sector_that_is_its_whole_group_goes_with_it() -> None:
    counts = {**table({"X": (30,)}), **table({"Q": (3,)}, group="K")}
    hidden = withheld(counts)
    assert {("Q", "", "a"), ("Q", "", ""), ("", "K", "a"), ("", "K", "")} <= hidden


def test_two_small_cells_that_together_are_few_need_a_third() -> None:
    # Row X: 2 and 2 are withheld, and so would the row less the rest be the sum of four companies.
    counts = table({"X": (2, 2, 30), "Y": (9, 9, 30), "Z": (9, 9, 30)})
    hidden = withheld(counts)
    assert ("X", "", "c") in hidden or ("X", "", "") in hidden


def test_a_table_too_small_for_anything() -> None:
    counts = table({"X": (1, 2), "Y": (0, 1)})
    assert withheld(counts) == set(benchmark_lattice(counts).sets)
    assert withheld({}) == set()


def test_other_limits() -> None:
    counts = table({"X": (5, 9), "Y": (12, 5)})
    assert ("X", "", "a") in withheld(counts, limits=Limits(companies=6))


def test_counts_of_strange_cells_are_refused() -> None:
    lattice = benchmark_lattice([("X", "M", "a")])
    with pytest.raises(ValueError, match="Not a cell"):
        suppress({("Y", "M", "a"): 3}, lattice)
    with pytest.raises(ValueError, match="zero companies or more"):
        suppress({("X", "M", "a"): -1}, lattice)


def test_tables_of_equal_counts_share_a_pattern_and_keep_to_the_base() -> None:
    base = table({"X": (3, 20, 50), "Y": (30, 6, 60), "Z": (30, 40, 50)})
    other = {**base, ("X", "M", "c"): 4}
    lattice = benchmark_lattice(base)
    patterns = suppress_many({"TOTAL": base, "INF": base, "PER": other}, lattice, base=base)
    assert patterns["TOTAL"] is patterns["INF"]
    assert patterns["TOTAL"] == suppress(base, lattice)
    assert patterns["TOTAL"] < patterns["PER"]


def test_any_additive_table() -> None:
    counts = {("X", "a", "seoul"): 2, ("X", "a", "busan"): 30, ("Y", "a", "seoul"): 30, ("Y", "b", "busan"): 30}
    lattice = crossed_lattice(counts, [{"X": "M", "Y": "M"}, {}, {"seoul": "north", "busan": "south"}])
    assert ("M", "a", "north") in lattice.sets
    hidden = suppress(counts, lattice)
    assert ("X", "a", "seoul") in hidden
    assert ("X", "a", "") not in hidden or ("X", "a", "busan") not in hidden


def test_owners_count_business_groups_exactly() -> None:
    # X a has five companies, of two groups. With the whole's number of groups alone, nobody knows who shares one.
    counts = table({"X": (5, 20), "Y": (30, 40)})
    alone = {cell: {"": n} for cell, n in counts.items()}
    lattice = benchmark_lattice(counts)
    assert suppress(counts, lattice, owners=alone) == frozenset()
    owners = {**alone, ("X", "M", "a"): {"Hanbit": 3, "Saebyeok": 2}}
    assert suppress(counts, lattice, owners=owners) == {(x, "", z) for x in "XY" for z in "ab"}
    three = {**alone, ("X", "M", "a"): {"Hanbit": 3, "Saebyeok": 1, "": 1}}
    assert suppress(counts, lattice, owners=three) == frozenset()


def test_a_company_that_is_not_counted_may_be_the_only_one_of_its_group() -> None:
    companies = table({"X": (6, 20), "Y": (30, 40)})
    owners = {**{cell: {"": n} for cell, n in companies.items()}, ("X", "M", "a"): {"Hanbit": 4, "Saebyeok": 1, "": 1}}
    lattice = benchmark_lattice(companies)
    answered = {**companies, ("X", "M", "a"): 5}
    patterns = suppress_many({"all": companies, "some": answered}, lattice, base=companies, owners=owners)
    assert patterns["all"] == frozenset()
    assert ("X", "", "a") in patterns["some"]


def test_more_companies_than_owners_own_are_refused() -> None:
    counts = table({"X": (6,)})
    with pytest.raises(ValueError, match="more companies"):
        suppress(counts, benchmark_lattice(counts), owners={("X", "M", "a"): {"": 5}})
