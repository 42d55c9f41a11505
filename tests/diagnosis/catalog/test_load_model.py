"""Loading and publishing: a published version never changes."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from diagnosis.catalog import UnableToReadModel
from diagnosis.models import ModelVersion
from diagnosis.selectors.catalog import UnableToFindModel, model_of, published_model, published_versions
from diagnosis.services.models_catalog import UnableToLoadModel, model_version_load, model_version_publish
from qmplatform.models import AuditEntry
from tests.diagnosis.scoring.small_model import MIXED
from tests.factories import NOW

CHANGED = MIXED.replace("min_share: 0.75", "min_share: 0.7")
pytestmark = pytest.mark.django_db


def test_draft_is_replaced_and_published_version_is_not() -> None:
    row = model_version_load(text=MIXED, by=None, now=NOW)
    again = model_version_load(text=CHANGED, by=None, now=NOW)
    assert (again.pk, again.source) == (row.pk, CHANGED)
    published = model_version_publish(model_version=again, by=None, now=NOW)
    assert published.published_at == NOW
    with pytest.raises(UnableToLoadModel, match="mixed@1 is published with other content"):
        model_version_load(text=MIXED, by=None, now=NOW)
    later = NOW + timedelta(days=1)
    assert model_version_load(text=CHANGED, by=None, now=later).loaded_at == NOW
    assert model_version_publish(model_version=row, by=None, now=later).published_at == NOW
    actions = list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["model_version_load", "model_version_load", "model_version_publish"]


def test_database_itself_refuses_to_change_a_published_version() -> None:
    row = model_version_load(text=MIXED, by=None, now=NOW)
    ModelVersion.objects.filter(pk=row.pk).update(source=CHANGED)  # a draft may change
    model_version_publish(model_version=row, by=None, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        ModelVersion.objects.filter(pk=row.pk).update(source=MIXED)


def test_faulty_file_leaves_no_row() -> None:
    with pytest.raises(UnableToReadModel):
        model_version_load(text="model: {}", by=None, now=NOW)
    assert not ModelVersion.objects.exists()


def test_bytes_and_byte_order_mark_are_kept() -> None:
    data = b"\xef\xbb\xbf" + MIXED.encode()
    row = model_version_load(text=data, by=None, now=NOW)
    assert row.source.encode() == data
    assert model_of(row).checksum == row.checksum


def test_published_models_are_found_and_parsed_once() -> None:
    row = model_version_load(text=MIXED, by=None, now=NOW)
    with pytest.raises(UnableToFindModel, match="No published model mixed@1"):
        published_model("mixed", "1")
    model_version_publish(model_version=row, by=None, now=NOW)
    assert published_model("mixed", "1") is published_model("mixed", "1")
    assert [str(found) for found in published_versions("mixed")] == ["mixed@1"]
    with pytest.raises(UnableToFindModel, match="Published: mixed@1"):
        published_model("mixed", "2")


def run(path: Path, **options: bool) -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    try:
        call_command("load_model", str(path), stdout=out, stderr=errors, **options)
    except CommandError as error:
        errors.write(f"CommandError: {error}")
    return out.getvalue(), errors.getvalue()


def test_command_checks_loads_and_publishes(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MIXED, encoding="utf-8")
    assert "mixed@1: 9 items, sha256:" in run(path, check=True)[0]
    assert not ModelVersion.objects.exists()
    assert "mixed@1: draft" in run(path)[0]
    assert "mixed@1: published" in run(path, publish=True)[0]
    path.write_text(CHANGED, encoding="utf-8")
    assert "is published with other content" in run(path)[1]


def test_command_prints_every_fault_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MIXED.replace("weight: 2}", "weight: -2}").replace("severity: block", "severity: loud"))
    errors = run(path, check=True)[1]
    assert f"{path}:11: tree/TOTAL/INF/INF1.1/weight: must be greater than 0 / 0보다 커야 합니다" in errors
    assert "rules[1]/severity" in errors
    assert "CommandError" in errors
    assert "2 faults; nothing was loaded" in errors
    assert "no" in run(tmp_path / "nowhere.yaml")[1].lower()
    assert "--check only validates" in run(path, check=True, publish=True)[1]
