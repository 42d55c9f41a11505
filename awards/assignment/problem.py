"""An assignment as arrays: who may take what, what a team needs, and how much a choice is worth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from awards.assignment.conflicts import Conflict, cleared_rules, conflict_table, standing_conflicts
from awards.assignment.people import Application, Clearance, Examiner, Seat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from awards.catalog.review_parts import Assignment, ConflictRule

# Why an examiner may not take a file, the first that applies; a full load is told apart, for it depends on the rest.
STANDINGS: Final = ("free", "recused", "is_judge", "not_calibrated", "blocked", "chair_review", "undeclared")
# Worth of a seat filled up to the wanted team size, and the price of an uneven load: of two examiners the one with
# one file less is preferred by twice the price. Both are our own choice, in the unit of the cycle's weights.
SEAT_WORTH: Final = 10.0
LOAD_PRICE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Released:
    """A seat that was asked to be kept and could not be, and why."""

    seat: Seat
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """Rows are applications, columns examiners, both in the order of their keys.

    Attributes
    ----------
    standing
        (n, m) place in `STANDINGS`; `allowed` is where a seat is open to the examiner but for load and team.
    fixed
        (n, m) seats that stay.
    room
        (m,) files each examiner may hold here.
    seats
        (n,) wanted team size; `low` is the least of a complete team, `high` the most.
    """

    applications: tuple[Application, ...]
    examiners: tuple[Examiner, ...]
    parameters: Assignment
    conflicts: dict[tuple[str, str], list[Conflict]]
    standing: NDArray[np.int8]
    allowed: NDArray[np.bool_]
    fixed: NDArray[np.bool_]
    room: NDArray[np.int64]
    seats: NDArray[np.int64]
    released: tuple[Released, ...] = ()

    @cached_property
    def row(self) -> dict[str, int]:
        return {one.key: place for place, one in enumerate(self.applications)}

    @cached_property
    def column(self) -> dict[str, int]:
        return {one.key: place for place, one in enumerate(self.examiners)}

    @property
    def low(self) -> int:
        return self.parameters.examiners_per_file.min

    @property
    def need_experienced(self) -> int:
        return max(int(self.parameters.lead.required), self.parameters.min_team_experienced)

    @cached_property
    def experienced(self) -> NDArray[np.bool_]:
        """(m,) who may lead; the cycle counts the same examiners as experienced."""
        least = self.parameters.lead.min_cycles_experience
        return np.array([one.cycles >= least for one in self.examiners], dtype=bool)

    @cached_property
    def first_time(self) -> NDArray[np.bool_]:
        return np.array([one.cycles == 0 for one in self.examiners], dtype=bool)

    @cached_property
    def employer(self) -> NDArray[np.float32]:
        """(m, employers) 1 where someone works; the self-employed have a column each."""
        keys = [one.employer or f"\0{one.key}" for one in self.examiners]
        at = {key: place for place, key in enumerate(sorted(set(keys)))}
        table = np.zeros((len(keys), len(at)), dtype=np.float32)
        table[np.arange(len(keys)), [at[key] for key in keys]] = 1
        return table

    @cached_property
    def sector(self) -> NDArray[np.bool_]:
        """(n, m) whether the examiner knows the sector, or the group of sectors where the cycle lets that count."""
        by = self.parameters.sector_match.by
        known = np.zeros(self.allowed.shape, dtype=bool)
        for way in by:
            for key in sorted({getattr(one, way) for one in self.applications} - {""}):
                rows = np.array([getattr(one, way) == key for one in self.applications], dtype=bool)
                knowing = [key in (one.sectors if way == "sector" else one.groups) for one in self.examiners]
                known |= np.logical_and.outer(rows, np.array(knowing, dtype=bool))
        return known

    @cached_property
    def same_city(self) -> NDArray[np.bool_]:
        of_files = np.array([one.city for one in self.applications], dtype=object)
        of_examiners = np.array([one.city for one in self.examiners], dtype=object)
        same = (of_files[:, None] == of_examiners[None, :]) & (of_files != "")[:, None]
        return np.asarray(same & self.parameters.region.avoid_same_city, dtype=bool)

    @cached_property
    def is_sme(self) -> NDArray[np.bool_]:
        return np.array([one.is_sme for one in self.applications], dtype=bool)

    @cached_property
    def sme_experience(self) -> NDArray[np.bool_]:
        return np.array([one.sme_experience for one in self.examiners], dtype=bool)

    @cached_property
    def skills(self) -> NDArray[np.bool_]:
        """(m, skills) of those that a team has to cover."""
        must = self.parameters.skill_cover.must_cover
        return np.array([[skill in one.skills for skill in must] for one in self.examiners], dtype=bool).reshape(
            len(self.examiners), len(must)
        )

    @cached_property
    def covers(self) -> tuple[tuple[NDArray[np.bool_], NDArray[np.int64], float], ...]:
        """What a team should have: (n, m) who brings it, (n,) how many are wanted, and the worth of each."""
        one = self.parameters
        n = len(self.applications)
        found = []
        if one.sector_match.min_per_team:
            wanted = np.full(n, one.sector_match.min_per_team)
            found.append((self.sector, wanted, one.sector_match.weight / one.sector_match.min_per_team))
        if needed := one.size_match.sme_files_need_sme_experience:
            brings = np.broadcast_to(self.sme_experience, self.allowed.shape)
            found.append((brings, np.where(self.is_sme, needed, 0), one.size_match.weight / needed))
        must = one.skill_cover.must_cover
        for place in range(len(must)):
            brings = np.broadcast_to(self.skills[:, place], self.allowed.shape)
            found.append((brings, np.ones(n, dtype=np.int64), one.skill_cover.weight / len(must)))
        return tuple(found)

    @cached_property
    def city_price(self) -> NDArray[np.float64]:
        """(n, m) what a member from the applicant's own city costs: the weight, shared by the seats."""
        price = self.parameters.region.weight * self.same_city / self.seats[:, None]
        return np.asarray(price, dtype=float)

    def complete(self, member: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(n,) which teams have all that hard rules ask for."""
        enough = member.sum(axis=1) >= self.low
        return np.asarray(enough & ((member & self.experienced).sum(axis=1) >= self.need_experienced), dtype=bool)

    def worth(self, member: NDArray[np.bool_]) -> NDArray[np.float64]:
        """(n,) what each team brings, by the cycle's weights."""
        worth = SEAT_WORTH * np.minimum(member.sum(axis=1), self.seats) - (member * self.city_price).sum(axis=1)
        for brings, wanted, each in self.covers:
            worth = worth + each * np.minimum((member & brings).sum(axis=1), wanted)
        return np.asarray(worth, dtype=float)

    def score(self, member: NDArray[np.bool_]) -> float:
        """Return what complete teams are worth, less the price of uneven loads; higher is better."""
        worth = self.worth(member)[self.complete(member)].sum()
        return float(worth - LOAD_PRICE * (member.sum(axis=0) ** 2).sum())

    def broken(self, member: NDArray[np.bool_]) -> list[str]:
        """Return which prohibitions a choice breaks; what is missing to complete teams is not among them."""
        one = self.parameters
        found = {
            "not_allowed": bool((member & ~self.allowed).any()),
            "over_load": bool((member.sum(axis=0) > self.room).any()),
            "same_employer": bool((member.astype(np.float32) @ self.employer > one.max_same_employer_per_team).any()),
            "too_many_first_time": bool(((member & self.first_time).sum(axis=1) > one.max_team_first_time).any()),
            "too_many_members": bool((member.sum(axis=1) > one.examiners_per_file.max).any()),
        }
        return [code for code, is_broken in found.items() if is_broken]


def pose(
    applications: Sequence[Application],
    examiners: Sequence[Examiner],
    parameters: Assignment,
    rules: Sequence[ConflictRule],
    *,
    on: date,
    fixed: Collection[Seat] = (),
    cleared: Collection[Clearance] = (),
    await_declarations: bool = False,
) -> Problem:
    """Return the problem; arguments as `propose` takes them.

    Raises
    ------
    ValueError
        If a key stands twice, a seat names nobody known, or a wanted team size lies outside the cycle's bounds.
    """
    files = tuple(sorted(applications, key=lambda one: one.key))
    people = tuple(sorted(examiners, key=lambda one: one.key))
    if len({one.key for one in files}) < len(files) or len({one.key for one in people}) < len(people):
        raise ValueError("each application and each examiner has a key of its own")
    size = parameters.examiners_per_file
    seats = [size.default if one.seats is None else one.seats for one in files]
    if any(not size.min <= wanted <= size.max for wanted in seats):
        raise ValueError(f"a team has {size.min} to {size.max} members")
    table = conflict_table(people, files, rules, on)
    standing = _standing(files, people, parameters, table, cleared=cleared, on=on)
    may = {"free", "undeclared"} if await_declarations else {"free"}
    unfixed: dict[str, Any] = {
        "applications": files,
        "examiners": people,
        "parameters": parameters,
        "conflicts": table,
        "standing": standing,
        "allowed": np.isin(standing, [STANDINGS.index(code) for code in sorted(may)]),
        "room": np.array(
            [max(parameters.max_files_per_examiner - one.files_elsewhere, 0) for one in people], dtype=np.int64
        ),
        "seats": np.array(seats, dtype=np.int64),
    }
    kept = np.zeros(standing.shape, dtype=bool)
    problem = Problem(**unfixed, fixed=kept)
    released = []
    for seat in sorted(set(fixed), key=lambda one: (one.application, one.examiner)):
        if seat.application not in problem.row or seat.examiner not in problem.column:
            raise ValueError(f"nobody known takes the seat {seat.application}, {seat.examiner}")
        at = problem.row[seat.application], problem.column[seat.examiner]
        kept[at] = True
        if codes := problem.broken(kept):
            kept[at] = False
            why = [STANDINGS[standing[at]] if code == "not_allowed" else code for code in codes]
            released.append(Released(seat, tuple(why)))
    # Seats that stay may ask for a bigger team: who leads has to find room beside them.
    held = kept.sum(axis=1)
    lacking = np.maximum(problem.need_experienced - (kept & problem.experienced).sum(axis=1), 0)
    unfixed["seats"] = np.maximum(unfixed["seats"], np.minimum(held + lacking, size.max))
    return Problem(**unfixed, fixed=kept, released=tuple(released))


def _standing(
    files: Sequence[Application],
    people: Sequence[Examiner],
    parameters: Assignment,
    table: dict[tuple[str, str], list[Conflict]],
    *,
    cleared: Collection[Clearance],
    on: date,
) -> NDArray[np.int8]:
    """(n, m) the first thing that keeps an examiner from a file; written from the last to the first."""
    at = {one.key: place for place, one in enumerate(files)}
    column = {one.key: place for place, one in enumerate(people)}
    code = {name: place for place, name in enumerate(STANDINGS)}
    standing = np.full((len(files), len(people)), code["undeclared"], dtype=np.int8)
    for place, one in enumerate(people):
        declared = [at[it.application] for it in one.declarations if it.application in at and it.on <= on]
        standing[declared, place] = code["free"]
    allowed_by_chair = cleared_rules(cleared)
    for (file, examiner), found in table.items():
        standing_ones = standing_conflicts(found, allowed_by_chair.get((file, examiner), frozenset()))
        if standing_ones:
            blocks = any(one.effect == "block" for one in standing_ones)
            standing[at[file], column[examiner]] = code["blocked" if blocks else "chair_review"]
    for place, one in enumerate(people):
        if parameters.calibration.required and not one.calibrated:
            standing[:, place] = code["not_calibrated"]
        if one.is_judge and not parameters.judges_may_examine:
            standing[:, place] = code["is_judge"]
        standing[[at[key] for key in sorted(one.recused_from) if key in at], place] = code["recused"]
    return standing
