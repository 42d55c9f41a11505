"""What an examiner writes is kept, an older save never wins, and nothing is written when it may not be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from awards.models import AwardApplication, ItemReview, ReviewComment, Seat, StageChange
from awards.selectors.reviewing import ReviewFile, review_file
from awards.services.locking import review_lock
from awards.services.reviewing import (
    ItemDraft,
    UnableToAcceptReview,
    UnableToFindItem,
    UnableToOverwriteReview,
    UnableToWriteReview,
    item_review_save,
)
from tests.awards.reviewing.filled import World, comment, make_world, sound, write, write_all
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
ITEM = "AWD4.1"


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


def test_everything_written_of_an_item_is_read_back(world: World) -> None:
    draft = sound(ITEM, notes="다시 읽기", visit_question="연결 일정")
    write(world.own, ITEM, draft, finish=True)
    own = review_file(world.own, NOW).by_code[ITEM]
    assert (own.percent, own.range_code, dict(own.factors)) == (50, "R4", dict(draft.factors))
    assert own.comments == draft.comments
    assert (own.notes, own.visit_question, own.revision, own.is_done) == ("다시 읽기", "연결 일정", 1, True)
    assert own.earned == 22.5


def test_a_comment_left_out_of_a_later_save_is_gone_and_the_others_keep_their_identity(world: World) -> None:
    draft = sound(ITEM)
    write(world.own, ITEM, draft)
    kept = draft.comments[1]
    write(world.own, ITEM, replace(draft, comments=(kept,)), 2)
    assert [str(row.pk) for row in ReviewComment.objects.filter(seat=world.own)] == [kept.id]


def test_an_older_save_never_wins_and_the_same_one_may_come_again(world: World) -> None:
    first = sound(ITEM, notes="처음")
    write(world.own, ITEM, first, 5)
    write(world.own, ITEM, first, 5)
    for revision in (5, 4):
        with pytest.raises(UnableToOverwriteReview) as caught:
            write(world.own, ITEM, replace(first, notes="옛것"), revision)
        assert caught.value.revision == 5
    assert ItemReview.objects.get(seat=world.own).notes == "처음"
    write(world.own, ITEM, replace(first, notes="새것"), 6)
    assert ItemReview.objects.get(seat=world.own).notes == "새것"


def test_done_is_given_only_where_nothing_stands_against_it_and_taken_back_when_something_does(world: World) -> None:
    write(world.own, ITEM, replace(sound(ITEM), percent=None), finish=True)
    assert not ItemReview.objects.get(seat=world.own).is_done
    write(world.own, ITEM, sound(ITEM), 2, finish=True)
    assert ItemReview.objects.get(seat=world.own).is_done
    write(world.own, ITEM, sound(ITEM, comments=()), 3)
    assert not ItemReview.objects.get(seat=world.own).is_done


def test_what_cannot_be_read_is_refused_with_its_field(world: World) -> None:
    for draft, field in (
        (ItemDraft(percent=52), "percent"),
        (ItemDraft(percent=105), "percent"),
        (ItemDraft(range_code="R9"), "range"),
        (ItemDraft(factors={"Le": "R3"}), "f-Le"),
        (ItemDraft(factors={"A": "X"}), "f-A"),
        (ItemDraft(notes="가" * 5001), "notes"),
        (ItemDraft(comments=tuple(comment(ITEM) for _ in range(13))), "comments"),
        (ItemDraft(comments=(comment(ITEM, kind="praise", importance=""),)), "kind"),
        (ItemDraft(comments=(comment(ITEM, importance="--"),)), "weight"),
    ):
        with pytest.raises(UnableToAcceptReview) as caught:
            write(world.own, ITEM, draft)
        assert any(fault.field.endswith(field) for fault in caught.value.faults), field
    assert not ItemReview.objects.exists()


def test_a_comment_of_another_examiner_cannot_be_taken_over(world: World) -> None:
    theirs = comment(ITEM)
    write(world.seats[1], ITEM, ItemDraft(comments=(theirs,)))
    with pytest.raises(UnableToAcceptReview):
        write(world.own, ITEM, ItemDraft(comments=(replace(theirs, ko="남의 글"),)))
    assert ReviewComment.objects.get().ko == theirs.ko


def test_only_the_examiner_of_the_seat_writes_and_only_items_there_are(world: World) -> None:
    with pytest.raises(UnableToWriteReview):
        item_review_save(
            seat=world.own, item=ITEM, draft=sound(ITEM), revision=1, by=world.seats[1].examiner.user, now=NOW
        )
    with pytest.raises(UnableToFindItem):
        write(world.own, "AWD9.9", sound(ITEM))


def test_the_time_for_reviews_counts_to_the_second(world: World) -> None:
    starts, ends = NOW + timedelta(days=1), NOW + timedelta(days=2)
    StageChange.objects.create(
        cycle_key=world.cycle.key, stage="REVIEW", kind="move", starts_at=starts, ends_at=ends, reason="Test",
        created_at=NOW,
    )  # fmt: skip
    second = timedelta(seconds=1)
    for revision, moment in enumerate((starts, ends - second), start=1):
        write(world.own, ITEM, sound(ITEM), revision, now=moment)
    for moment in (starts - second, ends):
        with pytest.raises(UnableToWriteReview):
            write(world.own, ITEM, sound(ITEM), 9, now=moment)


def test_nothing_is_written_after_locking_after_leaving_or_when_the_review_is_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(world.own)
    review_lock(seat=world.own, by=world.user, now=NOW)
    left = world.seats[1]
    Seat.objects.filter(pk=left.pk).update(state=Seat.State.ENDED)
    for seat in (world.own, left):
        with pytest.raises(UnableToWriteReview):
            write(seat, ITEM, sound(ITEM), 9)
    AwardApplication.objects.update(state="consensus")
    with pytest.raises(UnableToWriteReview):
        write(Seat.objects.get(pk=world.seats[2].pk), ITEM, sound(ITEM))
    # With the guard off the rows would change under what was locked.
    monkeypatch.setattr(ReviewFile, "can_write", property(lambda self: True))
    before = ItemReview.objects.get(seat=world.own, item=ITEM).revision
    write(world.own, ITEM, sound(ITEM, notes="늦은 글"), 9)
    assert ItemReview.objects.get(seat=world.own, item=ITEM).revision != before
