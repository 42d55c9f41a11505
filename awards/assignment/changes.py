"""Changes by hand: what hard rules refuse, what soft rules advise against, and who could step in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from awards.assignment.conflicts import Conflict
from awards.assignment.people import Application, Clearance, Examiner, Seat
from awards.assignment.problem import LOAD_PRICE, STANDINGS, Problem, pose
from awards.assignment.proposal import Unmet, unmet_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from awards.catalog.review_parts import Assignment, ConflictRule


@dataclass(frozen=True, slots=True)
class Change:
    """One step on one team: who comes, who goes, who leads from now on; None leaves that as it is."""

    application: str
    add: str | None = None
    remove: str | None = None
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say to a change.

    Attributes
    ----------
    refused
        Codes of hard rules that forbid it; no reason helps.
    advised_against
        What the team had and would lose, or would newly have against it: a reason is asked for.
    missing
        What the team would still need before it may begin; this refuses nothing, for a team may pass through it.
    barred
        Members who may not be on the team any more, apart from the one who comes.
    conflicts
        What was found between the file and the one who comes.
    """

    refused: tuple[str, ...]
    advised_against: tuple[Unmet, ...]
    has_reason: bool
    missing: tuple[Unmet, ...]
    barred: tuple[str, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def needs_reason(self) -> bool:
        return bool(self.advised_against) and not self.has_reason

    @property
    def is_allowed(self) -> bool:
        return not self.refused and not self.needs_reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who could step in; `worth` is for ranking only, `advised_against` what a reason is asked for."""

    examiner: str
    worth: float
    completes: bool
    can_lead: bool
    knows_sector: bool
    files_held: int
    advised_against: tuple[Unmet, ...]


def check_change(
    application: Application,
    examiners: Sequence[Examiner],
    parameters: Assignment,
    rules: Sequence[ConflictRule],
    change: Change,
    *,
    on: date,
    seats: Collection[Seat],
    reason: str = "",
    cleared: Collection[Clearance] = (),
    await_declarations: bool = False,
) -> Verdict:
    """Tell what the rules say to a change by hand.

    Somebody can always go: who recuses is never held back by what the team then lacks.

    Parameters
    ----------
    seats
        All seats of the cycle as they are, of this file and of the others, which count for the loads.
    reason
        Why the officer wants it; blank is none.

    Raises
    ------
    ValueError
        If the change is for another file, changes nothing, or names an examiner who is not in the pool.
    """
    if change.application != application.key or change.add == change.remove == change.lead is None:
        raise ValueError("a change names the file it is for and what to change")
    table = _OneFile(
        application, examiners, parameters, rules,
        on=on, seats=seats, cleared=cleared, await_declarations=await_declarations,
    )  # fmt: skip
    for key in (change.add, change.remove, change.lead):
        if key is not None and key not in table.problem.column:
            raise ValueError(f"no examiner {key!r} in the pool")
    refused = []
    before, after = table.team.copy(), table.team.copy()
    if change.remove is not None:
        column = table.problem.column[change.remove]
        if not before[column]:
            refused.append("not_on_team")
        after[column] = False
    if change.add is not None:
        column = table.problem.column[change.add]
        refused += table.forbids(after, column)
        after[column] = True
    if change.lead is not None:
        column = table.problem.column[change.lead]
        if not after[column]:
            refused.append("lead_not_on_team")
        if not table.problem.experienced[column]:
            refused.append("lead_not_experienced")
    others = [column for column in np.flatnonzero(after) if table.problem.examiners[column].key != change.add]
    return Verdict(
        refused=tuple(refused),
        advised_against=table.newly_against(before, after),
        has_reason=bool(reason.strip()),
        missing=tuple(one for one in table.unmet(after) if one.is_hard),
        barred=tuple(table.problem.examiners[at].key for at in others if not table.problem.allowed[0, at]),
        conflicts=tuple(table.problem.conflicts.get((application.key, change.add or ""), ())),
    )


def replacements(
    application: Application,
    examiners: Sequence[Examiner],
    parameters: Assignment,
    rules: Sequence[ConflictRule],
    leaving: str | None,
    *,
    on: date,
    seats: Collection[Seat],
    cleared: Collection[Clearance] = (),
    await_declarations: bool = False,
) -> tuple[Candidate, ...]:
    """Return who could take the seat of somebody who leaves, or one seat more where nobody does; the best first.

    Nobody is named whom a hard rule forbids. First come those with whom the team is complete, then those who bring
    most, for whom one file more weighs least; the key decides the rest.

    Raises
    ------
    ValueError
        If who leaves is not on the team.
    """
    table = _OneFile(
        application, examiners, parameters, rules,
        on=on, seats=seats, cleared=cleared, await_declarations=await_declarations,
    )  # fmt: skip
    rest, column = table.team.copy(), None
    if leaving is not None:
        column = table.problem.column.get(leaving)
        if column is None or not table.team[column]:
            raise ValueError(f"{leaving!r} is not on the team of {application.key!r}")
        rest[column] = False
    found = []
    for place, examiner in enumerate(table.problem.examiners):
        if place == column or table.forbids(rest, place):
            continue
        team = rest.copy()
        team[place] = True
        price = LOAD_PRICE * (2 * table.held[place] + 1)
        found.append(
            Candidate(
                examiner.key,
                worth=round(float(table.problem.worth(team[None, :])[0]) - price, 6),
                completes=bool(table.problem.complete(team[None, :])[0]),
                can_lead=bool(table.problem.experienced[place]),
                knows_sector=bool(table.problem.sector[0, place]),
                files_held=table.held[place],
                advised_against=table.newly_against(table.team, team),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.completes, -one.worth, one.examiner)))


def forbidden(
    application: Application,
    examiners: Sequence[Examiner],
    parameters: Assignment,
    rules: Sequence[ConflictRule],
    *,
    on: date,
    seats: Collection[Seat],
    cleared: Collection[Clearance] = (),
) -> dict[str, tuple[str, ...]]:
    """Return whom hard rules keep from one seat more on a team, with their codes; those on it are left out."""
    table = _OneFile(
        application, examiners, parameters, rules, on=on, seats=seats, cleared=cleared, await_declarations=True
    )
    found = {
        one.key: tuple(table.forbids(table.team, place))
        for place, one in enumerate(table.problem.examiners)
        if not table.team[place]
    }
    return {key: codes for key, codes in found.items() if codes}


class _OneFile:
    """One team with the loads that all the other seats make."""

    def __init__(
        self,
        application: Application,
        examiners: Sequence[Examiner],
        parameters: Assignment,
        rules: Sequence[ConflictRule],
        *,
        on: date,
        seats: Collection[Seat],
        cleared: Collection[Clearance],
        await_declarations: bool,
    ) -> None:
        elsewhere = Counter(seat.examiner for seat in seats if seat.application != application.key)
        pool = [replace(one, files_elsewhere=one.files_elsewhere + elsewhere[one.key]) for one in examiners]
        self.problem: Problem = pose(
            [application], pool, parameters, rules, on=on, cleared=cleared, await_declarations=await_declarations
        )
        self.held = [one.files_elsewhere for one in self.problem.examiners]
        mine = {seat.examiner for seat in seats if seat.application == application.key}
        if unknown := sorted(mine - set(self.problem.column)):
            raise ValueError(f"on the team and not in the pool: {', '.join(unknown)}")
        self.team: NDArray[np.bool_] = np.array([one.key in mine for one in self.problem.examiners], dtype=bool)

    def forbids(self, team: NDArray[np.bool_], column: int) -> list[str]:
        """Return the hard rules against one more member."""
        problem, limits = self.problem, self.problem.parameters
        if team[column]:
            return ["already_on_team"]
        colleagues = float((team.astype(np.float32) @ problem.employer) @ problem.employer[column])
        found = {
            STANDINGS[problem.standing[0, column]]: not problem.allowed[0, column],
            "over_load": problem.room[column] < 1,
            "same_employer": colleagues >= limits.max_same_employer_per_team,
            "too_many_first_time": problem.first_time[column]
            and (team & problem.first_time).sum() >= limits.max_team_first_time,
            "too_many_members": team.sum() >= limits.examiners_per_file.max,
        }
        return [code for code, is_so in found.items() if is_so]

    def unmet(self, team: NDArray[np.bool_]) -> list[Unmet]:
        nothing = np.zeros(len(team), dtype=np.int64)  # The room here is what the other files leave.
        return unmet_of(self.problem, team[None, :], nothing, 0)

    def newly_against(self, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> tuple[Unmet, ...]:
        """Return what soft rules hold against a team and did not before, or not as much."""
        had = {(one.code, one.what): one.missing for one in self.unmet(before) if not one.is_hard}
        soft = [one for one in self.unmet(after) if not one.is_hard]
        return tuple(one for one in soft if one.missing > had.get((one.code, one.what), 0))
