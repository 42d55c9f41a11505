"""A model laid out for many submissions at once: stages of groups whose children stand together, child by child."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import AssessmentModel, Mean
from diagnosis.scoring.means import Floats, Siblings
from diagnosis.scoring.tree import Branch, Tree, multiplier, whole_tree

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False, slots=True)
class Stage:
    """Groups of one kind of mean whose children are all worked out before.

    `children` are the rows of all children, ordered as `siblings` says, and `codes` their codes; `groups` are the rows
    of the groups; `weights` (children, 1) are those all companies have in common.
    """

    mean: Mean
    siblings: Siblings
    children: slice
    codes: tuple[str, ...]
    groups: Places
    weights: Floats
    min_share: Floats
    min_answered: Floats | None


@dataclass(frozen=True, eq=False, slots=True)
class Layout:
    """The nodes of a model in rows, everything that any company may be asked.

    `leaves` are the rows of the items, `items` their places in the model; `groups` are the rows of all groups in the
    order of the model, and `group_low` + x * `group_factor` their values in the model's terms, as `item_low` and
    `item_factor` (in the order of the model) are for items. `root_children` tells the stage and the places there of the
    root's children, `root_groups` the rows of those that are groups.
    """

    model: AssessmentModel
    stages: tuple[Stage, ...]
    leaves: Places
    items: Places
    groups: Places
    group_low: Floats
    group_factor: Floats
    item_low: Floats
    item_factor: Floats
    root: int
    root_children: tuple[int, Places] | None
    root_groups: Places
    domains: Places

    @property
    def size(self) -> int:
        """Return how many rows there are."""
        return len(self.leaves) + len(self.groups)


@lru_cache(maxsize=64)
def layout_of(model: AssessmentModel) -> Layout:
    """Return a model laid out; the work is done once."""
    tree = whole_tree(model)
    stages = _grouped(tree)
    rows: dict[int, int] = {}
    regions: list[slice] = []
    for stage in stages:
        start = len(rows)
        for rank in range(len(stage[0].children)):
            for branch in stage:
                if rank < len(branch.children):
                    rows[branch.children[rank]] = len(rows)
        regions.append(slice(start, len(rows)))
    for root in tree.roots:
        rows[root.slot] = len(rows)
    place = {code: index for index, code in enumerate(model.items())}
    leaves = sorted(tree.leaves, key=lambda leaf: rows[leaf.slot])
    in_order = sorted(tree.leaves, key=lambda leaf: place[leaf.item.code])
    branches = {branch.code: branch for branch in tree.branches}
    groups = [branches[code] for code in model.groups()]
    codes = {slot: code for code, slot in tree.slots.items()}
    row_of = {code: rows[slot] for code, slot in tree.slots.items()}
    return Layout(
        model=model,
        stages=tuple(_stage(stage, region, row_of, codes) for stage, region in zip(stages, regions, strict=True)),
        leaves=_places([rows[leaf.slot] for leaf in leaves]),
        items=_places([place[leaf.item.code] for leaf in leaves]),
        groups=_places([rows[branch.slot] for branch in groups]),
        group_low=_column([branch.low for branch in groups]),
        group_factor=_column([branch.factor for branch in groups]),
        item_low=_column([leaf.low for leaf in in_order]),
        item_factor=_column([leaf.factor for leaf in in_order]),
        root=row_of[model.root.code],
        root_children=_root_children(tree, stages),
        root_groups=_places([row_of[group.code] for group in model.domains()]),
        domains=_places([row_of[group.code] for group in model.domains() or (model.root,)]),
    )


@lru_cache(maxsize=1024)
def own_weights(model: AssessmentModel, matching: tuple[int, ...]) -> tuple[Floats, ...]:
    """Return by stage the weights (children, 1) of companies that match these profile rules, by their places."""
    rules = [model.profiles[place] for place in matching]
    return tuple(
        stage.weights * _column([multiplier(rules, code) for code in stage.codes]) for stage in layout_of(model).stages
    )


def _grouped(tree: Tree) -> list[list[Branch]]:
    """Return the groups in stages, those with most children first in each."""
    height: dict[int, int] = {}
    found: dict[tuple[int, str], list[Branch]] = {}
    for branch in tree.branches:
        if not branch.children:  # its rows stay as they begin
            continue
        height[branch.slot] = 1 + max((height.get(child, 0) for child in branch.children), default=0)
        found.setdefault((height[branch.slot], repr(branch.mean)), []).append(branch)
    ordered = [found[key] for key in sorted(found, key=lambda key: key[0])]
    return [sorted(stage, key=lambda branch: -len(branch.children)) for stage in ordered]


def _stage(stage: list[Branch], region: slice, row_of: dict[str, int], codes: dict[int, str]) -> Stage:
    siblings = Siblings([len(branch.children) for branch in stage])
    places = [(branch, rank) for rank, part in enumerate(siblings.ranks) for branch in stage[: part.stop - part.start]]
    weights = {branch.slot: _scaled(branch.base_weights) for branch in stage}
    least = [branch.group.min_answered for branch in stage]
    shares = [branch.group.min_share for branch in stage]
    return Stage(
        mean=stage[0].mean,
        siblings=siblings,
        children=region,
        codes=tuple(codes[branch.children[rank]] for branch, rank in places),
        groups=_places([row_of[branch.code] for branch in stage]),
        weights=_column([weights[branch.slot][rank] for branch, rank in places]),
        min_share=_column([-math.inf if share is None else share for share in shares]),
        min_answered=_column([count or 0 for count in least]) if any(least) else None,
    )


def _root_children(tree: Tree, stages: list[list[Branch]]) -> tuple[int, Places] | None:
    for number, stage in enumerate(stages):
        if tree.root in stage:
            parents = Siblings([len(branch.children) for branch in stage]).parents
            return number, np.flatnonzero(parents == stage.index(tree.root))
    return None


def _scaled(weights: tuple[float, ...]) -> tuple[float, ...]:
    """Return weights of the size of 1: a power of two changes no digit, and nothing can overflow or vanish."""
    exponent = math.frexp(max(weights))[1]
    return tuple(math.ldexp(weight, -exponent) for weight in weights)


def _column(numbers: list[float]) -> Floats:
    return np.array(numbers, np.float64).reshape(-1, 1)


def _places(numbers: list[int]) -> Places:
    return np.array(numbers, np.intp)
