"""Scoring: from a model, a profile and answers to a score sheet. Pure; the method is docs/method.md."""

from diagnosis.scoring.answers import Answer, AnswerState, Profile, UnableToReadAnswer
from diagnosis.scoring.engine import check_answer, score
from diagnosis.scoring.levels import displayed, level_by_cut
from diagnosis.scoring.rules import check_rules
from diagnosis.scoring.sheet import ENGINE_VERSION, Flag, ItemScore, NodeScore, ScoreSheet
from diagnosis.scoring.tree import applicability, matching_profiles
from diagnosis.scoring.units import UnableToConvertUnit, convert_unit, units_for

__all__ = [
    "ENGINE_VERSION",
    "Answer",
    "AnswerState",
    "Flag",
    "ItemScore",
    "NodeScore",
    "Profile",
    "ScoreSheet",
    "UnableToConvertUnit",
    "UnableToReadAnswer",
    "applicability",
    "check_answer",
    "check_rules",
    "convert_unit",
    "displayed",
    "level_by_cut",
    "matching_profiles",
    "score",
    "units_for",
]
