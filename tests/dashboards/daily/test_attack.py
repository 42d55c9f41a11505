"""What an attacker works out of daily tables who knows every rule: which tables at all would be told like this one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product

import numpy as np
import pytest

from dashboards.daily import Count, Places, Tally, count_of, protect, protect_parts, protecting, told
from tests.dashboards.daily.making import tally

PLACES = Places(date(2026, 11, 20))


def part(companies: int) -> Count:
    return Count(companies, companies)


def attack(parts: int, top: int, *, off: bool = False) -> tuple[int, int, int]:
    """Tell every table of some parts and return how many displays there are, and how many parts under five they tell.

    The attacker goes through all tables there can be and keeps those that would be told just so. A part is recovered
    where all of them agree on it, narrowed down where they leave it fewer than five numbers.
    """
    displays: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
    for table in product(range(top + 1), repeat=parts):
        whole = told(part(sum(table)))
        if whole is not None:
            counts = {str(at): part(n) for at, n in enumerate(table)}
            shown = {code: told(one) for code, one in counts.items()} if off else protect_parts(whole, counts)
            displays[(whole, *shown.values())].append(table)
    recovered = narrowed = 0
    for (whole, *shown_parts), tables in displays.items():
        # Larger wholes have tables with parts beyond the top, which are left out here.
        if whole is None or whole > top:
            continue
        for at, n in enumerate(shown_parts):
            values = {table[at] for table in tables}
            if n is None and min(values) < 5:
                recovered += len(values) == 1
                narrowed += len(values) < 5
    return len(displays), recovered, narrowed


@pytest.mark.parametrize(("parts", "top"), [(2, 30), (3, 20), (4, 9)])
def test_no_withheld_part_is_told_or_narrowed_down(parts: int, top: int) -> None:
    displays, recovered, narrowed = attack(parts, top)
    assert displays > 50
    assert (recovered, narrowed) == (0, 0)


@pytest.mark.parametrize(("parts", "top"), [(2, 30), (3, 20)])
def test_rounding_alone_tells_some(parts: int, top: int) -> None:
    """The negative control: each number told by itself."""
    _displays, recovered, narrowed = attack(parts, top, off=True)
    assert recovered >= 2
    assert narrowed >= 10


def test_a_rule_that_counts_on_more_play_than_there_is_tells_some(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the play of told numbers."""
    monkeypatch.setattr(protecting, "_PLAY", 4)
    assert attack(2, 30)[2] > 0


def test_what_is_withheld_beside_could_be_the_small_one_itself() -> None:
    shown = protect_parts(100, {"a": part(52), "b": part(47), "c": part(1)})
    assert shown == {"a": 50, "b": 45, "c": None}
    # Ten in all and five told would leave four: so neither is told.
    assert protect_parts(10, {"a": part(5), "b": part(3)}) == {"a": None, "b": None}


def test_five_of_one_business_group_are_withheld_and_so_is_another() -> None:
    group = count_of([tally(30, owner="1248100998")])
    shown = protect_parts(130, {"a": part(60), "b": part(40), "c": group})
    assert shown == {"a": 60, "b": None, "c": None}


@pytest.fixture(scope="module")
def world() -> dict[str, list[Tally]]:
    rng = np.random.default_rng(7)
    sectors, sizes, regions = (PLACES.codes(name) for name in ("sector", "size", "region"))
    steps: dict[str, list[Tally]] = {"first": [], "second": [], "third": []}
    for sector in sectors[:20]:
        for size in sizes[:4]:
            for region in regions[:9]:
                first = int(rng.geometric(0.6)) - 1
                second = int(rng.binomial(first, 0.7))
                for step, n in zip(steps, (first, second, int(rng.binomial(second, 0.5))), strict=True):
                    if n:
                        steps[step].append(Tally(sector, size, region, "", n))
    return steps


def test_what_is_withheld_at_one_step_is_withheld_after_it(world: dict[str, list[Tally]]) -> None:
    found = protect(world, PLACES)
    for rows in found.values():
        for numbers in rows.values():
            shown = [n is not None for n in numbers.values()]
            assert shown == sorted(shown, reverse=True)
            told_numbers = [n for n in numbers.values() if n is not None]
            assert told_numbers == sorted(told_numbers, reverse=True)


def test_sectors_are_withheld_with_their_group_and_regions_with_their_area(world: dict[str, list[Tally]]) -> None:
    found = protect(world, PLACES)
    for inner, outer in (("sector", "group"), ("region", "area")):
        for code, numbers in found[inner].items():
            around = found[outer][PLACES.around(inner, code)]
            assert all(around[step] is not None for step, n in numbers.items() if n is not None)


def test_one_company_more_in_a_small_part_changes_nothing_but_by_rounding(world: dict[str, list[Tally]]) -> None:
    before = protect(world, PLACES)
    small = [code for code, numbers in before["sector"].items() if numbers["first"] is None]
    assert small
    changes = []
    for sector in small:
        more = [*world["first"], Tally(sector, "small", "11", "", 1)]
        after = protect({**world, "first": more}, PLACES)
        changes += [
            (n, after[dimension][code][step])
            for dimension, rows in before.items()
            for code, numbers in rows.items()
            for step, n in numbers.items()
            if n != after[dimension][code][step]
        ]
    # One company can carry a number over the edge to the next five, and with it what may stand beside it.
    carried = [(n, now) for n, now in changes if n is not None and now == n + 5]
    assert len(carried) + sum(n is None or now is None for n, now in changes) == len(changes)
    assert len(changes) - len(carried) <= len(small)


def test_companies_elsewhere_count_in_the_country_and_nowhere_else() -> None:
    found = protect({"first": [tally(40), tally(7, region="99"), tally(6, sector="NOSUCH", size="")]}, PLACES)
    assert found["nation"][""]["first"] == 55
    assert "" not in found["region"]
    assert found["region"]["41"]["first"] == 45


def test_a_region_that_was_merged_counts_in_its_successor() -> None:
    found = protect({"first": [tally(20, region="46"), tally(20, region="29"), tally(30)]}, PLACES)
    assert found["region"]["12"]["first"] == 40
    assert "46" not in found["region"]
