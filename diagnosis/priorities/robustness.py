"""How sure the priorities are: the same arithmetic over many draws of levels and of the horizon's weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from diagnosis.priorities.factors import Factors
from diagnosis.priorities.items import HIGHEST, MOST_STEPS, SPAN, Confidence, ItemStanding, Target
from diagnosis.priorities.worth import RANK_WEIGHTS, Catalogue

LEADING: Final = 5
# The weights of cost, KPI and nearness are redrawn within this share of themselves.
WEIGHT_SPREAD: Final = 0.25
_HAIR: Final = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kernel:
    """Chances that a true level lies one step below or above the one answered; the rest is that it is right.

    Steps beyond the scale end on it. What is not known may stand at any level.
    """

    below: float
    above: float


# What the interval of a score takes for answers of each confidence (docs/method.md).
KERNELS: Final[Mapping[Confidence, Kernel]] = MappingProxyType(
    {"sure": Kernel(0.07, 0.03), "usual": Kernel(0.18, 0.07), "estimate": Kernel(0.32, 0.13)}
)


@dataclass(frozen=True, slots=True)
class Robustness:
    """Share of draws, 0-1, in which an item or a measure is among the five with the highest priority.

    A draw in which it has nothing to gain does not count, even where fewer than five have.
    """

    items: Mapping[str, float]
    measures: Mapping[str, float]


def draw_levels(
    items: Sequence[ItemStanding], *, draws: int, seed: int, kernels: Mapping[Confidence, Kernel] = KERNELS
) -> Floats:
    """Return levels 0-5 as they might truly be, (draws, items); the same for the same seed in whatever order."""
    ranked = sorted(range(len(items)), key=lambda place: items[place].code)
    chance = np.random.default_rng(seed).random((draws, len(items)))
    levels = np.array([items[place].level for place in ranked], dtype=np.float64)
    known = np.array([items[place].known for place in ranked], dtype=bool)
    below = np.array([kernels[items[place].confidence].below for place in ranked])
    above = np.array([kernels[items[place].confidence].above for place in ranked])
    moves = np.where(chance < below, -1.0, np.where(chance >= 1.0 - above, 1.0, 0.0))
    drawn = np.where(known, np.clip(levels + moves, 0.0, HIGHEST), np.floor(chance * (HIGHEST + 1)))
    found = np.empty_like(drawn)
    found[:, ranked] = drawn
    return found


def draw_weights(weights: tuple[float, float, float], *, draws: int, seed: int) -> Floats:
    """Return the weights of cost, KPI and nearness, each moved by up to a quarter and brought back to sum 1."""
    # Another stream than the levels', whatever the seed.
    stream = np.random.default_rng([1, seed])
    moved = np.array(weights) * stream.uniform(1 - WEIGHT_SPREAD, 1 + WEIGHT_SPREAD, (draws, 3))
    return np.asarray(moved / moved.sum(axis=1, keepdims=True), dtype=np.float64)


def robustness_of(
    items: Sequence[ItemStanding],
    catalogue: Catalogue,
    *,
    levels: ArrayLike,
    seed: int,
    factors: Factors,
    targets: Mapping[str, Target] | None = None,
) -> Robustness:
    """Return how often each item and each measure leads.

    Parameters
    ----------
    levels
        Drawn levels 0-5, (draws, items), the items in the order of ``items``.
    seed
        Of the weights' draws.
    targets
        Targets that were set; they do not move with the levels.

    Raises
    ------
    ValueError
        If the levels have not one column an item.
    """
    drawn = np.asarray(levels, dtype=np.float64)
    if drawn.ndim != 2 or drawn.shape[1] != len(items):
        raise ValueError(f"levels are (draws, {len(items)}), not {drawn.shape}")
    if not drawn.size:
        return Robustness({}, {})
    ranked = sorted(range(len(items)), key=lambda place: items[place].code)
    ordered = [items[place] for place in ranked]
    weights = draw_weights(factors.weights, draws=len(drawn), seed=seed)
    priorities = priorities_of(ordered, drawn[:, ranked], weights, factors=factors, targets=targets or {})
    measures = sorted({code for item in ordered for code in catalogue.named(item.code)} - catalogue.off)
    worths = priorities @ _ranks(ordered, measures, catalogue)
    shares = _leading_share(priorities), _leading_share(worths)
    return Robustness(
        {item.code: float(share) for item, share in zip(ordered, shares[0], strict=True)},
        {code: float(share) for code, share in zip(measures, shares[1], strict=True)},
    )


def priorities_of(
    items: Sequence[ItemStanding],
    levels: Floats,
    weights: Floats,
    *,
    factors: Factors,
    targets: Mapping[str, Target],
) -> Floats:
    """Return the priority of every item in every draw, 0-100: what `points_of` computes, many times over."""
    quartiles = np.array([np.nan if item.upper_quartile is None else item.upper_quartile for item in items])
    peers = np.array([np.nan if item.peer_level is None else item.peer_level for item in items])
    fixed = np.array([targets[item.code].level if item.code in targets else np.nan for item in items])
    both = np.array([factors.of(item.code) for item in items])
    heaviest = max(item.weight for item in items)
    share = np.array([item.weight / heaviest for item in items])
    nearness = np.where(np.isnan(peers), 0.5, np.clip((peers - levels) / SPAN + 0.5, 0.0, 1.0))
    impact = weights[:, :2] @ both.T + weights[:, 2:] * nearness
    next_level = np.minimum(HIGHEST, np.floor(levels) + 1.0)
    aimed = np.minimum(HIGHEST, np.maximum(levels, np.minimum(np.ceil(quartiles), levels + MOST_STEPS)))
    goal = np.where(np.isnan(fixed), np.where(np.isnan(quartiles), next_level, aimed), fixed)
    gaps = np.maximum(0.0, goal - levels) / SPAN
    ahead = ~(gaps > 0).any(axis=1)  # Ahead of the peers everywhere: look to the next level.
    if ahead.any():
        further = np.where(np.isnan(fixed), next_level[ahead], fixed)
        gaps[ahead] = np.maximum(0.0, further - levels[ahead]) / SPAN
    return np.asarray(100.0 * share * impact * gaps, dtype=np.float64)


def _ranks(items: Sequence[ItemStanding], measures: Sequence[str], catalogue: Catalogue) -> Floats:
    """Return what each item gives to each measure of its priority, (items, measures)."""
    at = {code: place for place, code in enumerate(measures)}
    given = np.zeros((len(items), len(measures)))
    for row, item in enumerate(items):
        for rank, code in enumerate(catalogue.named(item.code)):
            if code in at:
                given[row, at[code]] = RANK_WEIGHTS[rank]
    return given


def _leading_share(values: Floats) -> Floats:
    """Return, by column, the share of rows in which it is among the five highest and above 0; ties: the first ones."""
    draws, count = values.shape
    if count == 0:
        return np.zeros(0)
    # Rounded, so that figures equal but for the last bit tie, and a hair a column, so that the earlier one leads.
    told_apart = np.round(values, 9) - np.arange(count) * _HAIR / 10
    leading = min(LEADING, count)
    first = np.argpartition(-told_apart, leading - 1, axis=1)[:, :leading]
    counts = np.zeros((draws, count), dtype=bool)
    np.put_along_axis(counts, first, True, axis=1)
    return np.asarray((counts & (values > 0)).mean(axis=0), dtype=np.float64)
