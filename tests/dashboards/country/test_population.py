"""The mean weighed to all companies, and its interval."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t

from accounts.reference import sectors
from dashboards.editions import EditionView, NodeValue, SetKey
from dashboards.selectors.population import group_of, population_mean
from dashboards.selectors.registry import RegistryCounts
from diagnosis.benchmark.pooling import Sample, Tree, pool
from tests.dashboards.country.editions import earlier, now, registry

pytestmark = pytest.mark.once


def counts(**numbers: int) -> RegistryCounts:
    return RegistryCounts(2026, {("AUTO", size): n for size, n in numbers.items()}, "registry", is_synthetic=True)


def test_each_stratum_weighs_as_it_does_in_the_registry() -> None:
    view = now()
    found = population_mean(view, "TOTAL", counts(micro=3000, medium=1000))
    assert found is not None
    micro, medium = (view.cells[SetKey(sector="AUTO", size=size)]["TOTAL"] for size in ("micro", "medium"))
    assert found.mean == pytest.approx(0.75 * micro.mean + 0.25 * medium.mean, abs=0.051)
    assert (found.own, found.near, found.companies) == (100.0, 0.0, 4000)


def test_the_estimate_of_the_benchmark_goes_before_the_plain_mean() -> None:
    view, key = now(), SetKey(sector="AUTO", size="micro")
    value = view.cells[key]["TOTAL"]
    leaning = replace(view, cells={**view.cells, key: {"TOTAL": replace(value, estimate=(60.0, 55.0, 65.0))}})
    found = population_mean(leaning, "TOTAL", counts(micro=100))
    assert found is not None
    assert found.mean == 60.0


def test_what_is_withheld_is_stood_in_for_and_said() -> None:
    found = population_mean(now(), "TOTAL", registry())
    assert found is not None
    # Companies of SHIP and large ones are too few to be told: the group of sectors and size stand in, or nothing does.
    assert 0 < found.near < 25
    assert found.own + found.near < 100
    assert found.companies == 37_800


def test_a_stand_in_makes_the_interval_wider() -> None:
    view, key = now(), SetKey(sector="AUTO", size="medium")
    known = population_mean(view, "TOTAL", registry(), key)
    hidden = replace(view, cells={one: nodes for one, nodes in view.cells.items() if one != key})
    guessed = population_mean(hidden, "TOTAL", registry(), key)
    assert known is not None
    assert guessed is not None
    assert (guessed.own, guessed.near) == (0.0, 100.0)
    plain = hidden.cells[SetKey(group="MANUFACTURING", size="medium")]["TOTAL"]
    assert guessed.high - guessed.low > plain.high - plain.low


@pytest.mark.parametrize("within", [SetKey(region="26"), SetKey(area="busan")])
def test_the_registry_knows_no_regions(within: SetKey) -> None:
    assert population_mean(now(), "TOTAL", registry(), within) is None


def test_without_registry_or_figures_there_is_none() -> None:
    assert population_mean(now(), "TOTAL", None) is None
    assert population_mean(now(), "TOTAL", counts(public=10)) is None


def test_a_group_takes_its_own_sectors_alone() -> None:
    found = population_mean(now(), "TOTAL", registry(), SetKey(group="CONSTRUCTION"))
    assert found is not None
    assert found.companies == 7_560


def test_older_editions_are_weighed_the_same_way() -> None:
    assert population_mean(earlier(), "TOTAL", registry()) is not None


def _country(seed: int) -> tuple[EditionView, RegistryCounts, float]:
    """Draw a country of 20 sectors and 5 sizes, those who take part in it, and publish it as benchmarks do."""
    draw = np.random.default_rng(seed)
    chosen = [one.code for one in sectors()][:20]
    groups = sorted({group_of(code) for code in chosen})
    sizes = ("micro", "small", "medium", "mid", "large")
    sector, size = np.divmod(np.arange(100), 5)
    group = np.array([groups.index(group_of(chosen[at])) for at in sector])
    truth = 45 + draw.normal(0, 3, 20)[sector] + np.array([-8, -3, 4, 12, 20])[size] + draw.normal(0, 2, 100)
    firms = (np.exp(draw.normal(0, 1, 20))[sector] * np.array([5000, 2000, 500, 50, 10])[size]).round() + 1
    n = draw.poisson(20 * np.exp(draw.normal(0, 0.8, 20))[sector] * np.array([0.5, 1.5, 1.5, 1, 0.5])[size])
    scores = [draw.normal(mean, 15, count) for mean, count in zip(truth, n, strict=True)]
    pooled = pool(
        Tree(sector, size, group[::5]),
        Sample(
            n.astype(float),
            np.array([one.sum() for one in scores]),
            np.array([((one - one.mean()) ** 2).sum() if len(one) else 0.0 for one in scores]),
        ),
    )
    cells = {}
    for at, ours in enumerate(scores):
        if len(ours) >= 5:
            key = SetKey(sector=chosen[sector[at]], size=sizes[size[at]])
            level, half = pooled.cell, t.ppf(0.95, len(ours) - 1) * ours.std(ddof=1) / len(ours) ** 0.5
            estimate = (level.mean[at], level.low[at], level.high[at])
            cells[key] = {"TOTAL": NodeValue(ours.mean(), ours.mean() - half, ours.mean() + half, 5, None, estimate)}
    for g in range(len(groups)):
        for z, name in enumerate(sizes):
            together = np.concatenate([scores[at] for at in range(100) if (group[at], size[at]) == (g, z)])
            place, level = g * 5 + z, pooled.group_size
            half = t.ppf(0.95, len(together) - 1) * together.std(ddof=1) / len(together) ** 0.5
            mean, estimate = together.mean(), (level.mean[place], level.low[place], level.high[place])
            key = SetKey(group=groups[g], size=name)
            cells[key] = {"TOTAL": NodeValue(mean, mean - half, mean + half, 5, None, estimate)}
    view = replace(now(), cells=cells, withheld=frozenset())
    registered = {(chosen[s], sizes[z]): int(count) for s, z, count in zip(sector, size, firms, strict=True)}
    return (
        view,
        RegistryCounts(2026, registered, "drawn", is_synthetic=True),
        float((firms * truth).sum() / firms.sum()),
    )


def _from_estimates_alone(view: EditionView) -> EditionView:
    """Give the estimates' own intervals as those of the means: what must not be done."""
    return replace(
        view,
        cells={
            key: {node: replace(value, low=value.estimate[1], high=value.estimate[2])}
            for key, nodes in view.cells.items()
            for node, value in nodes.items()
            if value.estimate is not None
        },
    )


def test_the_interval_holds_about_as_often_as_it_says() -> None:
    held = held_by_estimates = 0
    runs = 60
    for seed in range(runs):
        view, registered, truth = _country(seed)
        found = population_mean(view, "TOTAL", registered)
        wrong = population_mean(_from_estimates_alone(view), "TOTAL", registered)
        assert found is not None
        assert wrong is not None
        held += found.low <= truth <= found.high
        held_by_estimates += wrong.low <= truth <= wrong.high
    assert held >= 51
    # Negative control: intervals of the estimates, as if their errors were unrelated, promise too much.
    assert held_by_estimates < held - 3
