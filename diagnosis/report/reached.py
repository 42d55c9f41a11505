"""A year later: what the last plan promised and what was reached, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diagnosis.models import ImprovementTask, PlanRevision
from diagnosis.priorities import Comparison, ItemOutcome, Plan, TaskRecord, compare_plan
from diagnosis.report.answers import say
from diagnosis.report.material import Material
from diagnosis.report.plan_words import level_words, status_words
from diagnosis.scoring import AnswerState
from qmplatform.korean.formats import number1

_POINTS_A_LEVEL = 20.0


@dataclass(frozen=True, slots=True)
class ReachedItem:
    """A question: where it stood, what was planned, and where it stands now."""

    title: str
    before: str
    planned: str
    now: str
    verdict: str
    is_reached: bool


@dataclass(frozen=True, slots=True)
class ReachedMeasure:
    """A measure of the last plan, how its task stands, and what became of its questions."""

    title: str
    status: str
    status_word: str
    share_percent: int | None
    items: tuple[ReachedItem, ...]


@dataclass(frozen=True, slots=True)
class ReachedFacts:
    """The last plan, looked back upon."""

    year: int
    number: int
    measures: tuple[ReachedMeasure, ...]
    planned_count: int
    reached_count: int
    effort: str


def reached_facts(
    material: Material, revision: PlanRevision, tasks: Iterable[ImprovementTask], language: str
) -> ReachedFacts:
    """Return what became of an earlier plan, seen from the result of now."""
    plan = Plan.from_dict(revision.content["plan"])
    by_measure = {task.measure: task for task in tasks}
    chosen = [step for step in plan.steps if not step.candidate]
    records = [
        TaskRecord.of(
            step,
            actual_effort=task.actual_effort if (task := by_measure.get(step.measure)) else None,
            is_done=task is not None and task.status == ImprovementTask.Status.DONE,
        )
        for step in chosen
    ]
    levels = {
        code: item.value / _POINTS_A_LEVEL
        for code, item in material.sheet.items.items()
        if item.state is AnswerState.ANSWERED and item.value is not None
    }
    compared = compare_plan(plan.planned, levels, records)
    outcomes = {outcome.code: outcome for outcome in compared.items}
    shares = {action.measure: action.share for action in compared.actions}
    measured = [outcome for outcome in compared.items if outcome.reached is not None]
    return ReachedFacts(
        year=revision.diagnosis.reference_year,
        number=revision.number,
        measures=tuple(
            _measure(record, by_measure.get(record.measure), shares[record.measure], outcomes, material, language)
            for record in records
        ),
        planned_count=len(measured),
        reached_count=sum(outcome.verdict == "reached" for outcome in measured),
        effort=_effort(compared),
    )


def _measure(  # noqa: PLR0917 - one call, every part named above
    record: TaskRecord,
    task: ImprovementTask | None,
    share: float | None,
    outcomes: dict[str, ItemOutcome],
    material: Material,
    language: str,
) -> ReachedMeasure:
    measure = material.measures.get(record.measure)
    return ReachedMeasure(
        title=say(measure.title, language) if measure else record.measure,
        status=task.status if task else "",
        status_word=status_words()[task.status] if task else _("not taken on"),
        share_percent=None if share is None else round(100 * share),
        items=tuple(_item(outcomes[code], material, language) for code in record.items if code in outcomes),
    )


def _item(outcome: ItemOutcome, material: Material, language: str) -> ReachedItem:
    item = material.model.items().get(outcome.code)
    words = {
        "reached": _("reached"),
        "partly": _("partly reached"),
        "not_reached": _("not reached"),
        "fell_back": _("lower than before"),
        "not_measured": _("not answered now"),
    }
    if item is None:
        return ReachedItem(outcome.code, "", "", "", words["not_measured"], is_reached=False)
    return ReachedItem(
        title=say(item.title, language),
        before=level_words(item, outcome.level),
        planned=level_words(item, outcome.planned),
        now="" if outcome.reached is None else level_words(item, outcome.reached),
        verdict=words[outcome.verdict],
        is_reached=outcome.verdict == "reached",
    )


def _effort(compared: Comparison) -> str:
    """Say how the people it took compare with the estimates."""
    if compared.effort.observed is None:
        return ""
    return _("The tasks took %(ratio)s times the people that were estimated (%(count)d done).") % {
        "ratio": number1(compared.effort.observed),
        "count": compared.effort.tasks,
    }
