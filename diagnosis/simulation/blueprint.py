"""A model made ready for drawing: what depends on the model alone, worked out once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

from diagnosis.catalog.model import AssessmentModel, Item
from diagnosis.scoring.answers import Profile
from diagnosis.scoring.tree import applicability
from diagnosis.simulation.contradictions import Contradiction, contradictions_of
from diagnosis.simulation.inverse import Inverse, inverse_of

# Spread in points: domains of a company, dimensions of a domain, modules beside the core, items of a dimension.
DOMAIN_SD: Final = 4.0
DIMENSION_SD: Final = 6.0
MODULE_SD: Final = 8.0
ITEM_SD: Final = {"rubric": 12.0, "checklist": 12.0, "percent": 10.0, "number": 16.0}
# How hard questions are against their neighbours.
DIFFICULTY_SD: Final = 5.0


@dataclass(frozen=True, eq=False)
class Blueprint:
    """The model's items in order and its groups, as arrays.

    Attributes
    ----------
    items, inverses
        In the order of ``model.items()``.
    parents
        Number of the group that holds each item.
    groups
        For each group the number of its parent (-1 for a root) and the spread around it, parents first.
    modules
        Number of the module an item belongs to; -1 in the core.
    """

    model: AssessmentModel
    items: tuple[Item, ...]
    inverses: tuple[Inverse, ...]
    parents: npt.NDArray[np.intp]
    groups: tuple[tuple[int, float], ...]
    modules: npt.NDArray[np.intp]
    difficulty: npt.NDArray[np.float64]
    spread: npt.NDArray[np.float64]
    rubric: npt.NDArray[np.bool_]
    number: npt.NDArray[np.bool_]
    may_claim: npt.NDArray[np.bool_]
    contradictions: tuple[Contradiction, ...]

    def applies(self, kinds: tuple[Profile, ...]) -> npt.NDArray[np.bool_]:
        """Return for each item and kind of company whether the model asks it, shape (items, kinds)."""
        columns = [applicability(self.model, kind) for kind in kinds]
        return np.array([[column[item.code] for column in columns] for item in self.items], dtype=np.bool_)


@lru_cache(maxsize=16)
def blueprint_of(model: AssessmentModel) -> Blueprint:
    """Return a model made ready for drawing."""
    items = tuple(model.items().values())
    codes = [item.code for item in items]
    numbers = {code: number for number, code in enumerate(model.groups())}
    module_of = {node.code: number for number, module in enumerate(model.modules) for node in module.walk()}
    return Blueprint(
        model=model,
        items=items,
        inverses=tuple(inverse_of(item) for item in items),
        parents=np.array([numbers[model.parent_of(code).code] for code in codes]),
        groups=_groups(model),
        modules=np.array([module_of.get(code, -1) for code in codes]),
        difficulty=_difficulties(model, codes),
        spread=np.array([ITEM_SD[item.type] for item in items]),
        rubric=np.array([item.type == "rubric" for item in items]),
        number=np.array([item.type == "number" for item in items]),
        may_claim=np.array([item.na not in (None, "not_allowed") for item in items]),
        contradictions=contradictions_of(model),
    )


def _groups(model: AssessmentModel) -> tuple[tuple[int, float], ...]:
    """Return for each group the number of its parent, -1 for a root, and the spread around it."""
    numbers = {code: number for number, code in enumerate(model.groups())}
    found: dict[str, tuple[int, float]] = {
        root.code: (-1, MODULE_SD if root is not model.root else 0.0) for root in (model.root, *model.modules)
    }
    domains = {child.code for root in (model.root, *model.modules) for child in root.child_groups()}
    for group in model.groups().values():
        for child in group.child_groups():
            found[child.code] = numbers[group.code], DOMAIN_SD if child.code in domains else DIMENSION_SD
    return tuple(found[code] for code in numbers)


def _difficulties(model: AssessmentModel, codes: list[str]) -> npt.NDArray[np.float64]:
    """Return how much easier each item is than its siblings: by its code, always the same, 0 over the siblings."""
    found: dict[str, float] = {}
    for group in model.groups().values():
        children = group.child_items()
        if not children:
            continue
        drawn = [_normal(item.code) for item in children]
        weights = [item.weight for item in children]
        middle = sum(w * d for w, d in zip(weights, drawn, strict=True)) / sum(weights)
        found |= {item.code: DIFFICULTY_SD * (d - middle) for item, d in zip(children, drawn, strict=True)}
    return np.array([found[code] for code in codes])


def _normal(code: str) -> float:
    number = int.from_bytes(hashlib.sha256(code.encode()).digest()[:8], "big")
    return NormalDist().inv_cdf((number + 0.5) / 2.0**64)
