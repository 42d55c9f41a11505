"""Scoring a submission: once for the same inputs, whole or not at all."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from diagnosis.jobs import score_job
from diagnosis.models import BenchmarkSnapshot, Diagnosis, ModelVersion, Result, Submission
from diagnosis.scoring import ENGINE_VERSION, score
from diagnosis.selectors.catalog import model_of
from diagnosis.selectors.diagnoses import REPORT_JOB
from diagnosis.selectors.progress import survey_of
from diagnosis.services import scoring as service
from diagnosis.services.answers import answer_save
from diagnosis.services.benchmarks import snapshot_build, snapshot_publish_by_platform
from diagnosis.services.reading import RawAnswer
from diagnosis.services.scoring import answers_from, profile_from, submission_score
from diagnosis.services.start import diagnosis_start
from diagnosis.services.submit import diagnosis_submit
from qmplatform.models import AuditEntry, Job
from tests.diagnosis.services.conftest import make_submission
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
# What the submission of the fixture gives with this engine. It changes only with the engine, the model or the
# content's form; then a new engine version is due, or the reason belongs into the commit.
GOLDEN = "sha256:4cf4b300c157954ee34a0fdbff45ecbff58b02af553b3092fd58b786a7b99f4e"


def scored(submission: Submission, after: timedelta = timedelta()) -> Result:
    return submission_score(submission_id=submission.pk, now=NOW + after)


def test_the_same_inputs_give_the_known_result(submission: Submission) -> None:
    result = scored(submission)
    assert result.checksum == GOLDEN
    assert result.checksum == service.content_checksum(Result.objects.get().content), "as read back from the database"


def test_another_answer_gives_another_result(people: People, version: ModelVersion) -> None:
    assert scored(make_submission(people.company, version, INF1_1=2)).checksum != GOLDEN


def test_the_row_says_what_it_was_made_from(submission: Submission, version: ModelVersion) -> None:
    result = scored(submission)
    sheet = result.content["sheet"]
    assert (result.score, result.base_score) == (sheet["score"], sheet["base_score"])
    assert (result.level, result.coverage_ratio) == (sheet["level"], sheet["coverage"])
    assert (result.model_checksum, result.engine_version) == (version.checksum, ENGINE_VERSION)
    assert result.snapshot_id == BenchmarkSnapshot.objects.get().pk
    assert set(result.content) == {"sheet", "interval", "positions", "anchors", "plan", "cases", "previous"}
    assert [anchor["code"] for anchor in result.content["anchors"]] == ["overall", "size-sme"]


def test_twice_is_harmless(submission: Submission) -> None:
    first = scored(submission)
    assert scored(submission, after=timedelta(hours=1)) == first
    assert Result.objects.count() == 1
    assert Job.objects.filter(kind=REPORT_JOB).count() == 2
    assert AuditEntry.objects.filter(action="diagnosis_score").count() == 1


def test_two_workers_at_once_leave_one_row(submission: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    original = service.result_content

    def overtaken(*args: Any, **options: Any) -> dict[str, Any]:
        monkeypatch.setattr(service, "result_content", original)
        scored(submission)
        return original(*args, **options)

    monkeypatch.setattr(service, "result_content", overtaken)
    assert scored(submission) == Result.objects.get()
    assert AuditEntry.objects.filter(action="diagnosis_score").count() == 1


def test_it_closes_the_diagnosis_asks_for_reports_and_leaves_a_trail(
    submission: Submission, no_broker: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        result = scored(submission)
    submission.diagnosis.refresh_from_db()
    assert submission.diagnosis.state == Diagnosis.State.SCORED
    jobs = Job.objects.filter(kind=REPORT_JOB).order_by("subject")
    assert [job.subject for job in jobs] == [f"{result.pk}:en", f"{result.pk}:ko"]
    assert [job.payload for job in jobs] == [{"result_id": str(result.pk), "language": lang} for lang in ("en", "ko")]
    assert {str(job.pk) for job in jobs} <= set(no_broker)
    entry = AuditEntry.objects.get(action="diagnosis_score")
    assert entry.company_id == submission.diagnosis.company_id
    assert entry.details["result"] == result.checksum


def test_a_cancelled_diagnosis_is_not_brought_back(submission: Submission) -> None:
    Diagnosis.objects.update(state=Diagnosis.State.CANCELLED)
    scored(submission)
    assert Diagnosis.objects.get().state == Diagnosis.State.CANCELLED


def test_a_failure_leaves_nothing(submission: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise IntegrityError("the trail cannot be written")

    monkeypatch.setattr(service, "audit_record", fail)
    with pytest.raises(IntegrityError):
        scored(submission)
    assert not Result.objects.exists()
    assert not Job.objects.filter(kind=REPORT_JOB).exists()
    assert Diagnosis.objects.get().state == Diagnosis.State.SUBMITTED


def test_a_new_snapshot_gives_a_new_row(
    submission: Submission, neighbours: list[Submission], version: ModelVersion
) -> None:
    first = Result.objects.get(pk=scored(submission).pk)
    assert first.content["positions"] == {}
    for neighbour in neighbours:
        scored(neighbour, after=timedelta(hours=1))
    built = snapshot_build(model_version=version, by=None, now=NOW + timedelta(hours=2))
    snapshot_publish_by_platform(snapshot=built, note="", now=NOW + timedelta(hours=2))
    second = scored(submission, after=timedelta(hours=3))
    assert second.pk != first.pk
    assert submission.results.count() == 2
    total = second.content["positions"]["TOTAL"]
    assert (total["peers"], total["n"]) == ("sector-size", 10), "the company itself is not counted among the thirteen"
    assert second.content["positions"]["ORG1.2"]["percentile"] is not None
    assert Result.objects.get(pk=first.pk).content == first.content


def test_the_year_before_is_found(people: People, version: ModelVersion) -> None:
    earlier, now = (make_submission(people.company, version, year=year, INF1_1=year % 5) for year in (2024, 2026))
    before = scored(earlier)
    previous = scored(now).content["previous"]
    assert previous["reference_year"] == 2024
    assert (previous["score"], previous["level"]) == (before.score, before.level)
    assert previous["nodes"]["TOTAL"] == before.score
    assert before.content["previous"] is None


def test_the_year_before_is_scored_first_whatever_the_order_of_the_queue(people: People, version: ModelVersion) -> None:
    earlier, now = (make_submission(people.company, version, year=year) for year in (2025, 2026))
    result = scored(now)
    assert earlier.results.count() == 1
    assert result.content["previous"]["reference_year"] == 2025


def test_another_company_is_not_the_year_before(people: People, version: ModelVersion) -> None:
    scored(make_submission(people.other_company, version, year=2025))
    assert scored(make_submission(people.company, version)).content["previous"] is None


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({}, KeyError),
        ({"submission_id": "1; DROP TABLE diagnosis_result"}, ValueError),
        ({"submission_id": str(uuid4())}, Submission.DoesNotExist),
    ],
)
def test_a_strange_payload_is_refused(version: ModelVersion, payload: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        score_job(payload, NOW, lambda percent: None)
    assert not Result.objects.exists()


@pytest.mark.parametrize("facts", [{"sector": "NOWHERE", "group": None}, {"sector": None, "group": None, "size": None}])
def test_an_unknown_sector_has_no_peers_but_a_score(
    people: People, version: ModelVersion, facts: dict[str, None]
) -> None:
    result = scored(make_submission(people.company, version, profile=facts))
    assert result.score is not None
    assert "overall" in [anchor["code"] for anchor in result.content["anchors"]]


def test_the_job_reports_progress_and_scores(submission: Submission) -> None:
    percents: list[int] = []
    score_job({"submission_id": str(submission.pk)}, NOW, percents.append)
    assert percents == [10]
    assert submission.results.count() == 1


def test_frozen_answers_score_as_the_live_ones(people: People, version: ModelVersion) -> None:
    diagnosis = diagnosis_start(
        company=people.company, model_version=version, reference_year=2026, modules=["DNA"], by=people.owner, now=NOW
    )
    told: dict[str, Any] = {
        "INF1.1": 3, "INF1.2": ["a", "b"], "INF1.3": 4, "ORG1.1": 5, "ORG1.2": 45, "DNA1": 2,
        "PER1.2": {"value": "0.012", "unit": "%"}, "PER1.3": {"na": "사내에 해당하는 공정이 없습니다."}, "PER1.4": "unknown",
    }  # fmt: skip
    for code, value in told.items():
        answer_save(diagnosis=diagnosis, code=code, raw=RawAnswer(value), revision=1, by=people.owner, now=NOW)
    live = survey_of(diagnosis)
    expected = score(model_of(version), live.profile, live.given)
    submission = diagnosis_submit(diagnosis=diagnosis, idempotency_key="k", by=people.owner, now=NOW)
    submission.refresh_from_db()
    found = score(model_of(version), profile_from(submission.profile), answers_from(submission.answers))
    assert found == expected
    assert scored(submission).content["sheet"] == expected.as_dict()


def test_questions_to_the_database_do_not_grow_with_the_peers(
    submission: Submission,
    neighbours: list[Submission],
    version: ModelVersion,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for neighbour in neighbours:
        scored(neighbour)
    built = snapshot_build(model_version=version, by=None, now=NOW)
    snapshot_publish_by_platform(snapshot=built, note="", now=NOW)
    with django_assert_max_num_queries(40):
        scored(submission)
