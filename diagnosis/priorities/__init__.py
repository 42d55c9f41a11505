"""What to do first: priorities of items, strengths and gaps, and the next measures in an order that holds. Pure."""

from diagnosis.priorities.factors import Factors, factors_of
from diagnosis.priorities.feedback import (
    ActionOutcome,
    Comparison,
    EffortFeedback,
    ItemOutcome,
    TaskRecord,
    compare_plan,
    effort_feedback,
)
from diagnosis.priorities.highlights import Dimension, Highlight
from diagnosis.priorities.inputs import (
    HORIZON_WEIGHTS,
    HORIZONS,
    MONEY_OF_BAND,
    PEOPLE_MONTHS,
    Horizon,
    PlanFault,
    PlanInputs,
    UnableToPlan,
    people_months_of,
)
from diagnosis.priorities.items import (
    ItemStanding,
    Point,
    Target,
    gap_of,
    impact_of,
    importance_of,
    points_of,
    priority_of,
    quadrant_of,
)
from diagnosis.priorities.plan import Plan, make_plan
from diagnosis.priorities.raising import item_can_rise, steps_planned, what_if
from diagnosis.priorities.robustness import Kernel, Robustness, draw_levels, robustness_of
from diagnosis.priorities.schedule import Slot, order_of, return_of, schedule, worth_of
from diagnosis.priorities.selection import Action, select_actions
from diagnosis.priorities.steps import PlannedLevel, Reason, Step
from diagnosis.priorities.targets import TargetBounds, check_inputs, inputs_fitted, target_bounds

__all__ = [
    "HORIZONS",
    "HORIZON_WEIGHTS",
    "MONEY_OF_BAND",
    "PEOPLE_MONTHS",
    "Action",
    "ActionOutcome",
    "Comparison",
    "Dimension",
    "EffortFeedback",
    "Factors",
    "Highlight",
    "Horizon",
    "ItemOutcome",
    "ItemStanding",
    "Kernel",
    "Plan",
    "PlanFault",
    "PlanInputs",
    "PlannedLevel",
    "Point",
    "Reason",
    "Robustness",
    "Slot",
    "Step",
    "Target",
    "TargetBounds",
    "TaskRecord",
    "UnableToPlan",
    "check_inputs",
    "compare_plan",
    "draw_levels",
    "effort_feedback",
    "factors_of",
    "gap_of",
    "impact_of",
    "importance_of",
    "inputs_fitted",
    "item_can_rise",
    "make_plan",
    "order_of",
    "people_months_of",
    "points_of",
    "priority_of",
    "quadrant_of",
    "return_of",
    "robustness_of",
    "schedule",
    "select_actions",
    "steps_planned",
    "target_bounds",
    "what_if",
    "worth_of",
]
