"""Reports are made by a job, issued once, handed out unchanged, and written down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from awards.feedback import from_data
from awards.models import (
    AgreedComment,
    ApplicationStep,
    AwardApplication,
    FeedbackDownload,
    FeedbackReport,
    StageChange,
)
from awards.selectors.feedback import (
    earlier_report,
    is_released,
    may_be_reported,
    released_report,
    standing_of,
)
from awards.selectors.files import cycle_of
from awards.selectors.judging import told_from
from awards.services.feedback import (
    ReportWouldTell,
    UnableToCorrect,
    UnableToReport,
    feedback_content,
    feedback_download,
    feedback_job,
    feedback_order,
    feedback_order_missing,
    feedback_render,
)
from awards.services.feedback_release import UnableToRelease, feedback_release
from qmplatform.models import AuditEntry, Job
from qmplatform.stored import UnableToReadStored
from tests.awards.feedback.conftest import World
from tests.awards.feedback.samples import make_left, make_refused
from tests.awards.loaded import make_row, next_year
from tests.diagnosis.result import samples as results
from tests.factories import NOW

State = AwardApplication.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_layout")]


def run_jobs() -> None:
    """Do what waits, as a worker would."""
    for job in Job.objects.filter(kind="awards.feedback", state=Job.State.QUEUED):
        feedback_job(job.payload, NOW, lambda percent: None)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def test_from_the_order_to_a_corrected_edition(world: World) -> None:
    application, official = world.application, world.people.official
    assert standing_of(application).state == "none"
    assert feedback_order(application=application, by=official, now=NOW) == 1
    assert feedback_order(application=application, by=official, now=NOW) == 1
    assert Job.objects.filter(kind="awards.feedback").count() == 2
    assert standing_of(application).state == "making"
    run_jobs()
    standing = standing_of(application)
    assert (standing.state, standing.edition, set(standing.reports)) == ("ready", 1, {"ko", "en"})
    with pytest.raises(UnableToCorrect):
        feedback_order(application=application, by=official, now=NOW, correction="short")
    assert feedback_order(application=application, by=official, now=NOW, correction="7.1의 납기 수치를 바로잡음") == 2
    run_jobs()
    latest = FeedbackReport.objects.get(application=application, edition=2, language="ko")
    assert from_data(latest.content).stamp.correction == "7.1의 납기 수치를 바로잡음"
    # The first edition stays as it was issued.
    assert FeedbackReport.objects.filter(application=application, edition=1).count() == 2
    assert AuditEntry.objects.filter(action="award_feedback_order").count() == 2
    assert AuditEntry.objects.filter(action="award_feedback_issue").count() == 4


def test_what_failed_is_tried_again(world: World) -> None:
    feedback_order(application=world.application, by=world.people.official, now=NOW)
    Job.objects.filter(kind="awards.feedback").update(state=Job.State.FAILED, error="UnableToRenderPdf: full")
    assert (standing_of(world.application).state, standing_of(world.application).error) == (
        "failed",
        "UnableToRenderPdf: full",
    )
    assert feedback_order_missing(cycle_key=world.cycle.key, by=world.people.official, now=NOW) == 1
    assert standing_of(world.application).state == "making"
    run_jobs()
    assert standing_of(world.application).state == "ready"
    assert feedback_order_missing(cycle_key=world.cycle.key, by=world.people.official, now=NOW) == 0


def test_a_report_is_issued_once_and_made_again_it_is_the_same(world: World) -> None:
    first = world.issue()
    assert world.issue(now=NOW + timedelta(days=3)) == first
    assert len(list((Path(settings.MEDIA_ROOT) / "award-reports").glob("*.pdf"))) >= 1
    again = feedback_content(world.application, "ko", edition=1, now=NOW + timedelta(days=3))
    assert from_data(first.content) == again


def test_every_stage_has_its_report(world: World, other_company) -> None:  # type: ignore[no-untyped-def]
    read = feedback_content(world.application, "en", edition=1, now=NOW)
    assert (read.head.basis, read.head.stage, read.head.readers) == ("visit", "Judges' panel", 3)
    unvisited = make_left(
        other_company, world.cycle, world.people.owner, world.people.official, visited=False, category="MGMT-MID"
    )
    left = feedback_content(unvisited, "en", edition=1, now=NOW)
    assert (left.head.basis, left.head.outcome) == ("consensus", "not_awarded")
    refused = make_refused(other_company, world.cycle, world.people.owner)
    ApplicationStep.objects.create(
        application=refused, kind="refused", reason="최근 2년 안에 같은 상을 받음", taken_at=NOW,
        taken_by=world.people.official,
    )  # fmt: skip
    told = feedback_content(refused, "ko", edition=1, now=NOW)
    assert (told.head.basis, told.head.outcome, told.head.readers) == ("none", "refused", 0)
    assert told.head.reasons == ("최근 2년 안에 같은 상을 받음",)
    assert {item.range_code for item in told.items} == {""}
    # Withdrawn: what had been agreed is told; before, nothing is owed.
    unvisited.state = refused.state = State.WITHDRAWN
    unvisited.save()
    refused.save()
    assert may_be_reported(unvisited)
    assert not may_be_reported(refused)
    for state in (State.REVIEW, State.CONSENSUS, State.VISIT, State.JUDGING, State.DRAFT):
        world.application.state = state
        world.application.save()
        with pytest.raises(UnableToReport):
            feedback_content(world.application, "ko", edition=1, now=NOW)
        with pytest.raises(UnableToReport):
            feedback_order(application=world.application, by=world.people.official, now=NOW)


def test_a_report_that_names_an_examiner_is_not_issued(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = AgreedComment.objects.filter(application=world.application).first()
    assert comment is not None
    comment.ko += " 구심사 위원이 확인함."
    comment.save()
    with pytest.raises(ReportWouldTell) as raised:
        world.issue()
    assert raised.value.found[0].name == "구심사"
    assert not FeedbackReport.objects.exists()
    # Negative control: without the check it would go out.
    monkeypatch.setattr("awards.services.feedback.leaks", lambda *given: ())
    assert "구심사" in str(world.issue().content)


def test_the_own_diagnosis_the_sector_and_the_cases(world: World) -> None:
    results.make_result(world.people.company, world.people.owner)
    content = feedback_content(world.application, "ko", edition=1, now=NOW)
    assert content.benchmark is not None
    assert content.benchmark.is_synthetic
    assert all(row.items and row.n % 5 == 0 for row in content.benchmark.rows)
    assert all(item.own is not None for item in content.items)
    # Without a diagnosis the report does without.
    plain = feedback_content(
        make_refused(world.people.other_company, world.cycle, world.people.stranger), "ko", edition=1, now=NOW
    )
    assert plain.benchmark is None


def test_last_years_report_counts_once_it_was_handed_out(world: World) -> None:
    world.issue()
    row = make_row("cycle", "knqa-2027", next_year(), "2027", publish=True)
    later = make_left(
        world.people.company, row, world.people.owner, world.people.official, cycle_key=row.key,
        percents={"AWD1.1": 75}, without=("FC04",), team=None,
    )  # fmt: skip
    assert earlier_report(later, "ko", NOW) is None
    world.release()
    assert earlier_report(later, "ko", NOW) is not None
    changes = feedback_content(later, "ko", edition=1, now=NOW).changes
    assert changes is not None
    assert changes.year == 2026
    assert {one.number: (one.before, one.now) for one in changes.items}["1.1"] == ("R4", "R5")
    assert "1.1-O1" in {one.before for one in changes.gone}
    # Nobody else's report is compared with.
    stranger = make_left(
        world.people.other_company, row, world.people.stranger, world.people.official, cycle_key=row.key
    )
    assert earlier_report(stranger, "ko", NOW) is None


def test_a_download_is_the_issued_file_and_is_written_down(world: World) -> None:
    report = world.issue()
    body = feedback_download(report=report, by=world.people.owner, now=NOW)
    assert len(body) == report.size_bytes
    row = FeedbackDownload.objects.get()
    assert (row.report, row.taken_by, row.taken_at) == (report, world.people.owner, NOW)
    assert AuditEntry.objects.get(action="award_feedback_download").company_id == world.people.company.pk
    path = Path(settings.MEDIA_ROOT) / report.file_name
    path.write_bytes(body + b" ")
    with pytest.raises(UnableToReadStored):
        feedback_download(report=report, by=world.people.owner, now=NOW)
    path.unlink()
    with pytest.raises(UnableToReadStored):
        feedback_download(report=report, by=world.people.owner, now=NOW)
    assert FeedbackDownload.objects.count() == 1


def test_the_day_of_release(world: World) -> None:
    cycle, official = cycle_of(world.cycle), world.people.official
    world.issue()
    earliest = told_from(cycle)
    before = earliest - timedelta(days=1)

    def refusal(at, *, now=before, reason=""):  # type: ignore[no-untyped-def]
        with pytest.raises(UnableToRelease) as raised, transaction.atomic():
            feedback_release(cycle=cycle, releases_at=at, by=official, now=now, reason=reason)
        return raised.value.code

    assert refusal(earliest - timedelta(seconds=1)) == "early"
    assert refusal(earliest, now=earliest + timedelta(seconds=1)) == "past"
    feedback_release(cycle=cycle, releases_at=earliest, by=official, now=before)
    assert refusal(earliest + timedelta(days=1)) == "reason"
    moved = earliest + timedelta(days=1)
    feedback_release(cycle=cycle, releases_at=moved, by=official, now=before, reason="시상식이 하루 미뤄짐")
    # To the second.
    assert not is_released(cycle.key, moved - timedelta(seconds=1))
    assert released_report(world.application, "ko", moved - timedelta(seconds=1)) is None
    assert released_report(world.application, "ko", moved) is not None
    assert refusal(moved + timedelta(days=9), now=moved, reason="다시 미룸") == "released"
    # A stage that is moved moves the earliest day with it.
    start, end = cycle.stage_window("CONFIRM")
    StageChange.objects.create(
        cycle_key=cycle.key, stage="CONFIRM", kind="extension", starts_at=start, ends_at=end + timedelta(days=7),
        reason="연장", created_at=NOW,
    )  # fmt: skip
    assert told_from(cycle) == earliest + timedelta(days=7)


def test_another_language_is_refused(world: World) -> None:
    with pytest.raises(UnableToReport):
        feedback_render(application_id=world.application.pk, language="fr", edition=1, now=NOW)
