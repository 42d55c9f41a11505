"""How a group's value comes from its children: weights, shares, contributions, and what was left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from diagnosis.catalog.model import AssessmentModel, Group, Item, Mean, ProfileRule
from diagnosis.catalog.parse_sections import LEAST_MULTIPLIER, MOST_MULTIPLIER
from diagnosis.scoring import AnswerState, Profile, ScoreSheet, matching_profiles
from diagnosis.scoring.means import FLOOR, NEARLY_ZERO

_NOT_ASKED = (AnswerState.NA_PROFILE, AnswerState.NA_CLAIMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One child of a group.

    Attributes
    ----------
    value
        In the model's scale, unrounded; None where the child has none.
    weight
        As the model file states it; under a sum, its points.
    multiplier
        What the profile rules for the company's kind make of the weight, 0.5-2.
    applies, counts
        Whether it is asked at all, and whether it enters the parent's value.
    asked_share
        Its share, 0-1, among the siblings that apply; 0 where it does not.
    share
        Its share, 0-1, among the siblings that count; 0 where it does not. The shares of a group add up to 1.
    contribution
        What it adds to the parent's value, in the parent's scale; None unless the mean is arithmetic or a sum and the
        parent has a value. The contributions of a group add up to its value.
    filled
        Share x value on 0-1: how far it fills the whole.
    term
        For other means what enters the sum under the root: share x value^p, for the geometric mean share x ln(value).
    """

    code: str
    value: float | None
    weight: float
    multiplier: float
    applies: bool
    counts: bool
    asked_share: float
    share: float
    contribution: float | None
    filled: float
    term: float | None

    @property
    def moved(self) -> float:
        """Return how much of the parent's weight came to it from siblings left out, 0-1."""
        return max(0.0, self.share - self.asked_share)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAccount:
    """One group taken apart.

    Attributes
    ----------
    total
        The sum of the contributions, or of the terms; None without a value.
    arithmetic
        The arithmetic mean on the parent's scale, at which other means are held; None without a value.
    left_out
        The share, 0-1, of the weight that applies and is left out for want of answers.
    """

    code: str
    mean: Mean
    value: float | None
    parts: tuple[Part, ...]
    total: float | None
    arithmetic: float | None
    left_out: float

    @property
    def adds_up(self) -> bool:
        """Return whether the value is the plain sum of the contributions."""
        return self.mean in (1, "sum")

    @property
    def lifted(self) -> bool:
        """Return whether a value below one counts as one in this mean."""
        return self.mean not in ("sum", "min") and float(self.mean) < 1


@dataclass(frozen=True, slots=True)
class _Child:
    node: Group | Item
    value: float | None
    x: float
    weight: float
    multiplier: float
    applies: bool
    counts: bool

    @property
    def own(self) -> float:
        return self.weight * self.multiplier


def limits_of(model: AssessmentModel, node: Group | Item) -> tuple[float, float]:
    """Return the least and the greatest value of a node in the model's terms; a sum's are those of all its children."""
    if isinstance(node, Item):
        return model.scale if node.points is None else (0.0, node.points)
    if node.mean != "sum":
        return model.scale
    below = [limits_of(model, child) for child in node.children]
    return math.fsum(low for low, _ in below), math.fsum(high for _, high in below)


def account_of_group(model: AssessmentModel, profile: Profile, sheet: ScoreSheet, code: str) -> GroupAccount:
    """Take one group of a scored submission apart.

    Parameters
    ----------
    model, profile, sheet : of one submission.
    code : a group of the model.

    Returns
    -------
    GroupAccount
        Values are the sheet's own; the contributions add up to the group's value within 1e-9.

    Raises
    ------
    KeyError
        If the model has no such group.
    """
    group = model.groups()[code]
    rules = matching_profiles(model, profile)
    children = [_child(model, group, node, sheet, rules) for node in group.children]
    value = sheet.nodes[code].value
    low, high = limits_of(model, group)
    asked = math.fsum(child.own for child in children if child.applies)
    counted = math.fsum(child.own for child in children if child.counts)
    adds_up = group.mean in (1, "sum")
    parts = []
    for child in children:
        share = child.own / counted if child.counts else 0.0
        told = child.counts and value is not None
        parts.append(
            Part(
                code=child.node.code,
                value=child.value,
                weight=child.weight,
                multiplier=child.multiplier,
                applies=child.applies,
                counts=child.counts,
                asked_share=child.own / asked if child.applies else 0.0,
                share=share,
                contribution=share * (low + child.x * (high - low) / 100) if told and adds_up else None,
                filled=share * child.x / 100,
                term=_term(share, child.x, group.mean) if told and not adds_up else None,
            )
        )
    added = [part.contribution if adds_up else part.term for part in parts]
    known = [entry for entry in added if entry is not None]
    means = [part.share * child.x for part, child in zip(parts, children, strict=True) if child.counts]
    return GroupAccount(
        code=code,
        mean=group.mean,
        value=value,
        parts=tuple(parts),
        total=math.fsum(known) if known else None,
        arithmetic=None if value is None else low + math.fsum(means) * (high - low) / 100,
        left_out=math.fsum(child.own for child in children if child.applies and not child.counts) / asked
        if asked
        else 0.0,
    )


def _child(
    model: AssessmentModel, group: Group, node: Group | Item, sheet: ScoreSheet, rules: Sequence[ProfileRule]
) -> _Child:
    value = sheet.nodes[node.code].value if isinstance(node, Group) else sheet.items[node.code].value
    applies = (
        sheet.nodes[node.code].applicable > 0
        if isinstance(node, Group)
        else sheet.items[node.code].state not in _NOT_ASKED
    )
    low, high = limits_of(model, node)
    product = math.prod(rule.weights.get(node.code, 1.0) for rule in rules)
    return _Child(
        node=node,
        value=value,
        x=0.0 if value is None else 100 * (value - low) / (high - low),
        weight=node.weight * (high - low) if group.mean == "sum" else node.weight,
        multiplier=min(MOST_MULTIPLIER, max(LEAST_MULTIPLIER, product)),
        applies=applies,
        counts=applies and value is not None,
    )


def _term(share: float, x: float, mean: Mean) -> float | None:
    if mean in ("min", "sum"):
        return None
    exponent = float(mean)
    lifted = max(x, FLOOR) if exponent < 1 else x
    if abs(exponent) < NEARLY_ZERO:
        return share * math.log(lifted)
    return float(share * lifted**exponent)
