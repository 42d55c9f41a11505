"""Checking award files by hand."""

from pathlib import Path

import pytest

from awards.catalog.__main__ import main
from tests.awards.catalog.files import CRITERIA, CYCLES, spoiled, text_of


def written(folder: Path, text: str, name: str = "new.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_good_file_is_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([written(tmp_path, text_of(CRITERIA, "knqa-2026"))]) == 0
    assert "knqa, 17 items, sha256:" in capsys.readouterr().out
    assert main([written(tmp_path, text_of(CYCLES, "knqa-2026"))]) == 0
    assert "knqa-2026, 20 rules, sha256:" in capsys.readouterr().out


def test_faults_come_with_their_lines_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, spoiled(text_of(CYCLES, "knqa-2026"), "cap: 30", "cap: 31"))
    assert main([path]) == 1
    assert capsys.readouterr().out.startswith(f"{path}:")


def test_a_new_year_is_set_beside_the_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = text_of(CYCLES, "knqa-2026")
    new = spoiled(old, "quorum: 5", "quorum: 7")
    assert main([written(tmp_path, new), written(tmp_path, old, "old.yaml")]) == 0
    assert "changed: judges/quorum: 5 -> 7\n" in capsys.readouterr().out


def test_criteria_beside_the_cycle_are_known_before_they_ship(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cycles").mkdir()
    cycle = spoiled(text_of(CYCLES, "knqa-2026"), "knqa: knqa-2026", "knqa: knqa-2027")
    path = written(tmp_path / "cycles", cycle)
    assert main([path]) == 1
    assert "knqa-2027" in capsys.readouterr().out
    (tmp_path / "criteria").mkdir()
    written(tmp_path / "criteria", text_of(CRITERIA, "knqa-2026"), "knqa-2027.yaml")
    assert main([path]) == 0


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.yaml")]) == 1
    assert "none.yaml: No such file" in capsys.readouterr().out
