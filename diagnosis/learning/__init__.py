"""From a company's weaknesses to what it can learn and who can help. Pure."""

from diagnosis.learning.needs import theme_needs
from diagnosis.learning.path import Chosen, LearningPath, LearningStep, Weakness, learning_path

__all__ = ["Chosen", "LearningPath", "LearningStep", "Weakness", "learning_path", "theme_needs"]
