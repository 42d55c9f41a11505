"""From a company's weaknesses to what it can learn and who can help. Pure."""

from diagnosis.learning.needs import codes_of, needs_of_items, theme_needs, weak_level
from diagnosis.learning.path import Chosen, LearningPath, LearningStep, Weakness, learning_path

__all__ = [
    "Chosen",
    "LearningPath",
    "LearningStep",
    "Weakness",
    "codes_of",
    "learning_path",
    "needs_of_items",
    "theme_needs",
    "weak_level",
]
