"""Bringing item values together along the tree: what is answered, what holds, and the means (docs/method.md, 2-3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.scoring.layout import Layout, Stage
from diagnosis.scoring.means import Floats, Siblings, means

SLACK: Final = 1e-9  # so that an answered share of exactly two thirds meets a least share written as 0.6666666666666666

NOT_APPLICABLE: Final = "not_applicable"
NOTHING_ANSWERED: Final = "nothing_answered"
SHARE_TOO_SMALL: Final = "share_too_small"
TOO_FEW_ANSWERED: Final = "too_few_answered"
DOMAIN_WITHOUT_SCORE: Final = "domain_without_score"
# A reason in a table is its place here.
REASONS: Final = ("", NOT_APPLICABLE, NOTHING_ANSWERED, SHARE_TOO_SMALL, TOO_FEW_ANSWERED, DOMAIN_WITHOUT_SCORE)
_NOT_APPLICABLE, _NOTHING, _SHARE, _FEW, _DOMAIN = range(1, 6)

Truths = NDArray[np.bool_]


# By stage the weights of the children: (children, 1), or (children, n) if each submission has its own.
Weights = tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """For each node (rows of the layout, n): does it apply, its answered share, does it have a value; 1.0 and 0.0.

    `applicable` and `answered` count items; `reasons` (nodes, n) say by `REASONS` why a group has no value; `totals`
    are by stage the sums of the weights of what applies.
    """

    applies: Floats
    coverage: Floats
    holds: Floats
    applicable: Floats
    answered: Floats
    reasons: NDArray[np.uint8]
    totals: list[Floats]


def standing(layout: Layout, weights: Weights, applies: Floats, known: Floats) -> Standing:
    """Return what stands where.

    Parameters
    ----------
    applies, known : (leaves, n), 1.0 or 0.0: does the item apply to the company, is it answered.
    """
    shape = (layout.size, applies.shape[1])
    strict = layout.model.missing == "strict"
    nodes = [np.zeros(shape) for _ in range(5)]
    totals: list[Floats] = []
    found = Standing(nodes[0], nodes[1], nodes[2], nodes[3], nodes[4], np.zeros(shape, np.uint8), totals)
    for rows, filled in ((found.applies, applies), (found.applicable, applies), (found.coverage, known)):
        rows[layout.leaves] = filled
    found.answered[layout.leaves] = known
    found.holds[layout.leaves] = applies if strict else known
    for stage, weight in zip(layout.stages, weights, strict=True):
        inside = weight * found.applies[stage.children]
        total = stage.siblings.total(inside)
        totals.append(total)
        inside *= found.coverage[stage.children]
        share = stage.siblings.total(inside)
        share /= np.where(total > 0, total, 1.0)
        found.coverage[stage.groups] = share
        applicable = stage.siblings.total(found.applicable[stage.children])
        found.applicable[stage.groups] = applicable
        found.answered[stage.groups] = stage.siblings.total(found.answered[stage.children])
        found.applies[stage.groups] = applicable > 0
        reasons = _strictly(applicable) if strict else _why_not(layout, stage, found, share)
        found.reasons[stage.groups] = reasons
        found.holds[stage.groups] = reasons == 0
    return found


def _strictly(applicable: Floats) -> NDArray[np.uint8]:
    return np.where(applicable > 0, 0, _NOT_APPLICABLE).astype(np.uint8)


def _why_not(layout: Layout, stage: Stage, so_far: Standing, share: Floats) -> NDArray[np.uint8]:
    """Return why groups have no value, 0 where they have one. What is written later weighs more."""
    held = stage.siblings.total(so_far.holds[stage.children])
    reasons = np.zeros(share.shape, np.uint8)
    at_root = stage.groups == layout.root
    if at_root.any():
        for row in layout.root_groups:
            reasons[at_root] |= (so_far.applies[row] > so_far.holds[row]).astype(np.uint8)
        reasons *= np.uint8(_DOMAIN)
    few = held == 0 if stage.min_answered is None else (held == 0) | (held < stage.min_answered)
    reasons[few] = _FEW
    reasons[share < stage.min_share - SLACK] = _SHARE
    reasons[so_far.answered[stage.groups] == 0] = _NOTHING
    reasons[so_far.applicable[stage.groups] == 0] = _NOT_APPLICABLE
    return reasons


def share_of(layout: Layout, weights: Weights, stand: Standing, marked: Floats) -> Floats:
    """Return by node (rows of the layout, n) which share of the applicable weight lies on marked items (leaves, n)."""
    shares = np.zeros(stand.applies.shape)
    shares[layout.leaves] = marked
    for stage, weight, total in zip(layout.stages, weights, stand.totals, strict=True):
        inside = weight * stand.applies[stage.children] * shares[stage.children]
        shares[stage.groups] = stage.siblings.total(inside) / np.where(total > 0, total, 1.0)
    return shares


@dataclass(frozen=True, slots=True)
class Ends:
    """What groups would be worth with all that is missing at 0 and at 100, (nodes, n) on 0-100."""

    low: Floats
    high: Floats


def roll_up(layout: Layout, weights: Weights, x: Floats, holds: Floats) -> Floats:
    """Return the values of all nodes (rows of the layout, n), 0-100; what does not hold leaves its weight to others.

    Parameters
    ----------
    x : (leaves, n), 0-100.
    holds : (nodes, n), 1.0 where a node has a value.
    """
    values = np.zeros(holds.shape)
    values[layout.leaves] = x
    for stage, weight in zip(layout.stages, weights, strict=True):
        inside = weight * holds[stage.children]
        total = stage.siblings.total(inside)
        values[stage.groups] = means(stage.siblings, values[stage.children], inside, total, stage.mean)
    return values


def ends(layout: Layout, weights: Weights, stand: Standing, x: Floats, known: Floats) -> Ends:
    """Return the hard interval of every group."""
    low, high = np.zeros(stand.holds.shape), np.zeros(stand.holds.shape)
    low[layout.leaves] = x
    high[layout.leaves] = x + 100.0 * (1.0 - known)
    for stage, weight, total in zip(layout.stages, weights, stand.totals, strict=True):
        inside = weight * stand.applies[stage.children]
        low[stage.groups] = means(stage.siblings, low[stage.children], inside, total, stage.mean)
        high[stage.groups] = means(stage.siblings, high[stage.children], inside, total, stage.mean)
    return Ends(low, high)


def balance(layout: Layout, weights: Weights, values: Floats, holds: Floats) -> tuple[Floats, Floats]:
    """Return (n,) the geometric mean of the domains on 0-100 and its ratio to their arithmetic mean; NaN without."""
    nothing = np.full(values.shape[1], np.nan)
    if layout.root_children is None or layout.model.root.child_items():
        return nothing, nothing
    number, places = layout.root_children
    siblings, rows = Siblings([len(places)]), layout.stages[number].children.start + places
    inside = weights[number][places] * holds[rows]
    total = siblings.total(inside)
    geometric = means(siblings, values[rows], inside, total, 0.0)[0]
    arithmetic = means(siblings, values[rows], inside, total, 1.0)[0]
    has = (siblings.total(holds[rows])[0] >= 2) & (holds[layout.root] > 0)
    ratio = np.minimum(1.0, geometric / np.where(arithmetic > 0, arithmetic, 1.0))
    return np.where(has, geometric, np.nan), np.where(has & (arithmetic > 0), ratio, np.nan)
