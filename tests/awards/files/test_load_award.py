"""The command: checks, loads and publishes award files, all of them or none."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from awards.models import AwardFile
from tests.awards.catalog.files import CRITERIA, CYCLES, spoiled, text_of

pytestmark = pytest.mark.django_db
SHIPPED = sorted([*Path("awards/catalog/criteria").glob("*.yaml"), *Path("awards/catalog/cycles").glob("*.yaml")])


def run(*files: Path, **options: bool) -> str:
    out = StringIO()
    call_command("load_award", *map(str, files), stdout=out, **options)
    return out.getvalue()


def refused(*files: Path, **options: bool) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("load_award", *map(str, files), stdout=out, stderr=err, **options)
    return str(caught.value), err.getvalue()


def test_the_shipped_files_are_loaded_and_published_in_any_order() -> None:
    told = run(*reversed(SHIPPED), publish=True)
    assert "knqa-2026@2026: published" in told
    assert set(AwardFile.objects.values_list("kind", "name", "status")) == {
        ("cycle", "knqa-2026", "published"),
        ("criteria", "knqa-2026", "published"),
        ("criteria", "qcas-2026", "published"),
        ("criteria", "qcircle-2026", "published"),
    }
    run(*SHIPPED, publish=True)
    assert AwardFile.objects.count() == 4


def test_check_touches_no_row() -> None:
    assert "knqa-2026, 2026" in run(*SHIPPED, check=True)
    assert not AwardFile.objects.exists()


def test_all_faults_of_all_files_are_told_by_line_in_both_languages(tmp_path: Path) -> None:
    cycle, criteria = tmp_path / "knqa-2026.yaml", tmp_path / "qcas-2026.yaml"
    text = spoiled(text_of(CYCLES, "knqa-2026"), "timezone: Asia/Seoul", "timezone: Asia/Nowhere")
    cycle.write_text(spoiled(text, "effect: officer", "effect: perhaps"), encoding="utf-8")
    criteria.write_text(spoiled(text_of(CRITERIA, "qcas-2026"), "missing: strict", "missing: maybe"), encoding="utf-8")
    message, faults = refused(cycle, criteria, publish=True)
    assert "nothing was loaded" in message
    lines = faults.splitlines()
    assert len(lines) >= 3
    line = next(number for number, row in enumerate(cycle.read_text().splitlines(), 1) if "Asia/Nowhere" in row)
    assert any(told.startswith(f"{cycle}:{line}: ") for told in lines)
    assert any(told.startswith(f"{criteria}:") for told in lines)
    assert all(" / " in told and any("가" <= char <= "힣" for char in told) for told in lines)
    assert not AwardFile.objects.exists()


def test_a_cycle_without_published_criteria_loads_nothing() -> None:
    run(*(path for path in SHIPPED if path.parent.name == "criteria"))
    message, _ = refused(Path("awards/catalog/cycles/knqa-2026.yaml"), publish=True)
    assert "Publish them first" in message
    assert not AwardFile.objects.filter(kind="cycle").exists()


def test_criteria_the_database_does_not_know_are_a_fault_of_loading() -> None:
    message, faults = refused(Path("awards/catalog/cycles/knqa-2026.yaml"))
    assert "nothing was loaded" in message
    assert "knqa-2026" in faults


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "none.yaml")[0]
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in refused(tmp_path / "binary.yaml")[0]
    assert "leave it out" in refused(*SHIPPED, check=True, publish=True)[0]
