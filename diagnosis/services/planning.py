"""From a score sheet and its positions to the plan: what the planning takes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from diagnosis.benchmark import Position
from diagnosis.catalog import AssessmentModel
from diagnosis.catalog.library import read_library
from diagnosis.catalog.links import read_links
from diagnosis.priorities import Dimension, ItemStanding, Plan, PlanInputs, make_plan
from diagnosis.scoring import Answer, AnswerState, Profile, ScoreSheet, matching_profiles

# As many as for the interval of a score.
DRAWS: Final = 1000
_POINTS_A_LEVEL: Final = 20.0


def plan_of(
    model: AssessmentModel,
    profile: Profile,
    sheet: ScoreSheet,
    positions: Mapping[str, Position],
    *,
    inputs: PlanInputs | None = None,
    answers: Mapping[str, Answer] | None = None,
    effort_ratio: float = 1.0,
    seed: int = 0,
) -> Plan:
    """Return strengths, gaps and the next measures of a scored submission.

    Parameters
    ----------
    inputs
        What the company said; None is neutral.
    answers
        How sure the company was of each: what the draws of its levels go by. None takes all as usually sure.
    effort_ratio
        People the company's tasks took over people estimated, above 0.
    seed
        Of the draws that tell which priorities are robust; `diagnosis.scoring.seed_of` the result's snapshot and
        submission, so that the same result gives the same shares.

    Raises
    ------
    diagnosis.priorities.UnableToPlan
        The inputs name what the model or the sheet does not have.
    """
    return make_plan(
        items=standings_of(model, sheet, positions, answers),
        dimensions=_dimensions(model, sheet, positions),
        measures=read_library().measures,
        measures_of_item={code: item.measures for code, item in model.core_items().items()},
        measures_off={code for rule in matching_profiles(model, profile) for code in rule.measures_off},
        inputs=inputs,
        links=read_links(model.key),
        effort_ratio=effort_ratio,
        seed=seed,
        draws=DRAWS,
    )


def standings_of(
    model: AssessmentModel,
    sheet: ScoreSheet,
    positions: Mapping[str, Position],
    answers: Mapping[str, Answer] | None = None,
) -> tuple[ItemStanding, ...]:
    """Return the core items that were answered, or answered "not known", as the planning sees them."""
    counted = (AnswerState.ANSWERED, AnswerState.UNKNOWN)
    codes = [code for code in model.core_items() if sheet.items[code].state in counted]
    given = answers or {}
    return tuple(_standing(model, sheet, positions.get(code), code, given.get(code)) for code in codes)


def _standing(
    model: AssessmentModel, sheet: ScoreSheet, position: Position | None, code: str, answer: Answer | None
) -> ItemStanding:
    item = sheet.items[code]
    return ItemStanding(
        code=code,
        dimension=model.parent_of(code).code,
        level=(item.value or 0.0) / _POINTS_A_LEVEL,
        known=item.state is AnswerState.ANSWERED,
        weight=item.weight_share,
        peer_level=position.mean / _POINTS_A_LEVEL if position else None,
        upper_quartile=position.q3 / _POINTS_A_LEVEL if position and position.q3 is not None else None,
        confidence=answer.confidence if answer else "usual",
    )


def _dimensions(model: AssessmentModel, sheet: ScoreSheet, positions: Mapping[str, Position]) -> list[Dimension]:
    return [
        _dimension(group.code, value, positions.get(group.code))
        for group in model.dimensions()
        if (value := sheet.nodes[group.code].value) is not None
    ]


def _dimension(code: str, value: float, position: Position | None) -> Dimension:
    if position is None:
        return Dimension(code, value)
    return Dimension(
        code=code,
        value=value,
        q1=position.q1,
        median=position.median,
        q3=position.q3,
        percentile=position.percentile,
        low=position.percentile_low,
        high=position.percentile_high,
    )
