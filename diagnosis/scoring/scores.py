"""The scores of many submissions in columns, and the sheet of any one of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from diagnosis.scoring.columns import Floats
from diagnosis.scoring.levels import NO_LEVEL, levels_by_cut
from diagnosis.scoring.rollup import REASONS
from diagnosis.scoring.rules import flag_of
from diagnosis.scoring.sheet import (
    ENGINE_VERSION,
    MOST_CLAIMED_DROP,
    MOST_CLAIMED_SHARE,
    ItemScore,
    NodeScore,
    ScoreSheet,
)
from diagnosis.scoring.table import ANSWERED, STATES, UNKNOWN, AnswerTable
from diagnosis.scoring.tree import Tree, tree_for


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """The scores of n submissions; numbers are unrounded and in the model's scale (docs/method.md).

    Attributes
    ----------
    group_codes, item_codes : the order of the rows below, that of the model.
    values, base_values : (groups, n), NaN where a group has no value. The second uses the weights all companies share.
    coverage : (groups, n), 0-1.
    low, high : (groups, n), the hard interval; NaN where a group does not apply.
    reasons : (groups, n), why a group has no value, by `REASONS`; 0 where it has one.
    answered, applicable : (groups, n), counts of items.
    item_values : (items, n), NaN where an item does not count.
    levels : (n,), the overall level, `NO_LEVEL` where there is none.
    flags : (rules, n), whether a rule is broken.
    balanced, balance_ratio : (n,), geometric mean of the domains and its ratio to their mean; NaN without.
    claimed_share, claimed_drop : (n,), see `ScoreSheet`.
    """

    table: AnswerTable
    group_codes: tuple[str, ...]
    item_codes: tuple[str, ...]
    values: Floats
    base_values: Floats
    coverage: Floats
    low: Floats
    high: Floats
    reasons: NDArray[np.uint8]
    answered: NDArray[np.int32]
    applicable: NDArray[np.int32]
    item_values: Floats
    levels: NDArray[np.int32]
    flags: NDArray[np.bool_]
    balanced: Floats
    balance_ratio: Floats
    claimed_share: Floats
    claimed_drop: Floats

    def __len__(self) -> int:
        return len(self.table)

    @classmethod
    def empty(cls, table: AnswerTable) -> ScoreTable:
        """Return the table before anything is worked out."""
        model, n = table.model, len(table)
        groups, items = tuple(model.groups()), tuple(model.items())
        shape = (len(groups), n)
        return cls(
            table=table,
            group_codes=groups,
            item_codes=items,
            values=np.empty(shape),
            base_values=np.empty(shape),
            coverage=np.empty(shape),
            low=np.empty(shape),
            high=np.empty(shape),
            reasons=np.empty(shape, np.uint8),
            answered=np.empty(shape, np.int32),
            applicable=np.empty(shape, np.int32),
            item_values=np.empty((len(items), n)),
            levels=np.empty(n, np.int32),
            flags=np.zeros((len(model.rules), n), np.bool_),
            balanced=np.empty(n),
            balance_ratio=np.empty(n),
            claimed_share=np.empty(n),
            claimed_drop=np.empty(n),
        )

    @property
    def overall(self) -> Floats:
        """Return (n,) the overall scores."""
        found: Floats = self.values[self.group_codes.index(self.table.model.root.code)]
        return found

    @property
    def comparable(self) -> NDArray[np.bool_]:
        """Return (n,) whether a score may enter a benchmark: not too much was declared not applicable."""
        return (self.claimed_share <= MOST_CLAIMED_SHARE) & (self.claimed_drop <= MOST_CLAIMED_DROP)

    def sheet(self, row: int) -> ScoreSheet:
        """Return one submission's score sheet, as `score` gives it."""
        model = self.table.model
        tree = tree_for(model, self.table.kinds[self.table.kind[row]])
        nodes = self._nodes(row, tree)
        overall = nodes[model.root.code]
        low, high = model.scale
        return ScoreSheet(
            model=model.checksum,
            engine=ENGINE_VERSION,
            score=overall.value,
            base_score=overall.base_value,
            level=overall.level,
            coverage=overall.coverage,
            bounds=(low if overall.low is None else overall.low, high if overall.high is None else overall.high),
            balanced=_number(float(self.balanced[row])),
            balance_ratio=_number(float(self.balance_ratio[row])),
            claimed_share=float(self.claimed_share[row]),
            claimed_drop=float(self.claimed_drop[row]),
            nodes=nodes,
            items=self._items(row, tree, nodes),
            flags=tuple(flag_of(model, int(index)) for index in np.flatnonzero(self.flags[:, row])),
        )

    def _nodes(self, row: int, tree: Tree) -> dict[str, NodeScore]:
        model = self.table.model
        sums = {branch.code for branch in tree.branches if branch.mean == "sum"}
        numbers = [
            [_number(value) for value in column[:, row].tolist()]
            for column in (self.values, self.base_values, self.low, self.high)
        ]
        values, base, low, high = numbers
        levels = levels_by_cut(model, self.values[:, row]).tolist()
        coverage, reasons = self.coverage[:, row].tolist(), self.reasons[:, row].tolist()
        answered, applicable = self.answered[:, row].tolist(), self.applicable[:, row].tolist()
        nodes = {
            code: NodeScore(
                code=code,
                value=values[place],
                base_value=base[place],
                coverage=coverage[place],
                answered=answered[place],
                applicable=applicable[place],
                low=low[place],
                high=high[place],
                level=None if code in sums or levels[place] == NO_LEVEL else levels[place],
                invalid_reason=REASONS[reasons[place]],
            )
            for place, code in enumerate(self.group_codes)
        }
        level = int(self.levels[row])
        nodes[model.root.code] = replace(nodes[model.root.code], level=None if level == NO_LEVEL else level)
        return nodes

    def _items(self, row: int, tree: Tree, nodes: dict[str, NodeScore]) -> dict[str, ItemScore]:
        states = [STATES[state] for state in self.table.states[:, row].tolist()]
        values = [_number(value) for value in self.item_values[:, row].tolist()]
        counts = [state in (STATES[ANSWERED], *STATES[UNKNOWN:]) for state in states]
        scores = {
            code: ItemScore(code, None, state, 0.0, 0.0, None)
            for code, state in zip(self.item_codes, states, strict=True)
        }
        place = {code: index for index, code in enumerate(self.item_codes)}
        applies, holds = [False] * len(tree.slots), [False] * len(tree.slots)
        for leaf in tree.leaves:
            index = place[leaf.item.code]
            applies[leaf.slot], holds[leaf.slot] = counts[index], values[index] is not None
        for branch in tree.branches:
            node = nodes[branch.code]
            applies[branch.slot], holds[branch.slot] = node.applicable > 0, node.value is not None
        own, base = _shares(tree, applies), _shares(tree, applies, base=True)
        counted = _shares(tree, holds)
        roots = {root.code: root for root in tree.roots}
        for leaf in tree.leaves:
            root, index = roots[leaf.root], place[leaf.item.code]
            value = values[index]
            x = 0.0 if value is None else (value - leaf.low) / leaf.factor
            scores[leaf.item.code] = ItemScore(
                code=leaf.item.code,
                value=value,
                state=states[index],
                weight_share=own[leaf.slot],
                base_weight_share=base[leaf.slot],
                contribution=counted[leaf.slot] * x * root.factor if holds[root.slot] else None,
            )
        return scores


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


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
