"""Explaining: how a number of a score sheet came about, step by step. Pure; computes nothing that is not checked
against the sheet it explains. The method is docs/method.md.
"""

from diagnosis.explaining.answers import AnswerAccount, OptionStep, account_of_answer
from diagnosis.explaining.groups import GroupAccount, Part, account_of_group
from diagnosis.explaining.levels import GateStep, LevelStep, ladder
from diagnosis.explaining.spread import Spread, spreads

__all__ = [
    "AnswerAccount",
    "GateStep",
    "GroupAccount",
    "LevelStep",
    "OptionStep",
    "Part",
    "Spread",
    "account_of_answer",
    "account_of_group",
    "ladder",
    "spreads",
]
