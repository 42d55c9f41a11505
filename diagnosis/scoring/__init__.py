"""Scoring: from a model, a profile and answers to a score sheet. Pure; the method is docs/method.md."""

from diagnosis.scoring.answers import Answer, AnswerState, Profile, UnableToReadAnswer
from diagnosis.scoring.engine import check_answer, score, score_table
from diagnosis.scoring.levels import NO_LEVEL, displayed, displayed_values, level_by_cut
from diagnosis.scoring.rollup import REASONS
from diagnosis.scoring.rules import check_rules
from diagnosis.scoring.scores import ScoreTable
from diagnosis.scoring.sheet import ENGINE_VERSION, Flag, ItemScore, NodeScore, ScoreSheet
from diagnosis.scoring.table import STATES, AnswerTable, UnableToReadRows
from diagnosis.scoring.tree import applicability, matching_profiles
from diagnosis.scoring.uncertainty import Donors, Noise, ScoreInterval, score_interval, seed_of
from diagnosis.scoring.units import UnableToConvertUnit, convert_unit, units_for

__all__ = [
    "ENGINE_VERSION",
    "NO_LEVEL",
    "REASONS",
    "STATES",
    "Answer",
    "AnswerState",
    "AnswerTable",
    "Donors",
    "Flag",
    "ItemScore",
    "NodeScore",
    "Noise",
    "Profile",
    "ScoreInterval",
    "ScoreSheet",
    "ScoreTable",
    "UnableToConvertUnit",
    "UnableToReadAnswer",
    "UnableToReadRows",
    "applicability",
    "check_answer",
    "check_rules",
    "convert_unit",
    "displayed",
    "displayed_values",
    "level_by_cut",
    "matching_profiles",
    "score",
    "score_interval",
    "score_table",
    "seed_of",
    "units_for",
]
