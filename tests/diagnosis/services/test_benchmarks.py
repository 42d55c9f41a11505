"""Snapshots: who enters, that the same results give the same snapshot, and who decides which one holds."""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from diagnosis import followers
from diagnosis.benchmark import PeerTable, content_hash, read_benchmark
from diagnosis.models import (
    BenchmarkEntry,
    BenchmarkSnapshot,
    ModelVersion,
    Result,
    SnapshotPublication,
    Submission,
)
from diagnosis.selectors.catalog import model_of
from diagnosis.services import benchmark_entries
from diagnosis.services.benchmark_entries import key_range, peer_tables, rules_of
from diagnosis.services.benchmark_publishing import UnableToTellSnapshot
from diagnosis.services.benchmarks import (
    UnableToPublishSnapshot,
    benchmark_document,
    benchmark_of,
    published_snapshot,
    result_inside,
    snapshot_build,
    snapshot_current,
    snapshot_publish,
    snapshot_publish_by_platform,
)
from diagnosis.services.scoring import submission_score
from qmplatform.models import AuditEntry
from qmplatform.statistics import round_half_up
from tests.diagnosis.services.conftest import NOT_APPLICABLE, make_submission
from tests.factories import NOW, People, make_company, make_user

pytestmark = pytest.mark.django_db


def build(version: ModelVersion, after: timedelta = timedelta()) -> BenchmarkSnapshot:
    return snapshot_build(model_version=version, by=None, now=NOW + after)


def scored(submission: Submission, after: timedelta = timedelta()) -> Result:
    return submission_score(submission_id=submission.pk, now=NOW + after)


def entering(version: ModelVersion, **options: int) -> list[PeerTable]:
    return list(peer_tables(rules_of(version, now=NOW + timedelta(days=1), **options), model_of(version)))


def values_of(table: PeerTable, code: str) -> list[int]:
    return table.own[:, table.codes.index(code)].tolist()


def official() -> User:
    return make_user("publisher@example.go.kr", platform_role=User.PlatformRole.OFFICIAL)


def test_the_first_snapshot_is_built_and_published_when_asked_for(version: ModelVersion) -> None:
    first = snapshot_current(model_version=version, now=NOW)
    assert (first.companies, first.is_synthetic) == (0, False)
    assert snapshot_current(model_version=version, now=NOW + timedelta(days=1)) == first
    publication = SnapshotPublication.objects.get()
    assert (publication.snapshot_id, publication.by) == (first.pk, None)
    assert AuditEntry.objects.filter(action="benchmark_publish").count() == 1


def test_the_same_results_give_the_same_snapshot(version: ModelVersion, submission: Submission) -> None:
    scored(submission)
    first = build(version)
    assert build(version, after=timedelta(days=30)) == first
    assert BenchmarkSnapshot.objects.filter(companies=1).count() == 1
    assert AuditEntry.objects.filter(action="benchmark_build", subject=f"snapshot:{first.pk}").count() == 1
    assert benchmark_document(first)["id"] == first.pk


def test_published_and_built_again_it_is_still_the_same(version: ModelVersion, submission: Submission) -> None:
    scored(submission)
    first = build(version)
    snapshot_publish_by_platform(snapshot=first, note="", now=NOW)
    assert build(version, after=timedelta(days=30)) == first
    assert BenchmarkSnapshot.objects.count() == 2


def test_every_result_leaves_its_entry(people: People, version: ModelVersion, submission: Submission) -> None:
    people.company.business_group_number = "1111111119"
    people.company.save()
    result = scored(submission)
    entry = BenchmarkEntry.objects.get()
    assert (entry.result, entry.company_id, entry.reference_year) == (result, people.company.pk, 2026)
    assert (entry.sector, entry.group, entry.region) == ("FOOD", "MANUFACTURING", "41")
    assert (entry.business_group, entry.is_valid, entry.is_comparable) == ("1111111119", True, True)
    (table,) = entering(version)
    assert values_of(table, "TOTAL") == [round(10 * round_half_up(result.score or 0.0))]
    assert values_of(table, "DNA1") == [-1]
    assert table.business_group.tolist() == ["1111111119"]


def test_a_failure_leaves_neither_result_nor_entry(submission: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("diagnosis.services.scoring.audit_record", fail)
    with pytest.raises(RuntimeError):
        scored(submission)
    assert not Result.objects.exists()
    assert not BenchmarkEntry.objects.exists()


def test_a_company_enters_once_with_its_latest_year(people: People, version: ModelVersion) -> None:
    for year, level in ((2024, 0), (2026, 5), (2025, 1)):
        scored(make_submission(people.company, version, year=year, INF1_3=level))
    (table,) = entering(version)
    assert values_of(table, "INF1.3") == [1000]
    assert len(table) == 1


def test_only_the_last_years_count(people: People, version: ModelVersion) -> None:
    scored(make_submission(people.company, version, year=2022))
    scored(make_submission(people.other_company, version, year=2026))
    assert [len(table) for table in entering(version)] == [1]
    assert [len(table) for table in entering(version, window_years=5)] == [2]


def again(result: Result, *, first_value: int, engine: str = "", **changes: Any) -> None:
    """Write the entry of another scoring of the same submission, whose first value is another."""
    entry = BenchmarkEntry.objects.get(result=result)
    other = Result.objects.get(pk=result.pk)
    other.pk, other.is_bulk, other.engine_version, other._state.adding = uuid4(), True, engine or "x", True
    other.save(force_insert=True)
    own = bytearray(entry.own)
    own[:2] = first_value.to_bytes(2, "little")
    kept = {field.attname: getattr(entry, field.attname) for field in BenchmarkEntry._meta.concrete_fields}
    BenchmarkEntry.objects.create(**kept | {"id": None, "result_id": other.pk, "own": bytes(own)} | changes)


def test_what_an_examiner_checked_goes_before_what_the_company_says(
    version: ModelVersion, submission: Submission
) -> None:
    result = scored(submission)
    again(result, first_value=123, verified=True, submitted_at=submission.submitted_at - timedelta(days=30))
    (table,) = entering(version)
    assert table.own[:, 0].tolist() == [123]


def test_a_later_scoring_of_the_same_answers_goes_before_the_earlier(
    version: ModelVersion, submission: Submission
) -> None:
    again(scored(submission), scored_at=NOW + timedelta(hours=1), first_value=456)
    again(Result.objects.get(is_bulk=False), scored_at=NOW - timedelta(hours=1), first_value=789, engine="0.9.0")
    (table,) = entering(version)
    assert table.own[:, 0].tolist() == [456]


def test_what_left_out_too_much_or_has_no_score_does_not_enter(people: People, version: ModelVersion) -> None:
    claimed = make_submission(people.company, version, PER1_2=NOT_APPLICABLE, PER1_3=NOT_APPLICABLE, PER1_4=99)
    bare = make_submission(
        people.other_company, version, **dict.fromkeys(("INF1_2", "INF1_3", "ORG1_1", "ORG1_2"), ...)
    )
    results = [scored(row) for row in (claimed, bare)]
    assert results[0].score is not None
    assert results[1].score is None
    assert entering(version) == []
    assert build(version).companies == 0


def test_without_a_valid_score_this_year_the_year_before_counts(people: People, version: ModelVersion) -> None:
    scored(make_submission(people.company, version, year=2025, INF1_3=2))
    scored(make_submission(people.company, version, **dict.fromkeys(("INF1_2", "INF1_3", "ORG1_1", "ORG1_2"), ...)))
    (table,) = entering(version)
    assert values_of(table, "INF1.3") == [400]


def test_who_claims_too_much_this_year_is_out_altogether(people: People, version: ModelVersion) -> None:
    scored(make_submission(people.company, version, year=2025))
    scored(make_submission(people.company, version, PER1_2=NOT_APPLICABLE, PER1_3=NOT_APPLICABLE, PER1_4=99))
    assert entering(version) == []


def test_fictional_companies_mark_the_snapshot(version: ModelVersion) -> None:
    scored(make_submission(make_company("가상도금", "9000000098", is_synthetic=True), version))
    snapshot = build(version)
    assert snapshot.is_synthetic
    assert benchmark_of(snapshot).synthetic


def test_what_a_company_put_in_is_known(people: People, version: ModelVersion, submission: Submission) -> None:
    empty = snapshot_current(model_version=version, now=NOW)
    result = scored(submission)
    snapshot = build(version)
    itself = result_inside(snapshot, people.company)
    assert itself is not None
    assert itself.values["TOTAL"] == round_half_up(result.score or 0.0)
    assert itself.base_values["INF1.1"] == itself.values["INF1.1"] == 60.0
    assert result_inside(snapshot, people.other_company) is None
    assert result_inside(empty, people.company) is None


def test_a_snapshot_is_never_changed(version: ModelVersion, submission: Submission) -> None:
    before = benchmark_document(snapshot_current(model_version=version, now=NOW))
    scored(submission)
    build(version)
    assert benchmark_document(BenchmarkSnapshot.objects.get(pk=before["id"])) == before
    assert Result.objects.get().snapshot_id == before["id"]


def test_parts_and_chunks_meet_every_company_once(
    neighbours: list[Submission], version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    for neighbour in neighbours:
        scored(neighbour)
    (whole,) = entering(version)
    monkeypatch.setattr(benchmark_entries, "_ENTRIES_AT_ONCE", 2)
    rules = rules_of(version, now=NOW)
    for parts in (1, 2, 3, 7):
        tables = [t for n in range(parts) for t in peer_tables(rules, model_of(version), part=n, parts=parts)]
        assert sorted(key for table in tables for key in table.member.tolist()) == sorted(whole.member.tolist())
        assert len(tables) > 1


@pytest.mark.parametrize("parts", [1, 2, 3, 64])
def test_the_parts_share_out_all_keys(parts: int) -> None:
    ranges = [key_range(part, parts) for part in range(parts)]
    assert (ranges[0][0], ranges[-1][1]) == (-(2**63), 2**63 - 1)
    assert all(after[0] == before[1] + 1 for before, after in pairwise(ranges))


def test_scoring_goes_by_what_an_official_has_published(
    people: People, version: ModelVersion, submission: Submission
) -> None:
    first = snapshot_current(model_version=version, now=NOW)
    scored(submission)
    second = build(version)
    assert snapshot_current(model_version=version, now=NOW) == first
    publication = snapshot_publish(snapshot=second, by=official(), note="3분기", now=NOW + timedelta(days=1))
    assert snapshot_current(model_version=version, now=NOW) == second
    assert publication.note == "3분기"
    entry = AuditEntry.objects.filter(action="benchmark_publish", subject=f"snapshot:{second.pk}").get()
    assert entry.details["previous"] == first.pk
    again = snapshot_publish(snapshot=second, by=publication.by, note="", now=NOW + timedelta(days=2))
    assert again == publication


@pytest.mark.parametrize("role", ["", User.PlatformRole.EXAMINER, User.PlatformRole.ADMINISTRATOR])
def test_nobody_else_publishes(version: ModelVersion, submission: Submission, role: str) -> None:
    scored(submission)
    snapshot = build(version)
    with pytest.raises(PermissionDenied):
        snapshot_publish(snapshot=snapshot, by=make_user("x@example.com", platform_role=role), note="", now=NOW)
    assert not SnapshotPublication.objects.filter(snapshot=snapshot).exists()


def test_what_was_compared_with_an_older_one_is_not_published(
    version: ModelVersion, neighbours: list[Submission]
) -> None:
    scored(neighbours[0])
    stale = build(version)
    scored(neighbours[1], after=timedelta(hours=1))
    newer = build(version, after=timedelta(hours=2))
    by = official()
    snapshot_publish(snapshot=newer, by=by, note="", now=NOW + timedelta(hours=3))
    with pytest.raises(UnableToPublishSnapshot):
        snapshot_publish(snapshot=stale, by=by, note="", now=NOW + timedelta(hours=4))
    assert published_snapshot(version) == newer
    # Built anew, of the same results as the stale one, it follows the published one and can be published.
    again = snapshot_build(model_version=version, by=None, now=NOW + timedelta(minutes=30))
    assert (again.companies, again.previous) == (1, newer)
    snapshot_publish(snapshot=again, by=by, note="", now=NOW + timedelta(hours=5))
    assert published_snapshot(version) == again


def test_what_would_single_out_companies_beside_earlier_editions_is_not_published(
    version: ModelVersion, neighbours: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    scored(neighbours[0])
    first = snapshot_current(model_version=version, now=NOW)
    scored(neighbours[1])
    newer, by = build(version, after=timedelta(hours=1)), official()
    monkeypatch.setitem(followers._OBJECTIONS, "test", lambda snapshot, now: snapshot == newer)
    with pytest.raises(UnableToTellSnapshot):
        snapshot_publish(snapshot=newer, by=by, note="", now=NOW + timedelta(hours=2))
    assert published_snapshot(version) == first
    monkeypatch.setitem(followers._OBJECTIONS, "test", lambda snapshot, now: False)
    snapshot_publish(snapshot=newer, by=by, note="", now=NOW + timedelta(hours=2))
    assert published_snapshot(version) == newer


def test_the_preview_says_what_publishing_would_change(version: ModelVersion, neighbours: list[Submission]) -> None:
    for neighbour in neighbours[:6]:
        scored(neighbour)
    first = build(version)
    assert first.preview["companies"] == [0, 6]
    snapshot_publish_by_platform(snapshot=first, note="", now=NOW)
    for neighbour in neighbours[6:]:
        scored(neighbour, after=timedelta(hours=1))
    preview = build(version, after=timedelta(hours=2)).preview
    assert preview["companies"] == [6, 12]
    assert {"ORG", "TOTAL"} <= {row["node"] for row in preview["moved"]}
    assert "ORG1.2" not in {row["node"] for row in preview["moved"]}
    steps = [row["after"] - row["before"] for row in preview["moved"]]
    assert steps == sorted(steps, key=abs, reverse=True)
    assert steps[0] > 0
    assert preview["cells"]["held"] == 0
    assert preview["appeared"] == preview["vanished"] == []


def test_the_preview_says_what_keeps_its_older_number(version: ModelVersion, neighbours: list[Submission]) -> None:
    for neighbour in neighbours[:10]:
        scored(neighbour)
    first = build(version)
    snapshot_publish_by_platform(snapshot=first, note="", now=NOW)
    for neighbour in neighbours[10:]:
        scored(neighbour, after=timedelta(hours=1))
    second = build(version, after=timedelta(hours=2))
    assert second.preview["cells"]["held"] > 0
    assert second.preview["moved"] == []
    # The older numbers come with the older companies, counted to the last one.
    kept = [{k: v for k, v in row.items() if k != "held"} for row in benchmark_document(second)["cells"]]
    assert kept == benchmark_document(first)["cells"]
    assert benchmark_of(second).snapshot.cells[("FOOD", "", ""), "TOTAL"].n == 10


def test_the_preview_names_what_is_withheld(version: ModelVersion, submission: Submission) -> None:
    scored(submission)
    preview = build(version).preview
    assert {"key": {"sector": "FOOD"}, "node": "TOTAL"} in preview["withheld"]
    assert preview["cells"]["shown"] == 0
    assert preview["cells"]["suppressed"] > 0


def test_the_operators_file_counts_every_company(version: ModelVersion, neighbours: list[Submission]) -> None:
    for neighbour in neighbours:
        scored(neighbour)
    snapshot = build(version)
    assert not any("counts" in cell for cell in snapshot.content["cells"])
    document = benchmark_document(snapshot)
    counted = [cell for cell in document["cells"] if not cell.get("suppressed")]
    assert counted
    assert all(sum(cell["counts"].values()) == cell["n"] for cell in counted)
    assert content_hash(document) == content_hash(snapshot.content) == snapshot.pk
    asked = {"value": 50.0, "base_value": 50.0, "sector": "FOOD", "group": "MANUFACTURING", "size": "small"}
    by_file = read_benchmark(document).position("TOTAL", **asked)
    assert by_file is not None
    assert benchmark_of(snapshot).position("TOTAL", **asked) == by_file


def test_published_values_of_another_survey_count_where_they_are_asked_in(
    version: ModelVersion, neighbours: list[Submission]
) -> None:
    for neighbour in neighbours:
        scored(neighbour)
    without = build(version)
    with_anchors = snapshot_build(model_version=version, by=None, now=NOW, with_anchors=True)
    assert without.content["parameters"]["anchors"] is None
    assert with_anchors.content["parameters"]["anchors"] is not None
    assert with_anchors.pk != without.pk


def test_twice_scored_leaves_one_entry(version: ModelVersion, submission: Submission) -> None:
    scored(submission)
    scored(submission)
    assert Result.objects.count() == BenchmarkEntry.objects.count() == 1
