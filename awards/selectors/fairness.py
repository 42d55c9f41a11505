"""How far a cycle is and who does what in it, for officials: stages, desks, calibration, exclusions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q

from accounts.models import User
from awards.catalog import Cycle
from awards.fairness import (
    Exclusion,
    RuleCount,
    StageCount,
    Standing,
    Task,
    TimeBudget,
    Workload,
    exclusions_by_rule,
    progress,
    workloads,
)
from awards.models import (
    ApplicationStep,
    AwardApplication,
    AwardFile,
    Calibration,
    ExaminerProfile,
    FairnessReport,
    Seat,
    TeamChallenge,
)
from awards.selectors.calendar import Window, windows
from awards.selectors.files import criteria_from, cycle_of, published_cycles

State = AwardApplication.State
REVIEW: Final = "REVIEW"
# In which stage of the calendar an application of each state is; where it left says the application itself.
STAGE_OF: Final = {
    State.DRAFT: "APPLY",
    State.SUBMITTED: "SCREEN",
    State.COMPLETION: "SCREEN",
    State.REFUSED: "SCREEN",
    State.ELIGIBLE: "ASSIGN",
    State.REVIEW: REVIEW,
    State.CONSENSUS: "CONSENSUS",
    State.SHORTLIST: "SHORTLIST",
    State.VISIT: "VISIT",
    State.JUDGING: "JUDGE",
    State.DECIDED: "JUDGE",
    State.WITHDRAWN: "APPLY",
}
LEFT: Final = frozenset({State.REFUSED, State.DECIDED, State.WITHDRAWN})
# The applicant asked for another examiner, and the office agreed: the relation of the cycle's rule.
_CHALLENGE: Final = "applicant_request"


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage with its time and its applications, those of all categories."""

    code: str
    window: Window
    count: StageCount
    share: float


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category and how many applications are in, or left in, each stage."""

    code: str
    cells: tuple[StageCount, ...]
    total: int
    left: int


@dataclass(frozen=True, slots=True)
class Board:
    """The cycle at a glance."""

    stages: tuple[StageLine, ...]
    categories: tuple[CategoryLine, ...]
    total: int
    inside: int
    left: int
    overdue: int
    due_soon: int


@dataclass(frozen=True, slots=True)
class Desk:
    """An examiner with the work on the desk and the last calibration."""

    examiner: ExaminerProfile
    load: Workload
    calibration: Calibration | None
    share: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How the pool did at the practice file: examiners who passed, did not, and have not tried."""

    passed: int
    failed: int
    waiting: int
    required: bool


def cycle_rows() -> list[AwardFile]:
    """Return the cycles to look at, the newest first."""
    return published_cycles()


def standings(cycle: Cycle, found: dict[str, Window]) -> list[Standing]:
    """Return where every application of a cycle stands, drafts too: a draft is counted, never read."""
    rows = AwardApplication.objects.filter(cycle_key=cycle.key).values_list(
        "pk", "category", "state", "left_stage", "completion_due_at"
    )
    made = []
    for pk, category, state, left_stage, due in rows:
        has_left = state in LEFT
        stage = left_stage if has_left and left_stage in found else STAGE_OF[State(state)]
        ends_at = due if state == State.COMPLETION and due else found[stage].ends_at
        made.append(Standing(str(pk), category, stage, ends_at, has_left))
    return made


def board(cycle: Cycle, *, now: datetime) -> Board:
    """Count the applications of a cycle by stage and category."""
    found = windows(cycle)
    order = [stage.code for stage in sorted(cycle.calendar.stages, key=lambda one: one.order)]
    order += [code for code in found if code not in order]
    counts = progress(standings(cycle, found), order, now=now)
    everything = [one for one in counts if one.category is None]
    shown = [one.stage for one in everything if one.stage in STAGE_OF.values() or one.here or one.left]
    total = sum(one.here + one.left for one in everything)
    lines = tuple(
        StageLine(one.stage, found[one.stage], one, one.here / total if total else 0.0)
        for one in everything
        if one.stage in shown
    )
    by_category = {one.category: [] for one in counts if one.category is not None}  # type: dict[str, list[StageCount]]
    for one in counts:
        if one.category is not None and one.stage in shown:
            by_category[one.category].append(one)
    return Board(
        stages=lines,
        categories=tuple(
            CategoryLine(code, tuple(cells), sum(c.here + c.left for c in cells), sum(c.left for c in cells))
            for code, cells in by_category.items()
        ),
        total=total,
        inside=sum(one.here for one in everything),
        left=sum(one.left for one in everything),
        overdue=sum(one.overdue for one in everything),
        due_soon=sum(one.due_soon for one in everything),
    )


def tasks_of(cycle: Cycle) -> list[Task]:
    """Return every file in an examiner's hands, given up ones too; a team that is only proposed has none yet."""
    due = windows(cycle)[REVIEW].ends_at
    seats = (
        Seat.objects.filter(application__cycle_key=cycle.key, named_at__isnull=False)
        .exclude(state=Seat.State.PROPOSED)
        .annotate(done=Count("items", filter=Q(items__is_done=True)))
        .values_list(
            "examiner_id",
            "application_id",
            "application__criteria_id",
            "state",
            "done",
            "locked__locked_at",
            "ended_at",
        )
    )
    rows = list(seats)
    sources = AwardFile.objects.in_bulk({criteria for _, _, criteria, *_ in rows})
    items = {pk: len(criteria_from(row.source).items) for pk, row in sources.items()}
    return [
        Task(
            examiner=str(examiner),
            application=str(application),
            items=items[criteria],
            items_done=items[criteria] if locked_at else min(done, items[criteria]),
            due=due,
            locked_at=locked_at,
            ended=state == Seat.State.ENDED,
        )
        for examiner, application, criteria, state, done, locked_at, _ended in rows
    ]


def desks(cycle: Cycle, *, now: datetime) -> tuple[Desk, ...]:
    """Return everybody of the pool with their work, those with the most left to do first."""
    pool = {str(one.pk): one for one in ExaminerProfile.objects.filter(is_active=True).select_related("user")}
    rules, hours = cycle.assignment, cycle.assignment.time_budget_hours
    loads = workloads(
        tasks_of(cycle),
        now=now,
        pool=pool,
        most_files=rules.max_files_per_examiner,
        budget=TimeBudget(hours.first_read, hours.per_item, hours.consensus_preparation),
    )
    gone = {one.examiner for one in loads} - set(pool)
    pool |= {str(one.pk): one for one in ExaminerProfile.objects.filter(pk__in=gone).select_related("user")}
    last = calibrations(cycle.key)
    most = max((one.hours for one in loads), default=0.0) or 1.0
    found = [Desk(pool[one.examiner], one, last.get(int(one.examiner)), one.hours / most) for one in loads]
    return tuple(sorted(found, key=lambda one: (-one.load.overdue, -one.load.hours_left, one.examiner.user.name)))


def calibrations(cycle_key: str) -> dict[int, Calibration]:
    """Return everybody's last try at the practice file; the last one counts."""
    rows = Calibration.objects.filter(cycle_key=cycle_key).order_by("pk")
    return {row.examiner_id: row for row in rows}


def calibrated(cycle: Cycle, pool: Iterable[Desk]) -> Calibrated:
    """Count how the pool did at the practice file; judges examine nothing and are not asked."""
    rows = [one for one in pool if one.examiner.is_active and not one.examiner.is_judge]
    return Calibrated(
        passed=sum(one.calibration is not None and one.calibration.passed for one in rows),
        failed=sum(one.calibration is not None and not one.calibration.passed for one in rows),
        waiting=sum(one.calibration is None for one in rows),
        required=cycle.assignment.calibration.required,
    )


def exclusions(cycle: Cycle) -> tuple[RuleCount, ...]:
    """Count by rule who was kept from which file: examiners by a tie, those asked away by an applicant."""
    kinds = {rule.code: rule.kind for rule in cycle.conflict_of_interest.rules}
    ended = Seat.objects.filter(application__cycle_key=cycle.key, state=Seat.State.ENDED).exclude(ended_rule="")
    found = [
        Exclusion(rule, kinds.get(rule, "recusal"), str(application), str(examiner), after_lock=locked is not None)
        for rule, application, examiner, locked in ended.values_list(
            "ended_rule", "application_id", "examiner_id", "locked__id"
        )
    ]
    asked = [rule.code for rule in cycle.conflict_of_interest.rules if rule.relation == _CHALLENGE]
    upheld = TeamChallenge.objects.filter(application__cycle_key=cycle.key, upheld=True)
    for application, examiner in upheld.values_list("application_id", "examiner_id"):
        found += [Exclusion(code, kinds[code], str(application), str(examiner)) for code in asked]
    return exclusions_by_rule(found, kinds.items())


def refusals(cycle: Cycle) -> tuple[RuleCount, ...]:
    """Count by rule the applications that the office refused; one that was opened again after an objection is none."""
    kinds = {rule.code: rule.type for rule in cycle.rules}
    rows = ApplicationStep.objects.filter(
        application__cycle_key=cycle.key, application__state=State.REFUSED, kind=ApplicationStep.Kind.REFUSED
    ).order_by("pk")
    last = dict(rows.values_list("application_id", "rule"))
    return exclusions_by_rule([Exclusion(rule, kinds.get(rule, ""), str(pk)) for pk, rule in last.items()])


def report_of(cycle_key: str) -> FairnessReport | None:
    """Return what was worked out last about the ratings of a cycle."""
    rows = FairnessReport.objects.filter(cycle_key=cycle_key, made_at__isnull=False).select_related("asked_by")
    return rows.order_by("-made_at").first()


def report_waiting(cycle_key: str) -> FairnessReport | None:
    """Return the report that is being worked out, None without one."""
    last = report_of(cycle_key)
    rows = FairnessReport.objects.filter(cycle_key=cycle_key, made_at__isnull=True)
    if last is not None:
        rows = rows.filter(asked_at__gt=last.asked_at)
    return rows.order_by("-asked_at").first()


def names_of(keys: Iterable[str]) -> dict[str, User]:
    """Return people by the keys of examiners in a stored report."""
    rows = ExaminerProfile.objects.filter(pk__in={int(key) for key in keys}).select_related("user")
    return {str(row.pk): row.user for row in rows}


def cycle_named(rows: Iterable[AwardFile], key: str) -> tuple[AwardFile, Cycle] | None:
    """Return the cycle asked for, the newest where none is named; None where there is none."""
    found = list(rows)
    row = next((one for one in found if one.key == key), found[0] if found and not key else None)
    return None if row is None else (row, cycle_of(row))
