"""Who sits on which file of a cycle, what each team still needs, and what the rules propose."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from django.db.models import Q, QuerySet

from awards import assignment as pure
from awards.catalog import Cycle
from awards.models import AwardApplication, AwardFile, ExaminerProfile, LockedReview, Seat
from awards.selectors.calendar import window
from awards.selectors.files import criteria_from, cycle_of
from awards.selectors.pool import clearances_of, file_key, files_of, people_of, today
from awards.selectors.review_log import examiner_key

State = AwardApplication.State
# Applications that have a team, or wait for one.
ON_THE_BOARD: Final = (
    State.ELIGIBLE, State.REVIEW, State.CONSENSUS, State.SHORTLIST, State.VISIT, State.JUDGING,
)  # fmt: skip
# Of these the seats count for the load of the cycle; who withdrew or was refused takes nobody's time.
_COUNTED: Final = (*ON_THE_BOARD, State.DECIDED)
STEPS: Final = ("conflict", "unassigned", "incomplete", "declaring", "ready", "named")


@dataclass(frozen=True, slots=True)
class BoardMember:
    """Somebody on a team as the board shows them."""

    profile: ExaminerProfile
    seat: Seat
    has_declared: bool
    has_locked: bool
    is_overdue: bool
    # What keeps them away now, as `blocked`; empty where nothing does.
    barred: str
    conflicts: tuple[pure.Conflict, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One application with its team."""

    application: AwardApplication
    members: tuple[BoardMember, ...]
    unmet: tuple[pure.Unmet, ...]
    step: str

    @property
    def needs(self) -> tuple[pure.Unmet, ...]:
        return tuple(one for one in self.unmet if one.is_hard)

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue for one in self.members)


@dataclass(frozen=True)
class Board:
    """All files of a cycle with their teams, and the pool with its loads."""

    cycle: Cycle
    rows: tuple[BoardRow, ...]
    pool: dict[str, ExaminerProfile]
    people: dict[str, pure.Examiner]
    workload: pure.Workload

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(row.step for row in self.rows)

    @property
    def overdue(self) -> int:
        return sum(row.overdue for row in self.rows)

    @property
    def assignable(self) -> int:
        """Those of the pool who may be given a file."""
        may_judge = self.cycle.assignment.judges_may_examine
        needs = self.cycle.assignment.calibration.required
        return sum((one.calibrated or not needs) and (may_judge or not one.is_judge) for one in self.people.values())

    @property
    def seats_free(self) -> int:
        """Files that those who may be given some could still take."""
        files = {one.examiner: one.files for one in self.workload.loads}
        most, limits = self.cycle.assignment.max_files_per_examiner, self.cycle.assignment
        free = 0
        for key, one in self.people.items():
            if (one.calibrated or not limits.calibration.required) and (limits.judges_may_examine or not one.is_judge):
                free += max(most - files.get(key, 0), 0)
        return free


class Ground:
    """Everything the rules look at for one cycle: its files, the pool, and the seats as they are."""

    def __init__(self, cycle_row: AwardFile, *, only: Sequence[AwardApplication] | None = None) -> None:
        self.cycle = cycle_of(cycle_row)
        if only is None:
            rows = AwardApplication.objects.filter(cycle_key=cycle_row.key, state__in=ON_THE_BOARD)
            only = with_files(rows.order_by("created_at", "pk"))
        self.applications = list(only)
        self.seats = list(
            Seat.objects.filter(application__cycle_key=cycle_row.key, application__state__in=_COUNTED)
            .exclude(state=Seat.State.ENDED)
            .order_by("-is_lead", "pk")
        )
        held = {seat.examiner_id for seat in self.seats}
        profiles = ExaminerProfile.objects.filter(Q(is_active=True) | Q(pk__in=held)).select_related("user")
        self.profiles = list(profiles.order_by("user__name", "pk"))
        here = {one.pk for one in self.applications}
        self.seats_here = [seat for seat in self.seats if seat.application_id in here]
        elsewhere = Counter(seat.examiner_id for seat in self.seats if seat.application_id not in here)
        people = people_of(
            self.profiles, cycle_key=cycle_row.key, cycle_year=self.cycle.year, applications=self.applications
        )
        self.people = [
            replace(one, files_elsewhere=elsewhere[row.pk]) if elsewhere[row.pk] else one
            for row, one in zip(self.profiles, people, strict=True)
        ]
        self.files = files_of(self.applications)
        self.cleared = clearances_of(self.applications)
        self.by_key = {examiner_key(one): one for one in self.profiles}

    @property
    def rules(self) -> tuple[object, ...]:
        return self.cycle.conflict_of_interest.rules

    @property
    def pure_seats(self) -> list[pure.Seat]:
        return [pure_seat(seat) for seat in self.seats_here]

    @property
    def assignable(self) -> list[pure.Examiner]:
        """The pool without those who left it and only still hold a seat."""
        active = {examiner_key(one) for one in self.profiles if one.is_active}
        return [one for one in self.people if one.key in active]


def with_files(rows: QuerySet[AwardApplication]) -> list[AwardApplication]:
    """Return applications with company, cycle and criteria; the files' long sources are read once, not once a row."""
    found = list(rows.select_related(None).select_related("company"))
    files = AwardFile.objects.in_bulk({key for one in found for key in (one.cycle_id, one.criteria_id)})
    for one in found:
        one.cycle, one.criteria = files[one.cycle_id], files[one.criteria_id]
    return found


def pure_seat(seat: Seat) -> pure.Seat:
    return pure.Seat(str(seat.application_id), examiner_key(seat.examiner_id), seat.is_lead)


def board_of(cycle_row: AwardFile, *, now: datetime, only: Sequence[AwardApplication] | None = None) -> Board:
    """Return the board of a cycle, or that part of it which `only` names."""
    ground = Ground(cycle_row, only=only)
    cycle = ground.cycle
    found = pure.standings(
        ground.files, ground.people, cycle.assignment, cycle.conflict_of_interest.rules,
        on=today(now), seats=ground.pure_seats, cleared=ground.cleared,
    )  # fmt: skip
    seats: defaultdict[object, list[Seat]] = defaultdict(list)
    for seat in ground.seats_here:
        seats[seat.application_id].append(seat)
    locked = set(
        LockedReview.objects.filter(seat__in=[seat.pk for seat in ground.seats_here]).values_list("seat_id", flat=True)
    )
    late = is_review_overdue(cycle, now)
    declared = {(it.application, one.key) for one in ground.people for it in one.declarations}
    rows = []
    for application in ground.applications:
        key = file_key(application)
        standing = found[key]
        members = []
        for seat in seats[application.pk]:
            name = examiner_key(seat.examiner_id)
            members.append(
                BoardMember(
                    ground.by_key[name], seat,
                    has_declared=(key, name) in declared,
                    has_locked=seat.pk in locked,
                    is_overdue=late and application.state == State.REVIEW and seat.pk not in locked,
                    barred=standing.barred.get(name, ""),
                    conflicts=tuple(standing.conflicts.get(name, ())),
                )
            )  # fmt: skip
        rows.append(BoardRow(application, tuple(members), standing.unmet, _step(application, members, standing)))
    hours = hours_each(cycle, ground.applications)
    counted_elsewhere = pure.workload(ground.pure_seats, ground.people, hours_each=hours)
    return Board(cycle, tuple(rows), ground.by_key, {one.key: one for one in ground.people}, counted_elsewhere)


def _step(application: AwardApplication, members: Sequence[BoardMember], standing: pure.TeamStanding) -> str:
    if standing.barred:
        return "conflict"
    if application.state != State.ELIGIBLE:
        return "named"
    if not members:
        return "unassigned"
    needs = {one.code for one in standing.needs}
    if needs - {"awaiting_declaration"} or not any(one.seat.is_lead for one in members):
        return "incomplete"
    return "declaring" if needs else "ready"


def is_review_overdue(cycle: Cycle, now: datetime) -> bool:
    """Tell whether independent reviews are so late that an officer may give a seat to somebody else."""
    days = cycle.assignment.replacement.if_overdue_days
    return now >= window(cycle, "REVIEW").ends_at + timedelta(days=days)


def hours_each(cycle: Cycle, applications: Sequence[AwardApplication]) -> float:
    """Return the hours a file of a cycle takes on average: criteria differ in their number of items."""
    criteria = {one.criteria_id: one.criteria for one in applications}
    lengths = {key: len(criteria_from(one.source).items) for key, one in criteria.items()}
    items = [lengths[one.criteria_id] for one in applications]
    mean = round(sum(items) / len(items)) if items else 0
    return pure.hours_per_file(cycle.assignment.time_budget_hours, mean) if items else 0.0


# ---------------------------------------------------------------- what the rules propose


@dataclass(frozen=True, slots=True)
class Asked:
    """What a proposal is asked for: team size (None: the cycle's), and whether seats already proposed stay."""

    size: int | None = None
    keep: bool = True


@dataclass(frozen=True)
class Proposed:
    """Teams the rules propose for the files that have none named; `fingerprint` tells one proposal from another."""

    asked: Asked
    applications: dict[str, AwardApplication]
    pool: dict[str, ExaminerProfile]
    proposal: pure.Proposal
    held: frozenset[tuple[str, str]]

    @cached_property
    def fingerprint(self) -> str:
        lines = [f"{one.application} {one.examiner} {one.is_lead}" for one in self.proposal.seats]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:24]

    @cached_property
    def unmet(self) -> dict[str, list[pure.Unmet]]:
        found: defaultdict[str, list[pure.Unmet]] = defaultdict(list)
        for one in self.proposal.unmet:
            found[one.application].append(one)
        return found

    @property
    def complete(self) -> int:
        return sum(team.is_complete for team in self.proposal.teams)


def proposal_of(cycle_row: AwardFile, asked: Asked, *, on: date) -> Proposed:
    """Return what the rules propose now; the same rows have the same answer."""
    waiting = AwardApplication.objects.filter(cycle_key=cycle_row.key, state=State.ELIGIBLE)
    ground = Ground(cycle_row, only=with_files(waiting.order_by("created_at", "pk")))
    limits = ground.cycle.assignment
    people = ground.assignable
    keys = {one.key for one in people}
    seats = [seat for seat in ground.pure_seats if seat.examiner in keys]
    proposal = pure.propose(
        [replace(one, seats=asked.size) for one in ground.files], people, limits,
        ground.cycle.conflict_of_interest.rules,
        on=on, fixed=seats if asked.keep else (), cleared=ground.cleared, await_declarations=True,
    )  # fmt: skip
    return Proposed(
        asked,
        {file_key(one): one for one in ground.applications},
        ground.by_key,
        proposal,
        frozenset((seat.application, seat.examiner) for seat in ground.pure_seats),
    )


# ---------------------------------------------------------------- one team


@dataclass(frozen=True, slots=True)
class Comers:
    """Who could take one seat more on a team, the best first, and whom hard rules keep from it."""

    able: tuple[tuple[ExaminerProfile, pure.Candidate], ...]
    barred: tuple[tuple[ExaminerProfile, tuple[str, ...]], ...]


def comers_to(application: AwardApplication, *, on: date, leaving: ExaminerProfile | None = None) -> Comers:
    """Return who could come to a team, in the place of somebody who leaves or beside those who are there."""
    ground = Ground(application.cycle, only=[application])
    [file] = ground.files
    cycle, seats = ground.cycle, ground.pure_seats
    keep = {seat.examiner for seat in seats}
    pool = [one for one in ground.people if ground.by_key[one.key].is_active or one.key in keep]
    rules, leaves = cycle.conflict_of_interest.rules, examiner_key(leaving) if leaving else None
    able = pure.replacements(
        file, pool, cycle.assignment, rules, leaves,
        on=on, seats=seats, cleared=ground.cleared, await_declarations=True,
    )  # fmt: skip
    left = [seat for seat in seats if seat.examiner != leaves]
    barred = pure.forbidden(file, pool, cycle.assignment, rules, on=on, seats=left, cleared=ground.cleared)
    barred.pop(leaves or "", None)
    return Comers(
        tuple((ground.by_key[one.examiner], one) for one in able),
        tuple((ground.by_key[key], codes) for key, codes in barred.items()),
    )


def verdict_on(application: AwardApplication, change: pure.Change, *, reason: str, on: date) -> pure.Verdict:
    """Return what the rules say to a change by hand.

    Raises
    ------
    ValueError
        If it changes nothing, or names somebody who is not in the pool.
    """
    ground = Ground(application.cycle, only=[application])
    [file] = ground.files
    return pure.check_change(
        file, ground.people, ground.cycle.assignment, ground.cycle.conflict_of_interest.rules, change,
        on=on, seats=ground.pure_seats, reason=reason, cleared=ground.cleared, await_declarations=True,
    )  # fmt: skip
