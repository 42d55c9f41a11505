"""Self against assessor: drawn to all by how little a sector tells, and no few companies told apart."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from awards.fairness import SelfAndAssessor
from dashboards.survey.assessing import assessing_figures, level_kappa, sector_biases

pytestmark = pytest.mark.once


def pairs(sizes: dict[str, int], *, items: int = 3, seed: int = 4) -> tuple[list[SelfAndAssessor], dict[str, str]]:
    """Return so many companies of each sector, each with some items; sectors differ in their bias."""
    rng = np.random.default_rng(seed)
    found, sector_of = [], {}
    for number, (sector, size) in enumerate(sizes.items()):
        for company in range(size):
            name = f"{sector}{company}"
            sector_of[name] = sector
            bias = rng.normal(10 * number, 4)
            for item in range(items):
                assessor = float(rng.uniform(30, 50))
                own = float(np.clip(assessor + bias + rng.normal(0, 3), 0, 100))
                found.append(SelfAndAssessor(name, f"I{item}", own, assessor))
    return found, sector_of


def test_nothing_but_noise_between_sectors_is_drawn_to_all() -> None:
    biases = sector_biases({"A": [4.0, 6.0, 5.0], "B": [5.0, 4.5, 5.5], "C": [3.0, 7.0]})
    assert {round(one.bias, 9) for one in biases} == {5.0}
    assert all(one.own_share == 0 for one in biases)


def test_far_apart_sectors_keep_their_own() -> None:
    a, b = sector_biases({"A": [0.0, 1.0, -1.0, 0.5, -0.5], "B": [30.0, 31.0, 29.0, 30.5, 29.5]})
    assert (a.bias, b.bias) == pytest.approx((0.0, 30.0), abs=0.2)
    assert min(a.own_share, b.own_share) > 0.99
    assert a.low < a.bias < a.high


def test_a_sector_of_few_leans_on_the_others() -> None:
    rng = np.random.default_rng(8)
    told = {name: list(rng.normal(mean, 6, n)) for name, mean, n in [("A", 0, 40), ("B", 8, 40), ("C", 20, 1)]}
    shares = {one.sector: one.own_share for one in sector_biases(told)}
    assert shares["C"] < shares["A"] == pytest.approx(shares["B"])


def test_one_sector_alone_or_no_spread_says_nothing() -> None:
    assert sector_biases({"A": [1.0, 2.0]}) == ()
    assert sector_biases({"A": [1.0], "B": [2.0]}) == ()
    assert sector_biases({"A": [1.0, 1.0], "B": [2.0, 2.0]}) == ()


def test_kappa_by_level() -> None:
    same = [SelfAndAssessor("A", f"I{at}", 20.0 * at, 20.0 * at) for at in range(6)]
    assert level_kappa(same) == pytest.approx(1.0)
    assert level_kappa([SelfAndAssessor("A", f"I{at}", 100 - 20.0 * at, 20.0 * at) for at in range(6)]) < 0


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({"A": 8, "B": 9}, {"A", "B"}),
        ({"A": 8, "B": 4}, set()),  # A is all but four: telling it tells those
        ({"A": 8, "B": 4, "C": 9}, {"C"}),  # A and B together are twelve
        ({"A": 8, "B": 3, "C": 3}, {"A"}),
        ({"A": 4, "B": 4, "C": 4}, set()),
        ({"A": 8, "": 6}, {"A"}),
    ],
)
def test_which_sectors_are_told(sizes: dict[str, int], told: set[str]) -> None:
    found = assessing_figures(*pairs(sizes))
    assert {one["sector"] for one in found["sectors"]} == told
    left = sum(size for sector, size in sizes.items() if sector not in told)
    assert left == 0 or left >= 5


def test_fewer_than_five_companies_are_not_told_at_all() -> None:
    assert assessing_figures(*pairs({"A": 4})) == {}
    assert assessing_figures([], {}) == {}


def test_one_owner_of_all_is_not_told() -> None:
    rows, sector_of = pairs({"A": 6})
    owned = [SelfAndAssessor(one.applicant, one.item, one.own, one.assessor, "1111111119") for one in rows]
    assert assessing_figures(rows, sector_of) != {}
    assert assessing_figures(owned, sector_of) == {}


def test_overall_figures_are_those_of_bland_and_altman() -> None:
    rows, sector_of = pairs({"A": 20, "B": 20})
    by_company = {name: [r.own - r.assessor for r in rows if r.applicant == name] for name in sector_of}
    means = np.array([np.mean(values) for values in by_company.values()])
    found = assessing_figures(rows, sector_of)
    assert found["bias"] == pytest.approx(means.mean(), abs=0.051)
    assert found["upper"] - found["lower"] == pytest.approx(2 * 1.96 * means.std(ddof=1), abs=0.11)
    assert found["companies"] == 40


@pytest.mark.parametrize(("seed", "sizes"), list(product(range(5), [(5, 5, 3), (12, 2, 2, 7), (6, 1, 9, 1)])))
def test_what_is_left_over_is_never_one_to_four(seed: int, sizes: tuple[int, ...]) -> None:
    given = {f"S{at}": size for at, size in enumerate(sizes)}
    told = {one["sector"] for one in assessing_figures(*pairs(given, seed=seed))["sectors"]}
    assert sum(size for name, size in given.items() if name not in told) not in (1, 2, 3, 4)
