"""The room of one item: ratings round by round, sub-ratings side by side, members' comments grouped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from awards.catalog import Item
from awards.comments.model import Comment
from awards.comments.pooling import Pooled, pool
from awards.models import RoundRating, Seat
from awards.scoring import ItemState, Path, PercentScale
from awards.selectors.consensus_board import Outcome, Picture, outcome_of, picture_of, range_text
from awards.selectors.consensus_log import (
    Table,
    last_ratings,
    ratings_stamp,
    round_rows,
    running_round,
)
from awards.selectors.review_log import criteria_for, examiner_key, scheme_for
from awards.selectors.reviewing import LockedView, locked_reviews
from diagnosis.catalog.model import Text

# Sub-ratings so many ranges from the middle one are marked.
_FAR = 2


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody at the table."""

    key: str
    name: str
    is_own: bool
    is_lead: bool


@dataclass(frozen=True, slots=True)
class Percents:
    """One column of the table of percents: the independent ratings, or a round."""

    number: int  # 0: independent
    by_member: Mapping[str, int]
    picture: Picture
    spread: int
    ranges_apart: int
    middle: float
    rationale: Mapping[str, str]

    @property
    def low(self) -> int:
        return min(self.by_member.values())

    @property
    def high(self) -> int:
        return max(self.by_member.values())


@dataclass(frozen=True, slots=True)
class Cell:
    """A member's sub-rating by the edges of its range; `before` is what it was where a round changed it."""

    span: str
    before: str
    is_far: bool


@dataclass(frozen=True, slots=True)
class FactorRow:
    code: str
    title: Text
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What a member gave for the round that runs, if anything yet."""

    member: Member
    before: int
    row: RoundRating | None


@dataclass(frozen=True, slots=True)
class MemberComment:
    """A member's locked comment with its place among the others."""

    comment: Comment
    member: Member
    is_taken: bool


@dataclass(frozen=True)
class Group:
    """Comments of members that may become one."""

    kind: str
    comments: tuple[MemberComment, ...]

    @property
    def is_taken(self) -> bool:
        return any(one.is_taken for one in self.comments)


@dataclass(frozen=True)
class Room:
    """One item before the team."""

    table: Table
    seat: Seat
    code: str
    item: Item
    points: float
    members: tuple[Member, ...]
    columns: tuple[Percents, ...]
    factors: tuple[FactorRow, ...]
    running: int | None
    given: tuple[Given, ...]
    reviews: tuple[LockedView, ...]

    @property
    def state(self) -> ItemState:
        return self.table.state.items[self.code]

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.state)

    @property
    def scale(self) -> PercentScale:
        return self.table.setup.scale

    @property
    def key(self) -> str:
        return examiner_key(self.seat.examiner_id)

    @property
    def is_lead(self) -> bool:
        return self.table.state.lead == self.key

    @property
    def range_text(self) -> str:
        return range_text(self.scale, self.state.percent)

    @property
    def entered(self) -> int:
        return sum(one.row is not None for one in self.given)

    @property
    def is_complete(self) -> bool:
        """Tell whether everybody rated anew, so that the lead may log the round."""
        return self.running is not None and self.entered == len(self.given)

    @property
    def own(self) -> RoundRating | None:
        return next((one.row for one in self.given if one.member.key == self.key), None)

    @property
    def stamp(self) -> str:
        return ratings_stamp({one.member.key: one.row for one in self.given if one.row is not None})

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """Return what members would look into on site, with their names."""
        asked = ((one.name, one.visit_questions.get(self.code, "").strip()) for one in self.reviews)
        return tuple((name, text) for name, text in asked if text)

    @cached_property
    def standpoints(self) -> dict[str, RoundRating]:
        """Return what members want on record when the lead decides, by their keys."""
        if self.state.path is not Path.LEAD_TO_DECIDE:
            return {}
        return round_rows(self.table, self.code, self.table.setup.rules.max_rounds + 1)

    @cached_property
    def pooled(self) -> Pooled:
        return pool([comment for one in self.reviews for comment in one.comments_of(self.code)])

    def groups(self, taken: Sequence[str]) -> tuple[Group, ...]:
        """Return the members' comments in groups; `taken` are ids that went into a comment of the team's."""
        by_key = {member.key: member for member in self.members}
        found = {
            comment.id: MemberComment(comment, by_key[one.key], comment.id in taken)
            for one in self.reviews
            for comment in one.comments_of(self.code)
        }
        return tuple(Group(found[ids[0]].comment.kind, tuple(found[key] for key in ids)) for ids in self.pooled.groups)


def room_of(table: Table, seat: Seat, code: str) -> Room:
    """Return the room of an item as a member sees it.

    Raises
    ------
    KeyError
        The criteria have no such item.
    """
    item = criteria_for(table.application).items[code]
    own, state = examiner_key(seat.examiner_id), table.state.items[code]
    members = tuple(
        Member(key, table.names.get(key, key), key == own, key == table.state.lead) for key in table.state.members
    )
    running = running_round(state)
    rows = round_rows(table, code, running) if running else {}
    last = last_ratings(table, code)
    return Room(
        table=table,
        seat=seat,
        code=code,
        item=item,
        points={one.code: float(one.points) for one in scheme_for(table.application).items}[code],
        members=members,
        columns=tuple(_columns(table, state, own)),
        factors=_factor_rows(table, code, members),
        running=running,
        given=tuple(Given(member, last[member.key].percent, rows.get(member.key)) for member in members)
        if running
        else (),
        reviews=locked_reviews(table.application, seat),
    )


def factor_titles(table: Table, code: str) -> tuple[tuple[str, Text], ...]:
    """Return the sub-ratings of an item with their titles, none where the criteria have none."""
    criteria = criteria_for(table.application)
    if criteria.factors is None:
        return ()
    kind = criteria.items[code].kind
    factors = criteria.factors.process if kind == "process" else criteria.factors.results
    return tuple((factor.code, factor.title) for factor in factors)


def _columns(table: Table, state: ItemState, own: str) -> list[Percents]:
    found = []
    spreads = [(0, state.independent, {}), *((one.number, one.spread, one.rationale) for one in state.rounds)]
    for number, spread, rationale in spreads:
        if spread is None:
            continue
        picture = picture_of(table.setup, spread, table.names, own)
        found.append(
            Percents(number, spread.scores, picture, spread.spread, spread.ranges_apart, spread.median, rationale)
        )
    return found


def _factor_rows(table: Table, code: str, members: Sequence[Member]) -> tuple[FactorRow, ...]:
    scale, last = table.setup.scale, last_ratings(table, code)
    first = {member.key: table.state.reviews[member.key][code].factors for member in members}
    rows = []
    for factor, title in factor_titles(table, code):
        given = {member.key: last[member.key].factors.get(factor, "") for member in members}
        places = {key: found.number for key, one in given.items() if (found := scale.named(one)) is not None}
        middle = median(places.values()) if places else 0
        cells = tuple(
            Cell(
                span=_span(scale, given[member.key]),
                before=_span(scale, first[member.key].get(factor, ""))
                if first[member.key].get(factor) != given[member.key]
                else "",
                is_far=abs(places.get(member.key, middle) - middle) >= _FAR,
            )
            for member in members
        )
        rows.append(FactorRow(factor, title, cells))
    return tuple(rows)


def _span(scale: PercentScale, code: str) -> str:
    found = scale.named(code)
    return f"{found.low}–{found.high}" if found else code
