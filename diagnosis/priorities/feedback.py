"""A year later: what a plan promised against what was reached, and what that says about the next estimates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from diagnosis.priorities.steps import PlannedLevel, Step

# As many tasks as the estimates of the library are trusted like: with five of its own a company's ratio counts half.
TRUST: Final = 5.0
_HAIR: Final = 1e-9

Verdict = Literal["reached", "partly", "not_reached", "fell_back", "not_measured"]


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A task as it went: the items its measure was to lift, and people planned and taken (person-months)."""

    measure: str
    items: tuple[str, ...]
    planned_effort: float
    actual_effort: float | None = None
    is_done: bool = False

    @classmethod
    def of(cls, step: Step, *, actual_effort: float | None = None, is_done: bool = False) -> TaskRecord:
        """Return the record of a step of a plan."""
        items = tuple(reason.code for reason in step.reasons if reason.planned is not None)
        return cls(step.measure, items, step.effort, actual_effort, is_done)


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """An item a year later; levels 0-5, `reached` None where it was not answered again."""

    code: str
    level: float
    planned: float
    reached: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ActionOutcome:
    """A measure a year later.

    Attributes
    ----------
    planned, reached
        Levels it was to lift its items by, together, and what came of it, each item held between 0 and what was
        planned; `reached` None where no item was answered again. Items lifted by several measures count for each.
    share
        ``reached`` over ``planned``, 0-1.
    effort_ratio
        People taken over people planned; None while the task is not done or nobody wrote it down.
    """

    measure: str
    is_done: bool
    planned: float
    reached: float | None
    share: float | None
    planned_effort: float
    actual_effort: float | None
    effort_ratio: float | None


@dataclass(frozen=True, slots=True)
class EffortFeedback:
    """How a company's people compare with the estimates: `ratio` to multiply them by, `observed` as it was."""

    ratio: float
    observed: float | None
    tasks: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Planned against reached."""

    items: tuple[ItemOutcome, ...]
    actions: tuple[ActionOutcome, ...]
    effort: EffortFeedback

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def compare_plan(
    planned: Iterable[PlannedLevel], reached_levels: Mapping[str, float], tasks: Iterable[TaskRecord]
) -> Comparison:
    """Return what a plan promised against what was reached.

    Parameters
    ----------
    planned
        The planned levels of the plan (`Plan.planned`).
    reached_levels
        Item -> level 0-5 in the later diagnosis; items not answered again are left out.
    tasks
        What was done and how many people it took.
    """
    listed, records = tuple(planned), tuple(tasks)
    outcomes = tuple(_item(one, reached_levels.get(one.code)) for one in listed)
    by_code = {outcome.code: outcome for outcome in outcomes}
    return Comparison(
        items=outcomes,
        actions=tuple(_action(record, by_code) for record in records),
        effort=effort_feedback(records),
    )


def effort_feedback(tasks: Sequence[TaskRecord], *, trust: float = TRUST) -> EffortFeedback:
    """Return the ratio of people taken to people planned, drawn towards 1 where few tasks tell.

    The mean of the logarithms, so that half and double cancel out, times n / (n + trust): with one task a doubling
    moves the estimates by an eighth, with five by two fifths.

    Only tasks that are done and whose people were written down count.
    """
    ratios = [ratio for task in tasks if (ratio := _ratio(task)) is not None]
    if not ratios:
        return EffortFeedback(1.0, None, 0)
    mean = math.fsum(math.log(ratio) for ratio in ratios) / len(ratios)
    shrunk = mean * len(ratios) / (len(ratios) + trust)
    return EffortFeedback(math.exp(shrunk), math.exp(mean), len(ratios))


def _ratio(task: TaskRecord) -> float | None:
    if not task.is_done or not task.actual_effort or task.actual_effort <= 0 or task.planned_effort <= 0:
        return None
    return task.actual_effort / task.planned_effort


def _item(one: PlannedLevel, reached: float | None) -> ItemOutcome:
    return ItemOutcome(one.code, one.level, one.planned, reached, _verdict(one, reached))


def _verdict(one: PlannedLevel, reached: float | None) -> Verdict:
    if reached is None:
        return "not_measured"
    if reached >= one.planned - _HAIR:
        return "reached"
    if reached > one.level + _HAIR:
        return "partly"
    return "fell_back" if reached < one.level - _HAIR else "not_reached"


def _action(task: TaskRecord, outcomes: Mapping[str, ItemOutcome]) -> ActionOutcome:
    lifted = [outcomes[code] for code in task.items if code in outcomes]
    measured = [outcome for outcome in lifted if outcome.reached is not None]
    planned = math.fsum(outcome.planned - outcome.level for outcome in measured or lifted)
    reached = math.fsum(
        min(outcome.planned, max(outcome.level, outcome.reached)) - outcome.level
        for outcome in measured
        if outcome.reached is not None
    )
    return ActionOutcome(
        measure=task.measure,
        is_done=task.is_done,
        planned=planned,
        reached=reached if measured else None,
        share=reached / planned if measured and planned > 0 else None,
        planned_effort=task.planned_effort,
        actual_effort=task.actual_effort,
        effort_ratio=_ratio(task),
    )
