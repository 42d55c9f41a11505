"""A tree laid out for many submissions at once: stages of groups whose children stand together, child by child."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import AssessmentModel, Mean
from diagnosis.scoring.answers import Profile
from diagnosis.scoring.means import Floats, Siblings
from diagnosis.scoring.tree import Branch, Tree, tree_for

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False, slots=True)
class Stage:
    """Groups of one kind of mean whose children are all worked out before.

    `children` are the rows of all children, ordered as `siblings` says; `groups` are the rows of the groups and `out`
    their places in the order of the model.
    """

    mean: Mean
    siblings: Siblings
    children: slice
    groups: Places
    out: Places
    weights: Floats
    base_weights: Floats
    factors: Places
    low: Floats
    factor: Floats
    min_share: Floats
    min_answered: Floats | None


@dataclass(frozen=True, eq=False)
class Layout:
    """The nodes of a tree in rows.

    `leaves` are the rows of the items that apply, `items` their places in the model; `item_low` + x * `item_factor` is
    an item's value in the model's terms.
    """

    tree: Tree
    rows: dict[str, int]
    stages: tuple[Stage, ...]
    leaves: Places
    items: Places
    item_low: Floats
    item_factor: Floats
    has_own_weights: bool

    @property
    def root(self) -> int:
        return self.rows[self.tree.root.code]

    @cached_property
    def domains(self) -> Places:
        """Return the rows of the groups right below the root, or of the root alone."""
        model = self.tree.model
        return np.array([self.rows[group.code] for group in model.domains() or (model.root,)], np.intp)

    @cached_property
    def root_children(self) -> tuple[Places, Floats]:
        """Return the rows of the root's children and their weights."""
        rows = {slot: self.rows[code] for code, slot in self.tree.slots.items()}
        root = self.tree.root
        return np.array([rows[slot] for slot in root.children], np.intp), _column(list(root.weights))


def layout_for(model: AssessmentModel, profile: Profile) -> Layout:
    """Return the model laid out for a kind of company; companies that match the same profile rules share one."""
    return _lay_out(tree_for(model, profile))


@lru_cache(maxsize=256)
def _lay_out(tree: Tree) -> Layout:
    stages = _grouped(tree)
    rows: dict[int, int] = {}
    regions: list[slice] = []
    for stage in stages:
        start = len(rows)
        most = len(stage[0].children)
        for rank in range(most):
            for branch in stage:
                if rank < len(branch.children):
                    rows[branch.children[rank]] = len(rows)
        regions.append(slice(start, len(rows)))
    for root in tree.roots:
        rows[root.slot] = len(rows)
    leaves = sorted(tree.leaves, key=lambda leaf: rows[leaf.slot])
    place = {code: index for index, code in enumerate(tree.model.items())}
    codes = {slot: code for code, slot in tree.slots.items()}
    built = tuple(_stage(tree, stage, region, rows, codes) for stage, region in zip(stages, regions, strict=True))
    return Layout(
        tree=tree,
        rows={code: rows[slot] for code, slot in tree.slots.items()},
        stages=built,
        leaves=np.array([rows[leaf.slot] for leaf in leaves], np.intp),
        items=np.array([place[leaf.item.code] for leaf in leaves], np.intp),
        item_low=_column([leaf.low for leaf in leaves]),
        item_factor=_column([leaf.factor for leaf in leaves]),
        has_own_weights=any(branch.weights != branch.base_weights for branch in tree.branches),
    )


def _grouped(tree: Tree) -> list[list[Branch]]:
    """Return the groups in stages, those with most children first in each."""
    height: dict[int, int] = {}
    found: dict[tuple[int, str], list[Branch]] = {}
    for branch in tree.branches:
        if not branch.children:  # nothing in it applies; its rows stay as they begin
            continue
        height[branch.slot] = 1 + max((height.get(child, 0) for child in branch.children), default=0)
        found.setdefault((height[branch.slot], repr(branch.mean)), []).append(branch)
    ordered = [found[key] for key in sorted(found, key=lambda key: key[0])]
    return [sorted(stage, key=lambda branch: -len(branch.children)) for stage in ordered]


def _stage(tree: Tree, stage: list[Branch], region: slice, rows: dict[int, int], codes: dict[int, str]) -> Stage:
    siblings = Siblings([len(branch.children) for branch in stage])
    places = [(branch, rank) for rank, part in enumerate(siblings.ranks) for branch in stage[: part.stop - part.start]]
    group_places = {code: index for index, code in enumerate(tree.model.groups())}
    item_places = {code: index for index, code in enumerate(tree.model.items())}
    everything = item_places | {code: len(item_places) + index for code, index in group_places.items()}
    least = [branch.group.min_answered for branch in stage]
    return Stage(
        mean=stage[0].mean,
        siblings=siblings,
        children=region,
        groups=np.array([rows[branch.slot] for branch in stage], np.intp),
        out=np.array([group_places[branch.code] for branch in stage], np.intp),
        weights=_column([_scaled(branch.weights)[rank] for branch, rank in places]),
        base_weights=_column([_scaled(branch.base_weights)[rank] for branch, rank in places]),
        factors=np.array([everything[codes[branch.children[rank]]] for branch, rank in places], np.intp),
        low=_column([branch.low for branch in stage]),
        factor=_column([branch.factor for branch in stage]),
        min_share=_column(
            [-math.inf if branch.group.min_share is None else branch.group.min_share for branch in stage]
        ),
        min_answered=_column([count or 0 for count in least]) if any(least) else None,
    )


def _scaled(weights: tuple[float, ...]) -> tuple[float, ...]:
    """Return weights of the size of 1: a power of two changes no digit, and nothing can overflow or vanish."""
    exponent = math.frexp(max(weights))[1]
    return tuple(math.ldexp(weight, -exponent) for weight in weights)


def _column(numbers: list[float]) -> Floats:
    return np.array(numbers, np.float64).reshape(-1, 1)
