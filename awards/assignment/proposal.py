"""Teams proposed for all files at once, with the reasons for each seat and what could not be met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from awards.assignment.leading import choose_leads
from awards.assignment.people import Application, Clearance, Examiner, Seat
from awards.assignment.problem import STANDINGS, Problem, Released, pose
from awards.assignment.rounds import choose_teams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from awards.catalog.review_parts import Assignment, ConflictRule

UnmetCode = Literal[
    "too_few_members", "no_lead", "too_few_experienced", "below_wanted_size", "no_sector_match", "no_sme_experience",
    "skill_missing", "same_city", "awaiting_declaration",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """An examiner on a proposed team and why: codes, `skill:` and the name for each skill that only one covers."""

    examiner: str
    is_lead: bool
    is_fixed: bool
    awaits_declaration: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """`is_complete` is false where a hard rule asks for more members; whether each has declared is said of each."""

    application: str
    members: tuple[Member, ...]
    is_complete: bool

    @property
    def lead(self) -> str | None:
        return next((one.examiner for one in self.members if one.is_lead), None)

    @property
    def examiners(self) -> tuple[str, ...]:
        return tuple(one.examiner for one in self.members)


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a team has not: `is_hard` where it may not begin without, `what` a skill or an examiner, `missing` how many.

    `kept_away` counts the examiners who could not be taken, by what kept them away; `full_load` and `team_rules`
    beside the standings.
    """

    application: str
    code: UnmetCode
    is_hard: bool
    missing: int = 1
    what: str = ""
    kept_away: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Teams in the order of the applications' keys.

    Attributes
    ----------
    score
        Worth of the complete teams by the cycle's weights, less the price of uneven loads; to be compared only with
        proposals for the same files.
    released
        Seats that were asked to be kept and break a hard rule.
    seats_short
        By how many seats the loads of those who may take any file fall short of what all files need at least.
    """

    teams: tuple[Team, ...]
    unmet: tuple[Unmet, ...]
    score: float
    released: tuple[Released, ...]
    seats_short: int

    @property
    def seats(self) -> tuple[Seat, ...]:
        return tuple(Seat(team.application, one.examiner, one.is_lead) for team in self.teams for one in team.members)


def propose(
    applications: Sequence[Application],
    examiners: Sequence[Examiner],
    parameters: Assignment,
    rules: Sequence[ConflictRule],
    *,
    on: date,
    fixed: Collection[Seat] = (),
    cleared: Collection[Clearance] = (),
    await_declarations: bool = False,
    seed: int = 0,
) -> Proposal:
    """Return a team for each application.

    Hard rules are never broken: conflicts of interest, recusals, judges, calibration, declarations, loads, one of an
    employer, first-timers on a team, its size. Where there are too few examiners, some teams are incomplete and say
    so. Sector, small firms, skills, city and even loads are weighed. The same question has the same answer, in
    whatever order it is put.

    Parameters
    ----------
    parameters, rules
        Of the cycle: `assignment` and `conflict_of_interest.rules`.
    on
        The day conflicts and declarations are looked at.
    fixed
        Seats that stay where hard rules allow it.
    cleared
        What the chair has looked at and lets pass.
    await_declarations
        Propose examiners who have not declared yet, marked as such; they may not begin before they have.
    seed
        Decides between choices of the same worth.

    Raises
    ------
    ValueError
        If a key stands twice, a seat names nobody known, or a wanted team size lies outside the cycle's bounds.

    Notes
    -----
    Source: cycle file, assignment and conflict_of_interest.
    """
    problem = pose(
        applications, examiners, parameters, rules,
        on=on, fixed=fixed, cleared=cleared, await_declarations=await_declarations,
    )  # fmt: skip
    member = choose_teams(problem, seed)
    if broken := problem.broken(member):
        raise RuntimeError(f"a proposal broke a rule that may not be broken: {', '.join(broken)}")
    leads = choose_leads(problem, member, {(seat.application, seat.examiner) for seat in fixed if seat.is_lead})
    complete = problem.complete(member)
    load = member.sum(axis=0)
    teams, unmet = [], []
    for row, application in enumerate(problem.applications):
        members = tuple(
            _member(problem, member, row, int(column), load=load, is_lead=leads.get(row) == column)
            for column in np.flatnonzero(member[row])
        )
        members = tuple(sorted(members, key=lambda one: (not one.is_lead, one.examiner)))
        teams.append(Team(application.key, members, bool(complete[row])))
        unmet += unmet_of(problem, member, load, row)
    needed = int(np.maximum(problem.low, problem.fixed.sum(axis=1)).sum())
    return Proposal(
        teams=tuple(teams),
        unmet=tuple(unmet),
        score=round(problem.score(member), 6),
        released=problem.released,
        seats_short=max(needed - int(problem.room[problem.allowed.any(axis=0)].sum()), 0),
    )


def _member(
    problem: Problem, member: NDArray[np.bool_], row: int, column: int, *, load: NDArray[np.int64], is_lead: bool
) -> Member:
    """Return a seat with its reasons: what the examiner brings, and whether anybody else could have."""
    application, examiner = problem.applications[row], problem.examiners[column]
    limits = problem.parameters
    is_fixed = bool(problem.fixed[row, column])
    covered = (member[row][:, None] & problem.skills).sum(axis=0)
    knows = "sector" in limits.sector_match.by and application.sector in examiner.sectors and application.sector != ""
    held = {
        "fixed": is_fixed,
        "lead": is_lead,
        "experienced": not is_lead and bool(problem.experienced[column]),
        "first_time": bool(problem.first_time[column]),
        "sector_match": knows,
        "group_match": not knows and bool(problem.sector[row, column]),
        "sme_experience": application.is_sme and examiner.sme_experience,
    }
    reasons = [code for code, is_so in held.items() if is_so]
    for place, skill in enumerate(limits.skill_cover.must_cover):
        if problem.skills[column, place] and covered[place] == 1:
            reasons.append(f"skill:{skill}")
    if load[column] <= load[problem.allowed[row]].mean():
        reasons.append("light_load")
    if problem.allowed[row].sum() <= problem.low:
        reasons.append("few_to_choose_from")
    awaits = STANDINGS[problem.standing[row, column]] == "undeclared"
    return Member(examiner.key, is_lead, is_fixed, awaits, tuple(reasons))


def unmet_of(problem: Problem, member: NDArray[np.bool_], load: NDArray[np.int64], row: int) -> list[Unmet]:
    """Return what one team has not, hard and soft."""
    key, limits, team = problem.applications[row].key, problem.parameters, member[row]
    found = []
    size, able = int(team.sum()), int((team & problem.experienced).sum())
    needs = size < problem.seats[row] or able < problem.need_experienced
    away = _kept_away(problem, load, row, team) if needs else ()
    if size < problem.low:
        found.append(Unmet(key, "too_few_members", True, problem.low - size, kept_away=away))
    elif size < problem.seats[row]:
        found.append(Unmet(key, "below_wanted_size", False, int(problem.seats[row]) - size, kept_away=away))
    if limits.lead.required and not able:
        found.append(Unmet(key, "no_lead", True, kept_away=away))
    elif able < problem.need_experienced:
        found.append(Unmet(key, "too_few_experienced", True, problem.need_experienced - able, kept_away=away))
    match = int((team & problem.sector[row]).sum())
    if match < limits.sector_match.min_per_team:
        found.append(Unmet(key, "no_sector_match", False, limits.sector_match.min_per_team - match))
    needed = limits.size_match.sme_files_need_sme_experience if problem.is_sme[row] else 0
    if (has := int((team & problem.sme_experience).sum())) < needed:
        found.append(Unmet(key, "no_sme_experience", False, needed - has))
    for place, skill in enumerate(limits.skill_cover.must_cover):
        if not (team & problem.skills[:, place]).any():
            found.append(Unmet(key, "skill_missing", False, what=skill))
    for column in np.flatnonzero(team & problem.same_city[row]):
        found.append(Unmet(key, "same_city", False, what=problem.examiners[column].key))
    for column in np.flatnonzero(team & (problem.standing[row] == STANDINGS.index("undeclared"))):
        found.append(Unmet(key, "awaiting_declaration", True, what=problem.examiners[column].key))
    return found


def _kept_away(
    problem: Problem, load: NDArray[np.int64], row: int, team: NDArray[np.bool_]
) -> tuple[tuple[str, int], ...]:
    """Return what kept those away who are not on a team, with how many of them, the most frequent first."""
    counts: Counter[str] = Counter()
    for column in np.flatnonzero(~team):
        if not problem.allowed[row, column]:
            counts[STANDINGS[problem.standing[row, column]]] += 1
        else:
            counts["full_load" if load[column] >= problem.room[column] else "team_rules"] += 1
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
