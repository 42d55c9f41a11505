"""The cycle at a glance: who has how much to do, how far each stage is, who was kept from which file and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Task:
    """A file in an examiner's hands.

    Attributes
    ----------
    items, items_done
        Items to rate, and those rated so far, locked or not.
    due
        Last moment at which locking is in time; with a time zone, like all times here.
    locked_at
        When the examiner locked the file, None while open.
    ended
        Whether the examiner stepped back or was replaced; such a task counts as no work, only as having been.
    """

    examiner: str
    application: str
    items: int
    items_done: int
    due: datetime
    locked_at: datetime | None = None
    ended: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.items_done <= self.items:
            raise ValueError(f"{self.items_done!r} of {self.items!r} items cannot be done.")


@dataclass(frozen=True, slots=True)
class TimeBudget:
    """The cycle's `time_budget_hours`: reading a file, rating an item, preparing consensus."""

    first_read: float = 4.0
    per_item: float = 0.5
    consensus_preparation: float = 2.0

    def hours(self, items: int) -> float:
        """Return the hours a whole file takes."""
        return self.first_read + self.per_item * items + self.consensus_preparation

    def hours_left(self, items: int, done: int) -> float:
        """Return the hours left: reading is behind once an item is rated."""
        return self.hours(items) - self.per_item * done - (self.first_read if done else 0.0)


DEFAULT_BUDGET: Final = TimeBudget()


@dataclass(frozen=True, slots=True)
class Workload:
    """What one examiner has on the desk.

    Attributes
    ----------
    files, locked, open, ended
        Files assigned and kept, of those locked and open; and files given up.
    overdue
        Open files past their time.
    late
        Files that were locked after their time.
    items, items_done
        Over the files kept.
    hours, hours_left
        By the cycle's time budget.
    next_due
        Of the open files, None without one.
    over_limit
        Files above the most that an examiner may have; 0 where all is well.
    """

    examiner: str
    files: int
    locked: int
    open: int
    ended: int
    overdue: int
    late: int
    items: int
    items_done: int
    hours: float
    hours_left: float
    next_due: datetime | None
    over_limit: int


def workloads(
    tasks: Iterable[Task],
    *,
    now: datetime,
    pool: Iterable[str] = (),
    most_files: int | None = None,
    budget: TimeBudget = DEFAULT_BUDGET,
) -> tuple[Workload, ...]:
    """Return everybody's workload, sorted by examiner.

    Parameters
    ----------
    tasks : iterable of Task
        All files in all hands, given up ones too.
    now : datetime
        With a time zone. At the due moment itself a file is still in time.
    pool : iterable of str
        All examiners of the cycle, so that those without a file are seen too.
    most_files : int, optional
        The cycle's `max_files_per_examiner`.
    budget : TimeBudget
        The cycle's.
    """
    by_examiner: dict[str, list[Task]] = {examiner: [] for examiner in pool}
    for task in tasks:
        by_examiner.setdefault(task.examiner, []).append(task)
    found = []
    for examiner in sorted(by_examiner):
        kept = [task for task in by_examiner[examiner] if not task.ended]
        waiting = [task for task in kept if task.locked_at is None]
        found.append(
            Workload(
                examiner=examiner,
                files=len(kept),
                locked=len(kept) - len(waiting),
                open=len(waiting),
                ended=len(by_examiner[examiner]) - len(kept),
                overdue=sum(task.due < now for task in waiting),
                late=sum(task.locked_at is not None and task.locked_at > task.due for task in kept),
                items=sum(task.items for task in kept),
                items_done=sum(task.items_done for task in kept),
                hours=sum(budget.hours(task.items) for task in kept),
                hours_left=sum(budget.hours_left(task.items, task.items_done) for task in waiting),
                next_due=min((task.due for task in waiting), default=None),
                over_limit=0 if most_files is None else max(0, len(kept) - most_files),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an application stands.

    Attributes
    ----------
    stage
        Code of the stage it is in, or in which it left.
    due
        End of that stage for this application, None where none is set.
    left
        Whether it has left the cycle there: withdrawn, refused, not chosen, or through to the end.
    """

    application: str
    category: str
    stage: str
    due: datetime | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class StageCount:
    """One stage, of one category or of all.

    Attributes
    ----------
    here, left, beyond
        Applications in this stage, those that left in it, and those that got past it.
    overdue, due_soon
        Of those here: past the end, and within the days asked for before it.
    """

    stage: str
    category: str | None
    here: int
    left: int
    beyond: int
    overdue: int
    due_soon: int


def progress(
    standings: Iterable[Standing], stages: Sequence[str], *, now: datetime, soon_days: float = 7
) -> tuple[StageCount, ...]:
    """Count applications by stage: all together in the order of stages, then each category by name.

    Parameters
    ----------
    standings : iterable of Standing
        Each application once.
    stages : sequence of str
        Codes in the order of the calendar.
    now : datetime
        With a time zone. At the due moment itself nothing is overdue.
    soon_days : float
        Days before the end from which on a stage is due soon.

    Returns
    -------
    tuple of StageCount
        In each category here + left over all stages are its applications.

    Raises
    ------
    ValueError
        If a stage is unknown or an application stands twice.
    """
    place = {stage: number for number, stage in enumerate(stages)}
    by_category: dict[str | None, list[Standing]] = defaultdict(list)
    seen: set[str] = set()
    for standing in standings:
        if standing.stage not in place:
            raise ValueError(f"No stage is called {standing.stage!r}.")
        if standing.application in seen:
            raise ValueError(f"{standing.application} stands in two places.")
        seen.add(standing.application)
        by_category[None].append(standing)
        by_category[standing.category].append(standing)
    names: list[str | None] = [None, *sorted(name for name in by_category if name is not None)]
    soon = now + timedelta(days=soon_days)
    found = []
    for name in names:
        for stage in stages:
            here = [one for one in by_category[name] if one.stage == stage and not one.left]
            found.append(
                StageCount(
                    stage=stage,
                    category=name,
                    here=len(here),
                    left=sum(one.stage == stage and one.left for one in by_category[name]),
                    beyond=sum(place[one.stage] > place[stage] for one in by_category[name]),
                    overdue=sum(one.due is not None and one.due < now for one in here),
                    due_soon=sum(one.due is not None and now <= one.due <= soon for one in here),
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An examiner kept from a file by a conflict of interest, or an application kept out by a rule of eligibility.

    Attributes
    ----------
    rule
        Code of the rule, e.g. "C01".
    kind
        What the rule calls it, e.g. exclusion, challenge, recusal.
    application
        Which file.
    examiner
        None where the application itself is kept out.
    after_lock
        Whether it came to light after the review was locked, so that a review was taken out.
    """

    rule: str
    kind: str
    application: str
    examiner: str | None = None
    after_lock: bool = False


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule kept somebody out: cases, examiners, applications, and reviews taken out after locking."""

    rule: str
    kind: str
    cases: int
    examiners: int
    applications: int
    after_lock: int


def exclusions_by_rule(exclusions: Iterable[Exclusion], rules: Iterable[tuple[str, str]] = ()) -> tuple[RuleCount, ...]:
    """Count exclusions by rule and kind, sorted; an exclusion reported twice counts once.

    Parameters
    ----------
    exclusions : iterable of Exclusion
        All of the cycle.
    rules : iterable of (rule, kind)
        The cycle's rules, so that one that never held is seen with 0.
    """
    by_rule: dict[tuple[str, str], list[Exclusion]] = {pair: [] for pair in rules}
    for exclusion in exclusions:
        by_rule.setdefault((exclusion.rule, exclusion.kind), []).append(exclusion)
    found = []
    for (rule, kind), cases in sorted(by_rule.items()):
        found.append(
            RuleCount(
                rule=rule,
                kind=kind,
                cases=len({(one.application, one.examiner) for one in cases}),
                examiners=len({one.examiner for one in cases if one.examiner is not None}),
                applications=len({one.application for one in cases}),
                after_lock=len({(one.application, one.examiner) for one in cases if one.after_lock}),
            )
        )
    return tuple(found)
