"""What an edition tells of which node, and what it says of the rest."""

import pytest

from dashboards.editions.disclosing import EarlierEdition, Population, panel_sets, published_crossings, shown_sets
from dashboards.editions.view import NATION, SetKey
from diagnosis.disclosure import benchmark_lattice, suppress

pytestmark = pytest.mark.once

AREAS = {"11": "seoul", "26": "busan", "48": "busan"}
NONE: frozenset[str] = frozenset()


def population(counts, *, answered=None, owners=None, first=0, result=0) -> Population:
    members, number = {}, first
    for cell, n in counts.items():
        members[cell] = [(number + i, result) for i in range(n)]
        number += n
    return Population(counts, {"TOTAL": counts, "item": answered or counts}, members, AREAS, owners)


def everywhere(n: int = 40, **other: int) -> dict[tuple[str, str, str, str], int]:
    found = {(s, "G", z, r): n for s in ("X", "Y") for z in ("a", "b") for r in AREAS}
    return found | {tuple(name.split("_")): n for name, n in other.items()}


def benchmark(one: Population) -> dict[str, frozenset[SetKey]]:
    folded: dict[tuple[str, ...], int] = {}
    for cell, n in one.companies.items():
        folded[cell[:3]] = folded.get(cell[:3], 0) + n
    lattice = benchmark_lattice(folded)
    told = frozenset(SetKey(*key) for key in set(lattice.sets) - suppress(folded, lattice))
    return dict.fromkeys(one.by_node, told)


def test_dense_countries_tell_every_crossing() -> None:
    one = population(everywhere(80) | {("Z", "H", z, r): 80 for z in "ab" for r in AREAS})
    shown = shown_sets(one, benchmark=benchmark(one), item_nodes=frozenset({"item"}))
    assert "sector*size*region" in shown.crossings
    assert SetKey("X", "", "a", "", "26") in shown.sets["TOTAL"]
    assert shown.withheld == frozenset()
    assert {key.crossing for key in shown.sets["item"]} - {key.crossing for key in benchmark(one)["item"]} == {
        "area",
        "region",
    }


def test_thin_countries_tell_single_regions_and_areas_only() -> None:
    crossings = published_crossings(population(everywhere(3)))
    assert {"region", "area"} <= crossings
    assert not {"sector*region", "size*region", "sector*size*region"} & crossings


def test_a_thin_region_is_withheld_and_another_with_it() -> None:
    one = population(
        everywhere(40)
        | {("X", "G", "a", "48"): 3}
        | {(s, "G", z, "48"): 0 for s in "XY" for z in "b"}
        | {("Y", "G", "a", "48"): 0}
    )
    shown = shown_sets(one, benchmark=benchmark(one), item_nodes=NONE)
    assert {SetKey(region="48")} < {key for key in shown.withheld if key.crossing == "region"}


def test_the_benchmark_s_sets_are_told_whatever_comes_and_no_others_of_its_kinds() -> None:
    one = population(everywhere(40))
    some = {node: told - {SetKey("X")} for node, told in benchmark(one).items()}
    shown = shown_sets(one, benchmark=some, item_nodes=NONE)
    assert some["TOTAL"] <= shown.sets["TOTAL"]
    assert SetKey("X") not in shown.sets["TOTAL"]
    assert SetKey("X") in shown.withheld


class TestBesideAnEarlierEdition:
    before = population(everywhere(80))
    shown = shown_sets(before, benchmark=benchmark(before), item_nodes=NONE)
    earlier = EarlierEdition(before.members, shown.sets, AREAS, before.by_node)

    def after(self, more) -> Population:
        members = {cell: [*inside, *more.get(cell, ())] for cell, inside in self.before.members.items()}
        counts = {cell: len(inside) for cell, inside in members.items()}
        return Population(counts, {"TOTAL": counts, "item": counts}, members, AREAS)

    def told_again(self, now: Population, held: frozenset[SetKey]):
        fresh = {node: told - held for node, told in benchmark(now).items()}
        return shown_sets(
            now,
            benchmark=fresh,
            item_nodes=NONE,
            earlier=[self.earlier],
            benchmark_held=dict.fromkeys(fresh, held),
        )

    def test_one_company_more_changes_nothing(self) -> None:
        now = self.after({("X", "G", "a", "26"): [(9999, 0)]})
        shown = self.told_again(now, benchmark(now)["TOTAL"])
        assert shown.sets == {"TOTAL": frozenset(), "item": frozenset()}
        assert shown.held == self.shown.sets
        assert shown.withheld == self.shown.withheld

    def test_a_set_that_few_came_to_is_held_and_no_other_of_regions(self) -> None:
        more = {("X", "G", "a", "26"): [(9000 + i, 0) for i in range(30)], ("Y", "G", "b", "48"): [(9999, 0)]}
        shown = self.told_again(self.after(more), frozenset({SetKey("Y"), SetKey("Y", "", "b"), SetKey(size="b")}))
        assert SetKey(region="48") in shown.held["TOTAL"]
        assert SetKey(region="11") in shown.sets["TOTAL"]

    def test_nothing_is_held_when_nothing_changed(self) -> None:
        shown = self.told_again(self.after({}), frozenset())
        assert shown.held["TOTAL"] == frozenset()
        assert shown.sets == self.shown.sets

    def test_a_node_that_few_more_have_a_value_for_keeps_its_number(self) -> None:
        fewer = {cell: n - (cell == ("X", "G", "a", "26")) for cell, n in self.before.companies.items()}
        one = Population(
            self.before.companies, {"TOTAL": self.before.companies, "item": fewer}, self.before.members, AREAS
        )
        shown = shown_sets(one, benchmark=benchmark(one), item_nodes=NONE, earlier=[self.earlier])
        assert SetKey(region="26") in shown.held["item"]
        assert SetKey(region="11") in shown.sets["item"]

    @pytest.mark.parametrize(("renewed", "is_told"), [(4, False), (30, True)])
    def test_a_panel_of_few_is_not_told(self, renewed, is_told) -> None:
        members = {
            cell: [
                (c, 1 if index < renewed and cell[3] == "26" and cell[:3] == ("X", "G", "a") else r)
                for index, (c, r) in enumerate(inside)
            ]
            for cell, inside in self.before.members.items()
        }
        now = Population(self.before.companies, self.before.by_node, members, AREAS)
        shown = self.told_again(now, frozenset())
        assert (NATION in panel_sets(now, self.earlier, shown, [NATION])) is is_told

    def test_a_panel_of_one_business_group_is_not_told(self) -> None:
        cell = ("X", "G", "a", "26")
        members = {at: [(c, 1 if at == cell else r) for c, r in inside] for at, inside in self.before.members.items()}
        owners = {at: {"": n} for at, n in self.before.companies.items()} | {cell: {"B": 80}}
        now = Population(self.before.companies, self.before.by_node, members, AREAS, owners)
        shown = self.told_again(now, frozenset())
        assert panel_sets(now, self.earlier, shown, [NATION]) == frozenset()
