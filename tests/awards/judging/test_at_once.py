"""Judges, the official who closes, and two clicks at once: the meeting's lock puts them in an order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from awards.models import Decision, ExaminerProfile, JudgeVote, PanelMeeting
from awards.services import voting
from awards.services.judging import UnableToClose, meeting_close
from awards.services.voting import UnableToVote, judge_step_back, vote_cast
from qmplatform.audit import verify_chain
from tests.awards.judging.made import company, make_judges, make_official, opened, reasons, scored, vote_all
from tests.awards.rows import make_cycle
from tests.factories import NOW

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer; threads say nothing there"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def table() -> tuple[PanelMeeting, list[ExaminerProfile], Any]:
    """Return a meeting of six that sits on one application, its judges and the official."""
    official, judges = make_official(), make_judges(6)
    return opened([scored(company(1), make_cycle(), official, 60)], judges, official), judges, official


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


def vote(meeting: PanelMeeting, judge: ExaminerProfile, choice: str = "yes") -> Callable[[], object]:
    question = meeting.questions.get()
    return lambda: vote_cast(
        question=question, choice=choice, reason="이유", declares_no_tie=True, by=judge.user, now=NOW
    )


def test_of_two_votes_of_one_judge_one_counts(table: tuple[PanelMeeting, list[ExaminerProfile], Any]) -> None:
    meeting, judges, _official = table
    errors = at_once([vote(meeting, judges[0], choice) for choice in ("yes", "no", "abstain")])
    refused = [error for error in errors if error is not None]
    assert [type(error) for error in refused] == [UnableToVote, UnableToVote]
    assert JudgeVote.objects.count() == 1
    assert list(verify_chain()) == []


def test_the_last_votes_the_closing_and_a_step_back_at_once_leave_one_truth(
    table: tuple[PanelMeeting, list[ExaminerProfile], Any],
) -> None:
    meeting, judges, official = table
    vote_all(meeting, judges[:4])
    question = meeting.questions.get()
    errors = at_once(
        [
            vote(meeting, judges[4]),
            lambda: judge_step_back(question=question, rule="C10", reason="다툼", by=judges[5].user, now=NOW),
            vote(meeting, judges[5], "no"),
            lambda: meeting_close(meeting=meeting, minutes="m", reasons=reasons(meeting), by=official, now=NOW),
            lambda: meeting_close(meeting=meeting, minutes="m", reasons=reasons(meeting), by=official, now=NOW),
        ]
    )
    assert all(error is None or isinstance(error, UnableToVote | UnableToClose) for error in errors), errors
    meeting.refresh_from_db()
    if meeting.state == PanelMeeting.State.OPEN:
        meeting_close(meeting=meeting, minutes="m", reasons=reasons(meeting), by=official, now=NOW)
    decision, votes = Decision.objects.get(), list(JudgeVote.objects.all())
    # Whoever came first: everybody counted either voted or stepped back, and every vote is in the count.
    assert decision.votes["yes"] + decision.votes["no"] == len(votes) == decision.votes["deciding"]
    assert len(votes) + len(decision.votes["recused"]) == 6
    assert list(verify_chain()) == []


def test_negative_control_without_the_lock_two_votes_collide(
    table: tuple[PanelMeeting, list[ExaminerProfile], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, judges, _official = table
    together = Barrier(2)
    plain = voting.JudgeVote.objects.create

    def create(**fields: Any) -> JudgeVote:
        together.wait(10)
        return plain(**fields)

    monkeypatch.setattr(voting, "meeting_lock", lambda row: PanelMeeting.objects.get(pk=row.pk))
    monkeypatch.setattr(voting.JudgeVote.objects, "create", create)
    errors = at_once([vote(meeting, judges[0]), vote(meeting, judges[0], "no")])
    # Both were let through; only the database's own rule kept the second out.
    assert sorted(type(error).__name__ for error in errors) == ["IntegrityError", "NoneType"]
    assert any(isinstance(error, IntegrityError) for error in errors)
