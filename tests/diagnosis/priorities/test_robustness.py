"""How sure the priorities are."""

import dataclasses
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.priorities import Factors, ItemStanding, Kernel, PlanInputs, draw_levels, make_plan, robustness_of
from diagnosis.priorities.items import points_of
from diagnosis.priorities.robustness import draw_weights, priorities_of
from diagnosis.priorities.worth import Catalogue, Worth
from tests.diagnosis.priorities.companies import company, measures, model, plan_for

NAMED = {code: item.measures for code, item in model().core_items().items()}
CATALOGUE = Catalogue(measures(), NAMED)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), peers=st.booleans(), highest=st.sampled_from((5.0, 3.0)))
def test_the_arithmetic_of_the_draws_is_that_of_the_plan(seed: int, peers: bool, highest: float) -> None:
    items = company(seed, highest=highest, with_peers=peers)
    levels = np.array([[item.level for item in items]])
    weights = np.array([Factors().weights])
    found = priorities_of(items, levels, weights, factors=Factors(), targets={})[0]
    points = points_of(items)
    if not any(point.priority > 0 for point in points):
        points = points_of([dataclasses.replace(item, upper_quartile=None) for item in items])
    assert found == pytest.approx([point.priority for point in points])


def test_who_leads_everywhere_looks_to_the_next_level_in_every_draw() -> None:
    ahead = [dataclasses.replace(item, level=4.0, upper_quartile=1.0, peer_level=1.0) for item in company(1)]
    found = priorities_of(
        ahead, np.full((3, len(ahead)), 4.0), np.array([Factors().weights] * 3), factors=Factors(), targets={}
    )
    assert (found > 0).all()


def test_without_noise_the_first_five_lead_in_every_draw() -> None:
    items = company(3)
    still = np.tile([item.level for item in items], (50, 1))
    # Nobody weighs anything differently here: all factors are the same, so only nearness moves, and that little.
    level = [dataclasses.replace(item, peer_level=None) for item in items]
    found = robustness_of(level, CATALOGUE, levels=still, seed=1, factors=Factors())
    points = sorted(points_of(level), key=lambda p: (-p.priority, p.code))
    assert {code for code, share in found.items.items() if share == 1.0} == {p.code for p in points[:5]}
    worth = Worth(level, points_of(level), CATALOGUE)
    assert {code for code, share in found.measures.items() if share == 1.0} == set(worth.ranked()[:5])
    assert set(found.items.values()) == {0.0, 1.0}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), shuffle=st.integers(0, 99))
def test_the_same_seed_gives_the_same_shares_in_any_order(seed: int, shuffle: int) -> None:
    items = company(seed)
    shuffled = items.copy()
    random.Random(shuffle).shuffle(shuffled)
    one, other = (
        robustness_of(rows, CATALOGUE, levels=draw_levels(rows, draws=200, seed=seed), seed=seed, factors=Factors())
        for rows in (items, shuffled)
    )
    assert one.items == other.items
    assert one.measures == pytest.approx(other.measures, abs=0.011)
    assert sum(one.items.values()) <= 5 + 1e-9
    assert sum(one.measures.values()) <= 5 + 1e-9


def test_another_seed_gives_other_draws() -> None:
    items = company(3)
    one, other = (draw_levels(items, draws=100, seed=seed) for seed in (1, 2))
    assert (one != other).any()
    weights = [draw_weights(Factors().weights, draws=100, seed=seed) for seed in (1, 2)]
    assert (weights[0] != weights[1]).any()


def test_levels_move_by_a_step_as_often_as_the_kernel_says() -> None:
    items = [dataclasses.replace(item, level=3.0, known=True) for item in company(1)]
    drawn = draw_levels(items, draws=4000, seed=5)
    assert set(np.unique(drawn)) == {2.0, 3.0, 4.0}
    assert (drawn == 2.0).mean() == pytest.approx(0.18, abs=0.005)
    assert (drawn == 4.0).mean() == pytest.approx(0.07, abs=0.005)
    for confidence, below, above in (("sure", 0.07, 0.03), ("estimate", 0.32, 0.13)):
        drawn = draw_levels([dataclasses.replace(i, confidence=confidence) for i in items], draws=4000, seed=5)
        assert (drawn == 2.0).mean() == pytest.approx(below, abs=0.005)
        assert (drawn == 4.0).mean() == pytest.approx(above, abs=0.005)
    certain = draw_levels(items, draws=100, seed=5, kernels={"usual": Kernel(0.0, 0.0)})
    assert (certain == 3.0).all()


def test_levels_stay_on_the_scale_and_what_is_not_known_is_anywhere() -> None:
    ends = [dataclasses.replace(item, level=float(n % 2) * 5, known=n > 9) for n, item in enumerate(company(1))]
    drawn = draw_levels(ends, draws=3000, seed=5)
    assert drawn.min() == 0.0
    assert drawn.max() == 5.0
    unknown = drawn[:, :10]
    for level in range(6):
        assert (unknown == level).mean() == pytest.approx(1 / 6, abs=0.01)


def test_weights_move_by_a_quarter_at_most_and_sum_to_one() -> None:
    drawn = draw_weights((0.5, 0.3, 0.2), draws=2000, seed=1)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(2000))
    ratio = drawn / np.array([0.5, 0.3, 0.2])
    assert ratio.max() < 1.25 / 0.75
    assert ratio.min() > 0.75 / 1.25
    assert ratio.std() > 0.05


def test_levels_must_fit_the_items() -> None:
    items = company(1)
    with pytest.raises(ValueError, match="levels are"):
        robustness_of(items, CATALOGUE, levels=np.zeros((10, 3)), seed=1, factors=Factors())
    with pytest.raises(ValueError, match="levels are"):
        plan_for(items, draws=np.zeros(len(items)))


def test_a_plan_tells_which_priorities_are_robust_if_asked() -> None:
    items = company(3)
    without, told = plan_for(items), plan_for(items, draws=300, seed=4)
    assert all(point.robust_share is None for point in without.points)
    assert all(step.robust_share is None for step in without.steps)
    assert told == plan_for(items, draws=draw_levels(items, draws=300, seed=4), seed=4)
    shares = {point.code: point.robust_share for point in told.points}
    assert all(share is not None and 0 <= share <= 1 for share in shares.values())
    best = max(told.points, key=lambda point: point.priority)
    assert best.is_robust == (shares[best.code] >= 0.8)
    assert any(step.is_robust for step in told.steps)
    assert not all(step.is_robust for step in told.steps)
    # The rest of the plan is not touched by the draws.
    stripped = dataclasses.replace(
        told,
        points=tuple(dataclasses.replace(point, robust_share=None) for point in told.points),
        steps=tuple(dataclasses.replace(step, robust_share=None) for step in told.steps),
    )
    assert stripped == without


def test_more_noise_makes_priorities_less_sure() -> None:
    items = [dataclasses.replace(item, known=True) for item in company(3)]
    quiet, loud = (
        robustness_of(
            items,
            CATALOGUE,
            levels=draw_levels(items, draws=1000, seed=2, kernels={"usual": kernel}),
            seed=2,
            factors=Factors(),
        )
        for kernel in (Kernel(0.02, 0.01), Kernel(0.45, 0.45))
    )
    assert max(quiet.items.values()) >= max(loud.items.values())
    spread = [sum(share > 0 for share in found.items.values()) for found in (quiet, loud)]
    assert spread[0] < spread[1]


def test_with_nothing_to_gain_nothing_leads() -> None:
    items = [dataclasses.replace(item, level=5.0, known=True, upper_quartile=None) for item in company(1)]
    items[0] = dataclasses.replace(items[0], level=1.0)
    levels = np.tile([item.level for item in items], (20, 1))
    found = robustness_of(items, CATALOGUE, levels=levels, seed=1, factors=Factors())
    assert {code for code, share in found.items.items() if share > 0} == {items[0].code}
    assert {code for code, share in found.measures.items() if share > 0} == set(CATALOGUE.named(items[0].code))


def test_nothing_to_draw() -> None:
    empty = robustness_of([], CATALOGUE, levels=np.zeros((10, 0)), seed=1, factors=Factors())
    assert (empty.items, empty.measures) == ({}, {})
    none = make_plan(items=[], dimensions=[], measures=measures(), measures_of_item=NAMED, draws=10)
    assert none.points == ()


def test_a_measure_that_makes_no_sense_here_does_not_lead() -> None:
    items: list[ItemStanding] = company(3)
    leading = max(plan_for(items, draws=200).steps, key=lambda step: step.robust_share or 0).measure
    catalogue = Catalogue(measures(), NAMED, frozenset({leading}))
    found = robustness_of(items, catalogue, levels=draw_levels(items, draws=200, seed=0), seed=0, factors=Factors())
    assert leading not in found.measures


def test_a_target_that_was_set_does_not_move_with_the_draws() -> None:
    items = [dataclasses.replace(item, level=2.0, known=True, upper_quartile=2.0) for item in company(1)]
    code = items[0].code
    plan = plan_for(items, PlanInputs(targets={code: 4}), draws=300)
    share = next(point.robust_share for point in plan.points if point.code == code)
    assert share is not None
    assert share > 0
