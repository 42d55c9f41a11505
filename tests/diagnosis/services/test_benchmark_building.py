"""The chain of jobs that builds a snapshot: any number of parts, killed, delivered twice or out of order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from diagnosis.models import BenchmarkBuild, BenchmarkPart, BenchmarkSnapshot, ModelVersion, Submission
from diagnosis.services import benchmark_building as building
from diagnosis.services.benchmark_building import (
    FINISH_JOB,
    PART_JOB,
    UnableToFinishBuild,
    build_finish,
    build_part_count,
    snapshot_build,
    snapshot_build_start,
)
from diagnosis.services.benchmark_publishing import snapshot_publish_by_platform
from diagnosis.services.scoring import submission_score
from qmplatform.jobs.running import job_run
from qmplatform.models import AuditEntry, Job
from tests.diagnosis.services.conftest import make_submission
from tests.factories import NOW, make_company

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(neighbours: list[Submission], submission: Submission) -> None:
    for row in (*neighbours, submission):
        submission_score(submission_id=row.pk, now=NOW)


def start(version: ModelVersion, parts: int | None) -> BenchmarkBuild:
    return snapshot_build_start(model_version=version, by=None, now=NOW, parts=parts)


def jobs(kind: str) -> list[Job]:
    return list(Job.objects.filter(kind=kind).order_by("subject"))


def run_parts(order: Callable[[list[Job]], list[Job]] = lambda rows: rows) -> None:
    for job in order(jobs(PART_JOB)):
        job_run(job.pk)


def finish() -> None:
    (job,) = jobs(FINISH_JOB)
    job_run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error


def contents(snapshot: BenchmarkSnapshot) -> dict[str, Any]:
    snapshot.refresh_from_db()
    return {"id": snapshot.pk, "content": snapshot.content, "histograms": bytes(snapshot.histograms)}


@pytest.mark.parametrize("parts", [1, 2, 5, 64])
def test_any_number_of_parts_gives_the_very_same_snapshot(scored: None, version: ModelVersion, parts: int) -> None:
    here = contents(snapshot_build(model_version=version, by=None, now=NOW))
    build = start(version, parts)
    run_parts()
    finish()
    build.refresh_from_db()
    assert build.snapshot is not None
    assert contents(build.snapshot) == here
    assert build.finished_at is not None
    assert not BenchmarkPart.objects.exists()


def test_the_number_of_parts_follows_the_number_of_entries(
    scored: None, version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert start(version, None).parts_wanted == 1
    monkeypatch.setattr(building, "_ENTRIES_A_PART", 4)
    assert start(version, None).parts_wanted == 4
    assert start(version, 1000).parts_wanted == 64


def test_without_companies_there_is_an_empty_snapshot(version: ModelVersion) -> None:
    start(version, 2)
    run_parts()
    finish()
    assert BenchmarkSnapshot.objects.get().companies == 0


def test_nothing_is_finished_before_the_last_part(scored: None, version: ModelVersion) -> None:
    build = start(version, 3)
    for part in (2, 0):
        build_part_count(build_id=build.pk, part=part, now=NOW)
        assert jobs(FINISH_JOB) == []
    with pytest.raises(UnableToFinishBuild, match="2 of 3 parts"):
        build_finish(build_id=build.pk, now=NOW)
    build_part_count(build_id=build.pk, part=1, now=NOW)
    assert len(jobs(FINISH_JOB)) == 1


def test_out_of_order_and_twice_is_harmless(scored: None, version: ModelVersion) -> None:
    build = start(version, 4)
    for part in (3, 1, 3, 0, 1, 2, 2, 0):
        build_part_count(build_id=build.pk, part=part, now=NOW)
    assert BenchmarkPart.objects.count() == 4
    assert len(jobs(FINISH_JOB)) == 1
    first = build_finish(build_id=build.pk, now=NOW)
    assert build_finish(build_id=build.pk, now=NOW) == first
    build_part_count(build_id=build.pk, part=0, now=NOW)
    assert not BenchmarkPart.objects.exists()
    assert AuditEntry.objects.filter(action="benchmark_build", subject=f"snapshot:{first.pk}").count() == 1


def test_a_part_killed_halfway_is_done_again(
    scored: None, version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = contents(snapshot_build(model_version=version, by=None, now=NOW))
    start(version, 2)
    first, second = jobs(PART_JOB)
    with monkeypatch.context() as patched:
        patched.setattr(building.BenchmarkPart.objects, "create", dies)
        with pytest.raises(KeyboardInterrupt):
            job_run(first.pk)
    assert not BenchmarkPart.objects.exists()
    job_run(second.pk)
    assert jobs(FINISH_JOB) == []
    # The dead worker's lease runs out, and the sweeper hands the job to another.
    Job.objects.filter(pk=first.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    job_run(first.pk)
    finish()
    assert contents(BenchmarkBuild.objects.get().snapshot or dies()) == here


def dies(**_: Any) -> Any:
    raise KeyboardInterrupt


def test_killed_while_finishing_it_is_finished_again(
    scored: None, version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(version, 2)
    run_parts(lambda rows: rows[::-1])
    (job,) = jobs(FINISH_JOB)
    before = BenchmarkSnapshot.objects.count()
    with monkeypatch.context() as patched:
        patched.setattr(building, "audit_record", dies)
        with pytest.raises(KeyboardInterrupt):
            job_run(job.pk)
    assert BenchmarkSnapshot.objects.count() == before
    assert BenchmarkPart.objects.count() == 2
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    finish()
    assert BenchmarkSnapshot.objects.count() == before + 1


def test_results_after_the_start_wait_for_the_next_build(scored: None, version: ModelVersion) -> None:
    build = start(version, 2)
    late = make_submission(make_company("늦은회사", "9100000001"), version)
    submission_score(submission_id=late.pk, now=NOW + timedelta(hours=1))
    run_parts()
    finish()
    build.refresh_from_db()
    assert build.snapshot is not None
    assert build.snapshot.companies == 13


def test_a_snapshot_is_looked_at_beside_the_last_three(
    version: ModelVersion, neighbours: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[int]] = []
    build = building.build_benchmark

    def watched(counted: Any, **options: Any) -> Any:
        earlier = options["previous"]
        sizes = [sum(map(len, edition.members.values())) for edition in (*earlier.older, earlier)] if earlier else []
        seen.append(sizes)
        return build(counted, **options)

    monkeypatch.setattr(building, "build_benchmark", watched)
    for hour, neighbour in enumerate(neighbours[:5]):
        submission_score(submission_id=neighbour.pk, now=NOW + timedelta(hours=hour))
        built = snapshot_build(model_version=version, by=None, now=NOW + timedelta(hours=hour))
        snapshot_publish_by_platform(snapshot=built, note="", now=NOW + timedelta(hours=hour))
    assert seen == [[], [0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4]]


@pytest.mark.parametrize("part", [-1, 2])
def test_there_is_no_such_part(version: ModelVersion, part: int) -> None:
    build = start(version, 2)
    with pytest.raises(ValueError, match="has no part"):
        build_part_count(build_id=build.pk, part=part, now=NOW)
