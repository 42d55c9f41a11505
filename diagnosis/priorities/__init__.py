"""What to do first: priorities of items, strengths and gaps, and the next measures in an order that holds. Pure."""

from diagnosis.priorities.factors import Factors, factors_of
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
    "Dimension",
    "Factors",
    "Highlight",
    "Horizon",
    "ItemStanding",
    "Plan",
    "PlanFault",
    "PlanInputs",
    "PlannedLevel",
    "Point",
    "Reason",
    "Slot",
    "Step",
    "Target",
    "TargetBounds",
    "UnableToPlan",
    "check_inputs",
    "factors_of",
    "gap_of",
    "impact_of",
    "importance_of",
    "inputs_fitted",
    "make_plan",
    "order_of",
    "people_months_of",
    "points_of",
    "priority_of",
    "quadrant_of",
    "return_of",
    "schedule",
    "select_actions",
    "target_bounds",
    "worth_of",
]
