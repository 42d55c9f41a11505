"""The plan of a company: strengths and gaps, the matrix, and the next measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from diagnosis.catalog.library import Measure
from diagnosis.catalog.links import Links
from diagnosis.priorities.factors import factors_of
from diagnosis.priorities.highlights import Dimension, Highlight, highlights_of
from diagnosis.priorities.inputs import PlanInputs
from diagnosis.priorities.items import ItemStanding, Point, points_of
from diagnosis.priorities.roadmap import NEXT_STEPS, roadmap_of
from diagnosis.priorities.robustness import Robustness, draw_levels, robustness_of
from diagnosis.priorities.steps import PlannedLevel, Step
from diagnosis.priorities.targets import check_inputs, targets_of
from diagnosis.priorities.worth import Catalogue, Worth


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the result says about what to do; `planned` holds the items that the steps are to lift."""

    strengths: tuple[Highlight, ...] = ()
    gaps: tuple[Highlight, ...] = ()
    steps: tuple[Step, ...] = ()
    points: tuple[Point, ...] = ()
    planned: tuple[PlannedLevel, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Plan:
        """Return a plan as it was kept, of this engine or an earlier one."""
        return cls(
            strengths=tuple(Highlight(**row) for row in data["strengths"]),
            gaps=tuple(Highlight(**row) for row in data["gaps"]),
            steps=tuple(Step.from_dict(row) for row in data["steps"]),
            points=tuple(Point(**row) for row in data["points"]),
            planned=tuple(PlannedLevel(**row) for row in data.get("planned", ())),
        )


def make_plan(
    *,
    items: Sequence[ItemStanding],
    dimensions: Sequence[Dimension],
    measures: Mapping[str, Measure],
    measures_of_item: Mapping[str, Sequence[str]],
    measures_off: Iterable[str] = (),
    inputs: PlanInputs | None = None,
    links: Links | None = None,
    effort_ratio: float = 1.0,
    seed: int = 0,
    draws: int | ArrayLike = 0,
) -> Plan:
    """Return strengths, gaps, the matrix and the next measures.

    Parameters
    ----------
    items
        The core items that apply and were answered, or answered "not known".
    dimensions
        The dimensions that have a value.
    measures
        The library; its prerequisites form no circle.
    measures_of_item
        Item code -> measure codes, the most helpful first.
    measures_off
        Measures that make no sense for this kind of company; they count as in place.
    inputs
        What the company said; nothing said is the plan of the result.
    links
        Cost groups and key figures of the model; without them every factor is neutral.
    effort_ratio
        What the company's people took over what was planned, from `effort_feedback`; above 0.
    seed, draws
        How many draws tell which priorities are robust, 0 for none; or the drawn levels 0-5 themselves,
        (draws, items), the items in the order of ``items``. The same seed gives the same shares.

    Raises
    ------
    UnableToPlan
        If the inputs name unknown groups, figures or items, or targets out of bounds.
    """
    inputs = inputs or PlanInputs()
    check_inputs(inputs, links=links, items=items)
    factors = factors_of((item.code for item in items), inputs, links)
    catalogue = Catalogue(measures, measures_of_item, frozenset(measures_off), effort_ratio)
    given = items
    targets = targets_of(items, inputs)
    points = points_of(items, factors=factors, targets=targets)
    if not any(point.priority > 0 for point in points):  # Ahead of the peers everywhere: look to the next level.
        items = [replace(item, upper_quartile=None) for item in items]
        points = points_of(items, factors=factors, targets=targets)
    worth = Worth(items, points, catalogue)
    if not inputs.is_neutral:  # The result's own plan asks nothing more of prerequisites, as it always did.
        targets = targets_of(items, inputs, worth.needed_first(NEXT_STEPS))
        points = points_of(items, factors=factors, targets=targets)
        worth = Worth(items, points, catalogue)
    strengths, gaps = highlights_of(dimensions, items, points)
    roadmap = roadmap_of(worth, inputs)
    plan = Plan(strengths=strengths, gaps=gaps, steps=roadmap.steps, points=points, planned=roadmap.planned)
    levels = draw_levels(given, draws=draws, seed=seed) if isinstance(draws, int) else draws
    if not np.size(levels):
        return plan
    return _with_shares(
        plan, robustness_of(given, catalogue, levels=levels, seed=seed, factors=factors, targets=targets)
    )


def _with_shares(plan: Plan, robustness: Robustness) -> Plan:
    """Return the plan with the share of draws in which its items and measures lead."""
    return replace(
        plan,
        points=tuple(replace(point, robust_share=robustness.items[point.code]) for point in plan.points),
        steps=tuple(replace(step, robust_share=robustness.measures.get(step.measure, 0.0)) for step in plan.steps),
    )
