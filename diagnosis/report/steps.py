"""The measures of the plan, in words."""

from __future__ import annotations

from diagnosis.catalog import RubricItem
from diagnosis.priorities import Reason, Step
from diagnosis.report import wording
from diagnosis.report.answers import say
from diagnosis.report.facts import HelperFact, NeedFact, PointFact, ReasonFact, StepFact
from diagnosis.report.material import Material
from diagnosis.report.plan_words import level_words
from qmplatform.statistics import round_half_up

_MOST_REASONS = 4
_LEAST_QUARTERS = 4
# A number's level is its score divided by this.
_SCORE_OF_A_LEVEL = 20.0


def step_facts(material: Material, language: str) -> tuple[StepFact, ...]:
    """Return the plan's measures in its order, the candidates last."""
    return tuple(_step(number, step, material, language) for number, step in enumerate(material.plan.steps, start=1))


def _step(number: int, step: Step, material: Material, language: str) -> StepFact:
    measure = material.measures[step.measure]
    return StepFact(
        number=number,
        code=step.measure,
        title=say(measure.title, language),
        what=say(measure.what, language),
        first_week=say(measure.first_week, language),
        pitfalls=say(measure.pitfalls, language),
        reasons=tuple(_reason(reason, material, language) for reason in step.reasons[:_MOST_REASONS]),
        needs=tuple(
            NeedFact(code, say(material.measures[code].title, language), code in step.met) for code in step.needs
        ),
        months=measure.effort_months,
        effort=wording.months_words(measure.effort_months),
        cost=wording.cost_words(measure.cost_band),
        capacity=wording.capacity_words(measure.capacity),
        helpers=tuple(
            HelperFact(say(helper.name, language), say(helper.note, language)) for helper in measure.who_helps
        ),
        standards=measure.standards,
        priority=float(round_half_up(step.priority, 1)),
        starts_quarter=step.starts_quarter,
        quarters=step.quarters,
        starts=wording.quarter_label(material.subject.computed_at, step.starts_quarter),
        is_quick_win=step.quick_win,
        is_candidate=step.candidate,
        is_robust=step.is_robust,
        robust_percent=None if step.robust_share is None else round(100 * step.robust_share),
        people_months=float(round_half_up(step.effort or measure.capacity, 1)),
        money=float(round_half_up(step.money, 1)),
    )


def _reason(reason: Reason, material: Material, language: str) -> ReasonFact:
    item = material.model.items()[reason.code]
    if not reason.known:
        change = wording.start_measuring()
    elif isinstance(item, RubricItem):
        change = wording.change_of_level(reason.level, reason.target)
    else:
        change = wording.change_of_score(reason.level, reason.target, _SCORE_OF_A_LEVEL)
    dimension = material.model.parent_of(reason.code)
    planned = "" if reason.planned is None else level_words(item, reason.planned)
    return ReasonFact(reason.code, say(item.title, language), say(dimension.title, language), change, planned)


def quarter_labels(material: Material) -> tuple[str, ...]:
    """Name the quarters from the coming one to the plan's end."""
    ends = [step.starts_quarter + step.quarters for step in material.plan.steps]
    return tuple(
        wording.quarter_label(material.subject.computed_at, offset) for offset in range(max([_LEAST_QUARTERS, *ends]))
    )


def point_facts(material: Material, language: str) -> tuple[PointFact, ...]:
    """Return the questions of the matrix, the most urgent first."""
    names = wording.quadrant_words()
    found = [
        PointFact(
            code=point.code,
            title=say(material.model.items()[point.code].title, language),
            importance=float(round_half_up(point.importance, 1)),
            performance=float(round_half_up(point.performance, 1)),
            quadrant=point.quadrant,
            quadrant_name=names[point.quadrant],
            priority=float(round_half_up(point.priority, 1)),
        )
        for point in material.plan.points
    ]
    return tuple(sorted(found, key=lambda point: (-point.priority, point.code)))
