"""Scoring one submission: item values, group values, interval, level, flags. The method is docs/method.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from diagnosis.catalog.model import AssessmentModel, Group, Item
from diagnosis.scoring.answers import Answer, AnswerState, Profile, UnableToReadAnswer
from diagnosis.scoring.levels import level_by_cut, overall_level
from diagnosis.scoring.means import power_mean
from diagnosis.scoring.rollup import roll_up, shares, standing
from diagnosis.scoring.rules import check_rules
from diagnosis.scoring.sheet import ENGINE_VERSION, ItemScore, NodeScore, ScoreSheet
from diagnosis.scoring.tree import Branch, Tree, measures_of, tree_for

_NOT_GIVEN = Answer(AnswerState.MISSING)
_DECIMALS = 12  # far below any use; takes away what the order of summation leaves, so that 57.25 is 57.25


def score(model: AssessmentModel, profile: Profile, answers: Mapping[str, Answer]) -> ScoreSheet:
    """Return the score sheet of one submission.

    Parameters
    ----------
    model : an assessment model.
    profile : the kind of company; unknown parts are None and match no profile rule.
    answers : by item code; an item left out is missing. Answers to items that do not apply are ignored.

    Raises
    ------
    UnableToReadAnswer
        If an answer names no item of the model or is not one its item can take. Nothing is guessed or clamped.
    """
    tree = tree_for(model, profile)
    for code in answers:
        if code not in tree.applies:
            raise UnableToReadAnswer(code, "is not an item of this model", "이 모형에 없는 문항입니다")
    return _Scoring(tree, answers).sheet()


def check_answer(model: AssessmentModel, code: str, answer: Answer) -> None:
    """Raise `UnableToReadAnswer` unless the item can take this answer."""
    item = model.items().get(code)
    if item is None:
        raise UnableToReadAnswer(code, "is not an item of this model", "이 모형에 없는 문항입니다")
    if answer.state is AnswerState.NA_CLAIMED:
        _check_claim(code, answer, allowed=item.na != "not_allowed")
    elif answer.state is AnswerState.ANSWERED:
        measures_of(model)[code](answer)


def _check_claim(code: str, answer: Answer, *, allowed: bool) -> None:
    if not allowed:
        raise UnableToReadAnswer(code, "may not be declared not applicable", "해당 없음을 고를 수 없는 문항입니다")
    if not answer.na_reason.strip():
        raise UnableToReadAnswer(code, "needs a reason for not applicable", "해당 없음의 이유를 적어야 합니다")


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
            _check_claim(code, answer, allowed=leaf.item.na != "not_allowed")
            laid.claimed[slot] = True
        elif answer.state is not AnswerState.NA_PROFILE:
            laid.applicable[slot] = True
        if answer.state is AnswerState.ANSWERED:
            laid.x[slot] = leaf.measure(answer)
            laid.answered[slot] = True
    return laid


class _Scoring:
    """One pass over one submission."""

    def __init__(self, tree: Tree, answers: Mapping[str, Answer]) -> None:
        self.tree = tree
        self.laid = _lay_out(tree, answers)
        self.stand = standing(tree, list(self.laid.applicable), self.laid.answered)
        self.x = roll_up(tree, list(self.laid.x), self.stand.holds)

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
            flags=check_rules(self.tree.model, self.laid.given),
        )

    def _nodes(self) -> dict[str, NodeScore]:
        tree, stand = self.tree, self.stand
        base = roll_up(tree, list(self.laid.x), stand.holds, base=True)
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
        return roll_up(self.tree, low, counted), roll_up(self.tree, high, counted)

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
        weight_shares = shares(tree, stand.applicable)
        base_shares = shares(tree, stand.applicable, base=True)
        counted_shares = shares(tree, stand.holds)
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
        nought = standing(self.tree, asked, known)
        share = self._largest_claim(shares(self.tree, nought.applicable))
        if not (self.stand.holds[root] and nought.holds[root]):
            return share, 0.0
        return share, max(0.0, self.x[root] - roll_up(self.tree, list(laid.x), nought.holds)[root]) / 100.0

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
