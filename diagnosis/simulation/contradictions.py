"""Answers that break a consistency rule of the model, found by trying."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, product

import numpy as np

from diagnosis.catalog.model import AssessmentModel, ChecklistItem, Item, RubricItem, Rule
from diagnosis.simulation.inverse import inverse_of

Contradiction = tuple[Mapping[str, float], ...]
"""Ways to break one rule: answers by item code, as an `AnswerTable` holds them."""

_MOST_ITEMS = 3
_MOST_WAYS = 12
_WORTHS = (2.0, 20.0, 35.0, 50.0, 65.0, 80.0, 98.0)


def contradictions_of(model: AssessmentModel) -> tuple[Contradiction, ...]:
    """Return for each rule that can be broken the ways to do so, at most twelve a rule.

    Rules that refuse a submission (`block`) are left out: no company could hand such answers in.
    """
    items = model.items()
    found = (_ways(rule, items) for rule in model.rules if rule.severity != "block")
    return tuple(ways for ways in found if ways)


def _ways(rule: Rule, items: Mapping[str, Item]) -> Contradiction:
    codes = tuple(dict.fromkeys((*rule.if_.codes, *rule.then.codes)))
    if not codes or len(codes) > _MOST_ITEMS:
        return ()
    candidates = [_candidates(items[code]) for code in codes]
    broken = []
    for tried in product(*candidates):
        values = {code: in_rule for code, (in_rule, _) in zip(codes, tried, strict=True)}
        if rule.if_.holds(values) and rule.then.holds(values) is False:
            broken.append({code: in_table for code, (_, in_table) in zip(codes, tried, strict=True)})
    step = max(1, len(broken) // _MOST_WAYS)
    return tuple(islice(broken[::step], _MOST_WAYS))


def _candidates(item: Item) -> list[tuple[float, float]]:
    """Return possible answers: what each stands for in a rule, and what the table holds."""
    if isinstance(item, RubricItem):
        return [(float(level.level), float(level.level)) for level in item.levels]
    values = np.unique(inverse_of(item)(np.array(_WORTHS)))
    if isinstance(item, ChecklistItem):
        return [(float(int(mask).bit_count()), float(mask)) for mask in values]
    return [(float(value), float(value)) for value in values]
