"""What a team does at the table: opens the consensus, rates anew, logs a round, decides what stays open, closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from awards.comments.model import Finding
from awards.models import AwardApplication, RoundRating, Seat
from awards.scoring import (
    Code,
    ConsensusClosed,
    ConsensusOpened,
    ConsensusState,
    LeadDecided,
    Path,
    Phase,
    Rating,
    Reason,
    Refused,
    RoundLogged,
    check_rating,
)
from awards.selectors.calendar import window
from awards.selectors.consensus_checks import open_blocks
from awards.selectors.consensus_log import (
    CONSENSUS_STAGE,
    Table,
    last_ratings,
    ratings_stamp,
    round_rows,
    running_round,
    stored_round,
    table_of,
)
from awards.selectors.review_log import cycle_for, examiner_key
from awards.services import review_log
from awards.services.trail import application_audit


class UnableToActNow(Exception):
    """The stage in whose time this is done has not begun or is over; or the file is at another stage."""

    def __init__(self, stage: str) -> None:
        super().__init__(stage)
        self.stage = stage


class UnableToKeepUp(Exception):
    """Others of the team changed meanwhile what the page showed; nothing is written."""


class UnableToClose(Exception):
    """Findings that block stand open; carries them all."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(f"{finding.subject} {finding.rule}" for finding in findings))
        self.findings = findings


@transaction.atomic
def consensus_open(*, seat: Seat, by: User, now: datetime) -> ConsensusState:
    """Lay the locked reviews side by side: from now on the team reads each other's.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        Outside the stage; the seat is not the person's, or not theirs any more.
    awards.scoring.Refused
        Not the lead, or somebody has not locked.
    """
    application = team_enter(seat=seat, by=by, stage=CONSENSUS_STAGE, now=now)
    event = ConsensusOpened(examiner_key(seat.examiner_id))
    return review_log.review_event_append(application=application, event=event, by=by, now=now)


@transaction.atomic
def round_rating_save(
    *,
    seat: Seat,
    item: str,
    number: int,
    percent: int,
    factors: Mapping[str, str],
    note: str,
    by: User,
    now: datetime,
) -> RoundRating:
    """Keep a member's own new rating for the round that runs; it may be changed until the lead logs the round.

    Parameters
    ----------
    number
        Of the round the member was shown.
    factors
        Sub-ratings that changed; those left out stay as the member last gave them.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `consensus_open`.
    UnableToKeepUp
        The round was logged meanwhile.
    awards.scoring.Refused
        The rating breaks a rule, or none is asked for.
    """
    application = team_enter(seat=seat, by=by, stage=CONSENSUS_STAGE, now=now)
    table, key = table_of(application), examiner_key(seat.examiner_id)
    _require_discussed(table, key, item)
    if running_round(table.state.items[item]) != number:
        raise UnableToKeepUp
    whole = Rating(percent, {**last_ratings(table, item)[key].factors, **factors})
    asked, cap = table.setup.factors[item], table.setup.rules.cap_ranges
    faults = check_rating(table.setup.scale, whole, factors=asked, cap_ranges=cap)
    if faults:
        raise Refused(Reason(fault.code, {"item": item, **fault.facts}) for fault in faults)
    return _rating_keep(table, seat, item=item, number=number, rating=whole, note=note, now=now)


@transaction.atomic
def round_log(
    *, seat: Seat, item: str, seen: str, rationale: Mapping[str, str], by: User, now: datetime
) -> ConsensusState:
    """Log the round that runs: everybody's new rating beside the old one, with why.

    Parameters
    ----------
    seen
        `ratings_stamp` of the ratings the lead was shown: what came in later is not logged unread.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `consensus_open`.
    UnableToKeepUp
        A rating changed after the page was made.
    awards.scoring.Refused
        Not the lead; a rating is missing; the rationale is too short; the item is not under discussion.
    """
    application = team_enter(seat=seat, by=by, stage=CONSENSUS_STAGE, now=now)
    table = table_of(application)
    given: dict[str, RoundRating] = {}
    if item in table.state.items and (number := running_round(table.state.items[item])) is not None:
        given = round_rows(table, item, number)
        if ratings_stamp(given) != seen:
            raise UnableToKeepUp
    ratings = {key: Rating(row.percent, dict(row.factors)) for key, row in given.items()}
    event = RoundLogged(examiner_key(seat.examiner_id), item, ratings, _written(rationale))
    return review_log.review_event_append(application=application, event=event, by=by, now=now, details={"item": item})


@transaction.atomic
def standpoint_save(*, seat: Seat, item: str, note: str, by: User, now: datetime) -> RoundRating:
    """Keep what a member wants to be on record when the lead decides: the note of a minority, in its own words.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `consensus_open`.
    awards.scoring.Refused
        The item is not left to the lead.
    """
    application = team_enter(seat=seat, by=by, stage=CONSENSUS_STAGE, now=now)
    table, key = table_of(application), examiner_key(seat.examiner_id)
    state = table.state.items.get(item)
    if state is None or key not in table.state.members or state.path is not Path.LEAD_TO_DECIDE:
        raise Refused([Reason(Code.EVENT_NOT_NOW)])
    rating = last_ratings(table, item)[key]
    number = table.setup.rules.max_rounds + 1
    return _rating_keep(table, seat, item=item, number=number, rating=rating, note=note, now=now)


@transaction.atomic
def item_decide(
    *,
    seat: Seat,
    item: str,
    percent: int,
    rationale: Mapping[str, str],
    minority: Mapping[str, str],
    by: User,
    now: datetime,
) -> ConsensusState:
    """Decide an item the rounds left open, beside the notes of those who differ.

    Parameters
    ----------
    minority
        Notes the lead took down, by examiner. Where a member wrote one, the member's own words are kept instead; of
        those who do not differ none is kept.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `consensus_open`.
    awards.scoring.Refused
        Not the lead; rounds are left; outside what examiners gave; no rationale; no note of a minority.
    """
    application = team_enter(seat=seat, by=by, stage=CONSENSUS_STAGE, now=now)
    table, key = table_of(application), examiner_key(seat.examiner_id)
    notes = dict(minority)
    state = table.state.items.get(item)
    if state is not None and state.latest is not None and table.state.phase is Phase.CONSENSUS:
        own = round_rows(table, item, table.setup.rules.max_rounds + 1)
        notes |= {member: row.note for member, row in own.items() if row.note.strip()}
        differing = {member for member, given in state.latest.scores.items() if given != percent} - {key}
        notes = {member: note.strip() for member, note in notes.items() if member in differing and note.strip()}
    event = LeadDecided(key, item, percent, _written(rationale), notes)
    return review_log.review_event_append(application=application, event=event, by=by, now=now, details={"item": item})


@transaction.atomic
def consensus_close(*, seat: Seat, by: User, now: datetime) -> ConsensusState:
    """Close the consensus: percents and comments are fixed and go to the judges.

    Raises
    ------
    UnableToActNow, django.core.exceptions.PermissionDenied
        As `consensus_open`.
    UnableToClose
        A comment, an item's set or a key theme has a finding that blocks.
    awards.scoring.Refused
        Not the lead, or an item is open.
    """
    application = team_enter(seat=seat, by=by, stage=CONSENSUS_STAGE, now=now)
    event = ConsensusClosed(examiner_key(seat.examiner_id))
    state = review_log.review_event_append(application=application, event=event, by=by, now=now)
    # After the log's own reasons: what blocks a comment is of no interest while an item is open.
    blocks = open_blocks(table_of(application))
    if blocks:
        raise UnableToClose(blocks)
    return state


def team_enter(*, seat: Seat, by: User, stage: str, now: datetime, early: bool = False) -> AwardApplication:
    """Return the application with its row locked, in the time of a stage, for somebody whose seat holds.

    Parameters
    ----------
    early
        Also before the stage begins.

    Raises
    ------
    django.core.exceptions.PermissionDenied
        The seat is another's, or was ended meanwhile.
    UnableToActNow
        The stage has not begun or is over.
    """
    application = review_log.application_lock(seat.application)
    holds = Seat.objects.filter(pk=seat.pk, examiner__user=by, state=Seat.State.NAMED).exists()
    if not holds:
        raise PermissionDenied
    found = window(cycle_for(application), stage)
    if not (found.is_open(now) or (early and now < found.ends_at)):
        raise UnableToActNow(stage)
    return application


def _require_discussed(table: Table, key: str, item: str) -> None:
    state = table.state.items.get(item)
    if table.state.phase is not Phase.CONSENSUS:
        raise Refused([Reason(Code.EVENT_NOT_NOW)])
    if key not in table.state.members:
        raise Refused([Reason(Code.NOT_IN_TEAM, {"by": key})])
    if state is None:
        raise Refused([Reason(Code.ITEM_UNKNOWN, {"item": item})])
    if state.agreed is not None:
        raise Refused([Reason(Code.ITEM_AGREED, {"item": item})])
    if state.path is Path.LEAD_TO_DECIDE:
        raise Refused([Reason(Code.ROUNDS_USED_UP, {"item": item, "rounds": len(state.rounds)})])


def _rating_keep(
    table: Table, seat: Seat, *, item: str, number: int, rating: Rating, note: str, now: datetime
) -> RoundRating:
    stored = stored_round(table.setup, table.state.items[item], number)
    before = RoundRating.objects.filter(seat=seat, item=item, round=stored).first()
    row, _made = RoundRating.objects.update_or_create(
        seat=seat,
        item=item,
        round=stored,
        defaults={"percent": rating.percent, "factors": dict(rating.factors), "note": note.strip(), "saved_at": now},
    )
    application_audit(
        "award_round_rating_save",
        table.application,
        by=seat.examiner.user,
        now=now,
        details={"item": item, "round": number, "from": before.percent if before else None, "to": rating.percent},
    )
    return row


def _written(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}
