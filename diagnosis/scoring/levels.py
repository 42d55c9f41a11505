"""Levels: cuts and gates, compared with the score as it is displayed (docs/method.md, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import AssessmentModel
from qmplatform.statistics import round_half_up

NO_LEVEL: Final = -(2**31)
_EXACT: Final = 1e15  # decimals of up to fifteen digits and floats stand for one another


def displayed(model: AssessmentModel, value: float) -> float:
    """Return a score as readers see it: half up, one decimal on a scale of 0-100."""
    return round_half_up(value, model.digits)


def displayed_values(values: NDArray[np.float64], digits: int) -> NDArray[np.float64]:
    """Return many scores as readers see them: what `round_half_up` gives for each; NaN stays NaN.

    Parameters
    ----------
    values : any shape; finite numbers, or NaN where there is no score.
    digits : decimals, 0 or more.

    Notes
    -----
    `round_half_up` reads a float as it prints. Up to fifteen digits the float nearest to the half-way decimal prints as
    that decimal, so comparing with that float is comparing with the decimal.
    """
    power = 10.0**digits
    size = np.abs(values)
    with np.errstate(over="ignore", invalid="ignore"):
        steps = np.floor(size * power)
        steps += size >= (2.0 * steps + 1.0) / (2.0 * power)
        shown = np.copysign(steps / power, values) + 0.0
        big = size * power * 10.0 >= _EXACT
    if np.any(big):
        shown[big] = [round_half_up(float(value), digits) for value in np.asarray(values)[big]]
    return np.asarray(shown)


def overall_levels(
    model: AssessmentModel,
    overall: NDArray[np.float64],
    gates: Mapping[str, tuple[NDArray[np.float64], NDArray[np.bool_]]],
) -> NDArray[np.int32]:
    """Return the highest level whose cut and gates are all met; `NO_LEVEL` without a score or below every cut.

    Parameters
    ----------
    overall : (n,) overall scores, NaN where there is none.
    gates : for every group that any level names: its values (NaN where there is none) and whether it applies. A gate of
        a group that does not apply is not asked, one of a group without a value is not met.
    """
    reached = np.full(len(overall), NO_LEVEL, np.int32)
    shown = displayed_values(overall, model.digits)
    seen = {code: (displayed_values(values, model.digits), applies) for code, (values, applies) in gates.items()}
    for level in model.levels:
        met = shown >= level.from_score
        for code, least in level.gates.items():
            gate, applies = seen[code]
            met = met & ((gate >= least) | ~applies)
        reached[met] = level.level
    return reached


def levels_by_cut(model: AssessmentModel, values: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the highest level whose cut each displayed value meets; `NO_LEVEL` without a value or below every cut."""
    reached = np.full(values.shape, NO_LEVEL, np.int32)
    shown = displayed_values(values, model.digits)
    for level in model.levels:
        reached[shown >= level.from_score] = level.level
    return reached


def level_by_cut(model: AssessmentModel, value: float | None) -> int | None:
    """Return the highest level whose cut the displayed value meets; None without a value or below every cut."""
    if value is None:
        return None
    level = int(levels_by_cut(model, np.array([value]))[0])
    return None if level == NO_LEVEL else level
