"""Synthetic companies and their answers (가상 데이터): for the demo, for tests of scale, for teaching. Never real."""

from diagnosis.simulation.batches import SyntheticBatch, simulate_batches
from diagnosis.simulation.behaviours import Behaviour, Shares
from diagnosis.simulation.companies import (
    SyntheticCompany,
    as_answers_line,
    companies_of,
    simulate,
    simulate_answers,
)
from diagnosis.simulation.lines import SYNTHETIC_ID, answers_lines

__all__ = [
    "SYNTHETIC_ID",
    "Behaviour",
    "Shares",
    "SyntheticBatch",
    "SyntheticCompany",
    "answers_lines",
    "as_answers_line",
    "companies_of",
    "simulate",
    "simulate_answers",
    "simulate_batches",
]
