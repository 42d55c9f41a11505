"""A review is locked whole and once, only when nothing stands against it; then it counts as it was."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from awards.models import LockedReview, ReviewEvent
from awards.scoring.reasons import Code
from awards.selectors import review_check as checks
from awards.selectors.review_check import review_check
from awards.selectors.review_log import examiner_key, review_state
from awards.selectors.reviewing import locked_reviews, review_file
from awards.services import locking
from awards.services.locking import UnableToLockReview, content_checksum, review_lock
from awards.services.reviewing import UnableToWriteReview
from qmplatform.models import AuditEntry
from tests.awards.reviewing.filled import World, comment, make_world, sound, write, write_all
from tests.awards.rows import open_consensus
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


def lock(world: World, place: int = 0) -> LockedReview:
    seat = world.seats[place]
    return review_lock(seat=seat, by=seat.examiner.user, now=NOW)


def test_a_whole_review_is_locked_once_and_stands_in_log_row_and_trail(world: World) -> None:
    write_all(world.own)
    write(world.own, "AWD4.1", sound("AWD4.1", percent=65, notes="내 메모", visit_question="연결 일정"), 2)
    locked = lock(world)
    assert locked.content["ratings"]["AWD4.1"]["percent"] == 65
    assert locked.content["visit_questions"] == {"AWD4.1": "연결 일정"}
    assert locked.checksum == content_checksum(locked.content)
    # Own notes are the examiner's alone.
    assert "내 메모" not in str(locked.content)
    assert review_file(world.own, NOW).by_code["AWD4.1"].notes == "내 메모"
    state = review_state(world.application)
    assert state.reviews[examiner_key(world.own.examiner_id)]["AWD4.1"].percent == 65
    trail = AuditEntry.objects.get(action="award_review_review_locked")
    assert trail.details["checksum"] == locked.checksum
    with pytest.raises(UnableToWriteReview):
        lock(world)
    assert ReviewEvent.objects.filter(data__kind="ReviewLocked").count() == 1


def test_a_locked_review_cannot_be_changed_by_the_database(world: World) -> None:
    write_all(world.own)
    locked = lock(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        LockedReview.objects.filter(pk=locked.pk).update(content={})


def test_a_rating_that_does_not_hold_keeps_it_open(world: World) -> None:
    write_all(world.own)
    cases: list[tuple[dict[str, Any], Code]] = [
        ({"percent": None}, Code.ITEM_UNRATED),
        ({"percent": 70}, Code.PERCENT_OUTSIDE_RANGE),
        ({"factors": {"A": "R4", "D": "R2", "L": "R4", "I": "R4"}}, Code.ABOVE_LOWEST_FACTOR),
        ({"factors": {"A": "R4"}}, Code.FACTOR_MISSING),
    ]
    for revision, (changes, code) in enumerate(cases, start=2):
        write(world.own, "AWD4.1", sound("AWD4.1", **changes), revision)
        with pytest.raises(UnableToLockReview) as caught:
            lock(world)
        (item,) = caught.value.check.open
        assert item.own.code == "AWD4.1"
        assert code in {reason.code for reason in item.rating}
    assert not LockedReview.objects.exists()


def test_a_comment_to_mend_keeps_it_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(world.own)
    named = comment("AWD4.1", "ofi", ko="위원갑2 의견과 같이 두 지점의 차이를 알기 어려움.")
    cases = (
        ((), "CS02"),
        ((comment("AWD4.1"), comment("AWD4.1", "ofi", evidence=())), "CR02"),
        ((comment("AWD4.1"), comment("AWD4.1", "ofi", evidence=("9.9-P1",))), "CR17"),
        ((comment("AWD4.1", factor=""), comment("AWD4.1", "ofi")), "CR03"),
        ((comment("AWD4.1"), named), "CR18"),
    )
    for revision, (comments, rule) in enumerate(cases, start=2):
        write(world.own, "AWD4.1", sound("AWD4.1", comments=comments), revision)
        with pytest.raises(UnableToLockReview) as caught:
            lock(world)
        (item,) = caught.value.check.open
        found = [*item.together, *(one for notes in item.comments.values() for one in notes)]
        assert rule in {one.rule for one in found if checks.blocks(one)}
    # With the check off it would be locked as it is, somebody's name in it.
    monkeypatch.setattr(locking, "review_check", lambda file: checks.ReviewCheck(()))
    assert any("위원갑2" in one["ko"] for one in lock(world).content["comments"])


def test_a_barred_word_goes_on_to_the_lead(world: World) -> None:
    write_all(world.own)
    worded = comment("AWD4.1", "ofi", ko="제2공장 시험기 2대를 연결해야 함. 대응이 늦어질 위험이 있음.")
    write(world.own, "AWD4.1", sound("AWD4.1", comments=(comment("AWD4.1"), worded)), 2)
    check = review_check(review_file(world.own, NOW))
    assert check.is_sound
    (item,) = [one for one in check.items if one.own.code == "AWD4.1"]
    assert [one.rule for one in item.comments[worded.id] if checks.is_for_lead(one)] == ["CR04"]
    lock(world)


def test_others_read_a_locked_review_only_after_the_consensus_opened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, seat in enumerate(world.seats):
        write_all(seat)
        write(seat, "AWD4.1", replace(sound("AWD4.1"), visit_question=f"표지{place}"), 2)
    lock(world, 0)
    lock(world, 1)
    assert [one.is_own for one in locked_reviews(world.application, world.own)] == [True]
    # Who has not locked reads nobody's.
    assert locked_reviews(world.application, world.seats[2]) == ()
    # With the rule off everything would be there at once.
    with monkeypatch.context() as patch:
        patch.setattr("awards.selectors.reviewing.reviews_visible_to", lambda state, examiner: dict(state.reviews))
        assert len(locked_reviews(world.application, world.seats[2])) == 2
    lock(world, 2)
    assert len(locked_reviews(world.application, world.own)) == 1
    open_consensus(world.application, world.own)
    seen = locked_reviews(world.application, world.own)
    assert [one.is_own for one in seen] == [True, False, False]
    assert seen[1].visit_questions == {"AWD4.1": "표지1"}
    assert len(seen[1].comments_of("AWD4.1")) == 2
