"""Assessment models and content as data. Pure: no Django; only `library` reads files, and only the package's own."""

from diagnosis.catalog.faults import Fault, UnableToReadModel
from diagnosis.catalog.model import (
    AssessmentModel,
    ChecklistItem,
    Group,
    Item,
    NumberItem,
    PercentItem,
    RubricItem,
    Text,
)
from diagnosis.catalog.parse import parse_model

__all__ = [
    "AssessmentModel",
    "ChecklistItem",
    "Fault",
    "Group",
    "Item",
    "NumberItem",
    "PercentItem",
    "RubricItem",
    "Text",
    "UnableToReadModel",
    "parse_model",
]
