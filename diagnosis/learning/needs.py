"""In which themes a company is weak."""

from diagnosis.catalog import AssessmentModel
from diagnosis.priorities import Plan


def theme_needs(model: AssessmentModel, plan: Plan, dimension: str) -> dict[str, float]:
    """Return how much each theme weighs in a dimension: the priorities of its items (gap times weight), summed by theme.

    Themes without weight are left out; a dimension all of whose items are without priority has none.
    """
    priorities = {point.code: point.priority for point in plan.points}
    weights: dict[str, float] = {}
    for item in model.groups()[dimension].child_items():
        for theme in item.themes:
            weights[theme] = weights.get(theme, 0.0) + priorities.get(item.code, 0.0)
    return {theme: weight for theme, weight in weights.items() if weight > 0}
