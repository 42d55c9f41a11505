"""Scoring in bulk: the numbers of one by one, once each, kept small and had back to the last bit."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from diagnosis.models import BenchmarkEntry, Diagnosis, ModelVersion, Result, Submission
from diagnosis.scoring import ENGINE_VERSION, score
from diagnosis.selectors.catalog import model_of
from diagnosis.services import bulk
from diagnosis.services.benchmarks import snapshot_build, snapshot_publish_by_platform
from diagnosis.services.bulk import submissions_rescore
from diagnosis.services.bulk_content import bulk_values
from diagnosis.services.scoring import answers_from, profile_from, submission_score
from diagnosis.services.sheets import UnableToReadSheet, result_verify, sheet_of
from qmplatform.models import AuditEntry, Job
from tests.diagnosis.services.conftest import NOT_APPLICABLE, make_submission
from tests.factories import NOW, make_company, make_user

pytestmark = pytest.mark.django_db

SORTS: list[dict[str, Any]] = [
    {},
    {"INF1_1": 5, "INF1_2": ["a", "b"]},
    {"PER1_2": NOT_APPLICABLE},
    {"PER1_2": NOT_APPLICABLE, "PER1_3": NOT_APPLICABLE, "PER1_4": 99},
    dict.fromkeys(("INF1_2", "INF1_3", "ORG1_1", "ORG1_2"), ...),
    {"PER1_2": (0.012, "%"), "ORG1_2": None},
]


@pytest.fixture
def submissions(version: ModelVersion) -> list[Submission]:
    companies = [make_company(f"회사{n}", f"92000000{n:02}", size_code=("small", "mid")[n % 2]) for n in range(12)]
    return [make_submission(company, version, **SORTS[n % len(SORTS)]) for n, company in enumerate(companies)]


def rescore(version: ModelVersion, after: timedelta = timedelta(), **options: Any) -> int:
    return sum(submissions_rescore(model_version=version, by=None, now=NOW + after, **options))


def entry_of(result: Result) -> dict[str, Any]:
    row = BenchmarkEntry.objects.filter(result=result).values().get()
    said = {name: value for name, value in row.items() if name not in ("id", "result_id", "scored_at")}
    return said | {"own": bytes(said["own"]), "base": bytes(said["base"])}


def test_in_bulk_the_numbers_are_those_of_one_by_one(version: ModelVersion, submissions: list[Submission]) -> None:
    assert rescore(version) == len(submissions)
    for submission in submissions:
        result = Result.objects.get(submission=submission, is_bulk=True)
        sheet = score(model_of(version), profile_from(submission.profile), answers_from(submission.answers))
        assert sheet_of(result) == sheet
        assert (result.score, result.base_score, result.level) == (sheet.score, sheet.base_score, sheet.level)
        assert (result.coverage_ratio, result.engine_version) == (sheet.coverage, ENGINE_VERSION)
        kept = [None if np.isnan(value) else value for value in bulk_values(result.content).tolist()]
        assert kept == [node.value for node in sheet.nodes.values()]
        alone = submission_score(submission_id=submission.pk, now=NOW)
        assert not alone.is_bulk
        assert entry_of(alone) == entry_of(result)


def test_twice_writes_nothing_twice(version: ModelVersion, submissions: list[Submission]) -> None:
    rescore(version)
    assert rescore(version, after=timedelta(days=1)) == 0
    assert Result.objects.count() == BenchmarkEntry.objects.count() == len(submissions)


def test_what_was_scored_one_by_one_is_left(version: ModelVersion, submissions: list[Submission]) -> None:
    submission_score(submission_id=submissions[0].pk, now=NOW)
    assert rescore(version) == len(submissions) - 1


def test_another_engine_scores_all_again(
    version: ModelVersion, submissions: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    rescore(version)
    monkeypatch.setattr(bulk, "ENGINE_VERSION", "99.0.0")
    assert rescore(version, after=timedelta(hours=1)) == len(submissions)
    # Each company still counts once, with the later scoring.
    fit = BenchmarkEntry.objects.filter(is_valid=True, is_comparable=True)
    built = snapshot_build(model_version=version, by=None, now=NOW + timedelta(hours=2))
    assert 0 < built.companies == fit.count() // 2


@pytest.mark.parametrize("chunk", [1, 5, 100])
def test_the_same_rows_whatever_the_chunk_and_the_parts(
    version: ModelVersion, submissions: list[Submission], monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", chunk)
    assert sum(rescore(version, part=part, parts=3) for part in range(3)) == len(submissions)
    rows = Result.objects.order_by("submission__receipt_number").values_list("checksum", flat=True)
    monkeypatch.setattr(bulk, "ENGINE_VERSION", "99.0.0")
    found = list(rows)
    rescore(version)
    assert list(rows.filter(engine_version="99.0.0")) == found


def test_cut_short_it_goes_on_where_it_stopped(
    version: ModelVersion, submissions: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 5)
    chunks = submissions_rescore(model_version=version, by=None, now=NOW)
    assert next(chunks) == 5
    monkeypatch.setattr(bulk, "audit_record", dies)
    with pytest.raises(KeyboardInterrupt):
        next(chunks)
    assert Result.objects.count() == BenchmarkEntry.objects.count() == 5
    monkeypatch.undo()
    assert rescore(version) == len(submissions) - 5


def dies(**_: Any) -> None:
    raise KeyboardInterrupt


def test_only_what_came_since(version: ModelVersion, submissions: list[Submission]) -> None:
    make_submission(make_company("작년", "9300000001"), version, year=2025)
    assert rescore(version, since=NOW - timedelta(days=30)) == len(submissions)


def test_it_closes_diagnoses_and_leaves_a_trail_but_asks_for_no_report(
    version: ModelVersion, submissions: list[Submission]
) -> None:
    Diagnosis.objects.filter(pk=submissions[0].diagnosis_id).update(state=Diagnosis.State.CANCELLED)
    rescore(version)
    states = list(Diagnosis.objects.order_by("state").values_list("state", flat=True))
    assert states == [Diagnosis.State.CANCELLED] + [Diagnosis.State.SCORED] * (len(submissions) - 1)
    assert AuditEntry.objects.get(action="results_bulk").details["results"] == len(submissions)
    assert not Job.objects.filter(queue="reports").exists()


def test_no_page_takes_a_bulk_result_for_a_result(version: ModelVersion, submissions: list[Submission]) -> None:
    from diagnosis.selectors.results import result_of

    rescore(version)
    assert result_of(submissions[0].diagnosis) is None
    alone = submission_score(submission_id=submissions[0].pk, now=NOW - timedelta(hours=1))
    assert result_of(submissions[0].diagnosis) == alone


def test_memory_does_not_grow_with_the_number(version: ModelVersion, submissions: list[Submission]) -> None:
    with connection.execute_wrapper(_refuse_unlimited):
        rescore(version)


def _refuse_unlimited(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    if sql.startswith("SELECT") and '"answers"' in sql:
        assert f"LIMIT {bulk.CHUNK}" in sql
    return execute(sql, *rest)


def test_a_changed_row_is_found(version: ModelVersion, submissions: list[Submission]) -> None:
    rescore(version)
    result = Result.objects.select_related("submission__diagnosis__model_version").first()
    assert result is not None
    assert result_verify(result).is_same
    result.content["bulk"]["digest"] = "sha256:0"
    assert result_verify(result).why == "its content is not what was written"
    with pytest.raises(UnableToReadSheet, match="not give the same"):
        sheet_of(result)
    result.engine_version = "1.0.0"
    with pytest.raises(UnableToReadSheet, match=r"engine 1\.0\.0"):
        sheet_of(result)


class Verifying:
    def __init__(self) -> None:
        self.out, self.err = StringIO(), StringIO()

    def run(self, **options: Any) -> str:
        call_command("verify_results", stdout=self.out, stderr=self.err, **options)
        return self.out.getvalue()


def test_every_stored_result_is_the_same_bit_for_bit_a_year_later(
    version: ModelVersion, submissions: list[Submission], neighbours: list[Submission]
) -> None:
    for neighbour in neighbours:
        submission_score(submission_id=neighbour.pk, now=NOW)
    built = snapshot_build(model_version=version, by=None, now=NOW)
    snapshot_publish_by_platform(snapshot=built, note="", now=NOW)
    for submission in submissions[:3]:
        submission_score(submission_id=submission.pk, now=NOW + timedelta(hours=1))
    rescore(version, after=timedelta(hours=2))
    later = snapshot_build(model_version=version, by=None, now=NOW + timedelta(days=365))
    snapshot_publish_by_platform(snapshot=later, note="", now=NOW + timedelta(days=365))
    assert "24 results are the same bit for bit, 0 differ" in Verifying().run()
    assert "3 results are the same" in Verifying().run(sample=3)


def test_another_score_is_found(
    version: ModelVersion, submissions: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: answers that are not those of the result."""
    submission_score(submission_id=submissions[0].pk, now=NOW)
    monkeypatch.setattr("diagnosis.services.sheets.profile_from", lambda _: profile_from({}))
    monkeypatch.setattr(Submission, "from_db", classmethod(_with_other_answers))
    verifying = Verifying()
    with pytest.raises(CommandError, match="1 of 1 results differ"):
        verifying.run()
    assert "differs in " in verifying.err.getvalue()
    assert "sheet" in verifying.err.getvalue()


_from_db = Submission.from_db.__func__  # type: ignore[attr-defined]


def _with_other_answers(cls: type[Submission], db: str, names: list[str], values: list[Any]) -> Submission:
    row: Submission = _from_db(cls, db, names, values)
    row.answers["INF1.1"]["value"] = 0
    return row


def test_what_another_engine_scored_cannot_be_told(
    version: ModelVersion, submissions: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    rescore(version)
    monkeypatch.setattr("diagnosis.services.sheets.ENGINE_VERSION", "99.0.0")
    said = Verifying().run()
    assert f"12 cannot be scored again: engine {ENGINE_VERSION}; this is 99.0.0" in said
    assert "0 differ, 12 cannot be told" in said


def test_the_command_scores_what_is_left(version: ModelVersion, submissions: list[Submission]) -> None:
    out = StringIO()
    call_command("rescore", model="mixed@1", since="2026-01-01", stdout=out)
    assert "12 submissions of mixed@1 are scored" in out.getvalue()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "mixed@9"}, "No published model"),
        ({"model": "mixed@1", "since": "soon"}, "--since"),
        ({"model": "mixed@1", "processes": 0}, "--processes"),
    ],
)
def test_strange_options_are_refused(version: ModelVersion, options: dict[str, Any], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("rescore", **options)


def test_the_command_publishes_as_an_official(version: ModelVersion, submissions: list[Submission]) -> None:
    make_user("pub@example.go.kr", platform_role="official")
    make_user("other@example.com")
    submission_score(submission_id=submissions[0].pk, now=NOW)
    built = snapshot_build(model_version=version, by=None, now=NOW)
    for options, message in (
        ({"by": "other@example.com"}, "may not publish"),
        ({"by": "nobody@example.com"}, "nobody of that address"),
    ):
        with pytest.raises(CommandError, match=message):
            call_command("publish_benchmark", built.pk, **options)
    with pytest.raises(CommandError, match="several snapshots begin so"):
        call_command("publish_benchmark", "sha256:", by="pub@example.go.kr")
    with pytest.raises(CommandError, match="no such snapshot"):
        call_command("publish_benchmark", "nothing", by="pub@example.go.kr")
    out = StringIO()
    call_command("publish_benchmark", built.pk, by="PUB@example.go.kr", note="확인", stdout=out)
    assert "is published since" in out.getvalue()
