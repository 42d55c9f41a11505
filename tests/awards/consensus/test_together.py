"""Two examiners, the lead and the deadline at once: the row's lock puts them in an order, and without it they collide."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, connections

from awards.models import AgreedComment, AwardApplication, ReviewEvent, RoundRating, StageChange, VisitEvidence
from awards.scoring import Refused, fold
from awards.scoring.event_log import from_data
from awards.selectors.consensus_log import stored_round
from awards.services import consensus, review_log, visiting
from awards.services.agreed_comments import CommentContent, UnableToOverwrite, agreed_comment_edit
from awards.services.consensus import UnableToActNow, UnableToKeepUp
from qmplatform.audit import verify_chain
from tests.awards.consensus.team import WHY, WIDE, Team, make_team
from tests.factories import NOW, make_people

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer; threads say nothing there"),
    pytest.mark.django_db(transaction=True),
]
_ENDS_AT = NOW + timedelta(hours=1)
# What a step may be answered with; anything else is a fault of ours.
_ANSWERS = (Refused, UnableToKeepUp, UnableToActNow)


@pytest.fixture
def team() -> Team:
    return make_team(make_people())


def at_once(steps: list[Callable[[], object]]) -> list[Exception | None]:
    """Take steps in threads that start together; give what each was refused with."""
    barrier = Barrier(len(steps))

    def take(step: Callable[[], object]) -> Exception | None:
        try:
            barrier.wait(10)
            step()
        except Exception as error:
            return error
        else:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))


def sound(team: Team) -> None:
    """The log can be read, without gaps, and the audit trail is whole."""
    rows = list(ReviewEvent.objects.filter(application=team.application).order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    fold(team.table.setup, [from_data(row.data) for row in rows])
    assert list(verify_chain()) == []


def test_two_examiners_the_lead_and_the_deadline_at_once(team: Team) -> None:
    StageChange.objects.create(
        cycle_key="knqa-2026", stage="CONSENSUS", kind="move", starts_at=NOW - timedelta(days=1), ends_at=_ENDS_AT,
        reason="T", created_at=NOW,
    )  # fmt: skip
    for place in range(4):
        team.rate(place, WIDE, 45)
    seen = team.seen(WIDE)
    errors = at_once(
        [
            lambda: team.log(WIDE, seen=seen),
            lambda: team.rate(1, WIDE, 50),
            lambda: team.rate(2, WIDE, 55),
            # One second too late, however soon it gets hold of the row.
            lambda: team.rate(3, WIDE, 60, now=_ENDS_AT),
            lambda: team.log(WIDE, seen=seen, now=_ENDS_AT),
        ]
    )
    assert [type(error) for error in errors[3:]] == [UnableToActNow, UnableToActNow]
    assert all(error is None or isinstance(error, _ANSWERS) for error in errors), errors
    sound(team)
    item = team.table.state.items[WIDE]
    rows = {row.seat_id: row.percent for row in RoundRating.objects.filter(item=WIDE)}
    if errors[0] is None:
        # Logged first: what was logged is what was seen, and nobody changed a rating afterwards.
        assert set(item.rounds[0].spread.scores.values()) == {45}
        assert set(rows.values()) == {45}
        assert all(error is not None for error in errors[1:3])
    else:
        # Somebody changed a rating first: the lead is told, and nothing is logged unread.
        assert isinstance(errors[0], UnableToKeepUp)
        assert item.rounds == ()
        assert 45 in rows.values()
        assert set(rows.values()) & {50, 55}


def test_a_round_logged_twice_stands_once(team: Team) -> None:
    for place in range(4):
        team.rate(place, WIDE, 45)
    seen = team.seen(WIDE)
    errors = at_once([lambda: team.log(WIDE, seen=seen)] * 4)
    assert [error is None for error in errors].count(True) == 1
    assert all(error is None or isinstance(error, _ANSWERS) for error in errors), errors
    assert len(team.table.state.items[WIDE].rounds) == 1
    sound(team)


def test_of_two_writers_of_a_comment_one_sees_both_texts(team: Team) -> None:
    row = team.comment(WIDE)

    def write(place: int) -> Callable[[], object]:
        content = CommentContent(row.kind, row.factor, row.importance, row.ko, "", tuple(row.evidence))
        text = f"{row.ko} {place}"
        return lambda: agreed_comment_edit(
            seat=team.seats[place], comment_id=row.pk, content=replace(content, ko=text), revision=1,
            by=team.by(place), now=NOW,
        )  # fmt: skip

    errors = at_once([write(0), write(1), write(2)])
    assert sorted(type(error).__name__ for error in errors) == ["NoneType", "UnableToOverwrite", "UnableToOverwrite"]
    kept = AgreedComment.objects.get(pk=row.pk)
    assert kept.revision == 2
    for error in errors:
        if isinstance(error, UnableToOverwrite):
            assert error.current.ko == kept.ko
    sound(team)


def test_evidence_recorded_at_once_gets_numbers_of_its_own(team: Team) -> None:
    team.agree_all()
    team.comment_all()
    consensus.consensus_close(seat=team.lead, by=team.by(0), now=NOW)
    AwardApplication.objects.filter(pk=team.application.pk).update(state="visit")

    def add(place: int) -> Callable[[], object]:
        return lambda: visiting.evidence_add(
            seat=team.seats[place], item=WIDE, text=f"{place}", seen_on=NOW.date(), by=team.by(place), now=NOW
        )

    assert at_once([add(0), add(1), add(2), add(3)]) == [None] * 4
    assert sorted(VisitEvidence.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


# --- Negative controls: with the lock off, the same steps go wrong ---------------------------------------------------


def _without_lock(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """Read the application without its lock, and let all threads read the log before one of them writes."""
    barrier = Barrier(threads)

    def unlocked(application: AwardApplication) -> AwardApplication:
        return AwardApplication.objects.select_related("company", "cycle", "criteria").get(pk=application.pk)

    def slow(table: Any, item: str, number: int) -> Any:
        found = _ROWS(table, item, number)
        barrier.wait(10)
        return found

    monkeypatch.setattr(review_log, "application_lock", unlocked)
    monkeypatch.setattr(consensus, "round_rows", slow)


_ROWS = consensus.round_rows


def test_negative_control_without_the_lock_two_log_the_same_round(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(4):
        team.rate(place, WIDE, 45)
    seen = team.seen(WIDE)
    _without_lock(monkeypatch, 2)
    errors = at_once([lambda: team.log(WIDE, seen=seen)] * 2)
    # Not an answer anybody could understand: the database alone kept the second from writing the same number.
    assert any(isinstance(error, IntegrityError | OperationalError) for error in errors), errors


def test_negative_control_without_the_lock_a_rating_changes_after_it_was_logged(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(4):
        team.rate(place, WIDE, 45)
    seen = team.seen(WIDE)
    barrier = Barrier(2)

    def keep(table: Any, seat: Any, **fields: Any) -> Any:
        barrier.wait(10)  # found the round running …
        barrier.wait(10)  # … and writes once it was logged
        return _KEEP(table, seat, **fields)

    monkeypatch.setattr(consensus, "_rating_keep", keep)
    monkeypatch.setattr(
        review_log,
        "application_lock",
        lambda application: AwardApplication.objects.select_related("company", "cycle", "criteria").get(
            pk=application.pk
        ),
    )

    def log() -> None:
        barrier.wait(10)
        consensus.round_log(seat=team.lead, item=WIDE, seen=seen, rationale=WHY, by=team.by(0), now=NOW)
        barrier.wait(10)

    def rate() -> None:
        setup = team.table.setup
        factors = dict.fromkeys(setup.factors[WIDE], "R4")
        consensus.round_rating_save(
            seat=team.seats[1], item=WIDE, number=1, percent=60, factors=factors, note="", by=team.by(1), now=NOW
        )

    assert at_once([log, rate]) == [None, None]
    logged = team.table.state.items[WIDE].rounds[0].spread.scores[team.key(1)]
    number = stored_round(team.table.setup, team.table.state.items[WIDE], 1)
    assert logged == 45
    assert RoundRating.objects.get(seat=team.seats[1], item=WIDE, round=number).percent == 60


_KEEP = consensus._rating_keep
