"""How much ranks owe to choices of method: one domain less, another mean, other weights. For officials, once a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import AssessmentModel, Group, Item
from diagnosis.scoring.columns import Floats
from diagnosis.scoring.engine import score_table
from diagnosis.scoring.levels import displayed_values
from diagnosis.scoring.table import AnswerTable

WeightSet = Literal["base", "sector", "equal"]

_MEANS: Final = (1.0, 0.0)
_WEIGHT_SETS: Final[tuple[WeightSet, ...]] = ("base", "sector", "equal")


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to make the overall score: which domain is left out, how domains are averaged, which weights count.

    `mean` None leaves the model's own. The reference is `Setting()`: the weights every company has in common, as in
    every comparison across sectors.
    """

    left_out: str | None = None
    mean: float | None = None
    weights: WeightSet = "base"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Which share of the variance of the mean rank shift each choice accounts for, alone and with all others."""

    first_order: dict[str, float]
    total: dict[str, float]


def overall_under(table: AnswerTable, setting: Setting) -> Floats:
    """Return (n,) the overall scores under a setting, NaN where there is none."""
    scores = score_table(_table_under(table, setting), with_flags=False)
    root = scores.group_codes.index(table.model.root.code)
    found: Floats = (scores.values if setting.weights == "sector" else scores.base_values)[root]
    return found


def alternatives(model: AssessmentModel, table: AnswerTable) -> dict[str, Floats]:
    """Return the overall scores (n,) when one choice changes: each domain left out, each mean, each set of weights."""
    settings = {f"without:{domain.code}": Setting(left_out=domain.code) for domain in _leavable(model)}
    settings |= {f"mean:{mean:g}": Setting(mean=mean) for mean in _MEANS}
    settings |= {f"weights:{weights}": Setting(weights=weights) for weights in _WEIGHT_SETS}
    return {name: overall_under(table, setting) for name, setting in settings.items()}


def ranks(scores: Floats, *, digits: int = 1) -> Floats:
    """Return (n,) ranks of the displayed scores, 1 the best; ties share the smallest rank, NaN has none."""
    shown = displayed_values(scores, digits)
    ordered = np.sort(-shown[~np.isnan(shown)])
    return np.where(np.isnan(shown), np.nan, 1.0 + np.searchsorted(ordered, -shown, side="left"))


def rank_shift(reference: Floats, alternatives: Mapping[str, Floats], *, digits: int = 1) -> dict[str, float | None]:
    """Return how far the rank of a company moves on average under each alternative.

    Parameters
    ----------
    reference : (n,) scores, NaN where there is none.
    alternatives : by name, (n,) scores of the same companies.
    digits : decimals the scores are shown with; ranks are those of what is shown.

    Returns
    -------
    dict
        (1 / n) sum of abs(rank - rank of the alternative) among those with both scores; None if nobody has both.
    """
    found: dict[str, float | None] = {}
    for name, scores in alternatives.items():
        both = ~(np.isnan(reference) | np.isnan(scores))
        moved = np.abs(ranks(reference[both], digits=digits) - ranks(scores[both], digits=digits))
        found[name] = float(moved.sum() / len(moved)) if len(moved) else None
    return found


def rank_bands(reference: Floats, alternatives: Mapping[str, Floats], *, digits: int = 1) -> tuple[Floats, Floats]:
    """Return (n,) the best and the worst rank of each company among the reference and all alternatives."""
    every = np.array([ranks(scores, digits=digits) for scores in (reference, *alternatives.values())])
    return np.fmin.reduce(every, axis=0), np.fmax.reduce(every, axis=0)


def sensitivity(table: AnswerTable, *, seed: int, draws: int = 1024) -> Sensitivity:
    """Say which choice moves the ranks: Sobol' indices of the mean rank shift.

    Parameters
    ----------
    table : the submissions that are ranked.
    seed : of the draws.
    draws : a power of 2. Only as many scorings are done as there are combinations of choices.

    Notes
    -----
    Each choice is equally likely: no domain or one of them left out, domains averaged with p = 1 or 0, weights in
    common, of the sector or equal. Estimators of Jansen (1999) on scrambled Sobol' points: first order
    1 - sum (f(B) - f(AB_i))^2 / 2N V(Y), total sum (f(A) - f(AB_i))^2 / 2N V(Y). All 0 where no choice moves a rank.
    """
    from scipy.stats import sobol_indices, uniform  # half a second that web pages need not wait for

    choices: dict[str, tuple[Any, ...]] = {
        "domain": (None, *(domain.code for domain in _leavable(table.model))),
        "mean": _MEANS,
        "weights": _WEIGHT_SETS,
    }
    reference, digits = overall_under(table, Setting()), table.model.digits
    known: dict[Setting, float] = {}

    def shift(setting: Setting) -> float:
        if setting not in known:
            moved = rank_shift(reference, {"": overall_under(table, setting)}, digits=digits)[""]
            known[setting] = 0.0 if moved is None else moved
        return known[setting]

    def outputs(points: Floats) -> Floats:
        picked = [
            np.minimum((points[row] * len(options)).astype(int), len(options) - 1)
            for row, options in enumerate(choices.values())
        ]
        domains, means, weights = choices.values()
        return np.array([[shift(Setting(domains[d], means[p], weights[w])) for d, p, w in zip(*picked, strict=True)]])

    found = sobol_indices(
        func=outputs,
        n=draws,
        dists=cast(Any, [uniform()] * len(choices)),
        method=_jansen,
        rng=np.random.Generator(np.random.PCG64(seed)),
    )
    return Sensitivity(
        dict(zip(choices, np.ravel(found.first_order).tolist(), strict=True)),
        dict(zip(choices, np.ravel(found.total_order).tolist(), strict=True)),
    )


def influence(item_values: Floats, overall: Floats) -> Floats:
    """Return (items,) the influence each item really has: its squared correlation with the overall score.

    Parameters
    ----------
    item_values : (items, n), NaN where an item does not count.
    overall : (n,), NaN where there is no score.

    Returns
    -------
    ndarray
        0-1 beside the nominal weight; NaN where fewer than three companies have both or one of the two never varies.
        Worth reading from about 200 companies on.
    """
    found = np.full(len(item_values), np.nan)
    for place, values in enumerate(item_values):
        both = ~(np.isnan(values) | np.isnan(overall))
        x, y = values[both], overall[both]
        if len(x) >= 3 and np.ptp(x) > 0 and np.ptp(y) > 0:
            found[place] = np.corrcoef(x, y)[0, 1] ** 2
    return found


def _jansen(f_A: Floats, f_B: Floats, f_AB: Floats) -> tuple[Floats, Floats]:  # noqa: N803  (names SciPy asks for)
    """Return first-order and total indices (outputs, inputs) as `scipy.stats.sobol_indices` asks of a method."""
    variance = np.var(np.concatenate([f_A, f_B], axis=-1), axis=-1)
    whole = np.where(variance > 0, variance, 1.0)
    first = np.where(variance > 0, 1.0 - 0.5 * np.mean((f_B - f_AB) ** 2, axis=-1) / whole, 0.0)
    total = 0.5 * np.mean((f_A - f_AB) ** 2, axis=-1) / whole
    return first.T, total.T


def _leavable(model: AssessmentModel) -> tuple[Group, ...]:
    """Return the domains that can be left out with something remaining."""
    return model.domains() if len(model.root.children) > 1 else ()


def _table_under(table: AnswerTable, setting: Setting) -> AnswerTable:
    """Return the same answers to the model as the setting changes it; levels and rules play no part."""
    model = table.model
    children = tuple(child for child in model.root.children if child.code != setting.left_out)
    mean = model.root.mean if setting.mean is None else setting.mean
    root = replace(model.root, children=children, mean=mean)
    profiles = model.profiles
    if setting.weights == "equal":
        root = _equal(root)
        profiles = tuple(replace(rule, weights={}) for rule in profiles)
    changed = replace(model, root=root, profiles=profiles, levels=(), rules=())
    kept = [place for place, code in enumerate(model.items()) if code in changed.items()]
    rows: NDArray[np.intp] = np.array(kept, np.intp)
    ticks = {new: table.ticks[old] for new, old in enumerate(kept) if old in table.ticks}
    return AnswerTable(changed, table.kinds, table.kind, table.values[rows], table.states[rows], ticks)


def _equal(group: Group) -> Group:
    children: list[Group | Item] = []
    for child in group.children:
        same = replace(child, weight=1.0)
        children.append(_equal(same) if isinstance(same, Group) else same)
    return replace(group, children=tuple(children))
