"""The spread board: every item with the percents the team gave, how far they lie apart, and what is still to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from awards.catalog import Item
from awards.models import AgreedComment, Seat
from awards.scoring import AwardScore, ConsensusSetup, ItemState, Path, PercentScale, Spread, agenda, award_points
from awards.selectors.consensus_log import Table, round_rows, running_round
from awards.selectors.review_log import criteria_for, examiner_key, scheme_for

Outcome = Literal["median", "discuss", "lead", "discussed", "decided", "waiting"]
# Percents of the picture's width that are left free at both ends, so that no dot is cut.
_EDGE: Final = 3.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A member's percent in the picture; members with the same percent share one dot."""

    x: str
    percent: int
    names: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A spread drawn on a ruler of 0 to 100 percent; places are percents of the width, as text."""

    dots: tuple[Dot, ...]
    start: str
    width: str
    middle: str
    edges: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One item on the board."""

    code: str
    item: Item
    points: float
    state: ItemState
    spread: Spread | None
    picture: Picture | None
    outcome: Outcome
    range_text: str
    rounds: int
    given: int
    strengths: int
    ofis: int

    @property
    def percent(self) -> int | None:
        return self.state.percent

    @property
    def earned(self) -> float | None:
        return None if self.percent is None else self.points * self.percent / 100

    @property
    def has_moved(self) -> bool:
        """Tell whether a site visit left another percent than the consensus."""
        return self.state.percent != self.state.agreed


@dataclass(frozen=True)
class Board:
    """Everything about a consensus on one page.

    Attributes
    ----------
    agenda
        What is still to be discussed or decided, the widest spread first.
    score
        Points as they stand; items that are open count nothing and are named in it.
    """

    table: Table
    seat: Seat
    lines: tuple[Line, ...]
    agenda: tuple[Line, ...]
    score: AwardScore
    most_points: float

    @property
    def key(self) -> str:
        return examiner_key(self.seat.examiner_id)

    @property
    def is_lead(self) -> bool:
        return self.table.state.lead == self.key

    @property
    def agreed(self) -> int:
        return sum(line.state.agreed is not None for line in self.lines)

    @property
    def by_median(self) -> tuple[Line, ...]:
        """Return the items nobody had to talk about."""
        return tuple(line for line in self.lines if line.outcome == "median")

    @property
    def settled(self) -> tuple[Line, ...]:
        """Return the items a discussion or the lead brought to an end."""
        return tuple(line for line in self.lines if line.outcome in ("discussed", "decided"))

    @property
    def without_comments(self) -> int:
        return sum(not (line.strengths or line.ofis) for line in self.lines)


def board_of(table: Table, seat: Seat) -> Board:
    """Return the board as a member of the team sees it."""
    application, scheme = table.application, scheme_for(table.application)
    items, points = criteria_for(application).items, {one.code: float(one.points) for one in scheme.items}
    counts = _comment_counts(table)
    own = examiner_key(seat.examiner_id)
    lines = tuple(
        _line(table, items[code], points=points[code], counts=counts.get(code, (0, 0)), own=own)
        for code in table.setup.factors
    )
    by_code = {line.code: line for line in lines}
    return Board(
        table=table,
        seat=seat,
        lines=lines,
        agenda=tuple(by_code[code] for code in agenda(table.setup, table.state)),
        score=award_points(scheme, table.setup.scale, table.state.percents),
        most_points=float(scheme.points_of("total")),
    )


def range_text(scale: PercentScale, percent: int | None) -> str:
    """Return the range a percent lies in by its edges; nothing without a percent."""
    if percent is None:
        return ""
    found = scale.range_of(percent)
    return f"{found.low}–{found.high}"


def picture_of(setup: ConsensusSetup, found: Spread, names: Mapping[str, str], own: str = "") -> Picture:
    """Return the places of a spread on the ruler."""
    groups: dict[int, list[str]] = {}
    for key, percent in found.scores.items():
        groups.setdefault(percent, []).append(key)
    dots = tuple(
        Dot(_place(percent), percent, ", ".join(names.get(key, key) for key in keys), own in keys)
        for percent, keys in sorted(groups.items())
    )
    # Between two ranges lies half a step on either side.
    edges = tuple(_place(one.low - setup.scale.step / 2) for one in setup.scale.ranges[1:])
    width = (found.high - found.low) * (100 - 2 * _EDGE) / 100
    return Picture(dots, _place(found.low), f"{width:.2f}%", _place(found.median), edges)


def outcome_of(state: ItemState) -> Outcome:
    """Return in one word where an item stands."""
    if state.path is Path.WAITING:
        return "waiting"
    if state.agreed is None:
        return "lead" if state.path is Path.LEAD_TO_DECIDE else "discuss"
    if state.decision is not None:
        return "decided"
    return "discussed" if state.rounds else "median"


def _line(table: Table, item: Item, *, points: float, counts: tuple[int, int], own: str) -> Line:
    code = item.code
    state = table.state.items[code]
    number = running_round(state)
    return Line(
        code=code,
        item=item,
        points=points,
        state=state,
        spread=state.latest,
        picture=picture_of(table.setup, state.latest, table.names, own) if state.latest else None,
        outcome=outcome_of(state),
        range_text=range_text(table.setup.scale, state.percent),
        rounds=len(state.rounds),
        given=len(round_rows(table, code, number)) if number else 0,
        strengths=counts[0],
        ofis=counts[1],
    )


def _comment_counts(table: Table) -> dict[str, tuple[int, int]]:
    rows = AgreedComment.objects.filter(application=table.application, is_removed=False)
    pairs: Iterable[tuple[str, str]] = rows.values_list("item", "kind")
    found: dict[str, tuple[int, int]] = {}
    for item, kind in pairs:
        strengths, ofis = found.get(item, (0, 0))
        found[item] = (strengths + (kind == "strength"), ofis + (kind == "ofi"))
    return found


def _place(percent: float) -> str:
    return f"{_EDGE + percent * (100 - 2 * _EDGE) / 100:.2f}%"
