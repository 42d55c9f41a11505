"""Walks prove no more than is true, and tables that share them are as safe as alone."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis.disclosure import benchmark_lattice, suppress, suppress_many, tables
from diagnosis.disclosure.movements import Movements, Reach
from tests.diagnosis.disclosure.attack import Attack, Publication, count_ranges

CELLS = sorted(
    [(f"S{s}", f"G{s % 2}", f"z{z}") for s in range(4) for z in range(4)] + [("S0", "G0", ""), ("", "G1", "z0")]
)
LATTICE = benchmark_lattice(CELLS)
SQUARE = benchmark_lattice([(x, "M", z) for x in "XY" for z in "ab"])
# In the order of the cells: X a, X b, Y a, Y b.
RECTANGLE = np.array([1.0, -1.0, -1.0, 1.0])
SMALL = np.array([key in {(x, "", z) for x in "XY" for z in "ab"} for key in SQUARE.sets])


def country(seed: int, density: float = 6.0) -> np.ndarray:
    """Return companies by finest cell, in the order of the lattice."""
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(0.7, density / 0.7, len(CELLS)))


def nodes(counts: np.ndarray, seed: int, how_many: int) -> dict[str, dict]:
    """Return tables in which up to a seventh of the companies did not answer."""
    rng = np.random.default_rng([seed, 1])
    return {
        f"N{number:02}": dict(zip(CELLS, rng.binomial(counts, rng.uniform(0.85, 1.0)).tolist(), strict=True))
        for number in range(how_many)
    }


def by_cell(counts: np.ndarray) -> dict:
    return dict(zip(CELLS, counts.tolist(), strict=True))


class TestOneRectangle:
    def reached(self, counts: list[int], hidden: np.ndarray = SMALL) -> Reach:
        known = Movements(SQUARE)
        known.learn(RECTANGLE * 7, hidden)
        known.learn(-RECTANGLE, hidden)
        assert len(known) == 1
        reach = Reach(known, np.array(counts))
        reach.first_unproven(hidden, np.flatnonzero(hidden), 1e6)
        return reach

    def test_it_goes_until_a_count_is_none(self) -> None:
        reach = self.reached([3, 20, 30, 40])
        at = SQUARE.sets.index(("X", "", "a"))
        assert (reach.low[at], reach.high[at]) == (0, 23)
        assert reach.is_wide(at, 23)
        assert not reach.is_wide(at, 23.1)

    def test_what_is_published_does_not_move(self) -> None:
        reach = self.reached([3, 20, 30, 40])
        assert (reach.low[~SMALL] == reach.high[~SMALL]).all()

    def test_an_empty_cell_stays_empty(self) -> None:
        reach = self.reached([0, 20, 30, 40])
        assert (reach.low == reach.high).all()

    def test_a_published_cell_stands_in_the_way(self) -> None:
        known = Movements(SQUARE)
        known.learn(RECTANGLE, SMALL)
        hidden = SMALL & (np.array([key != ("Y", "", "b") for key in SQUARE.sets]))
        reach = Reach(known, np.array([3, 20, 30, 40]))
        targets = np.flatnonzero(hidden)
        assert reach.first_unproven(hidden, targets, 5) == targets[0]
        assert (reach.low == reach.high).all()

    @pytest.mark.parametrize(("counts", "enough"), [([3, 20, 30, 40], True), ([3, 1, 1, 40], False)])
    def test_it_answers_what_to_withhold_if_it_is_long_enough(self, counts, enough) -> None:
        known = Movements(SQUARE)
        known.learn(RECTANGLE, SMALL)
        hidden = np.array([key == ("X", "", "a") for key in SQUARE.sets])
        answer = Reach(known, np.array(counts)).cheapest(
            np.array([1.0, 0, 0, 0]), hidden, np.ones(len(hidden)), 5, len(known)
        )
        if enough:
            assert np.array_equal(answer, SMALL & ~hidden)
        else:
            assert answer is None


@pytest.mark.parametrize("seed", range(12))
def test_no_walk_proves_more_than_is_true(seed) -> None:
    counts = country(seed)
    hidden = suppress(by_cell(counts), LATTICE)
    away = np.array([key in hidden for key in LATTICE.sets])
    rng, known = np.random.default_rng(seed), Movements(LATTICE)
    # Any change that keeps the published counts: random ones, projected.
    shown = LATTICE.incidence[~away].astype(float)
    keep = np.eye(len(CELLS)) - np.linalg.pinv(shown) @ shown if len(shown) else np.eye(len(CELLS))
    for _ in range(5):
        known.learn(keep @ rng.normal(size=len(CELLS)), away)
    reach = Reach(known, counts)
    reach.first_unproven(away, np.flatnonzero(away), 1e6)
    ranges = count_ranges(LATTICE, counts, set(LATTICE.sets) - hidden)
    for key, low, high in zip(LATTICE.sets, reach.low, reach.high, strict=True):
        assert high - low <= ranges.get(key, 0) + 1e-4
    assert not ranges or (reach.high > reach.low).any()


@pytest.mark.parametrize("seed", range(12))
def test_every_one_of_many_tables_is_safe(seed) -> None:
    counts = country(seed, density=(2.0, 6.0, 15.0)[seed % 3])
    answered = nodes(counts, seed, 12)
    for name, hidden in suppress_many(answered, LATTICE, base=by_cell(counts)).items():
        published = set(LATTICE.sets) - hidden
        members, number = {}, 0
        for cell, n in answered[name].items():
            members[cell] = {(number + i, 0) for i in range(n)}
            number += n
        assert Attack(LATTICE, [Publication(members, published)]).everything() == set()
        ranges = count_ranges(LATTICE, LATTICE.counts(answered[name]), published)
        assert all(width >= 5 - 1e-5 for width in ranges.values()), ranges


def test_the_base_s_pattern_alone_would_not_be_safe_for_all() -> None:
    unsafe = 0
    for seed in range(6):
        counts = country(seed, density=15.0)
        published = set(LATTICE.sets) - suppress(by_cell(counts), LATTICE)
        for answered in nodes(counts, seed, 12).values():
            ranges = count_ranges(LATTICE, LATTICE.counts(answered), published)
            sizes = LATTICE.incidence @ LATTICE.counts(answered)
            small = any(n < 5 for key, n in zip(LATTICE.sets, sizes, strict=True) if key in published)
            unsafe += small or any(width < 5 - 1e-5 for width in ranges.values())
    assert unsafe > 10


def test_sharing_withholds_hardly_more_and_asks_few_programs(monkeypatch) -> None:
    asked = []
    program = tables.cheapest_cover
    monkeypatch.setattr(tables, "cheapest_cover", lambda *args, **fixed: asked.append(1) or program(*args, **fixed))
    together = alone = 0
    programs = {"together": 0, "alone": 0}
    for seed in range(6):
        counts = country(seed, density=15.0)
        answered = nodes(counts, seed, 25)
        asked.clear()
        together += sum(map(len, suppress_many(answered, LATTICE, base=by_cell(counts)).values()))
        programs["together"] += len(asked)
        asked.clear()
        for name, table in answered.items():
            alone += len(suppress_many({name: table}, LATTICE, base=by_cell(counts))[name])
        programs["alone"] += len(asked)
    assert together < 1.03 * alone
    assert programs["together"] < 0.3 * programs["alone"]


def test_the_order_of_tables_does_not_matter() -> None:
    counts = country(3, density=15.0)
    answered = nodes(counts, 3, 10)
    turned = dict(reversed(answered.items()))
    one, other = (suppress_many(some, LATTICE, base=by_cell(counts)) for some in (answered, turned))
    assert one == other
    assert list(other) == list(turned)
