"""What is written once in the awards never changes: submissions, locked reviews, the log, votes, decisions, reports."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from awards.models import (
    ApplicationConsent,
    BonusAssessment,
    Calibration,
    Decision,
    FeedbackDownload,
    FeedbackRelease,
    FeedbackReport,
    JudgeVote,
    PanelMeeting,
    PanelQuestion,
    SeatChange,
    StageChange,
    TieClearance,
    VisitEvidence,
)
from tests.awards.rows import hand_in, lock, make_application, make_cycle, make_examiner, name_team, ratings
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
KINDS = (
    "stagechange", "applicationconsent", "applicationsubmission", "calibration", "seatchange", "examinerdeclaration",
    "tieclearance", "lockedreview", "reviewevent", "visitevidence", "bonusassessment", "judgevote", "decision",
    "feedbackreport", "feedbackrelease", "feedbackdownload",
)  # fmt: skip


@pytest.fixture
def rows(people: People) -> dict[str, models.Model]:
    """Return one row of every kind."""
    cycle = make_cycle()
    application = make_application(people.company, cycle)
    submission = hand_in(application, people.owner)
    team = [make_examiner(f"e{number}@example.com") for number in range(3)]
    seats = name_team(application, team, people.official)
    locked = lock(seats[0], ratings(application, 50))
    judge = make_examiner("judge@example.com", is_judge=True)
    meeting = PanelMeeting.objects.create(cycle_key=cycle.key, kind="honours", title="T", created_at=NOW)
    question = PanelQuestion.objects.create(meeting=meeting, application=application)
    report = FeedbackReport.objects.create(
        application=application, edition=1, language="ko", template_version="1", content={}, file_name="x.pdf",
        sha256="0", size_bytes=1, pages=1, created_at=NOW,
    )  # fmt: skip
    made: list[models.Model] = [
        StageChange.objects.filter(cycle_key=cycle.key)[0],
        ApplicationConsent.objects.create(
            application=application, code="N01", given=True, decided_at=NOW, decided_by=people.owner
        ),
        submission,
        Calibration.objects.create(
            examiner=team[0], cycle_key=cycle.key, ratings={}, mean_abs_deviation=5.0, range_agreement_ratio=0.8,
            passed=True, taken_at=NOW,
        ),
        SeatChange.objects.create(application=application, reason="T", changed_at=NOW, changed_by=people.official),
        team[0].declarations.get(),
        TieClearance.objects.create(
            application=application, examiner=team[0], rule="C08", reason="T", cleared_at=NOW, cleared_by=people.official
        ),
        locked,
        application.events.first() or pytest.fail("no event"),
        VisitEvidence.objects.create(
            application=application, number=1, text="T", seen_on=datetime.date(2026, 8, 20), recorded_at=NOW,
            recorded_by=team[0].user,
        ),
        BonusAssessment.objects.create(
            application=application, rule="B-ESG", parts={}, rationale="T", assessed_at=NOW, assessed_by=team[0].user
        ),
        JudgeVote.objects.create(question=question, judge=judge, choice="yes", cast_at=NOW),
        Decision.objects.create(
            question=question, application=application, is_granted=True, votes={}, basis={}, reason="T", decided_at=NOW,
            decided_by=people.official,
        ),
        report,
        FeedbackRelease.objects.create(
            cycle_key=cycle.key, releases_at=NOW, created_at=NOW, created_by=people.official
        ),
        FeedbackDownload.objects.create(report=report, taken_at=NOW, taken_by=people.owner),
    ]  # fmt: skip
    return {type(row)._meta.db_table.removeprefix("awards_"): row for row in made}


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def touch(row: models.Model) -> str:
    return f"UPDATE {row._meta.db_table} SET {row._meta.pk.column} = {row._meta.pk.column}"


def test_every_kind_has_a_row(rows: dict[str, models.Model]) -> None:
    assert set(rows) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_cannot_be_changed_and_without_its_trigger_it_could(rows: dict[str, models.Model], kind: str) -> None:
    row = rows[kind]
    table = row._meta.db_table
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        run(touch(row))
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            run(f"DELETE FROM {table}")
    run(f"DROP TRIGGER {table}_frozen" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    run(touch(row))
