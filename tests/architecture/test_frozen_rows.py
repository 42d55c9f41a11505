"""What never changes once written does not change, through the ORM or in raw SQL."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, models, transaction

from awards.models import AwardFile
from cases.models import Case, CaseRevision
from diagnosis.models import (
    BenchmarkEntry,
    BenchmarkSnapshot,
    Diagnosis,
    ModelVersion,
    Report,
    Result,
    SnapshotPublication,
    Submission,
)
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


def make_version(status: str = "published") -> ModelVersion:
    return ModelVersion.objects.create(
        key="t", version="1", title={"ko": "시험", "en": "Test"}, source="model: {}", checksum="sha256:0",
        status=status, loaded_at=NOW, published_at=NOW if status == "published" else None,
    )  # fmt: skip


@pytest.fixture
def rows(people: People) -> dict[str, models.Model]:
    version = make_version()
    diagnosis = Diagnosis.objects.create(
        company=people.company, model_version=version, reference_year=2026, created_at=NOW, updated_at=NOW
    )
    submission = Submission.objects.create(
        diagnosis=diagnosis, receipt_number="2026-QM-000001", profile={}, answers={}, checksum="sha256:1",
        submitted_at=NOW, submitted_by=people.owner,
    )  # fmt: skip
    snapshot = BenchmarkSnapshot.objects.create(
        id="sha256:2", model_version=version, as_of=NOW, content={}, companies=0
    )
    result = Result.objects.create(
        submission=submission, model_checksum="sha256:0", snapshot=snapshot, engine_version="1", coverage_ratio=1.0,
        content={}, checksum="sha256:3", created_at=NOW,
    )  # fmt: skip
    entry = BenchmarkEntry.objects.create(
        result=result, model_version=version, company=people.company, company_key=1, submission_id=submission.pk,
        reference_year=2026, submitted_at=NOW, scored_at=NOW, engine_version="1", is_synthetic=False, is_valid=True,
        is_comparable=True, own=b"", base=b"",
    )  # fmt: skip
    publication = SnapshotPublication.objects.create(snapshot=snapshot, published_at=NOW)
    report = Report.objects.create(
        result=result, language="ko", template_version="1", file_name="x.pdf", sha256="0", size_bytes=1, pages=1,
        created_at=NOW,
    )  # fmt: skip
    case = Case.objects.create(id="case", organisation_ko="가", title_ko="나", loaded_at=NOW)
    revision = CaseRevision.objects.create(
        case=case, number=1, action="created", state="draft", content={}, created_at=NOW
    )
    award_file = AwardFile.objects.create(
        kind="cycle", name="t-2026", key="t-2026", version="2026", title={"ko": "시험", "en": "Test"}, source="cycle: {}",
        checksum="sha256:4", status="published", loaded_at=NOW, published_at=NOW,
    )  # fmt: skip
    return {
        "award_file": award_file,
        "version": version,
        "submission": submission,
        "snapshot": snapshot,
        "result": result,
        "report": report,
        "entry": entry,
        "publication": publication,
        "revision": revision,
    }


NAMES = ["version", "submission", "snapshot", "result", "report", "entry", "publication", "revision", "award_file"]
WAYS: dict[str, Callable[[models.Model, str], object]] = {
    "queryset": lambda row, column: type(row)._default_manager.filter(pk=row.pk).update(**{column: "x"}),
    "save": lambda row, column: (setattr(row, column, "x"), row.save()),
    "raw SQL": lambda row, column: run(f"UPDATE {row._meta.db_table} SET {column} = 'x'"),
}


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def text_column(row: models.Model) -> str:
    columns = ("checksum", "sha256", "sector", "note")
    return next((column for column in columns if hasattr(row, column)), "model_version_id")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", WAYS)
def test_a_frozen_row_cannot_be_changed(rows: dict[str, models.Model], name: str, way: str) -> None:
    column = text_column(rows[name])
    if column == "model_version_id":
        column, value = "companies", 5
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            run(f"UPDATE {rows[name]._meta.db_table} SET {column} = {value}")
        return
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        WAYS[way](rows[name], column)


@pytest.mark.parametrize("name", NAMES)
def test_postgresql_refuses_to_delete_it_too(rows: dict[str, models.Model], name: str) -> None:
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite"  # ADR 0004: SQLite refuses UPDATE only.
        return
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        run(f"DELETE FROM {rows[name]._meta.db_table}")


@pytest.mark.parametrize("name", NAMES)
def test_without_the_trigger_it_could_be_changed(rows: dict[str, models.Model], name: str) -> None:
    """Negative control."""
    table = rows[name]._meta.db_table
    run(f"DROP TRIGGER {table}_frozen" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    key = rows[name]._meta.pk.column
    run(f"UPDATE {table} SET {key} = {key}")


def test_a_draft_of_a_model_may_change_until_it_is_published() -> None:
    version = make_version("draft")
    ModelVersion.objects.filter(pk=version.pk).update(source="model: {key: t}")
    ModelVersion.objects.filter(pk=version.pk).update(status="published", published_at=NOW)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ModelVersion.objects.filter(pk=version.pk).update(status="draft", published_at=None)
