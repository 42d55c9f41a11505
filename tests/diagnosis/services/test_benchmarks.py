"""Snapshots: who enters, and that the same results give the same snapshot."""

from datetime import timedelta

import pytest

from diagnosis.models import BenchmarkSnapshot, ModelVersion, Result, Submission
from diagnosis.services.benchmarks import (
    benchmark_document,
    benchmark_of,
    latest_results,
    result_inside,
    snapshot_build,
    snapshot_current,
)
from diagnosis.services.scoring import submission_score
from qmplatform.models import AuditEntry
from tests.diagnosis.services.conftest import NOT_APPLICABLE, make_submission
from tests.factories import NOW, People, make_company

pytestmark = pytest.mark.django_db


def build(version: ModelVersion, after: timedelta = timedelta()) -> BenchmarkSnapshot:
    return snapshot_build(model_version=version, by=None, now=NOW + after)


def test_the_first_snapshot_is_built_when_asked_for(version: ModelVersion) -> None:
    first = snapshot_current(model_version=version, now=NOW)
    assert (first.companies, first.is_synthetic) == (0, False)
    assert snapshot_current(model_version=version, now=NOW + timedelta(days=1)) == first


def test_the_same_results_give_the_same_snapshot(version: ModelVersion, submission: Submission) -> None:
    submission_score(submission_id=submission.pk, now=NOW)
    first = build(version)
    assert build(version, after=timedelta(days=30)) == first
    assert BenchmarkSnapshot.objects.filter(companies=1).count() == 1
    assert AuditEntry.objects.filter(action="benchmark_build", subject=f"snapshot:{first.pk}").count() == 1
    assert snapshot_current(model_version=version, now=NOW) == first
    assert benchmark_document(first)["id"] == first.pk


def test_a_company_enters_once_with_its_latest_year(people: People, version: ModelVersion) -> None:
    for year, level in ((2024, 0), (2026, 5), (2025, 1)):
        row = make_submission(people.company, version, year=year, INF1_3=level)
        submission_score(submission_id=row.pk, now=NOW)
    (peer,) = latest_results(version)
    assert peer.values["INF1.3"] == 100.0


def test_what_left_out_too_much_or_has_no_score_does_not_enter(people: People, version: ModelVersion) -> None:
    claimed = make_submission(people.company, version, PER1_2=NOT_APPLICABLE, PER1_3=NOT_APPLICABLE, PER1_4=99)
    bare = make_submission(
        people.other_company, version, **dict.fromkeys(("INF1_2", "INF1_3", "ORG1_1", "ORG1_2"), ...)
    )
    results = [submission_score(submission_id=row.pk, now=NOW) for row in (claimed, bare)]
    assert results[0].score is not None
    assert results[1].score is None
    assert list(latest_results(version)) == []


def test_fictional_companies_mark_the_snapshot(version: ModelVersion) -> None:
    row = make_submission(make_company("가상도금", "9000000098", is_synthetic=True), version)
    submission_score(submission_id=row.pk, now=NOW)
    snapshot = build(version)
    assert snapshot.is_synthetic
    assert benchmark_of(snapshot).synthetic


def test_what_a_company_put_in_is_known(people: People, version: ModelVersion, submission: Submission) -> None:
    empty = snapshot_current(model_version=version, now=NOW)
    result = submission_score(submission_id=submission.pk, now=NOW)
    snapshot = build(version)
    itself = result_inside(snapshot, people.company)
    assert itself is not None
    assert itself.values["TOTAL"] == result.score
    assert result_inside(snapshot, people.other_company) is None
    assert result_inside(empty, people.company) is None


def test_a_snapshot_is_never_changed(version: ModelVersion, submission: Submission) -> None:
    before = benchmark_document(snapshot_current(model_version=version, now=NOW))
    submission_score(submission_id=submission.pk, now=NOW)
    build(version)
    assert benchmark_document(BenchmarkSnapshot.objects.get(pk=before["id"])) == before
    assert Result.objects.get().snapshot_id == before["id"]
