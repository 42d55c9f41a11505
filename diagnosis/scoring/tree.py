"""A model made ready for one kind of company: flat, in the order of computation, weights multiplied out.

Groups and items get slots in one list. `branches` are the groups, each after everything below it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from accounts.reference import sectors
from diagnosis.catalog.model import AssessmentModel, Group, Item, Mean, ProfileRule
from diagnosis.catalog.parse_sections import LEAST_MULTIPLIER, MOST_MULTIPLIER
from diagnosis.scoring.answers import Profile


@dataclass(frozen=True, slots=True)
class Leaf:
    """An item that applies. `low + x * factor` is its value in the model's terms; `root` names its root group."""

    item: Item
    root: str
    slot: int
    low: float
    factor: float


@dataclass(frozen=True, slots=True)
class Branch:
    """A group; `weights` are those of the company's kind, `base_weights` those every company has in common."""

    group: Group
    slot: int
    children: tuple[int, ...]
    weights: tuple[float, ...]
    base_weights: tuple[float, ...]
    mean: Mean
    low: float
    factor: float

    @property
    def code(self) -> str:
        return self.group.code


@dataclass(frozen=True, eq=False)
class Tree:
    model: AssessmentModel
    applies: dict[str, bool]
    slots: dict[str, int]
    leaves: tuple[Leaf, ...]
    branches: tuple[Branch, ...]
    roots: tuple[Branch, ...]

    @property
    def root(self) -> Branch:
        return self.roots[0]


def applicability(model: AssessmentModel, profile: Profile) -> dict[str, bool]:
    """Return for every item, core and modules, whether the model asks it of this kind of company."""
    return dict(tree_for(model, profile).applies)


def tree_for(model: AssessmentModel, profile: Profile) -> Tree:
    """Return the model made ready for a company; companies that match the same profile rules share one tree."""
    return _compile(model, matching_rules(model, profile))


def whole_tree(model: AssessmentModel) -> Tree:
    """Return the model with everything in it and the weights all companies have in common."""
    return _compile(model, ())


def matching_rules(model: AssessmentModel, profile: Profile) -> tuple[int, ...]:
    """Return the places of the profile rules that are for this company."""
    group = group_of(model, profile)
    return tuple(
        place for place, rule in enumerate(model.profiles) if _matches(rule, group, profile.sector, profile.size)
    )


def group_of(model: AssessmentModel, profile: Profile) -> str | None:
    """Return the stated group, or the one the sector belongs to: by the model first, then by the sector list."""
    group = profile.group or model.group_of_sector(profile.sector)
    if group is None and profile.sector is not None:
        return next((one.group_code for one in sectors() if one.code == profile.sector), None)
    return group


@lru_cache(maxsize=1024)
def _compile(model: AssessmentModel, matching: tuple[int, ...]) -> Tree:
    return _Compiler(model, [model.profiles[place] for place in matching]).tree()


def matching_profiles(model: AssessmentModel, profile: Profile) -> tuple[ProfileRule, ...]:
    """Return the profile rules that are for this company, in the order of the file."""
    return tuple(model.profiles[place] for place in matching_rules(model, profile))


def _matches(rule: ProfileRule, group: str | None, sector: str | None, size: str | None) -> bool:
    wanted = ((rule.when.group, group), (rule.when.sector, sector), (rule.when.size, size))
    return all(not values or value in values for values, value in wanted)


def item_limits(model: AssessmentModel, item: Item) -> tuple[float, float]:
    """Return the least and the greatest value of an item in the model's terms."""
    return model.scale if item.points is None else (0.0, item.points)


def multiplier(rules: Sequence[ProfileRule], code: str) -> float:
    """Return what a node's weight is multiplied with under matching profile rules."""
    product = math.prod(rule.weights.get(code, 1.0) for rule in rules)
    return min(MOST_MULTIPLIER, max(LEAST_MULTIPLIER, product))


class _Compiler:
    def __init__(self, model: AssessmentModel, rules: list[ProfileRule]) -> None:
        self.model = model
        self.rules = rules
        self.slots: dict[str, int] = {}
        self.applies: dict[str, bool] = {}
        self.leaves: list[Leaf] = []
        self.branches: list[Branch] = []
        self.root = ""

    def tree(self) -> Tree:
        roots = tuple(self._root(root) for root in (self.model.root, *self.model.modules))
        return Tree(self.model, self.applies, self.slots, tuple(self.leaves), tuple(self.branches), roots)

    def _root(self, group: Group) -> Branch:
        self.root = group.code
        return self._branch(group, off=False)

    def _slot(self, code: str) -> int:
        self.slots[code] = len(self.slots)
        return self.slots[code]

    def _off(self, code: str) -> bool:
        return any(not rule.applies.get(code, True) for rule in self.rules)

    def _multiplier(self, code: str) -> float:
        return multiplier(self.rules, code)

    def _limits(self, node: Group | Item) -> tuple[float, float]:
        """Return the least and the greatest value of a node in the model's terms."""
        if isinstance(node, Item):
            return item_limits(self.model, node)
        if node.mean != "sum":
            return self.model.scale
        limits = [self._limits(child) for child in node.children]
        return math.fsum(low for low, _ in limits), math.fsum(high for _, high in limits)

    def _leaf(self, item: Item, off: bool) -> bool:
        """Add an item if it applies; return whether it does."""
        self.applies[item.code] = not (off or self._off(item.code))
        if self.applies[item.code]:
            low, high = self._limits(item)
            factor = (high - low) / 100.0
            self.leaves.append(Leaf(item, self.root, self._slot(item.code), low, factor))
        return self.applies[item.code]

    def _branch(self, group: Group, off: bool) -> Branch:
        off = off or self._off(group.code)
        children: list[Group | Item] = []
        for child in group.children:
            if isinstance(child, Group):
                self._branch(child, off)
                children.append(child)
            elif self._leaf(child, off):
                children.append(child)
        low, high = self._limits(group)
        base = tuple(self._base_weight(child, group) for child in children)
        branch = Branch(
            group=group,
            slot=self._slot(group.code),
            children=tuple(self.slots[child.code] for child in children),
            weights=tuple(w * self._multiplier(child.code) for w, child in zip(base, children, strict=True)),
            base_weights=base,
            mean=group.mean,
            low=low,
            factor=(high - low) / 100.0,
        )
        self.branches.append(branch)
        return branch

    def _base_weight(self, node: Group | Item, parent: Group) -> float:
        """Return the weight in the file; under a sum, points add up because each child also weighs its points."""
        if parent.mean != "sum":
            return node.weight
        low, high = self._limits(node)
        return node.weight * (high - low)
