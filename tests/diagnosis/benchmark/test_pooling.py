"""Pooled means: what the formulas promise, and by simulation what they are worth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from diagnosis.benchmark.pooling import HALF_WIDTH, SPREAD_BEFORE_DATA, Pooled, Sample, Tree, pool, size_effects
from diagnosis.benchmark.shrinkage import BETWEEN_BEFORE_DATA, dersimonian_laird, paule_mandel, shrink

SECTORS, GROUPS, SIZES, SPREAD = 20, 5, 4, 15.0
TREE = Tree(
    cell_sector=np.repeat(np.arange(SECTORS), SIZES),
    cell_size=np.tile(np.arange(SIZES), SECTORS),
    sector_group=np.repeat(np.arange(GROUPS), SECTORS // GROUPS),
)


def sample_of(cells: list[list[float]]) -> Sample:
    rows = [np.array(cell) for cell in cells]
    return Sample(
        n=np.array([float(len(row)) for row in rows]),
        total=np.array([row.sum() for row in rows]),
        deviations=np.array([((row - row.mean()) ** 2).sum() if len(row) else 0.0 for row in rows]),
    )


class Run:
    """One simulated country: true means of the cells, what companies say, what pooling makes of it."""

    def __init__(self, seed: int) -> None:
        draw = np.random.default_rng(seed)
        size = np.array([-5.0, -2.0, 2.0, 5.0])
        self.truth = (
            45.0
            + draw.normal(0, 3, GROUPS)[TREE.cell_group]
            + draw.normal(0, 3, SECTORS)[TREE.cell_sector]
            + size[TREE.cell_size]
            + draw.normal(0, 3.2, len(TREE.cell_size))
        )
        # 0 to 60 companies a cell, most cells with few, as those who take part are spread.
        n = np.minimum(60, draw.exponential(12, len(self.truth)).astype(int))
        self.sample = sample_of([draw.normal(mean, SPREAD, k).tolist() for mean, k in zip(self.truth, n, strict=True)])
        self.n, self.pooled = n, pool(TREE, self.sample)
        self.raw = self.sample.total / np.maximum(n, 1)
        # The scale's ends are far away; unheld, so that the interval is that of the formula.
        self.mean = self.pooled.cell.residual + self.pooled.cell.size_mix


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [Run(seed) for seed in range(400)]


def rmse(runs: list[Run], cells: str, of: str) -> float:
    chosen = {"few": lambda n: (n >= 1) & (n <= 7), "many": lambda n: n >= 8, "none": lambda n: n == 0}[cells]
    errors = np.concatenate([(getattr(run, of) - run.truth)[chosen(run.n)] for run in runs])
    return float(np.sqrt((errors**2).mean()))


def coverage(runs: list[Run], half_width: float) -> float:
    inside = [np.abs(r.mean - r.truth) <= half_width * np.sqrt(r.pooled.cell.variance) for r in runs]
    return float(np.concatenate(inside).mean())


def test_small_cells_are_estimated_more_than_twice_as_well(runs: list[Run]) -> None:
    assert rmse(runs, "few", "mean") <= 0.45 * rmse(runs, "few", "raw")
    assert rmse(runs, "many", "mean") < 0.85 * rmse(runs, "many", "raw")


def test_intervals_cover_what_they_say(runs: list[Run]) -> None:
    assert 0.88 <= coverage(runs, HALF_WIDTH) <= 0.92
    assert coverage(runs, 1.645) < 0.88, "the plain quantile is too narrow, since the variances are estimated"


def test_empty_cells_are_better_guessed_than_by_the_mean_of_all(runs: list[Run]) -> None:
    national = [np.full(len(r.truth), r.sample.total.sum() / r.n.sum()) for r in runs]
    for run, mean in zip(runs, national, strict=True):
        run.national = mean
    assert rmse(runs, "none", "mean") < 0.75 * rmse(runs, "none", "national")


def test_each_child_lies_between_its_own_mean_and_its_parents(runs: list[Run]) -> None:
    for run in runs[:50]:
        own = run.raw - run.pooled.size_effects[TREE.cell_size]
        above = run.pooled.sector.residual[TREE.cell_sector]
        found, there = run.pooled.cell.residual, run.n > 0
        assert ((np.minimum(own, above) - 1e-9 <= found) & (found <= np.maximum(own, above) + 1e-9))[there].all()
        assert found[~there] == pytest.approx(above[~there])
        assert (run.pooled.cell.own_share[~there] == 0).all()


def test_without_companies_the_uncertainty_is_that_of_the_parent_and_of_siblings(runs: list[Run]) -> None:
    cell, sector = runs[0].pooled.cell, runs[0].pooled.sector
    empty = runs[0].n == 0
    assert empty.any()
    assert cell.between is not None
    assert cell.variance[empty] == pytest.approx((cell.between + sector.variance[TREE.cell_sector])[empty])


def test_the_parent_counts_as_so_many_companies(runs: list[Run]) -> None:
    """The same in other words: k0 = s2 / tau2 companies stand for the parent."""
    for run in runs[:20]:
        cell, sector = run.pooled.cell, run.pooled.sector
        if not cell.between:
            continue
        k0 = run.pooled.within / cell.between
        own = run.raw - run.pooled.size_effects[TREE.cell_size]
        expected = (run.n * own + k0 * sector.residual[TREE.cell_sector]) / (run.n + k0)
        assert cell.residual == pytest.approx(expected)
        assert cell.own_share == pytest.approx(run.n / (run.n + k0))


def test_size_effects_are_centred_over_companies(runs: list[Run]) -> None:
    sample = runs[1].sample
    effects = size_effects(TREE, sample)
    by_size = np.bincount(TREE.cell_size, sample.n)
    assert by_size @ effects == pytest.approx(0.0, abs=1e-9)
    assert effects[3] - effects[0] == pytest.approx(10.0, abs=3.0)


def test_everybody_together_is_the_plain_mean(runs: list[Run]) -> None:
    run = runs[2]
    assert run.pooled.national.mean == pytest.approx([run.sample.total.sum() / run.sample.n.sum()])
    assert run.pooled.national.own_share.tolist() == [1.0]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), more=st.floats(0.1, 30))
def test_a_higher_value_lowers_no_mean_of_its_own_cell(seed: int, more: float) -> None:
    run = Run(seed)
    cell = int(np.flatnonzero(run.n)[0])
    total = run.sample.total.copy()
    total[cell] += more
    raised = pool(TREE, Sample(run.sample.n, total, run.sample.deviations))
    before = run.pooled.national.mean[0]
    assert raised.national.mean[0] > before


def one_group(cells: list[list[float]]) -> Pooled:
    """Cells of one size: sectors of one group."""
    k = len(cells)
    return pool(Tree(np.arange(k), np.zeros(k, dtype=int), np.zeros(k, dtype=int)), sample_of(cells))


def test_before_two_companies_share_a_cell_the_spread_is_assumed() -> None:
    assert one_group([[40.0], [60.0], []]).within == SPREAD_BEFORE_DATA**2
    assert one_group([[40.0, 44.0], [60.0]]).within == 8.0


def test_alike_companies_give_their_value() -> None:
    found = one_group([[50.0] * 4, [50.0] * 9, [50.0]])
    assert found.sector.mean == pytest.approx([50.0] * 3)
    assert found.sector.between == 0.0
    assert found.sector.own_share.tolist() == [0.0] * 3


def test_cells_apart_with_companies_alike_keep_their_mean() -> None:
    found = one_group([[20.0] * 6, [50.0] * 6, [80.0] * 6])
    assert found.sector.mean == pytest.approx([20.0, 50.0, 80.0], abs=0.01)
    assert found.sector.own_share == pytest.approx([1.0] * 3, abs=0.001)


def test_an_only_child_is_its_parent() -> None:
    found = one_group([[10.0, 20.0, 30.0]])
    assert found.sector.between is None
    assert found.sector.mean == pytest.approx([20.0])
    assert found.sector.own_share.tolist() == [1.0]


def test_an_empty_child_of_only_children_takes_the_assumed_distance() -> None:
    found = one_group([[10.0, 20.0, 30.0], []])
    assert found.sector.mean[1] == pytest.approx(20.0)
    assert found.sector.variance[1] == pytest.approx(BETWEEN_BEFORE_DATA**2 + found.group.variance[0])


def test_nobody_cannot_be_pooled() -> None:
    with pytest.raises(ValueError, match="nobody"):
        one_group([[], []])


def test_the_variance_between_solves_its_equation() -> None:
    draw = np.random.default_rng(4)
    r, v = draw.normal(50, 9, 30), draw.uniform(1, 40, 30)
    tau2 = paule_mandel(r, v)

    def left(t: float) -> float:
        w = 1 / (v + t)
        return float(w @ (r - (w @ r) / w.sum()) ** 2)

    assert tau2 == pytest.approx(brentq(lambda t: left(t) - 29, 0, 1000))
    parents = np.repeat([47.0, 53.0], 15)
    given_parents = paule_mandel(r, v, parents, freedom=28)
    assert ((r - parents) ** 2 / (v + given_parents)).sum() == pytest.approx(28)
    assert dersimonian_laird(r, v) == pytest.approx(tau2, rel=0.5)
    assert paule_mandel(r[:1], v[:1]) is None


def test_shrinking_by_nothing_and_by_everything() -> None:
    r, v = np.array([10.0, 30.0]), np.array([4.0, np.inf])
    assert shrink(r, v, 0.0, 20.0, 1.0).mean.tolist() == [20.0, 20.0]
    assert shrink(r, v, 1e12, 20.0).mean == pytest.approx([10.0, 20.0])
    assert shrink(r, v, 4.0, 20.0, 1.0).mean.tolist() == [15.0, 20.0]
    assert shrink(r, v, 4.0, 20.0, 1.0).variance.tolist() == [0.5 * 4 + 0.25, 5.0]
