"""Synthetic companies and their answers (가상 데이터): for the demo, for tests of scale, for teaching. Never real."""

from diagnosis.simulation.companies import SYNTHETIC_ID, SyntheticCompany, as_answers_line, simulate, simulate_answers

__all__ = ["SYNTHETIC_ID", "SyntheticCompany", "as_answers_line", "simulate", "simulate_answers"]
