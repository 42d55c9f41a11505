"""Levels: cuts and gates, compared with the score as it is displayed (docs/method.md, section 5)."""

from __future__ import annotations

from collections.abc import Mapping

from diagnosis.catalog.model import AssessmentModel
from qmplatform.statistics import round_half_up


def displayed(model: AssessmentModel, value: float) -> float:
    """Return a score as readers see it: half up, one decimal on a scale of 0-100."""
    return round_half_up(value, model.digits)


def level_by_cut(model: AssessmentModel, value: float | None) -> int | None:
    """Return the highest level whose cut the displayed value meets; None without a value or below every cut."""
    if value is None or not model.levels:
        return None
    shown = displayed(model, value)
    return max((level.level for level in model.levels if shown >= level.from_score), default=None)


def overall_level(model: AssessmentModel, value: float | None, groups: Mapping[str, float | None]) -> int | None:
    """Return the highest level whose cut and gates are all met.

    Parameters
    ----------
    value : the overall score.
    groups : the value of every group that applies; a gate of a group left out is not asked, one of a group without a
        value is not met.
    """
    if value is None or not model.levels:
        return None
    shown = displayed(model, value)
    reached = None
    for level in model.levels:
        gates = ((groups[code], least) for code, least in level.gates.items() if code in groups)
        if shown >= level.from_score and all(
            gate is not None and displayed(model, gate) >= least for gate, least in gates
        ):
            reached = level.level
    return reached
