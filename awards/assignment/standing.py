"""How teams stand as they are: what each still needs, and who of its members may not be on it any more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from awards.assignment.conflicts import Conflict
from awards.assignment.people import Application, Clearance, Examiner, Seat
from awards.assignment.problem import STANDINGS, pose
from awards.assignment.proposal import Unmet, unmet_of

if TYPE_CHECKING:
    from awards.catalog.review_parts import Assignment, ConflictRule


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """One team.

    Attributes
    ----------
    unmet
        What it has not, hard and soft; empty for a team nobody sits on yet.
    barred
        Members who may not be on it, with the first thing that keeps them away, as `blocked` or `not_calibrated`.
    conflicts
        What was found, cleared or not, by key of the member.
    """

    application: str
    unmet: tuple[Unmet, ...]
    barred: dict[str, str]
    conflicts: dict[str, list[Conflict]]

    @property
    def needs(self) -> tuple[Unmet, ...]:
        """What it may not begin without."""
        return tuple(one for one in self.unmet if one.is_hard)


def standings(
    applications: Sequence[Application],
    examiners: Sequence[Examiner],
    parameters: Assignment,
    rules: Sequence[ConflictRule],
    *,
    on: date,
    seats: Collection[Seat],
    cleared: Collection[Clearance] = (),
) -> dict[str, TeamStanding]:
    """Return how each team stands, by key of its application.

    Raises
    ------
    ValueError
        If a seat names nobody known.
    """
    problem = pose(applications, examiners, parameters, rules, on=on, cleared=cleared, await_declarations=True)
    member = np.zeros(problem.allowed.shape, dtype=bool)
    for seat in seats:
        if seat.application not in problem.row or seat.examiner not in problem.column:
            raise ValueError(f"nobody known takes the seat {seat.application}, {seat.examiner}")
        member[problem.row[seat.application], problem.column[seat.examiner]] = True
    load = member.sum(axis=0)
    found = {}
    for row, one in enumerate(problem.applications):
        sitting = np.flatnonzero(member[row])
        keys = [problem.examiners[column].key for column in sitting]
        found[one.key] = TeamStanding(
            one.key,
            tuple(unmet_of(problem, member, load, row)) if len(sitting) else (),
            {
                key: STANDINGS[problem.standing[row, column]]
                for key, column in zip(keys, sitting, strict=True)
                if not problem.allowed[row, column]
            },
            {key: problem.conflicts[one.key, key] for key in keys if (one.key, key) in problem.conflicts},
        )
    return found
