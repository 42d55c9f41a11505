"""Award criteria and cycles as data. Pure: no Django; only `shipped` and `wording` read files, the package's own."""

from awards.catalog.conditions import Condition, Truth, UnableToEvaluate, evaluate
from awards.catalog.criteria import Category, Criteria, Item, Range
from awards.catalog.cycle import AwardCategory, Cycle, Stage
from awards.catalog.parse_criteria import parse_criteria
from awards.catalog.parse_cycle import parse_cycle
from awards.catalog.shipped import UnableToFindFile, criteria_names, cycle_names, read_criteria, read_cycle

__all__ = [
    "AwardCategory",
    "Category",
    "Condition",
    "Criteria",
    "Cycle",
    "Item",
    "Range",
    "Stage",
    "Truth",
    "UnableToEvaluate",
    "UnableToFindFile",
    "criteria_names",
    "cycle_names",
    "evaluate",
    "parse_criteria",
    "parse_cycle",
    "read_criteria",
    "read_cycle",
]
