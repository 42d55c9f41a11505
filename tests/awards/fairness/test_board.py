"""Workload, progress and exclusions: counted by hand, to the second."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.fairness import (
    Exclusion,
    Standing,
    Task,
    TimeBudget,
    exclusions_by_rule,
    progress,
    workloads,
)

DUE = datetime(2026, 6, 26, 9, 0, 0, tzinfo=UTC)  # 18:00 in Seoul
SECOND = timedelta(seconds=1)
STAGES = ("APPLY", "SCREEN", "REVIEW", "CONFIRM")
STEADY = settings(deadline=None, derandomize=True, max_examples=40)


def test_one_desk_by_hand() -> None:
    """17 items: 4 + 8.5 + 2 hours. Open are one untouched file and one with ten items done, which needs 5.5 more."""
    tasks = [
        Task("E1", "F1", 17, 17, DUE, locked_at=DUE),
        Task("E1", "F2", 17, 17, DUE, locked_at=DUE + SECOND),
        Task("E1", "F3", 17, 10, DUE + timedelta(days=3)),
        Task("E1", "F4", 17, 0, DUE),
        Task("E1", "F5", 17, 3, DUE, ended=True),
    ]
    (found,) = workloads(tasks, now=DUE + SECOND, most_files=3)
    assert (found.files, found.locked, found.open, found.ended) == (4, 2, 2, 1)
    assert (found.overdue, found.late, found.over_limit) == (1, 1, 1)
    assert (found.items, found.items_done) == (68, 44)
    assert found.hours == pytest.approx(4 * 14.5)
    assert found.hours_left == pytest.approx(14.5 + 5.5)
    assert found.next_due == DUE
    assert TimeBudget(1, 1, 0).hours_left(3, 1) == 2


def test_the_due_second_is_still_in_time() -> None:
    task = Task("E1", "F1", 17, 0, DUE)
    assert workloads([task], now=DUE)[0].overdue == 0
    assert workloads([task], now=DUE + SECOND)[0].overdue == 1
    standing = Standing("F1", "SME", "REVIEW", DUE)
    assert progress([standing], STAGES, now=DUE)[2].overdue == 0
    assert progress([standing], STAGES, now=DUE + SECOND)[2].overdue == 1


def test_those_without_a_file_are_seen_too() -> None:
    found = workloads([Task("E2", "F1", 17, 0, DUE)], now=DUE, pool=["E3", "E1"])
    assert [(one.examiner, one.files) for one in found] == [("E1", 0), ("E2", 1), ("E3", 0)]
    assert found[0].next_due is None
    assert found[1].over_limit == 0
    assert workloads([], now=DUE) == ()


def test_more_done_than_there_is_is_refused() -> None:
    for done in (18, -1):
        with pytest.raises(ValueError, match="cannot be done"):
            Task("E1", "F1", 17, done, DUE)


def test_progress_by_hand() -> None:
    standings = [
        Standing("F1", "SME", "SCREEN", DUE, left=True),
        Standing("F2", "SME", "REVIEW", DUE),
        Standing("F3", "SME", "REVIEW", DUE + timedelta(days=2)),
        Standing("F4", "LARGE", "REVIEW"),
        Standing("F5", "LARGE", "CONFIRM", DUE + timedelta(days=30)),
    ]
    found = progress(standings, STAGES, now=DUE + timedelta(days=1))
    assert [one.category for one in found] == [None] * 4 + ["LARGE"] * 4 + ["SME"] * 4
    by_key = {(one.category, one.stage): one for one in found}
    review = by_key[None, "REVIEW"]
    assert (review.here, review.left, review.beyond, review.overdue, review.due_soon) == (3, 0, 1, 1, 1)
    screen = by_key["SME", "SCREEN"]
    assert (screen.here, screen.left, screen.beyond, screen.overdue) == (0, 1, 2, 0)
    assert by_key["LARGE", "CONFIRM"].due_soon == 0
    assert by_key[None, "APPLY"].beyond == 5


def test_places_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="No stage"):
        progress([Standing("F1", "SME", "DANCE")], STAGES, now=DUE)
    with pytest.raises(ValueError, match="two places"):
        progress([Standing("F1", "SME", "APPLY"), Standing("F1", "SME", "REVIEW")], STAGES, now=DUE)
    assert [one.here for one in progress([], STAGES, now=DUE)] == [0, 0, 0, 0]


@STEADY
@given(st.lists(st.tuples(st.sampled_from(STAGES), st.sampled_from("ABC"), st.booleans()), max_size=30))
def test_every_application_is_somewhere_once(rows: list[tuple[str, str, bool]]) -> None:
    standings = [Standing(f"F{n}", category, stage, left=left) for n, (stage, category, left) in enumerate(rows)]
    found = progress(standings, STAGES, now=DUE)
    everything = [one for one in found if one.category is None]
    assert sum(one.here + one.left for one in everything) == len(rows)
    for whole in everything:
        parts = [one for one in found if one.category is not None and one.stage == whole.stage]
        assert sum(one.here for one in parts) == whole.here
        assert sum(one.beyond for one in parts) == whole.beyond


def test_exclusions_by_hand() -> None:
    one = Exclusion("C01", "exclusion", "F1", "E1")
    cases = [
        one,
        one,
        replace(one, examiner="E2"),
        replace(one, application="F2"),
        replace(one, application="F3", after_lock=True),
        Exclusion("EL02", "eligibility", "F9"),
    ]
    found = exclusions_by_rule(cases, [("C05", "exclusion"), ("C01", "exclusion")])
    assert [(row.rule, row.cases, row.examiners, row.applications, row.after_lock) for row in found] == [
        ("C01", 4, 2, 3, 1),
        ("C05", 0, 0, 0, 0),
        ("EL02", 1, 0, 1, 0),
    ]
    assert exclusions_by_rule([]) == ()
