"""Bringing item values together along the tree: what is answered, what holds, and the means (docs/method.md, 2-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from diagnosis.scoring.means import power_mean
from diagnosis.scoring.tree import Branch, Tree

SLACK: Final = 1e-9  # so that an answered share of exactly two thirds meets a least share written as 0.6666666666666666

NOT_APPLICABLE: Final = "not_applicable"
NOTHING_ANSWERED: Final = "nothing_answered"
SHARE_TOO_SMALL: Final = "share_too_small"
TOO_FEW_ANSWERED: Final = "too_few_answered"
DOMAIN_WITHOUT_SCORE: Final = "domain_without_score"


@dataclass(slots=True)
class Standing:
    """For each slot: does it apply, which share of its weight is answered, and does it have a value."""

    applicable: list[bool]
    coverage: list[float]
    holds: list[bool]
    leaf_counts: list[int]
    answered_counts: list[int]
    reasons: list[str]


def standing(tree: Tree, applicable: list[bool], answered: list[bool]) -> Standing:
    """Return what stands where.

    Parameters
    ----------
    applicable, answered : by slot; filled for the leaves, the rest is worked out here.
    """
    size = len(tree.slots)
    result = Standing(
        applicable=applicable,
        coverage=[1.0 if known else 0.0 for known in answered],
        holds=list(answered),
        leaf_counts=[int(applies) for applies in applicable],
        answered_counts=[int(known) for known in answered],
        reasons=[""] * size,
    )
    strict = tree.model.missing == "strict"
    for branch in tree.branches:
        inside = [(w, child) for w, child in zip(branch.weights, branch.children, strict=True) if applicable[child]]
        slot = branch.slot
        applicable[slot] = bool(inside)
        if inside:
            total = sum(w for w, _ in inside)
            result.coverage[slot] = sum(w * result.coverage[child] for w, child in inside) / total
        children = [child for _, child in inside]
        result.leaf_counts[slot] = sum(result.leaf_counts[child] for child in children)
        result.answered_counts[slot] = sum(result.answered_counts[child] for child in children)
        if strict and inside:
            result.holds[slot] = True
            continue
        result.reasons[slot] = _why_not(tree, branch, result, children)
        result.holds[slot] = not result.reasons[slot]
    if strict:
        for leaf in tree.leaves:
            result.holds[leaf.slot] = applicable[leaf.slot]
    return result


def _why_not(tree: Tree, branch: Branch, so_far: Standing, children: list[int]) -> str:
    """Return why a group has no value, or an empty text."""
    group, held = branch.group, [child for child in children if so_far.holds[child]]
    if not children:
        return NOT_APPLICABLE
    if so_far.answered_counts[branch.slot] == 0:
        return NOTHING_ANSWERED
    if group.min_share is not None and so_far.coverage[branch.slot] < group.min_share - SLACK:
        return SHARE_TOO_SMALL
    if not held or (group.min_answered is not None and len(held) < group.min_answered):
        return TOO_FEW_ANSWERED
    groups_below = {tree.slots[child.code] for child in group.child_groups()}
    if group is tree.model.root and any(child in groups_below and not so_far.holds[child] for child in children):
        return DOMAIN_WITHOUT_SCORE
    return ""


def roll_up(tree: Tree, values: list[float], counted: Sequence[bool], *, base: bool = False) -> list[float]:
    """Fill the values of the groups, 0-100, in place; a slot that is not `counted` leaves its weight to its siblings.

    Parameters
    ----------
    values : by slot; filled for every counted leaf.
    counted : by slot; which leaves and groups enter.
    base : use the weights every company has in common instead of those of the company's kind.
    """
    for branch in tree.branches:
        weights = branch.base_weights if base else branch.weights
        inside = [(w, values[child]) for w, child in zip(weights, branch.children, strict=True) if counted[child]]
        if inside:
            values[branch.slot] = power_mean([x for _, x in inside], [w for w, _ in inside], branch.mean)
    return values


def shares(tree: Tree, counted: Sequence[bool], *, base: bool = False) -> list[float]:
    """Return by slot the share of each node in its root: the product of the normalised weights on the way."""
    result = [0.0] * len(tree.slots)
    for root in tree.roots:
        result[root.slot] = 1.0
    for branch in reversed(tree.branches):
        weights = branch.base_weights if base else branch.weights
        total = sum(w for w, child in zip(weights, branch.children, strict=True) if counted[child])
        for weight, child in zip(weights, branch.children, strict=True):
            if counted[child]:
                result[child] = result[branch.slot] * weight / total
    return result
