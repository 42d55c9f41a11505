"""What to do first: priorities of items, strengths and gaps, and the next measures in an order that holds. Pure."""

from diagnosis.priorities.items import (
    ItemStanding,
    Point,
    gap_of,
    impact_of,
    importance_of,
    points_of,
    priority_of,
    quadrant_of,
)
from diagnosis.priorities.plan import Dimension, Highlight, Plan, Reason, Step, make_plan

__all__ = [
    "Dimension",
    "Highlight",
    "ItemStanding",
    "Plan",
    "Point",
    "Reason",
    "Step",
    "gap_of",
    "impact_of",
    "importance_of",
    "make_plan",
    "points_of",
    "priority_of",
    "quadrant_of",
]
