"""Where a consensus stands: phase, people, the round that runs on an item, and what was given for it so far."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from awards.models import AgreedComment, AwardApplication, ReviewEvent, RoundRating, Seat
from awards.scoring import ConsensusSetup, ConsensusState, ItemState, Path, Phase, Rating
from awards.selectors.calendar import Window, window
from awards.selectors.review_log import cycle_for, examiner_key, review_state, setup_for

CONSENSUS_STAGE = "CONSENSUS"
VISIT_STAGE = "VISIT"


@dataclass(frozen=True)
class Table:
    """The team at one table: the log's state with the people it names."""

    application: AwardApplication
    setup: ConsensusSetup
    state: ConsensusState
    # Name by the key the log knows an examiner by; also of those who were taken out.
    names: Mapping[str, str]

    @property
    def lead_name(self) -> str:
        return self.names.get(self.state.lead or "", "")

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Return the keys of members whose independent review is not locked."""
        return tuple(member for member in self.state.members if member not in self.state.reviews)

    @property
    def is_open(self) -> bool:
        """Tell whether reviews lie side by side: only then may the team read each other's."""
        return self.state.phase in (Phase.CONSENSUS, Phase.VISIT, Phase.FINAL)


def table_of(application: AwardApplication) -> Table:
    """Return how the review of an application stands."""
    return Table(application, setup_for(application), review_state(application), names_of(application))


def names_of(application: AwardApplication) -> dict[str, str]:
    """Return the names of all who sit or sat on the team, by their keys."""
    seats = Seat.objects.filter(application=application).select_related("examiner__user").order_by("pk")
    return {examiner_key(seat.examiner_id): seat.examiner.user.name or str(seat.examiner) for seat in seats}


def stored_round(setup: ConsensusSetup, item: ItemState, number: int) -> int:
    """Return under which number the rows of a round are kept.

    Numbers go on after an examiner was taken out and an item began anew, so that old rows are never read as new ones.
    One number a beginning is spare: for what members hand the lead after the last round.
    """
    return len(item.set_aside) * (setup.rules.max_rounds + 1) + number


def running_round(item: ItemState) -> int | None:
    """Return the number of the round that runs on an item; None when no ratings are asked for."""
    return len(item.rounds) + 1 if item.path is Path.DISCUSSION and item.agreed is None else None


def round_rows(table: Table, code: str, number: int) -> dict[str, RoundRating]:
    """Return what members who count gave for a round so far, by their keys."""
    stored = stored_round(table.setup, table.state.items[code], number)
    rows = RoundRating.objects.filter(seat__application=table.application, item=code, round=stored)
    found = {examiner_key(row.seat.examiner_id): row for row in rows.select_related("seat")}
    return {member: found[member] for member in table.state.members if member in found}


def last_ratings(table: Table, code: str) -> dict[str, Rating]:
    """Return the rating of every member as it was last logged: of the last round, else the independent one."""
    item = table.state.items[code]
    if item.rounds:
        return dict(item.rounds[-1].ratings)
    return {member: table.state.reviews[member][code] for member in table.state.members}


def ratings_stamp(rows: Mapping[str, RoundRating]) -> str:
    """Return what tells one set of ratings from another: nobody logs what their page did not show."""
    return _stamp([[key, rows[key].percent, rows[key].factors, rows[key].note] for key in sorted(rows)])


def consensus_window(application: AwardApplication) -> Window:
    return window(cycle_for(application), CONSENSUS_STAGE)


def visit_window(application: AwardApplication) -> Window:
    return window(cycle_for(application), VISIT_STAGE)


def editing_stage(table: Table) -> str | None:
    """Return the stage in whose time the team's comments may be written now; None when they are fixed."""
    if table.state.phase is Phase.CONSENSUS:
        return CONSENSUS_STAGE
    if table.state.phase is Phase.VISIT and table.application.state == AwardApplication.State.VISIT:
        return VISIT_STAGE
    return None


def may_edit(table: Table, now: datetime) -> bool:
    """Tell whether the team's comments may be written at a moment."""
    stage = editing_stage(table)
    return stage is not None and window(cycle_for(table.application), stage).is_open(now)


def live_stamp(table: Table, *, item: str = "") -> str:
    """Return what changes whenever anything changes that others of the team see on a page."""
    application = table.application
    ratings = RoundRating.objects.filter(seat__application=application)
    comments = AgreedComment.objects.filter(application=application)
    if item:
        ratings, comments = ratings.filter(item=item), comments.filter(item=item)
    return _stamp(
        [
            application.state,
            ReviewEvent.objects.filter(application=application).count(),
            [[row.pk, row.saved_at] for row in ratings.order_by("pk")],
            [[str(row.pk), row.revision, row.is_removed] for row in comments.order_by("pk")],
        ]
    )


def _stamp(parts: Iterable[object]) -> str:
    text = json.dumps(list(parts), default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
