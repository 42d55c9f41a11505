"""Quality of the survey itself: flags of careless or strategic answering. Pure; a flag never takes anybody out."""

from dashboards.survey.careless import Answers, CarelessRules, Flag, careless_flags

__all__ = ["Answers", "CarelessRules", "Flag", "careless_flags"]
