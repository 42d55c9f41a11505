"""In which themes a company is weak, and where it starts from."""

import math
from collections.abc import Collection

from diagnosis.catalog import AssessmentModel
from diagnosis.priorities import Plan


def theme_needs(model: AssessmentModel, plan: Plan, dimension: str) -> dict[str, float]:
    """Return how much each theme weighs in a dimension, as `needs_of_items` does; none without priorities."""
    return needs_of_items(model, plan, codes_of(model, dimension))


def codes_of(model: AssessmentModel, dimension: str) -> frozenset[str]:
    """Return the codes of a dimension's items."""
    return frozenset(item.code for item in model.groups()[dimension].child_items())


def needs_of_items(model: AssessmentModel, plan: Plan, codes: Collection[str]) -> dict[str, float]:
    """Return how much each theme weighs in some items: their priorities (gap times weight), summed by theme.

    Themes without weight are left out; items without priority, and codes the model does not have, add nothing.
    """
    items, weights = model.items(), dict[str, float]()
    for point in plan.points:
        if point.code in codes and point.priority > 0:
            for theme in items[point.code].themes:
                weights[theme] = weights.get(theme, 0.0) + point.priority
    return weights


def weak_level(plan: Plan, codes: Collection[str]) -> float | None:
    """Return the mean level 0-5 of the items that have a priority, weighed by it; None where no level is known.

    Plans of earlier engines kept no levels.
    """
    weak = [point for point in plan.points if point.code in codes and point.priority > 0 and point.has_factors]
    total = math.fsum(point.priority for point in weak)
    return math.fsum(point.level * point.priority for point in weak) / total if weak else None
