"""The per-row engine of version 1 in plain Python: what the columnar engine is measured and tested against.

Clearly its own code: one submission at a time, sums by `math.fsum`, nothing from NumPy. Shared with the product is
only what both take as given: reading a model, units, and the tree with its weights multiplied out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bench.reference_items import flags_of, item_value, level_by_cut, overall_level, power_mean
from diagnosis.catalog.model import AssessmentModel, Group, Item
from diagnosis.scoring.answers import Answer, AnswerState, Profile
from diagnosis.scoring.sheet import ENGINE_VERSION, ItemScore, NodeScore, ScoreSheet
from diagnosis.scoring.tree import Branch, Tree, tree_for

_NOT_GIVEN = Answer(AnswerState.MISSING)
_DECIMALS = 12
_SLACK = 1e-9


def reference_score(model: AssessmentModel, profile: Profile, answers: Mapping[str, Answer]) -> ScoreSheet:
    """Return the score sheet of one submission as the engine of version 1 gave it; ValueError for a bad answer."""
    tree = tree_for(model, profile)
    if strange := set(answers) - set(tree.applies):
        raise ValueError(f"unknown items: {sorted(strange)}")
    return _Scoring(tree, answers).sheet()


@dataclass(slots=True)
class _Submission:
    """The answers laid out on the slots of the tree."""

    given: dict[str, Answer]
    x: list[float]
    applicable: list[bool]
    answered: list[bool]
    claimed: list[bool]


def _lay_out(tree: Tree, answers: Mapping[str, Answer]) -> _Submission:
    size = len(tree.slots)
    laid = _Submission({}, [0.0] * size, [False] * size, [False] * size, [False] * size)
    for leaf in tree.leaves:
        code, slot = leaf.item.code, leaf.slot
        answer = laid.given[code] = answers.get(code, _NOT_GIVEN)
        if answer.state is AnswerState.NA_CLAIMED:
            if leaf.item.na == "not_allowed" or not answer.na_reason.strip():
                raise ValueError(f"{code} may not be declared not applicable")
            laid.claimed[slot] = True
        elif answer.state is not AnswerState.NA_PROFILE:
            laid.applicable[slot] = True
        if answer.state is AnswerState.ANSWERED:
            laid.x[slot] = item_value(leaf.item, answer)
            laid.answered[slot] = True
    return laid


class _Scoring:
    """One pass over one submission."""

    def __init__(self, tree: Tree, answers: Mapping[str, Answer]) -> None:
        self.tree = tree
        self.laid = _lay_out(tree, answers)
        self.stand = _standing(tree, list(self.laid.applicable), self.laid.answered)
        self.x = _roll_up(tree, list(self.laid.x), self.stand.holds)

    def sheet(self) -> ScoreSheet:
        nodes = self._nodes()
        overall = nodes[self.tree.root.code]
        balanced, ratio = self._balance()
        claimed_share, claimed_drop = self._claims()
        low, high = self.tree.model.scale
        return ScoreSheet(
            model=self.tree.model.checksum,
            engine=ENGINE_VERSION,
            score=overall.value,
            base_score=overall.base_value,
            level=overall.level,
            coverage=overall.coverage,
            bounds=(low if overall.low is None else overall.low, high if overall.high is None else overall.high),
            balanced=balanced,
            balance_ratio=ratio,
            claimed_share=claimed_share,
            claimed_drop=claimed_drop,
            nodes=nodes,
            items=self._items(),
            flags=flags_of(self.tree.model, self.laid.given),
        )

    def _nodes(self) -> dict[str, NodeScore]:
        tree, stand = self.tree, self.stand
        base = _roll_up(tree, list(self.laid.x), stand.holds, base=True)
        low, high = self._ends()
        scores: dict[str, NodeScore] = {}
        for branch in tree.branches:
            slot, applies, holds = branch.slot, stand.applicable[branch.slot], stand.holds[branch.slot]
            value = _value(branch, self.x[slot]) if holds else None
            scores[branch.code] = NodeScore(
                code=branch.code,
                value=value,
                base_value=_value(branch, base[slot]) if holds else None,
                coverage=stand.coverage[slot],
                answered=stand.answered_counts[slot],
                applicable=stand.leaf_counts[slot],
                low=_value(branch, min(low[slot], self.x[slot]) if holds else low[slot]) if applies else None,
                high=_value(branch, max(high[slot], self.x[slot]) if holds else high[slot]) if applies else None,
                level=None if branch.mean == "sum" else level_by_cut(tree.model, value),
                invalid_reason=stand.reasons[slot],
            )
        root = scores[tree.root.code]
        asked = {code: node.value for code, node in scores.items() if node.applicable}
        scores[root.code] = replace(root, level=overall_level(tree.model, root.value, asked))
        return {code: scores[code] for code in tree.model.groups()}

    def _ends(self) -> tuple[list[float], list[float]]:
        """Return what every group would be worth if all that is missing were worth 0, and if it were worth 100."""
        low = [x if known else 0.0 for x, known in zip(self.laid.x, self.laid.answered, strict=True)]
        high = [x if known else 100.0 for x, known in zip(self.laid.x, self.laid.answered, strict=True)]
        counted = self.stand.applicable
        return _roll_up(self.tree, low, counted), _roll_up(self.tree, high, counted)

    def _balance(self) -> tuple[float | None, float | None]:
        """Return the geometric mean of the domains and its ratio to their arithmetic mean."""
        root, stand = self.tree.root, self.stand
        domains = [(w, self.x[slot]) for w, slot in zip(root.weights, root.children, strict=True) if stand.holds[slot]]
        if len(domains) < 2 or not stand.holds[root.slot] or root.group.child_items():
            return None, None
        values, weights = [x for _, x in domains], [w for w, _ in domains]
        geometric, arithmetic = power_mean(values, weights, 0), power_mean(values, weights, 1)
        ratio = round(min(1.0, geometric / arithmetic), _DECIMALS) if arithmetic > 0 else None
        return _value(root, geometric), ratio

    def _items(self) -> dict[str, ItemScore]:
        tree, stand = self.tree, self.stand
        weight_shares = _shares(tree, stand.applicable)
        base_shares = _shares(tree, stand.applicable, base=True)
        counted_shares = _shares(tree, stand.holds)
        roots = {root.code: root for root in tree.roots}
        scores = {
            code: ItemScore(code, None, AnswerState.NA_PROFILE, 0.0, 0.0, None)
            for code, applies in tree.applies.items()
            if not applies
        }
        for leaf in tree.leaves:
            code, slot, root = leaf.item.code, leaf.slot, roots[leaf.root]
            x = self.laid.x[slot]
            scores[code] = ItemScore(
                code=code,
                value=round(leaf.low + x * leaf.factor, _DECIMALS) if stand.holds[slot] else None,
                state=self.laid.given[code].state,
                weight_share=weight_shares[slot],
                base_weight_share=base_shares[slot],
                contribution=counted_shares[slot] * x * root.factor if stand.holds[root.slot] else None,
            )
        return {code: scores[code] for code in tree.model.items()}

    def _claims(self) -> tuple[float, float]:
        """Return what was declared not applicable: the largest share of a domain, and what the overall owes to it."""
        laid, root = self.laid, self.tree.root.slot
        if not any(laid.claimed):
            return 0.0, 0.0
        asked = [left or right for left, right in zip(laid.applicable, laid.claimed, strict=True)]
        known = [left or right for left, right in zip(laid.answered, laid.claimed, strict=True)]
        nought = _standing(self.tree, asked, known)
        share = self._largest_claim(_shares(self.tree, nought.applicable))
        if not (self.stand.holds[root] and nought.holds[root]):
            return share, 0.0
        return share, max(0.0, self.x[root] - _roll_up(self.tree, list(laid.x), nought.holds)[root]) / 100.0

    def _largest_claim(self, weight_shares: list[float]) -> float:
        slots, largest = self.tree.slots, 0.0
        for domain in self.tree.model.domains() or (self.tree.model.root,):
            inside = [slots[code] for code in _codes_below(domain) if code in slots]
            whole = sum(weight_shares[slot] for slot in inside)
            claimed = sum(weight_shares[slot] for slot in inside if self.laid.claimed[slot])
            largest = max(largest, claimed / whole if whole else 0.0)
        return largest


def _codes_below(group: Group) -> list[str]:
    return [node.code for node in group.walk() if isinstance(node, Item)]


def _value(branch: Branch, x: float) -> float:
    """Return a group's 0-100 value in the model's terms."""
    return round(branch.low + x * branch.factor, _DECIMALS)


@dataclass(slots=True)
class _Standing:
    """For each slot: does it apply, which share of its weight is answered, and does it have a value."""

    applicable: list[bool]
    coverage: list[float]
    holds: list[bool]
    leaf_counts: list[int]
    answered_counts: list[int]
    reasons: list[str]


def _standing(tree: Tree, applicable: list[bool], answered: list[bool]) -> _Standing:
    """Return what stands where.

    Parameters
    ----------
    applicable, answered : by slot; filled for the leaves, the rest is worked out here.
    """
    size = len(tree.slots)
    result = _Standing(
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


def _why_not(tree: Tree, branch: Branch, so_far: _Standing, children: list[int]) -> str:
    """Return why a group has no value, or an empty text."""
    group, held = branch.group, [child for child in children if so_far.holds[child]]
    if not children:
        return "not_applicable"
    if so_far.answered_counts[branch.slot] == 0:
        return "nothing_answered"
    if group.min_share is not None and so_far.coverage[branch.slot] < group.min_share - _SLACK:
        return "share_too_small"
    if not held or (group.min_answered is not None and len(held) < group.min_answered):
        return "too_few_answered"
    groups_below = {tree.slots[child.code] for child in group.child_groups()}
    if group is tree.model.root and any(child in groups_below and not so_far.holds[child] for child in children):
        return "domain_without_score"
    return ""


def _roll_up(tree: Tree, values: list[float], counted: Sequence[bool], *, base: bool = False) -> list[float]:
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


def _shares(tree: Tree, counted: Sequence[bool], *, base: bool = False) -> list[float]:
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
