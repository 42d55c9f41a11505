"""Two windows, two examiners and the deadline at once: what is locked is what is stored; without the lock it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection

from awards.models import AwardApplication, ItemReview, LockedReview, ReviewEvent, StageChange
from awards.scoring import fold
from awards.scoring.event_log import from_data
from awards.selectors.review_log import setup_for
from awards.services import locking, reviewing
from awards.services.locking import review_lock
from awards.services.reviewing import UnableToOverwriteReview, UnableToWriteReview
from tests.awards.consensus.test_together import at_once
from tests.awards.reviewing.filled import World, make_world, sound, write, write_all
from tests.factories import NOW, make_people

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer; threads say nothing there"),
    pytest.mark.django_db(transaction=True),
]
ITEM = "AWD4.1"
_ENDS_AT = NOW + timedelta(hours=1)


@pytest.fixture
def world() -> World:
    found = make_world(make_people())
    for seat in found.seats:
        write_all(seat)
    return found


def lock(world: World, place: int, now: object = NOW) -> Callable[[], object]:
    seat = world.seats[place]
    return lambda: review_lock(seat=seat, by=seat.examiner.user, now=now)  # type: ignore[arg-type]


def stored(world: World, place: int = 0) -> int | None:
    return ItemReview.objects.get(seat=world.seats[place], item=ITEM).percent


def locked(world: World, place: int = 0) -> object:
    return LockedReview.objects.get(seat=world.seats[place]).content["ratings"][ITEM]["percent"]


def test_two_windows_two_examiners_and_the_deadline_at_once(world: World) -> None:
    StageChange.objects.create(
        cycle_key=world.cycle.key, stage="REVIEW", kind="move", starts_at=NOW - timedelta(days=1), ends_at=_ENDS_AT,
        reason="T", created_at=NOW,
    )  # fmt: skip
    errors = at_once(
        [
            lock(world, 0),
            lambda: write(world.seats[0], ITEM, sound(ITEM, percent=65), 2),
            lambda: write(world.seats[0], ITEM, sound(ITEM, percent=60), 2),
            lock(world, 0),
            lock(world, 1),
            # Too late, however soon it gets hold of the row.
            lock(world, 2, _ENDS_AT),
            lambda: write(world.seats[2], ITEM, sound(ITEM, percent=60), 2, now=_ENDS_AT),
        ]
    )
    assert [type(error) for error in errors[5:]] == [UnableToWriteReview, UnableToWriteReview]
    answers = (UnableToWriteReview, UnableToOverwriteReview)
    assert all(error is None or isinstance(error, answers) for error in errors), errors
    assert [errors[0] is None, errors[3] is None].count(True) == 1
    assert errors[4] is None
    assert stored(world) == locked(world)
    rows = list(ReviewEvent.objects.filter(application=world.application).order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    fold(setup_for(world.application), [from_data(row.data) for row in rows])


def test_negative_control_without_the_lock_a_save_slips_in_behind_what_is_locked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, written = Event(), Event()
    content_of = locking.content_of

    def slow(file: object) -> object:
        content = content_of(file)  # type: ignore[arg-type]
        read.set()
        written.wait(10)
        return content

    def unlocked(application: AwardApplication) -> AwardApplication:
        return AwardApplication.objects.select_related("company", "cycle", "criteria").get(pk=application.pk)

    monkeypatch.setattr(locking, "content_of", slow)
    monkeypatch.setattr(locking, "application_lock", unlocked)
    monkeypatch.setattr(reviewing, "application_lock", unlocked)

    def late() -> None:
        read.wait(10)
        try:
            write(world.seats[0], ITEM, sound(ITEM, percent=65), 2)
        finally:
            written.set()

    assert at_once([lock(world, 0), late]) == [None, None]
    assert (locked(world), stored(world)) == (50, 65)
